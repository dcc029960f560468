// SPDX-License-Identifier: Apache-2.0
#include "store/media_type.h"

#include <algorithm>
#include <cstddef>

#include "event/big_endian.h"

namespace cybercheck::store {
namespace {

using event::U16At;
using event::U32At;

// PNG (ISO/IEC 15948): signature, then chunks (length u32, type, data, CRC) from IHDR to IEND, and nothing behind.
bool IsPng(std::string_view bytes) noexcept {
  constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
  constexpr size_t kChunkExtraBytes = 12;
  if (!bytes.starts_with(kSignature)) return false;
  bool has_data = false;
  for (size_t at = kSignature.size(); at + kChunkExtraBytes <= bytes.size();) {
    const size_t length = U32At(bytes, at);
    if (length > bytes.size() - at - kChunkExtraBytes) return false;
    const std::string_view type = bytes.substr(at + 4, 4);
    if (at == kSignature.size()) {
      if (type != "IHDR" || length != 13 || U32At(bytes, at + 8) == 0 || U32At(bytes, at + 12) == 0) return false;
    }
    has_data |= type == "IDAT";
    at += length + kChunkExtraBytes;
    if (type == "IEND") return has_data && length == 0 && at == bytes.size();
  }
  return false;
}

// JPEG (ITU-T T.81 annex B): SOI, segments with their lengths up to the first scan, a frame among them, EOI behind the scan.
// What cameras put behind EOI is let be.
bool IsJpeg(std::string_view bytes) noexcept {
  if (!bytes.starts_with("\xFF\xD8\xFF")) return false;
  bool has_frame = false;
  for (size_t at = 2; at + 4 <= bytes.size();) {
    if (bytes[at] != '\xFF') return false;
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    if (marker == 0xFF) {  // fill
      ++at;
      continue;
    }
    const size_t length = U16At(bytes, at + 2);
    if (length < 2 || length > bytes.size() - at - 2) return false;
    const bool is_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (is_frame) has_frame = length >= 8 && U16At(bytes, at + 7) != 0;
    at += 2 + length;
    if (marker == 0xDA) return has_frame && bytes.find("\xFF\xD9", at) != std::string_view::npos;
  }
  return false;
}

// PDF (ISO 32000-1 section 7.5): the header first, the trailer's words near the end.
bool IsPdf(std::string_view bytes) noexcept {
  if (!bytes.starts_with("%PDF-1.") && !bytes.starts_with("%PDF-2.")) return false;
  const std::string_view end = bytes.substr(bytes.size() - std::min<size_t>(bytes.size(), 1024));
  const size_t start = end.rfind("startxref");
  return start != std::string_view::npos && end.find("%%EOF", start) != std::string_view::npos;
}

}  // namespace

std::string_view MediaTypeOf(std::string_view bytes) noexcept {
  if (IsPng(bytes)) return "image/png";
  if (IsJpeg(bytes)) return "image/jpeg";
  if (IsPdf(bytes)) return "application/pdf";
  return {};
}

}  // namespace cybercheck::store
