// SPDX-License-Identifier: Apache-2.0
#include "store/recent_rows.h"

#include <lmdb.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include "base/check.h"
#include "event/big_endian.h"
#include "store/counts.h"

namespace cybercheck::store {
namespace {

// A row of `recent`, with its key and its checksum two to a page of 4096 bytes (LMDB puts what is larger on pages of its own).
constexpr size_t kRowBytes = 2000;
constexpr size_t kChangeHeadBytes = 2 + 1 + 2 + 4;

std::string NumberKey(uint64_t number) {
  std::string key;
  event::AppendU64(key, number);
  return key;
}

std::string RowsKey(uint16_t table) {
  std::string key(8, '\0');
  event::AppendU16(key, table);
  return key;
}

uint16_t TableOf(std::string_view recent_key) { return event::U16At(recent_key, 0); }

base::Error Damaged() { return base::Fail(base::ErrorCode::kDamaged, "table recent: a row is not the documented layout"); }

void AppendChange(std::string_view recent_key, const std::optional<std::string_view>& value, std::string& row) {
  event::AppendU16(row, TableOf(recent_key));
  row.push_back(value ? 0 : 1);
  event::AppendU16(row, static_cast<uint16_t>(recent_key.size() - 2));
  event::AppendU32(row, static_cast<uint32_t>(value ? value->size() : 0));
  row += recent_key.substr(2);
  if (value) row += *value;
}

// Calls each(recent key, value).
template <class Each>
base::Result<void> EachChange(std::string_view row, const Each& each) {
  while (!row.empty()) {
    if (row.size() < kChangeHeadBytes) return Damaged();
    const uint16_t table = event::U16At(row, 0), key_bytes = event::U16At(row, 3);
    const auto deleted = static_cast<uint8_t>(row[2]);
    const uint32_t value_bytes = event::U32At(row, 5);
    row.remove_prefix(kChangeHeadBytes);
    if (deleted > 1 || (deleted == 1 && value_bytes != 0) || key_bytes == 0 || key_bytes > kTableKeyBytesMax ||
        row.size() < size_t{key_bytes} + value_bytes)
      return Damaged();
    std::optional<std::string_view> value;
    if (deleted == 0) value = row.substr(key_bytes, value_bytes);
    each(RecentKey(table, row.substr(0, key_bytes)).view(), value);
    row.remove_prefix(size_t{key_bytes} + value_bytes);
  }
  return {};
}

template <class Txn>
base::Result<std::optional<uint64_t>> StoredRows(const Table& recent, const Txn& txn, uint16_t table) {
  ASSIGN_OR_RETURN(const auto value, recent.Get(txn, RowsKey(table)));
  if (!value) return std::optional<uint64_t>();
  if (value->size() != 8) return Damaged();
  return std::optional<uint64_t>(event::U64At(*value, 0));
}

}  // namespace

RecentKey::RecentKey(uint16_t table, std::string_view key) : size_(2 + key.size()) {
  CHECK(key.size() <= kTableKeyBytesMax);
  bytes_[0] = static_cast<char>(table >> 8);
  bytes_[1] = static_cast<char>(table);
  if (!key.empty()) std::memcpy(bytes_ + 2, key.data(), key.size());
}

std::optional<RecentIndex::Version> RecentView::Find(std::string_view recent_key, uint64_t snapshot) const {
  for (const auto& generation : generations_) {
    if (generation->merged_at.load(std::memory_order_acquire) <= snapshot) break;  // so are those before it
    if (auto version = generation->index.Find(recent_key, snapshot)) return version;
  }
  return std::nullopt;
}

std::vector<const RecentIndex*> RecentView::IndexesFor(uint64_t snapshot) const {
  std::vector<const RecentIndex*> indexes;
  for (const auto& generation : generations_) {
    if (generation->merged_at.load(std::memory_order_acquire) <= snapshot) break;
    indexes.push_back(&generation->index);
  }
  return indexes;
}

// Later rows first: of a key the newest change stands, and everybody sees it.
base::Result<std::shared_ptr<RecentView::Generation>> RecentRows::ReadGeneration(const ReadTxn& txn, const Table& recent) const {
  constexpr size_t kChangesARow = 16;  // and rather less
  ASSIGN_OR_RETURN(const uint64_t rows, recent.Count(txn));
  auto generation = std::make_shared<Generation>(std::max<size_t>(limits_.generation_rows, kChangesARow * rows));
  ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, recent));
  ASSIGN_OR_RETURN(auto row, cursor.Last());
  for (; row && row->key.size() == 8;) {
    TRY(EachChange(row->value, [&](std::string_view key, const std::optional<std::string_view>& value) {
      if (!generation->index.Find(key, RecentIndex::kNewest)) generation->index.Add(key, value, 0);
    }));
    ASSIGN_OR_RETURN(row, cursor.Previous());
  }
  return generation;
}

