// SPDX-License-Identifier: Apache-2.0
#include "cases/figure_rows.h"

#include <algorithm>
#include <charconv>

#include "cases/row_text.h"

namespace cybercheck::cases {

std::string EncodeFigureKey(const FigureKey& key) {
  std::string bytes;
  base::AppendBe<1>(static_cast<uint8_t>(key.figure), bytes);
  base::AppendBe<4>(key.period, bytes);
  base::AppendBe<4>(key.part, bytes);
  return bytes;
}

base::Result<FigureKey> DecodeFigureKey(std::string_view bytes) {
  base::ByteReader reader(bytes);
  const uint64_t figure = reader.Take<1>();
  const auto period = static_cast<uint32_t>(reader.Take<4>()), part = static_cast<uint32_t>(reader.Take<4>());
  if (!reader.AtEnd() || figure < static_cast<uint64_t>(Figure::kReportsByDay) ||
      figure > static_cast<uint64_t>(Figure::kCasesByDay))
    return BadRow("figures");
  return FigureKey{static_cast<Figure>(figure), period, part};
}

void EncodeFigureCounts(const FigureCounts& counts, std::string& out) {
  out.clear();
  for (const uint64_t count : counts) base::AppendBe<8>(count, out);
}

base::Result<FigureCounts> DecodeFigureCounts(std::string_view bytes) {
  base::ByteReader reader(bytes);
  FigureCounts counts;
  for (uint64_t& count : counts) count = reader.Take<8>();
  if (!reader.AtEnd()) return BadRow("figures");
  return counts;
}

uint32_t HoursBetween(int64_t from_s, int64_t to_s) noexcept {
  constexpr int64_t kHoursMax = 1'000'000;  // a century
  if (to_s <= from_s) return 0;
  const uint64_t taken_s = static_cast<uint64_t>(to_s) - static_cast<uint64_t>(from_s);
  return static_cast<uint32_t>(std::min<uint64_t>(taken_s / 3600 + (taken_s % 3600 != 0), kHoursMax));
}

uint32_t MinutesBetween(int64_t from_s, int64_t to_s) noexcept {
  if (to_s <= from_s) return 0;
  const uint64_t taken_s = static_cast<uint64_t>(to_s) - static_cast<uint64_t>(from_s);
  return static_cast<uint32_t>(std::min<uint64_t>(taken_s / 60, kMinutesMax));
}

uint32_t BankPeriod(uint32_t month, std::string_view bank) noexcept {
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(bank.data(), bank.data() + bank.size(), number);
  const bool is_bank = bank.size() == 3 && error == std::errc() && end == bank.data() + bank.size();
  return month * kBanksInPeriod + (is_bank ? number : kNoBankNumber);
}

base::Result<void> FigureChanges::Write(const Tables& tables, store::WriteTxn& txn) const {
  std::string value;
  for (const auto& [key, added] : added_) {
    if (added == FigureCounts{}) continue;
    const std::string bytes = EncodeFigureKey(key);
    ASSIGN_OR_RETURN(const auto known, tables.figures.Get(txn, bytes));
    FigureCounts counts{};
    if (known) {
      ASSIGN_OR_RETURN(counts, DecodeFigureCounts(*known));
    }
    for (size_t i = 0; i < counts.size(); ++i) counts[i] += added[i];
    if (counts == FigureCounts{}) {
      TRY(tables.figures.Delete(txn, bytes));
      continue;
    }
    EncodeFigureCounts(counts, value);
    TRY(tables.figures.Put(txn, bytes, value));
  }
  return {};
}

}  // namespace cybercheck::cases
