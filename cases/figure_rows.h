// SPDX-License-Identifier: Apache-2.0
// Counters that are kept as entries are applied, in the same commit, so that what is published need not be counted first.
//
// Table `figures`, (figure u8, period u32, part u32) -> three u64
//   1  reports by day            period: day of reported_at · part: channel        received, of those withdrawn, 0
//   2  appeals opened by month   period: month of opening · part: 0                opened, 0, 0
//   3  appeals decided by month  period: month of decision · part: whole hours     upheld, cleared, of both decided after due
//                                from opening to decision, begun ones counted
//   4  minutes from complaint to     period: month of the hold × 1024 +   held after the complaint, held
//      hold, by bank                 bank (1000: none) · part: minutes    before it (part 0), 0
//   5  minutes from a request to     period: as of 4, month of the        answered, of those held or partly
//      its answer, by bank           answer · part: minutes               held, 0
//   6  release requests by month     period: month of asking · part: 0    asked, 0, 0
//   7  release requests decided      period: month of decision · part:    released, kept, 0
//                                    whole hours, begun ones counted
//   8  cases by day              period: day of reported_at · part: 0     counted, their damage in satang, of those unknown
//   days and months of Asia/Bangkok (cases/bangkok_calendar.h); channel: number in event::Channel
//
// Figures 3 and 7 are histograms by hours: a median told from them is exact to the hour. Figures 4 and 5 are histograms by whole
// minutes, exact to the minute up to 30 days; what took longer is counted there.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cases/tables.h"

namespace cybercheck::cases {

enum class Figure : uint8_t {
  kReportsByDay = 1,
  kAppealsOpened = 2,
  kAppealsDecided = 3,
  kMinutesToHold = 4,
  kMinutesToAnswer = 5,
  kReleasesAsked = 6,
  kReleasesDecided = 7,
  kCasesByDay = 8
};

struct FigureKey {
  Figure figure{};
  uint32_t period = 0;
  uint32_t part = 0;
  friend auto operator<=>(const FigureKey&, const FigureKey&) = default;
};
using FigureCounts = std::array<uint64_t, 3>;

std::string EncodeFigureKey(const FigureKey& key);
base::Result<FigureKey> DecodeFigureKey(std::string_view bytes);  // kDamaged
void EncodeFigureCounts(const FigureCounts& counts, std::string& out);
base::Result<FigureCounts> DecodeFigureCounts(std::string_view bytes);  // kDamaged; any bytes are safe

// Whole hours, a begun one counted; 0 where the times are in the wrong order.
uint32_t HoursBetween(int64_t from_s, int64_t to_s) noexcept;

inline constexpr uint32_t kMinutesMax = 30 * 24 * 60;
inline constexpr uint32_t kBanksInPeriod = 1024, kNoBankNumber = 1000;
// Whole minutes up to kMinutesMax; 0 where the times are in the wrong order.
uint32_t MinutesBetween(int64_t from_s, int64_t to_s) noexcept;
// `bank`: three digits, else it counts as none.
uint32_t BankPeriod(uint32_t month, std::string_view bank) noexcept;

// What one entry adds, or takes out again, written at once. A row that counts nothing any more is removed.
class FigureChanges {
 public:
  void Add(const FigureKey& key, size_t which, uint64_t count = 1) { added_[key][which] += count; }
  void TakeOut(const FigureKey& key, size_t which) { --added_[key][which]; }  // mod 2^64
  base::Result<void> Write(const Tables& tables, store::WriteTxn& txn) const;

 private:
  std::map<FigureKey, FigureCounts> added_;
};

}  // namespace cybercheck::cases