base::Result<void> RecentRows::Load() {
  ASSIGN_OR_RETURN(const ReadTxn txn, environment_.BeginRead());
  ASSIGN_OR_RETURN(const uint64_t commits, ReadCommits(environment_, txn));
  lmdb_txns_ahead_ = mdb_txn_id(txn.raw()) - commits;
  const auto recent = environment_.OpenTable(txn, kRecentTable);
  if (recent.has_error() && recent.error().code == base::ErrorCode::kNotFound) return {};
  TRY(recent);
  recent_ = *recent;
  ASSIGN_OR_RETURN(const auto tables, environment_.AllTables(txn));
  for (const Table& table : tables) {
    ASSIGN_OR_RETURN(const auto rows, StoredRows(*recent, txn, table.id().number));
    if (rows) stored_.emplace(table.id().number, table.AsStored());
  }
  ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, *recent));
  ASSIGN_OR_RETURN(const auto last, cursor.Last());
  if (last && last->key.size() == 8) last_number_ = event::U64At(last->key, 0);
  ASSIGN_OR_RETURN(auto generation, ReadGeneration(txn, *recent));
  generations_.push_back(std::move(generation));
  Publish();
  return {};
}

base::Result<void> RecentRows::Register(WriteTxn& txn, Table stored) {
  if (!recent_) {
    ASSIGN_OR_RETURN(recent_, environment_.OpenTable(txn, kRecentTable));
  }
  stored_.insert_or_assign(stored.id().number, stored);
  ASSIGN_OR_RETURN(const auto rows, StoredRows(*recent_, txn, stored.id().number));
  if (rows) return {};
  ASSIGN_OR_RETURN(const uint64_t count, stored.Count(txn));
  return recent_->Put(txn, RowsKey(stored.id().number), NumberKey(count));
}

std::shared_ptr<const RecentView> RecentRows::Newest() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

// LMDB's number of a snapshot alone does not do: a reader that is held up between drawing the number and copying where the trees
// begin has the trees of a later commit, for the state after next is written over its own. As long as no later state is there
// when the copy has been made, that has not happened; else how many commits there were is read from the trees.
base::Result<uint64_t> RecentRows::CommitsOf(const ReadTxn& txn) const {
  std::atomic_thread_fence(std::memory_order_acquire);
  MDB_envinfo info;
  mdb_env_info(environment_.raw(), &info);
  const uint64_t lmdb_txn = mdb_txn_id(txn.raw());
  if (info.me_last_txnid == lmdb_txn) return lmdb_txn - lmdb_txns_ahead_.load(std::memory_order_acquire);
  return ReadCommits(environment_, txn);
}

base::Result<RecentRows::Seen> RecentRows::ViewOf(const ReadTxn& txn) {
  if (!read_only_) {
    Seen seen{Newest()};
    if (!seen.view->generations().empty()) {
      ASSIGN_OR_RETURN(seen.snapshot, CommitsOf(txn));
    }
    return seen;
  }
  const auto recent = environment_.OpenTable(txn, kRecentTable);
  if (recent.has_error() && recent.error().code == base::ErrorCode::kNotFound) return Seen{Newest()};
  TRY(recent);
  std::pair<uint64_t, uint64_t> range{0, 0};
  {
    ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, *recent));
    ASSIGN_OR_RETURN(const auto first, cursor.SeekAtLeast(NumberKey(1)));
    ASSIGN_OR_RETURN(const auto last, cursor.Last());
    if (first && last) range = {event::U64At(first->key, 0), event::U64At(last->key, 0)};
  }
  const std::lock_guard lock(mutex_);
  if (range != view_range_) {
    ASSIGN_OR_RETURN(auto generation, ReadGeneration(txn, *recent));
    view_ = std::make_shared<const RecentView>(std::vector<std::shared_ptr<Generation>>{std::move(generation)});
    view_range_ = range;
  }
  return Seen{view_};
}

base::Result<std::optional<uint64_t>> RecentRows::RowsOf(const ReadTxn& txn, uint16_t table) const {
  const auto recent = environment_.OpenTable(txn, kRecentTable);
  if (recent.has_error() && recent.error().code == base::ErrorCode::kNotFound) return std::optional<uint64_t>();
  TRY(recent);
  return StoredRows(*recent, txn, table);
}
base::Result<std::optional<uint64_t>> RecentRows::RowsOf(const WriteTxn& txn, uint16_t table) const {
  if (!recent_) return std::optional<uint64_t>();
  ASSIGN_OR_RETURN(auto rows, StoredRows(*recent_, txn, table));
  if (const auto more = txn.recent_rows_.find(table); rows && more != txn.recent_rows_.end()) *rows += more->second;
  return rows;
}

