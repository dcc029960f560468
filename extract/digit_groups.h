// SPDX-License-Identifier: Apache-2.0
// A number as people write it: digits in groups, a space, dash, dot or bracket between them.
//
//   02-123-4567 ต่อ 9      groups 02 | 123 | 4567        sizes "234"
//
// What tells a phone number from a date, a price or an account is the sizes of its groups, so they are compared as text: one
// character a group, '1' to '9', then 'A' for 10 and so on.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace cybercheck::extract {

struct DigitGroup {
  size_t begin;
  size_t end;
  char separator;  // what stands before: 0 for the first, ' ', '-', '.' or ')'
};

class DigitGroups {
 public:
  static constexpr size_t kDigitsMax = 24;

  // The groups from the digit at `at` on; reading stops after kDigitsMax digits.
  DigitGroups(std::string_view text, size_t at);

  const std::vector<DigitGroup>& groups() const { return groups_; }
  size_t begin() const { return groups_.front().begin; }
  // End of the first `count` groups.
  size_t End(size_t count) const { return groups_[count - 1].end; }
  // Digits of the first `count` groups.
  std::string Digits(size_t count) const;
  char FirstDigit() const { return text_[groups_.front().begin]; }
  bool StartsWith(std::string_view digits) const;

  // Forgets the first `count` digits (a country code).
  void DropDigits(size_t count);
  // How many groups the longest of `shapes` takes that the sizes begin with, when a group that follows stands apart from it
  // (after a space); 0 when none does. `joined` allows a dash to follow: the shape may go on as a range.
  size_t Match(std::initializer_list<std::string_view> shapes, bool joined = false) const;

 private:
  std::string_view text_;
  std::vector<DigitGroup> groups_;
};

}  // namespace cybercheck::extract
