// SPDX-License-Identifier: Apache-2.0
// Phone numbers in every spelling, and codes to dial.
//
//   081-234-5678   +66 (0)2 123 4567   ๐๘๑ ๒๓๔ ๕๖๗๘   1800-123-456   02-123-4567 ต่อ 9   02-123-4567-9
//   โทร. 1441      three and four digits only after a word that asks to call
//   *123*4#        a USSD code: found, without a kind
//
// Dates, times, prices and order numbers are told from phones by how their digits are grouped and by what stands around them.
// Immutable, thread-safe.
#pragma once

#include <re2/re2.h>

#include "extract/digit_groups.h"
#include "extract/findings.h"

namespace cybercheck::extract {

class PhoneScanner {
 public:
  PhoneScanner();
  void ScanDialCodes(Findings& findings) const;
  void ScanPhones(Findings& findings) const;

  // Whether a word right before `at` asks to call ("โทร.", "tel").
  bool AfterCallWord(std::string_view text, size_t at) const;
  // Whether the number at `at` is named as something else: an order, a code, a parcel.
  bool AfterOtherNumberWord(std::string_view text, size_t at) const;

 private:
  void ScanShortNumbers(Findings& findings) const;
  bool TryNumber(Findings& findings, size_t begin, bool plus) const;

  RE2 star_code_;
  RE2 hash_code_;
  RE2 dialled_code_;
  RE2 short_number_;
  RE2 next_short_number_;
  RE2 unit_;
  RE2 extension_;
  RE2 call_word_;
  RE2 line_or_call_after_;
  RE2 other_number_word_;
};

}  // namespace cybercheck::extract