base::Result<void> RecentRows::PutStored(WriteTxn& txn, std::string_view recent_key,
                                         const std::optional<std::string_view>& value) const {
  const auto table = stored_.find(TableOf(recent_key));
  if (table == stored_.end()) return Damaged();  // it names a table that was never registered
  if (value) return table->second.Put(txn, recent_key.substr(2), *value);
  TRY(table->second.Delete(txn, recent_key.substr(2)));
  return {};
}

bool RecentRows::IsHeld(std::string_view recent_key) const {
  return std::ranges::any_of(
      generations_, [&](const auto& generation) { return generation->index.Find(recent_key, RecentIndex::kNewest).has_value(); });
}

base::Result<void> RecentRows::WriteStraight(WriteTxn& txn) {
  for (auto change = txn.recent_.begin(); change != txn.recent_.end();) {
    TRY(PutStored(txn, change->first, change->second));
    change = IsHeld(change->first) ? std::next(change) : txn.recent_.erase(change);
  }
  return {};
}

base::Result<void> RecentRows::WriteChanges(WriteTxn& txn) {
  std::string row;
  const auto write = [&]() -> base::Result<void> {
    if (row.empty()) return {};
    TRY(recent_->Append(txn, NumberKey(++plan_.last_number), row));
    row.clear();
    return {};
  };
  for (const auto& [key, value] : txn.recent_) {
    if (row.size() + kChangeHeadBytes + key.size() + (value ? value->size() : 0) > kRowBytes) TRY(write());
    AppendChange(key, value, row);
    generations_.back()->index.Add(key, value, plan_.commit);
  }
  return write();
}

// The oldest that is not merged, when it takes no more changes.
base::Result<void> RecentRows::Merge(WriteTxn& txn, size_t keys_max) {
  const auto merging = std::ranges::find_if(generations_, [](const auto& generation) {
    return generation->merged_at.load(std::memory_order_relaxed) == Generation::kNever;
  });
  if (merging == generations_.end() || *merging == generations_.back()) return {};
  RecentIndex::Walk walk((*merging)->index, RecentIndex::kNewest);
  walk.SeekAtLeast((*merging)->merged_to);
  if (walk.valid() && walk.at().key == (*merging)->merged_to) walk.Next();
  for (size_t keys = 0; walk.valid() && keys < keys_max; walk.Next(), ++keys) {
    TRY(PutStored(txn, walk.at().key, walk.at().value));
    plan_.merged_to = walk.at().key;
  }
  if (!walk.valid()) plan_.merged.push_back(*merging);
  return {};
}

// Everything to its place, and nothing left in `recent`.
base::Result<void> RecentRows::MergeAll(WriteTxn& txn) {
  for (const auto& generation : generations_) {
    plan_.merged.push_back(generation);
    if (generation->merged_at.load(std::memory_order_relaxed) != Generation::kNever) continue;
    RecentIndex::Walk walk(generation->index, RecentIndex::kNewest);
    for (walk.SeekAtLeast({}); walk.valid(); walk.Next()) TRY(PutStored(txn, walk.at().key, walk.at().value));
  }
  for (const auto& [key, value] : txn.recent_) TRY(PutStored(txn, key, value));
  txn.recent_.clear();
  return Cut(txn, SIZE_MAX);
}

// From the front, as far as it is merged.
base::Result<void> RecentRows::Cut(WriteTxn& txn, size_t rows_max) {
  const auto is_merged = [&](const std::shared_ptr<Generation>& generation) {
    return generation->merged_at.load(std::memory_order_relaxed) != Generation::kNever || rows_max == SIZE_MAX;
  };
  while (rows_max > 0 && plan_.cut < generations_.size() && is_merged(generations_[plan_.cut])) {
    const Generation& generation = *generations_[plan_.cut];
    const uint64_t last = &generation == generations_.back().get() ? plan_.last_number : generation.last_number;
    std::string key;
    {
      ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, *recent_));
      ASSIGN_OR_RETURN(const auto first, cursor.SeekAtLeast(NumberKey(1)));
      if (first) key = first->key;
    }
    if (key.empty() || event::U64At(key, 0) > last) {
      ++plan_.cut;
      continue;
    }
    TRY(recent_->Delete(txn, key));
    if (rows_max != SIZE_MAX) --rows_max;
  }
  return {};
}

// From now on changes go to a new generation, which readers must know before they can see its first commit.
void RecentRows::Seal() {
  if (!generations_.empty()) generations_.back()->last_number = last_number_;
  generations_.push_back(std::make_shared<Generation>(limits_.generation_rows));
  Publish();
}

