// SPDX-License-Identifier: Apache-2.0
// Accounts and PromptPay ids that a spreadsheet has taken for numbers: their leading zeros are gone, and are put back only where
// nothing else can have stood there. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "indicator/bank.h"
#include "ingest/row_resolver.h"

namespace cybercheck::ingest {

// An account begins with its branch, 001 to 999: so many zeros can have been lost.
inline constexpr size_t kLostZerosMax = 2;

// The first bank that `text` names, by name or by code (also one that has lost its zeros: 4 is 004); nullptr: none.
const indicator::Bank* FindBank(std::string_view text);

// `number`: as a cell holds it. Rejections (column empty): spreadsheet_number, account_length, ambiguous_account.
std::optional<Rejection> RestoreAccount(const indicator::Bank& bank, std::string_view number, std::string& digits,
                                        bool& restored);

// A mobile number without its zero; 13 digits only where no wallet's number can have lost two zeros. Rejections:
// spreadsheet_number, ambiguous_account.
std::optional<Rejection> RestorePromptpay(std::string_view number, std::string& digits, bool& restored);

}  // namespace cybercheck::ingest
