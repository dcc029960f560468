// SPDX-License-Identifier: Apache-2.0
// The tables of statistics that are told from tallies (cases/tally_rows.h): complaints, holds, accounts, reports, appeals; how
// long cases were in a state, how much money was stopped in time. Pure functions of a snapshot; any thread. Errors: kBadRequest
// names what is asked wrongly; kDamaged, kIo.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/statistic_table.h"
#include "cases/tables.h"

namespace cybercheck::cases {

enum class TallyTable : uint8_t { kComplaints, kHolds, kAccounts, kReports, kAppeals };
inline constexpr std::array kTallyTables = {TallyTable::kComplaints, TallyTable::kHolds, TallyTable::kAccounts,
                                            TallyTable::kReports, TallyTable::kAppeals};
std::string_view Name(TallyTable table) noexcept;  // "complaints", …
std::optional<TallyTable> TallyTableNamed(std::string_view name) noexcept;

struct TallyQuestion {
  uint32_t from = 0, to = 0;    // days, both included
  std::vector<std::string> by;  // at most two
  bool iso_weeks = false;
  std::string_view (*category_name)(uint8_t) noexcept = nullptr;  // words of this room's users (wire/verdict.h); null: numbers
};
// What a table can be told by, periods not counted: of holds "bank", "state", "ground".
std::vector<std::string_view> DimensionsOf(TallyTable table);
// The codes that a dimension of it can have at all; none: it is told by words that no list of this room holds (a bank, a station,
// a category).
std::vector<std::string> CodesOf(TallyTable table, std::string_view dimension);
base::Result<StatisticTable> CountTallied(const Tables& tables, const store::ReadTxn& txn, TallyTable what,
                                          const TallyQuestion& question);

// A table that is told from counters which another room keeps: groups of bytes, each a part.
struct OutsideTally {
  struct Part {
    std::string_view name;
    std::string_view (*name_of)(uint8_t) noexcept = nullptr;
    uint8_t first = 0, last = 0;  // the numbers that have a name
  };
  using Each = std::function<base::Result<void>(uint32_t day, std::string_view group, uint64_t count)>;
  using EachDay = std::function<void(uint64_t count)>;

  std::string_view what, date;
  std::vector<Part> parts;  // byte i of a group is part i
  // Of days `from` to `to`, both included: groups, and what each day holds together.
  std::function<base::Result<void>(uint32_t from, uint32_t to, const Each&, const EachDay&)> walk;
};
base::Result<StatisticTable> CountOutside(const OutsideTally& outside, const TallyQuestion& question);

// Minutes, hours or days of which only how often each occurred is kept; whole ones, begun ones not counted.
struct Spread {
  uint64_t count = 0;
  std::optional<int64_t> median_halves;  // twice the median; of an even number the middle of the two in the middle
  std::optional<int64_t> p90;            // the least that nine of ten do not exceed
};
Spread SpreadOf(const std::map<uint32_t, uint64_t>& counts);

// How many days cases had been in each state that they left on those days, by state's number.
base::Result<std::map<uint8_t, Spread>> DaysInStates(const Tables& tables, const store::ReadTxn& txn, uint32_t from, uint32_t to);
// Minutes from the complaint to the hold of money held on those days, by bank; "" of all. Holds made before the complaint are
// none.
base::Result<std::map<std::string, Spread>> MinutesToHold(const Tables& tables, const store::ReadTxn& txn, uint32_t from,
                                                          uint32_t to);

// Of cases reported on those days (cases/stopped_money.h).
base::Result<MoneyStopped> CountMoneyStopped(const Tables& tables, const store::ReadTxn& txn, uint32_t from, uint32_t to);

}  // namespace cybercheck::cases