void RecentRows::Publish() {
  std::vector<std::shared_ptr<Generation>> needed(generations_.rbegin(), generations_.rend());
  // Those merged and cut, that somebody may still read.
  for (const auto& generation : view_->generations())
    if (std::ranges::find(needed, generation) == needed.end()) needed.push_back(generation);
  auto view = std::make_shared<const RecentView>(std::move(needed));
  const std::lock_guard lock(mutex_);
  view_ = std::move(view);
}

// Generations that no snapshot needs any more. A reader shows which snapshot it has just before it has it: a few commits later it
// has long been seen.
void RecentRows::Forget() {
  constexpr uint64_t kCommitsLater = 8;
  std::vector<std::shared_ptr<Generation>> kept;
  const auto& shown = view_->generations();
  const auto is_lately_merged = [&](const Generation& generation) {
    return generation.merged_at.load(std::memory_order_relaxed) == Generation::kNever ||
           generation.merged_in + kCommitsLater > plan_.lmdb_txn;
  };
  if (shown.empty() || is_lately_merged(*shown.back())) return;
  const uint64_t oldest = environment_.usage().oldest_reader_txn;
  for (const auto& generation : shown) {
    const bool is_needed = is_lately_merged(*generation) || oldest < generation->merged_in;
    if (is_needed || std::ranges::find(generations_, generation) != generations_.end()) kept.push_back(generation);
  }
  if (kept.size() == shown.size()) return;
  auto view = std::make_shared<const RecentView>(std::move(kept));
  const std::lock_guard lock(mutex_);
  view_ = std::move(view);
}

base::Result<void> RecentRows::BeforeCommit(WriteTxn& txn) {
  plan_ = {};
  plan_.lmdb_txn = mdb_txn_id(txn.raw());
  ASSIGN_OR_RETURN(const uint64_t commits, ReadCommits(environment_, txn));
  plan_.commit = commits + 1;
  lmdb_txns_ahead_.store(plan_.lmdb_txn - plan_.commit,
                         std::memory_order_release);  // the same as ever, where all commits are ours
  plan_.last_number = last_number_;
  plan_.merge_due = merge_due_;
  if (!recent_) {
    CHECK(txn.recent_.empty());  // whoever writes such a table has opened it, which makes `recent`
    return {};
  }
  for (const auto& [table, more] : txn.recent_rows_) {
    if (more == 0) continue;
    ASSIGN_OR_RETURN(const auto rows, RowsOf(txn, table));
    if (!rows) return Damaged();
    TRY(recent_->Put(txn, RowsKey(table), NumberKey(*rows)));
  }
  txn.recent_rows_.clear();
  if (txn.merge_recent_) return MergeAll(txn);
  if (generations_.empty() || generations_.back()->index.versions() >= limits_.generation_rows) {
    const bool all_merged = std::ranges::all_of(generations_, [&](const auto& generation) {
      return generation == generations_.back() || generation->merged_at.load(std::memory_order_relaxed) != Generation::kNever;
    });
    if (all_merged) Seal();
  }
  Forget();
  if (txn.goes_straight_) TRY(WriteStraight(txn));
  plan_.merge_due += 2 * txn.recent_.size();  // so that one is merged before the next is full
  const uint64_t before = plan_.last_number;
  TRY(WriteChanges(txn));
  if (plan_.merge_due >= limits_.merged_together) {
    TRY(Merge(txn, plan_.merge_due));
    plan_.merge_due = 0;
  }
  constexpr size_t kCutAtLeast = 16;
  return Cut(txn, std::max<size_t>(kCutAtLeast, 4 * (plan_.last_number - before)));
}

void RecentRows::Committed() {
  if (plan_.commit == 0) return;  // nothing was changed
  last_number_ = plan_.last_number;
  merge_due_ = plan_.merge_due;
  if (plan_.merged_to) {
    const auto merging = std::ranges::find_if(generations_, [](const auto& generation) {
      return generation->merged_at.load(std::memory_order_relaxed) == Generation::kNever;
    });
    (*merging)->merged_to = *plan_.merged_to;
  }
  // The older first: a reader that finds one merged looks no further.
  for (const auto& generation : plan_.merged) {
    if (generation->merged_at.load(std::memory_order_relaxed) != Generation::kNever) continue;
    generation->merged_in = plan_.lmdb_txn;
    generation->merged_at.store(plan_.commit, std::memory_order_release);
  }
  generations_.erase(generations_.begin(), generations_.begin() + static_cast<std::ptrdiff_t>(plan_.cut));
  plan_ = {};
}

void RecentRows::Aborted() {
  if (plan_.commit != 0 && !generations_.empty()) generations_.back()->index.TakeBack(plan_.commit);
  plan_ = {};
  // Who begins to read now finds it taken back.
  const std::lock_guard lock(mutex_);
}

}  // namespace cybercheck::store
