// SPDX-License-Identifier: Apache-2.0
// A text as the scanners read it: zero-width characters gone, Thai and full-width digits and letters in ASCII, every dash '-',
// every odd space ' '; and for each byte the place it came from, so that spans are given in the text as written.
//
//   original   โ ท ร ๐ ๘ ๑ – ๒ ๓ ๔
//   text()     โ ท ร 0 8 1 - 2 3 4          Begin(i), End(i): offsets of the original character behind byte i
//
// Owns the folded bytes and looks into `original`, which must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cybercheck::extract {

class FoldedText {
 public:
  explicit FoldedText(std::string_view original);  // valid UTF-8

  std::string_view text() const { return text_; }
  // Where the original character of byte `i` begins.
  size_t Begin(size_t i) const { return origin_[i]; }
  // Where the original character of byte `i` ends.
  size_t End(size_t i) const;
  // Byte `i` stands for an ASCII character of the original (a Thai digit is none).
  bool WrittenAscii(size_t i) const { return static_cast<uint8_t>(original_[origin_[i]]) < 0x80; }
  // The original of folded bytes [begin, end), begin < end.
  std::string_view Original(size_t begin, size_t end) const {
    return original_.substr(Begin(begin), End(end - 1) - Begin(begin));
  }

 private:
  std::string_view original_;
  std::string text_;
  std::vector<uint32_t> origin_;
};

}  // namespace cybercheck::extract
