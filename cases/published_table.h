// SPDX-License-Identifier: Apache-2.0
// A table as it was published, and whether it adds up: parts against their whole, an average against total and days, shares
// against what they are shares of, a difference against both its periods. Published figures are rounded, so each is held for all
// that its printed digits may stand for; only what no rounding explains is a slip. Exact whole-number arithmetic. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cybercheck::cases {

// A printed figure in ten-thousandths: 8.67 billion is 86'700'000'000'000 with a last digit worth 100'000'000'000.
struct PrintedFigure {
  int64_t value = 0;
  int64_t last_digit = 0;  // what one in its last printed digit is worth
  bool exact = false;      // every digit stands there: a count of cases, baht without "million"
  friend bool operator==(const PrintedFigure&, const PrintedFigure&) = default;
};
inline constexpr int64_t kPrintedUnit = 10'000;
inline constexpr int64_t kPrintedMax = 900'000'000'000'000'000;  // of `value`

struct PublishedTable {
  // One thing that is counted, by column; and what is told about it. Indexes of `figures` in a row.
  struct Measure {
    std::string name;
    bool sums = true;  // false: the table has shares of it only
    std::optional<size_t> count, share, per_day, before, change, change_share;
  };
  struct Row {
    std::string name;
    bool is_total = false;             // the whole of all rows that are part of nothing else
    std::vector<std::string> part_of;  // names of rows; empty: of the total; "-" alone: of none
    std::string share_of;              // empty: of the total
    uint32_t days = 0;                 // of its period; 0: the table's
    uint32_t from = 0, to = 0;         // its first and last day, where it is a period; 0: not told
    std::vector<std::optional<PrintedFigure>> figures;
  };
  // What rows make of the row that they are part of: all of it; at most it, where rows or figures are withheld; nothing that it
  // could be held against, where they were told at different times.
  enum class Parts : uint8_t { kWhole, kAtMost, kApart };

  std::vector<std::string> columns;  // headings of the figures
  std::vector<Measure> measures;
  std::vector<Row> rows;
  uint32_t days = 0;  // of the period; 0: not told
  Parts parts = Parts::kWhole;
};

enum class TableCheck : uint8_t { kSum, kShare, kShareSum, kPerDay, kChange, kChangeShare };
std::string_view Name(TableCheck check) noexcept;  // "sum", "share", "share_sum", "per_day", "change", "change_share"

struct TableSlip {
  TableCheck check{};
  std::string row, column;
  std::string printed, right;  // "463,712", "468,312"
  std::string off;             // by how much what is printed is too large: "-4,600"
};
struct Reconciliation {
  size_t checks = 0;
  std::vector<TableSlip> slips;
};
Reconciliation Reconcile(const PublishedTable& table);

// "468,312", "31.55", "-0.15": with as many decimals as the last printed digit has, more where there are more.
std::string FormatPrinted(int64_t value, int64_t last_digit = kPrintedUnit);

}  // namespace cybercheck::cases
