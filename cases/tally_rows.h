// SPDX-License-Identifier: Apache-2.0
// Tallies: sums by group that are kept as entries are applied, in the same commit, by day, by month and by year. A question reads
// the years that lie whole within it, the months beside them and the days at its two ends: what it costs depends on the groups
// there are, not on how much was counted.
//
// Table `tallies`, (tally u8, grain u8, period u32, group bytes) -> values, u64 each, those behind the last that is not 0 left
// out
//   grain 0  all groups together, by day: what the rows are checked against · 1 by day · 2 by month (cases/bangkok_calendar.h)
//   · 3 by year of the common era; of spreads there is none
//   Of spreads (6, 9, 11), whose groups end with how many days, minutes or hours it was, a month has one row for all of those:
//   group without it -> (how many u16, count u32), in order
//
//   tally                   day of                     group                               values
//   1  complaints           reported_at                channel u8, kind u8                 complaints, damage, of those unknown
//   2  complaints by unit   reported_at                channel u8, kind u8, station        the same
//   3  holds                the bank was asked         bank 3 bytes, state u8, ground u8   holds, requested, held, frozen,
//                                                                                          returned
//   4  accounts             the first transfer there   bank 3 bytes, kind u8, level u8,    accounts, cases there, received
//                                                      colour u8 (255: none)
//   5  reports              reported_at                channel u8, category u8             reports, of those withdrawn
//   6  days in a state      it was left                state u8, days u16 (the most: that or more)     cases
//   7  money stopped        the case was reported      level u8                            places, stopped, held there
//   8  victims              the case was reported      (none)                              victims of counted cases
//   9  minutes to a hold    money is held              bank 3 bytes, minutes u16           holds made after the complaint
//   10 appeals              it was opened              state u8, ground u8                  appeals, of those decided late
//   11 hours of appeals     it was opened              state u8, ground u8, hours u16       those decided, begun hours counted
//   12 complaints of units  reported_at                0, 0, station                       as 1
//   sums in satang; bank "---": none answers for the place; numbers as in event/
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "base/be_bytes.h"
#include "base/result.h"
#include "cases/bangkok_calendar.h"
#include "cases/tables.h"

namespace cybercheck::cases {

enum class Tally : uint8_t {
  kComplaints = 1,
  kComplaintsByUnit = 2,
  kHolds = 3,
  kAccounts = 4,
  kReports = 5,
  kDaysInState = 6,
  kMoneyStopped = 7,
  kVictims = 8,
  kMinutesToHold = 9,
  kAppeals = 10,
  kHoursOfAppeals = 11,
  kComplaintsOfUnits = 12
};
enum class TallyGrain : uint8_t { kTotal = 0, kDay = 1, kMonth = 2, kYear = 3 };

// Whether its groups end with a number, u16, of which how often each occurred is counted.
inline bool IsSpread(Tally tally) noexcept {
  return tally == Tally::kDaysInState || tally == Tally::kMinutesToHold || tally == Tally::kHoursOfAppeals;
}

inline constexpr size_t kTallyValues = 5;
using TallyValues = std::array<uint64_t, kTallyValues>;

// What the entries of a batch add to tallies, or take out of them (mod 2^64), so that a row is written once a commit. A row in
// which nothing is left is removed. On the applier's thread.
class TallyChanges {
 public:
  void Add(Tally tally, uint32_t day, std::string group, const TallyValues& values, bool out = false);
  // Errors: kDamaged, kIo, kStorageFull.
  base::Result<void> Flush(const Tables& tables, store::WriteTxn& txn);
  void Clear() { added_.clear(); }

