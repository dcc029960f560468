// SPDX-License-Identifier: Apache-2.0
// Rows that were changed lately. A table whose keys are hashes takes every row on a page of its own, and a commit that changes
// fifty of them writes a hundred pages that lie apart, and waits for all of them. So changes of such a table (TableId::recent)
// are first written in the order of time, next to each other, into table `recent`, and kept in memory; later, many at once, in
// the order of their keys, they go where they belong, and several of them share a page.
//
// - Put: WriteTxn -> commit: a row of `recent`, and a RecentIndex -> slice by slice, in key order, the table; `recent` is cut
// - Get: WriteTxn's own -> generations in memory, the newest first -> the table
//
// - key: number u64, from 1, in the order of time; value: changes: table u16, deleted u8, key length u16, value length u32, key,
//   value; no key twice in one commit
// - key: 0 (u64), table number u16; value: u64 rows the table has, taken together
//
// A generation is what changed between two points in time. One takes changes; the one before it is merged into its table; those
// before are merged, and wait until nobody reads a snapshot that is older than that, and until their rows have been cut from
// `recent`. A process that does not write (EnvironmentOptions::read_only) reads `recent` anew for each snapshot that differs.
//
// Commits that change many rows (RecentLimits::straight_rows) put them where they belong at once.
//
// Threads: ViewOf and Find on any; everything else on the thread of the write transaction.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/environment.h"
#include "store/recent_index.h"

namespace cybercheck::store {

inline constexpr TableId kRecentTable{"recent", 5};

// Number of a table, then the key in it.
class RecentKey {
 public:
  RecentKey(uint16_t table, std::string_view key);
  std::string_view view() const { return {bytes_, size_}; }

 private:
  char bytes_[2 + kTableKeyBytesMax];
  size_t size_;
};

// What readers share. Immutable, but for what the writer adds to the newest index.
class RecentView {
 public:
  struct Generation {
    static constexpr uint64_t kNever = ~uint64_t{0};
    explicit Generation(size_t expected) : index(expected) {}
    RecentIndex index;
    std::atomic<uint64_t> merged_at{kNever};  // the commit from which on its tables hold what it holds
    // The writer's.
    uint64_t merged_in = 0;    // LMDB's number of that commit
    uint64_t last_number = 0;  // in `recent`; once it takes no more changes
    std::string merged_to;     // the last key that is in its table
  };

  explicit RecentView(std::vector<std::shared_ptr<Generation>> newest_first) : generations_(std::move(newest_first)) {}
  // nullopt: what the table says holds.
  std::optional<RecentIndex::Version> Find(std::string_view recent_key, uint64_t snapshot) const;
  // Those a snapshot needs, the newest first.
  std::vector<const RecentIndex*> IndexesFor(uint64_t snapshot) const;
  const std::vector<std::shared_ptr<Generation>>& generations() const { return generations_; }

 private:
  std::vector<std::shared_ptr<Generation>> generations_;
};

class RecentRows {
 public:
  RecentRows(Environment& environment, RecentLimits limits, bool read_only)
      : environment_(environment), limits_(limits), read_only_(read_only) {}

  // Once, before anything is written: what earlier processes left in `recent`. Errors: kDamaged.
  base::Result<void> Load();
  // A table whose rows pass through here, in the transaction that opens it. `stored` is its handle without TableId::recent.
  base::Result<void> Register(WriteTxn& txn, Table stored);

  // For a transaction that has just begun.
  struct Seen {
    std::shared_ptr<const RecentView> view;
    uint64_t snapshot = 0;  // how many commits it holds
  };
  base::Result<Seen> ViewOf(const ReadTxn& txn);
  std::shared_ptr<const RecentView> Newest() const;

  // Rows of a table, taken together; nullopt: it never passed through here.
  base::Result<std::optional<uint64_t>> RowsOf(const ReadTxn& txn, uint16_t table) const;
  base::Result<std::optional<uint64_t>> RowsOf(const WriteTxn& txn, uint16_t table) const;

  // For a transaction that changes many rows: to their tables at once. Those that are held here are left to BeforeCommit too.
  size_t straight_rows() const { return limits_.straight_rows; }
  base::Result<void> WriteStraight(WriteTxn& txn);
  base::Result<void> PutStored(WriteTxn& txn, std::string_view recent_key, const std::optional<std::string_view>& value) const;
  // Whether a change of this key is in `recent`: it would hide what is in the table.
  bool IsHeld(std::string_view recent_key) const;

  // The last thing before a commit: writes what the transaction changed, and does its part of the work that is left.
  // What fails is to be followed by Aborted.
  base::Result<void> BeforeCommit(WriteTxn& txn);
  void Committed();
  void Aborted();

 private:
  using Generation = RecentView::Generation;

  base::Result<uint64_t> CommitsOf(const ReadTxn& txn) const;
  base::Result<std::shared_ptr<Generation>> ReadGeneration(const ReadTxn& txn, const Table& recent) const;
  base::Result<void> WriteChanges(WriteTxn& txn);
  base::Result<void> Merge(WriteTxn& txn, size_t keys_max);
  base::Result<void> MergeAll(WriteTxn& txn);
  base::Result<void> Cut(WriteTxn& txn, size_t rows_max);
  void Seal();
  void Forget();
  void Publish();

  Environment& environment_;
  const RecentLimits limits_;
  const bool read_only_;

  std::atomic<uint64_t> lmdb_txns_ahead_{0};  // LMDB's number of a transaction, less that of its commit
  mutable std::mutex mutex_;                  // guards view_ and its range
  std::shared_ptr<const RecentView> view_ = std::make_shared<const RecentView>(std::vector<std::shared_ptr<Generation>>());
  std::pair<uint64_t, uint64_t> view_range_{0, 0};  // read_only: first and last number in `recent`

  // The writer's. Oldest first: merged and not yet cut, then at most one that is being merged, then the one that takes changes.
  std::deque<std::shared_ptr<Generation>> generations_;
  std::optional<Table> recent_;
  std::map<uint16_t, Table> stored_;
  uint64_t last_number_ = 0;
  size_t merge_due_ = 0;
  // Of the transaction that is about to commit.
  struct Plan {
    uint64_t commit = 0, lmdb_txn = 0, last_number = 0;
    std::optional<std::string> merged_to;  // of the generation that is being merged
    std::vector<std::shared_ptr<Generation>> merged;
    size_t cut = 0;  // generations whose rows are gone
    size_t merge_due = 0;
  } plan_;
};

}  // namespace cybercheck::store
