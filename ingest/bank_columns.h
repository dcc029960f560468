// SPDX-License-Identifier: Apache-2.0
// What the columns of the banks' workbook mean, by the names they have in Thai and English. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cybercheck::ingest {

enum class BankColumn : uint8_t {
  kLevel,
  kBankCaseId,
  kReference,
  kFromBank,
  kFromAccount,
  kToBank,
  kToAccount,
  kToPromptpay,
  kAmount,
  kDate,
  kTime,
  kOutcome,
  kHeld,
  kAnsweredAt,
  kHold,
  kCase,
  kTpoCaseId,
};
inline constexpr size_t kBankColumnCount = static_cast<size_t>(BankColumn::kTpoCaseId) + 1;

std::string_view Name(BankColumn column) noexcept;  // "level", "bank_case_id", …
std::string_view ThaiHeading(BankColumn column) noexcept;
// Without letter case and blanks around; what stands in brackets behind is no part of it: "จำนวนเงิน (บาท)".
std::optional<BankColumn> FindBankColumn(std::string_view heading);

}  // namespace cybercheck::ingest
