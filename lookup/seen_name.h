// SPDX-License-Identifier: Apache-2.0
// A name as the eye takes it in, to find one that imitates another: Latin, Greek, Cyrillic and Armenian letters that look like an
// ASCII letter are that letter, digits are the letters they stand in for (0 o, 1 l, 3 e, 4 a, 5 s, 8 b), i is l, m is rn, w is
// vv, and hyphens are not there. Two names look alike when their seen names are equal. For hints only, never for keys.
//
//   thaipolice-0nline.com, thaipoliceonl1ne.com, xn--thipoliceonline-vlm.com   all   thalpollceonllne.corn
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cybercheck::lookup {

class SeenName {
 public:
  static constexpr size_t kBytesMax = 512;  // of longer names the rest is cut

  // A canonical host: labels in Punycode are read as what a browser shows.
  static SeenName OfHost(std::string_view host);
  // Folded UTF-8, as the form of a sender's name.
  static SeenName OfText(std::string_view text);

  std::string_view view() const noexcept { return std::string_view(bytes_.data(), size_); }

 private:
  SeenName() = default;
  void Add(std::string_view seen) noexcept;
  void AddAscii(std::string_view text) noexcept;
  void AddCodePoint(char32_t code_point);

  std::array<char, kBytesMax> bytes_;
  size_t size_ = 0;
};

// The ASCII letter that `code_point` looks like; 0: none.
char LetterSeenIn(char32_t code_point) noexcept;

}  // namespace cybercheck::lookup
