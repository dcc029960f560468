// SPDX-License-Identifier: Apache-2.0
#include "ingest/text_encoding.h"

#include <unicode/ucnv.h>

#include "base/check.h"
#include "base/utf8.h"

namespace cybercheck::ingest {
namespace {

constexpr std::array kNames = {std::pair{TextEncoding::kUtf8, std::string_view("utf-8")},
                               std::pair{TextEncoding::kWindows874, std::string_view("windows-874")},
                               std::pair{TextEncoding::kUtf16Le, std::string_view("utf-16le")},
                               std::pair{TextEncoding::kUtf16Be, std::string_view("utf-16be")}};

bool IsThai(char32_t c) { return c >= 0x0E01 && c <= 0x0E5B; }
bool IsThaiConsonant(char32_t c) { return c >= 0x0E01 && c <= 0x0E2E; }
// Written above or below the letter before them.
bool IsThaiMark(char32_t c) { return c == 0x0E31 || (c >= 0x0E34 && c <= 0x0E3A) || (c >= 0x0E47 && c <= 0x0E4E); }

bool ReadsAsThai(std::string_view bytes) {
  const auto& page = Windows874();
  size_t thai = 0, in_runs = 0, marks = 0, stray_marks = 0, other = 0, run = 0;
  char32_t previous = 0;
  // "25 ก.พ. 2568", "09.00 น.": one consonant and a full stop is an abbreviation, of which a list of dates may be full.
  const auto end_run = [&](char32_t next) {
    if (run > 1 || (run == 1 && next == '.' && IsThaiConsonant(previous))) in_runs += run;
    run = 0;
  };
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    const char32_t c = page[value];
    if (value >= 0x80 && c == 0) return false;
    if (IsThai(c)) {
      ++thai;
      ++run;
      if (IsThaiMark(c)) {
        ++marks;
        if (!IsThaiConsonant(previous) && !IsThaiMark(previous)) ++stray_marks;
      }
    } else {
      end_run(c);
      if (value >= 0x80 && value != 0xA0) ++other;
    }
    previous = c;
  }
  end_run(0);
  // Thai punctuation (curly quotes, dashes) accompanies Thai; alone it could be any Windows code page.
  return thai >= 3 && in_runs * 10 >= thai * 9 && stray_marks * 20 <= marks && other * 4 <= thai;
}

}  // namespace

std::string_view Name(TextEncoding encoding) noexcept { return kNames[static_cast<size_t>(encoding)].second; }

std::optional<TextEncoding> TextEncodingNamed(std::string_view name) noexcept {
  for (const auto& [encoding, known] : kNames)
    if (known == name) return encoding;
  return std::nullopt;
}

std::optional<TextEncoding> RecogniseEncoding(std::string_view bytes, bool at_end) noexcept {
  size_t sequences = 0, invalid = 0;
  for (size_t at = 0; at < bytes.size();) {
    const base::CodePoint point = base::DecodeUtf8(bytes, at);
    if (point.size == 0) {
      if (!at_end && bytes.size() - at < 4) break;  // cut by the window
      ++invalid;
      ++at;
      continue;
    }
    sequences += point.size > 1;
    at += point.size;
  }
  if (invalid == 0) return TextEncoding::kUtf8;
  if (ReadsAsThai(bytes)) return TextEncoding::kWindows874;
  if (sequences >= 1000 * invalid) return TextEncoding::kUtf8;
  return std::nullopt;
}

const std::array<char16_t, 256>& Windows874() noexcept {
  static const std::array<char16_t, 256> page = [] {
    UErrorCode status = U_ZERO_ERROR;
    UConverter* converter = ucnv_open("windows-874", &status);
    CHECK(U_SUCCESS(status));
    std::array<char16_t, 256> table{};
    for (int byte = 0; byte < 256; ++byte) {
      const char in = static_cast<char>(byte);
      char16_t out[4];
      status = U_ZERO_ERROR;
      const int32_t length = ucnv_toUChars(converter, out, 4, &in, 1, &status);
      const bool letter = U_SUCCESS(status) && length == 1 && out[0] != 0xFFFD && !(out[0] >= 0x80 && out[0] < 0xA0) &&
                          !(out[0] >= 0xE000 && out[0] < 0xF900);  // ICU round-trips free bytes through C1 and the private area
      if (letter || byte < 0x80) table[static_cast<size_t>(byte)] = static_cast<char16_t>(letter ? out[0] : byte);
    }
    ucnv_close(converter);
    return table;
  }();
  return page;
}

}  // namespace cybercheck::ingest
