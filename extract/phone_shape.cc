// SPDX-License-Identifier: Apache-2.0
#include "extract/phone_shape.h"

namespace cybercheck::extract {
namespace {

// Ranges of the Thai numbering plan: libphonenumber resources/metadata/66/ranges.csv.
bool IsMobilePrefix(char c) { return c == '6' || c == '8' || c == '9'; }
bool IsFixedPrefix(char c) { return c == '2' || c == '3' || c == '4' || c == '5' || c == '7'; }

size_t Mobile10(const DigitGroups& groups) {
  return groups.Match({"A",   "37",  "334",  "244",  "343",  "64",   "28",   "46", "433",  "325",
                       "424", "442", "3322", "3223", "2224", "2332", "1333", "19", "1234", "1111111111"},
                      true);
}

size_t Fixed9(const DigitGroups& groups) {
  return groups.Match(
      {"9", "27", "234", "243", "18", "36", "333", "324", "342", "2322", "2223", "3222", "1134", "1233", "111111111"}, true);
}

size_t Mobile9(const DigitGroups& groups) {
  return groups.Match({"9", "27", "234", "144", "18", "333", "243", "36", "45", "54", "111111111"}, true);
}

size_t Fixed8(const DigitGroups& groups) {
  return groups.Match({"8", "17", "134", "26", "233", "224", "35", "44", "143", "11111111"}, true);
}

}  // namespace

size_t NationalPhone(const DigitGroups& groups) {
  const std::string head = groups.Digits(std::min<size_t>(groups.groups().size(), 3));
  if (head.size() < 2 || head[0] != '0') return 0;
  if (IsMobilePrefix(head[1])) return Mobile10(groups);
  if (IsFixedPrefix(head[1])) return Fixed9(groups);
  return 0;
}

size_t PhoneAfterCountryCode(const DigitGroups& groups) {
  if (groups.groups().empty()) return 0;
  const char first = groups.FirstDigit();
  if (first == '0') return NationalPhone(groups);
  if (IsMobilePrefix(first)) return Mobile9(groups);
  if (IsFixedPrefix(first)) return Fixed8(groups);
  return 0;
}

size_t ServicePhone(const DigitGroups& groups) {
  if (!groups.StartsWith("1800") && !groups.StartsWith("1900")) return 0;
  return groups.Match({"A", "433", "46", "424", "4222", "442"}, true);
}

size_t PhoneWithoutZero(const DigitGroups& groups) { return IsMobilePrefix(groups.FirstDigit()) ? Mobile9(groups) : 0; }

}  // namespace cybercheck::extract
