// SPDX-License-Identifier: Apache-2.0
#include "ingest/text_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/file.h"
#include "base/utf8.h"

namespace cybercheck::ingest {
namespace {

constexpr size_t kPieceBytes = 64 << 10;
constexpr size_t kWindowBytes = 64 << 10;

struct Packed {
  std::string_view magic, name, command;
};
// First bytes: RFC 1952, RFC 8878, bzip2 and xz format notes, PKWARE's APPNOTE.
constexpr Packed kPacked[] = {{"\x1f\x8b", "gzip", "gzip -dc"},
                              {"\x28\xb5\x2f\xfd", "zstd", "zstd -dc"},
                              {"BZh", "bzip2", "bzip2 -dc"},
                              {std::string_view("\xfd"
                                                "7zXZ\0",
                                                6),
                               "xz", "xz -dc"},
                              {"PK\x03\x04", "zip (a workbook is one too)", "unzip -p"}};

bool IsHigh(char c) { return static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

base::Result<bool> TextReader::Fill(size_t bytes_wanted) {
  while (!ended_ && raw_.size() < bytes_wanted) {
    const size_t had = raw_.size();
    raw_.resize(std::max(bytes_wanted, had + 4096));
    ssize_t count;
    do {
      count = ::read(fd_, raw_.data() + had, raw_.size() - had);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
      raw_.resize(had);
      return base::IoError("input", "read");
    }
    raw_.resize(had + static_cast<size_t>(count));
    bytes_read_ += static_cast<uint64_t>(count);
    ended_ = count == 0;
  }
  return !raw_.empty();
}

base::Result<void> TextReader::ReadStart() {
  started_ = true;
  TRY(Fill(8));
  for (const Packed& packed : kPacked) {
    if (!raw_.starts_with(packed.magic)) continue;
    return base::Fail(base::ErrorCode::kBadFeed, "the file is packed with " + std::string(packed.name) + "; unpack it first: " +
                                                     std::string(packed.command) + " FILE | cybercheck import … -");
  }
  size_t mark = 0;
  std::optional<TextEncoding> marked;
  if (raw_.starts_with("\xef\xbb\xbf"))
    mark = 3, marked = TextEncoding::kUtf8;
  else if (raw_.starts_with("\xff\xfe"))
    mark = 2, marked = TextEncoding::kUtf16Le;
  else if (raw_.starts_with("\xfe\xff"))
    mark = 2, marked = TextEncoding::kUtf16Be;
  if (marked && told_ && *marked != *encoding_)
    return base::Fail(base::ErrorCode::kBadEncoding, "the file begins with the byte order mark of " + std::string(Name(*marked)) +
                                                         ", not of " + std::string(Name(*encoding_)));
  if (marked) encoding_ = marked;
  raw_.erase(0, mark);
  offset_ = mark;
  return {};
}

base::Result<void> TextReader::Recognise() {
  auto high = std::find_if(raw_.begin(), raw_.end(), IsHigh);
  if (high == raw_.end()) return {};  // still plain ASCII
  const auto at = static_cast<size_t>(high - raw_.begin());
  TRY(Fill(at + kWindowBytes));
  const std::string_view window = std::string_view(raw_).substr(at, kWindowBytes);
  encoding_ = RecogniseEncoding(window, ended_ && at + window.size() == raw_.size());
  if (encoding_) return {};
  const size_t invalid = at + base::FirstInvalidUtf8(window);
  const auto line =
      lines_ + 1 + static_cast<uint64_t>(std::count(raw_.begin(), raw_.begin() + static_cast<ptrdiff_t>(invalid), '\n'));
  char what[160];
  std::snprintf(what, sizeof what,
                "byte 0x%02x at offset %llu (line %llu) is not UTF-8, and the text does not read as Thai in windows-874; "
                "convert the file to UTF-8 or name its encoding",
                static_cast<unsigned char>(raw_[invalid]), static_cast<unsigned long long>(offset_ + invalid),
                static_cast<unsigned long long>(line));
  return base::Fail(base::ErrorCode::kBadEncoding, what);
}

void TextReader::Convert() {
  size_t used = raw_.size();
  if (encoding() == TextEncoding::kUtf8) {
    text_.swap(raw_);
  } else if (encoding() == TextEncoding::kWindows874) {
    for (const char byte : raw_) {
      const char16_t c = Windows874()[static_cast<unsigned char>(byte)];
      if (c == 0 && byte != 0)
        text_ += kUnconvertible;
      else
        base::AppendUtf8(text_, c);
    }
  } else {
    const size_t low = encoding() == TextEncoding::kUtf16Le ? 0 : 1;
    used = raw_.size() / 2 * 2;
    for (size_t i = 0; i < used; i += 2) {
      const auto unit =
          static_cast<char16_t>(static_cast<unsigned char>(raw_[i + low]) | static_cast<unsigned char>(raw_[i + 1 - low]) << 8);
      const bool is_low = unit >= 0xDC00 && unit < 0xE000;
      if (high_surrogate_ != 0 && is_low) {
        base::AppendUtf8(text_, 0x10000 + ((static_cast<char32_t>(high_surrogate_) - 0xD800) << 10) + (unit - 0xDC00u));
        high_surrogate_ = 0;
        continue;
      }
      if (high_surrogate_ != 0 || is_low) text_ += kUnconvertible;
      high_surrogate_ = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
      if (high_surrogate_ == 0 && !is_low) base::AppendUtf8(text_, unit);
    }
    if (ended_ && (used != raw_.size() || high_surrogate_ != 0)) {
      text_ += kUnconvertible;
      used = raw_.size();
      high_surrogate_ = 0;
    }
  }
  offset_ += used;
  lines_ += static_cast<uint64_t>(std::count(text_.begin(), text_.end(), '\n'));
  raw_.erase(0, std::min(used, raw_.size()));
}

base::Result<std::string_view> TextReader::Next() {
  if (!started_) TRY(ReadStart());
  text_.clear();
  while (text_.empty()) {
    TRY(Fill(kPieceBytes));
    if (raw_.empty()) break;
    if (!encoding_) TRY(Recognise());
    Convert();
  }
  return std::string_view(text_);
}

}  // namespace cybercheck::ingest