 private:
  std::map<std::tuple<Tally, uint32_t, std::string>, TallyValues> added_;
};

std::string TallyKey(Tally tally, TallyGrain grain, uint32_t period, std::string_view group);
base::Result<TallyValues> DecodeTallyValues(std::string_view bytes);  // kDamaged; any bytes are safe
using SpreadCounts = std::map<uint16_t, uint64_t>;
base::Result<SpreadCounts> DecodeSpread(std::string_view bytes);  // kDamaged; any bytes are safe
base::Result<TallyValues> ReadTally(const Tables& tables, const store::WriteTxn& txn, const std::string& key);

// Calls each(day, group, values) for what was counted on days `from` to `to`; of a whole month or year once, with its first day,
// where `finest` lets it: kDay asks for each day of its own, kMonth for each month. `each` returns Result<void>. Views live until
// the next row. Errors: kDamaged, kIo.
template <class Each>
base::Result<void> WalkTally(const Tables& tables, const store::ReadTxn& txn, Tally tally, uint32_t from, uint32_t to,
                             TallyGrain finest, Each&& each);
// The same of all groups together, by day.
template <class Each>
base::Result<void> WalkTallyTotals(const Tables& tables, const store::ReadTxn& txn, Tally tally, uint32_t from, uint32_t to,
                                   Each&& each);

inline constexpr size_t kTallyGroupAt = 6;  // bytes before the group in a key

template <class Each>
base::Result<void> WalkTallyGrain(const Tables& tables, const store::ReadTxn& txn, Tally tally, TallyGrain grain, uint32_t from,
                                  uint32_t to, Each&& each) {
  if (from > to) return {};
  const std::string prefix{static_cast<char>(tally), static_cast<char>(grain)};
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.tallies));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(TallyKey(tally, grain, from, {})));
  while (row && row->key.starts_with(prefix)) {
    base::ByteReader reader(row->key.substr(prefix.size()));
    const auto period = static_cast<uint32_t>(reader.Take<4>());
    if (period > to) break;
    if (grain == TallyGrain::kMonth && IsSpread(tally)) {
      ASSIGN_OR_RETURN(const SpreadCounts spread, DecodeSpread(row->value));
      for (const auto& [many, count] : spread) {
        std::string group(row->key.substr(kTallyGroupAt));
        base::AppendBe<2>(many, group);
        TRY(each(period, std::string_view(group), TallyValues{count}));
      }
    } else {
      ASSIGN_OR_RETURN(const TallyValues values, DecodeTallyValues(row->value));
      TRY(each(period, row->key.substr(kTallyGroupAt), values));
    }
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return {};
}

// Months `first` to before `past`, those of whole years together.
template <class Each>
base::Result<void> WalkTallyMonths(const Tables& tables, const store::ReadTxn& txn, Tally tally, uint32_t first, uint32_t past,
                                   TallyGrain finest, Each&& each) {
  if (first >= past) return {};
  const auto of_month = [&](uint32_t month, std::string_view group, const TallyValues& values) {
    return each(FirstDayOf(month), group, values);
  };
  const uint32_t first_year = (first + 11) / 12, past_year = past / 12;
  if (finest == TallyGrain::kMonth || IsSpread(tally) || first_year >= past_year)
    return WalkTallyGrain(tables, txn, tally, TallyGrain::kMonth, first, past - 1, of_month);
  if (first < first_year * 12) TRY(WalkTallyGrain(tables, txn, tally, TallyGrain::kMonth, first, first_year * 12 - 1, of_month));
  TRY(WalkTallyGrain(
      tables, txn, tally, TallyGrain::kYear, first_year, past_year - 1,
      [&](uint32_t year, std::string_view group, const TallyValues& values) { return of_month(year * 12, group, values); }));
  if (past_year * 12 >= past) return {};
  return WalkTallyGrain(tables, txn, tally, TallyGrain::kMonth, past_year * 12, past - 1, of_month);
}

template <class Each>
base::Result<void> WalkTally(const Tables& tables, const store::ReadTxn& txn, Tally tally, uint32_t from, uint32_t to,
                             TallyGrain finest, Each&& each) {
  // The whole months within, [first, past).
  uint32_t first = MonthOfDay(from), past = MonthOfDay(to);
  if (FirstDayOf(first) != from) ++first;
  if (FirstDayOf(past + 1) == to + 1) ++past;
  if (finest == TallyGrain::kDay || first >= past) return WalkTallyGrain(tables, txn, tally, TallyGrain::kDay, from, to, each);
  TRY(WalkTallyGrain(tables, txn, tally, TallyGrain::kDay, from, FirstDayOf(first) - 1, each));
  TRY(WalkTallyMonths(tables, txn, tally, first, past, finest, each));
  return WalkTallyGrain(tables, txn, tally, TallyGrain::kDay, FirstDayOf(past), to, each);
}

template <class Each>
base::Result<void> WalkTallyTotals(const Tables& tables, const store::ReadTxn& txn, Tally tally, uint32_t from, uint32_t to,
                                   Each&& each) {
  return WalkTallyGrain(tables, txn, tally, TallyGrain::kTotal, from, to,
                        [&](uint32_t day, std::string_view, const TallyValues& values) { return each(day, values); });
}

}  // namespace cybercheck::cases
