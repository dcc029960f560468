// SPDX-License-Identifier: Apache-2.0
#include "lookup/live_filter.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "base/random.h"
#include "lookup/filter_rows.h"
#include "lookup/projection.h"
#include "lookup/record.h"

namespace cybercheck::lookup {
namespace {

constexpr size_t kRowsPerSnapshot = 100'000;  // a reader held longer would keep freed pages from being used again

void InsertRow(const store::Cursor::Row& row, Filter& filter) {
  if (row.key.empty() || !indicator::IsKind(static_cast<uint8_t>(row.key[0]))) return;
  filter.Insert(filter.HashOf(static_cast<indicator::Kind>(row.key[0]), FormOfRecord(row.value)));
}

}  // namespace

LiveFilter::~LiveFilter() {
  stop_.store(true);
  if (walk_.joinable()) walk_.join();
}

base::Result<void> LiveFilter::Build(store::Environment& environment, store::WriteTxn& txn, const store::Table& records,
                                     FilterRows* rows) {
  environment_ = &environment;
  ASSIGN_OR_RETURN(const uint64_t count, records.Count(txn));
  ASSIGN_OR_RETURN(const uint64_t stored, records.AsStored().Count(txn));
  std::unique_ptr<Filter> filter;
  // The count guards against rows of another directory or a check that did not walk them.
  if (rows != nullptr && rows->usable() && rows->hashes().size() == stored) {
    filter = std::make_unique<Filter>(std::max(count, stored), rows->seed());
    for (const uint64_t hash : rows->hashes()) filter->Insert(hash);
    TRY(records.WalkRecent(txn, [&](std::string_view key, std::string_view value) { InsertRow({key, value}, *filter); }));
  } else {
    filter = std::make_unique<Filter>(count, base::RandomU64());
    ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, records));
    ASSIGN_OR_RETURN(auto row, cursor.First());
    while (row) {
      InsertRow(*row, *filter);
      ASSIGN_OR_RETURN(row, cursor.Next());
    }
  }
  if (rows != nullptr) rows->Release();
  current_ = filter.get();
  published_.Replace(std::move(filter));
  return {};
}

void LiveFilter::Add(indicator::Kind kind, std::string_view form) {
  current_->Insert(current_->HashOf(kind, form));
  if (next_ != nullptr) next_->Insert(next_->HashOf(kind, form));
}

void LiveFilter::BeforeCommit() {
  const WalkState state = walk_state_.load(std::memory_order_acquire);
  if (state != WalkState::kDone && state != WalkState::kFailed) return;
  walk_.join();
  walk_state_.store(WalkState::kNone);
  if (state == WalkState::kFailed) {
    next_.reset();
    return;
  }
  current_ = next_.get();
  published_.Replace(std::move(next_));
  rebuilds_.fetch_add(1, std::memory_order_relaxed);
}

void LiveFilter::Committed() {
  if (next_ != nullptr || !current_->full()) return;
  next_ = std::make_unique<Filter>(2 * current_->keys(), base::RandomU64());
  walk_state_.store(WalkState::kRunning);
  // Its first snapshot is taken after this commit, and from here on Add writes to both: no key falls between.
  walk_ = std::thread([this] { Walk(kRecordsTable); });
}

void LiveFilter::Walk(store::TableId records_id) {
  const auto walk = [&]() -> base::Result<void> {
    ASSIGN_OR_RETURN(store::ReadTxn txn, environment_->BeginRead());
    ASSIGN_OR_RETURN(const store::Table records, environment_->OpenTable(txn, records_id));
    std::string last;
    for (bool more = true; more && !stop_.load(std::memory_order_relaxed);) {
      {
        ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, records));
        ASSIGN_OR_RETURN(auto row, last.empty() ? cursor.First() : cursor.SeekAtLeast(last));
        for (size_t i = 0; row && i < kRowsPerSnapshot; ++i) {
          InsertRow(*row, *next_);
          last.assign(row->key);
          ASSIGN_OR_RETURN(row, cursor.Next());
        }
        more = row.has_value();
      }
      txn.Reset();
      if (more) TRY(txn.Renew());
    }
    return {};
  };
  const bool done = walk().has_value() && !stop_.load();
  walk_state_.store(done ? WalkState::kDone : WalkState::kFailed, std::memory_order_release);
}

}  // namespace cybercheck::lookup
