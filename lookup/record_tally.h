// SPDX-License-Identifier: Apache-2.0
// How many records there are: by kind, by the strongest that speaks in them, by the day they were first heard of. Kept as records
// are written, in the same commit; the verdict itself is not stored and cannot be counted (it is a function of policy and time).
//
// Table `record_tally`, (day u32, kind u8, standing u8) -> records u64 · day u32 alone -> records of that day, all together
//   day: of Asia/Bangkok since 1970-01-01, of the first observation or decision there; 0: none is left
//   standing  1 listed, 2 compromised, 3 cleared, 4 merged: the latest decision, whether or not its time is over;
//             else of what holds the strongest: 5 case, 6 complaint, 7 patrol, 8 feed, 9 derived, 10 pattern, 11 tip,
//             12 sample; 13 withdrawn: nothing does
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string_view>

#include "indicator/kind.h"
#include "lookup/record.h"
#include "store/environment.h"

namespace cybercheck::lookup {

inline constexpr store::TableId kRecordTallyTable{"record_tally", 18};

struct RecordGroup {
  uint32_t day = 0;
  uint8_t kind = 0, standing = 0;
  friend auto operator<=>(const RecordGroup&, const RecordGroup&) = default;
};
RecordGroup GroupOf(indicator::Kind kind, const Record& record) noexcept;
std::string_view StandingName(uint8_t standing) noexcept;  // "listed", …; empty: none has this number

// What the entries of a batch add and take out, written once a commit. On the applier's thread. Errors: kDamaged, kIo,
// kStorageFull.
class RecordTally {
 public:
  void Add(const RecordGroup& group, int64_t records) { added_[group] += records; }
  base::Result<void> Flush(const store::Table& table, store::WriteTxn& txn);
  void Clear() { added_.clear(); }

 private:
  std::map<RecordGroup, int64_t> added_;
};

// Calls each(group, records) for groups of those days, both included, and each_day(day, records) for what their days hold
// together. Errors: kDamaged, kIo.
template <class Each, class EachDay>
base::Result<void> WalkRecordTally(const store::Table& table, const store::ReadTxn& txn, uint32_t from, uint32_t to, Each&& each,
                                   EachDay&& each_day);

struct RecordTallyRow {
  RecordGroup group;
  bool whole_day = false;  // then `group` is its day alone
  uint64_t records = 0;
};
std::string RecordTallyKey(uint32_t day);
base::Result<RecordTallyRow> DecodeRecordTally(std::string_view key, std::string_view value);  // kDamaged

template <class Each, class EachDay>
base::Result<void> WalkRecordTally(const store::Table& table, const store::ReadTxn& txn, uint32_t from, uint32_t to, Each&& each,
                                   EachDay&& each_day) {
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, table));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(RecordTallyKey(from)));
  while (row) {
    ASSIGN_OR_RETURN(const RecordTallyRow read, DecodeRecordTally(row->key, row->value));
    if (read.group.day > to) break;
    if (read.whole_day) {
      TRY(each_day(read.group.day, read.records));
    } else {
      TRY(each(read.group, read.records));
    }
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return {};
}

}  // namespace cybercheck::lookup
