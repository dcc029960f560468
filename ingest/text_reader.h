// SPDX-License-Identifier: Apache-2.0
// A byte stream as UTF-8 text, in bounded memory. Recognises the encoding (text_encoding.h) from the byte order mark or from the
// first 64 KiB that follow the first byte that is not ASCII. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ingest/text_encoding.h"

namespace cybercheck::ingest {

class TextReader {
 public:
  // Does not own `fd`. `encoding`: what the operator says the file has; nullopt: recognise it.
  explicit TextReader(int fd, std::optional<TextEncoding> encoding = std::nullopt)
      : fd_(fd), encoding_(encoding), told_(encoding.has_value()) {}

  // The next piece, valid until the next call; empty at the end of the stream. UTF-8 but for bytes that could not be converted
  // (kUnconvertible, or as they stood in a UTF-8 file). The byte order mark is not part of the text.
  // Errors: kIo; kBadEncoding naming offset and line; kBadFeed for a compressed file, saying how to unpack it.
  base::Result<std::string_view> Next();

  // What was recognised so far; pure ASCII is UTF-8.
  TextEncoding encoding() const { return encoding_.value_or(TextEncoding::kUtf8); }
  uint64_t bytes_read() const { return bytes_read_; }

 private:
  base::Result<bool> Fill(size_t bytes_wanted);  // false: the stream has ended
  base::Result<void> ReadStart();
  base::Result<void> Recognise();
  void Convert();

  int fd_;
  std::optional<TextEncoding> encoding_;
  bool told_, started_ = false, ended_ = false;
  std::string raw_;                                   // read, not yet converted
  std::string text_;                                  // what Next gave
  uint64_t bytes_read_ = 0, offset_ = 0, lines_ = 0;  // offset_: of raw_[0]; lines_: line breaks before it
  char16_t high_surrogate_ = 0;
};

}  // namespace cybercheck::ingest
