// SPDX-License-Identifier: Apache-2.0
// Bank accounts: a number in an account's shape and, within forty characters on either side, the bank.
//
//   กสิกรไทย ชื่อบัญชี … เลขที่ 123-4-56789-0        the number is the span; the bank gives the key
//   123-4-56789-0 (SCB)
//
// Each mention of a bank belongs to the number beside it; a list with the bank behind every number is read as one. A number
// without a bank is found only where the text calls it an account. Masked digits make no account. Immutable, thread-safe.
#pragma once

#include <re2/re2.h>

#include <vector>

#include "extract/digit_groups.h"
#include "extract/findings.h"
#include "extract/phone_scanner.h"

namespace cybercheck::extract {

class AccountScanner {
 public:
  // `phones` must outlive the scanner: it knows the words that call a number something else.
  explicit AccountScanner(const PhoneScanner& phones);
  void Scan(Findings& findings) const;

 private:
  struct Bank {
    size_t begin;
    size_t end;
    bool used;
  };
  std::vector<Bank> Banks(const Findings& findings) const;

  const PhoneScanner& phones_;
  RE2 bank_;
  RE2 account_word_;
};

}  // namespace cybercheck::extract
