// SPDX-License-Identifier: Apache-2.0
// Amounts of money as people and spreadsheets write them, to satang. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cybercheck::ingest {

// "1,234.50", "๑๒๓๔.๕ บาท", "฿50", "50 THB". nullopt: no such amount: negative, more than two decimals, commas not in threes,
// more than event::kSatangMax.
std::optional<int64_t> ReadBaht(std::string_view text);
// Of a number as a cell holds it (12345.670000000002 is what Excel makes of a sum: satang that miss by less than a ten-thousandth
// are whole).
std::optional<int64_t> ReadBahtNumber(std::string_view number);

}  // namespace cybercheck::ingest
