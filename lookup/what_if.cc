// SPDX-License-Identifier: Apache-2.0
#include "lookup/what_if.h"

#include <algorithm>
#include <string>

#include "lookup/projection.h"
#include "lookup/record.h"
#include "lookup/verdict.h"

namespace cybercheck::lookup {
namespace {

constexpr size_t kRowsPerSnapshot = 100'000;  // a reader held longer would keep freed pages from being used again

}  // namespace

uint64_t VerdictMoves::records() const noexcept {
  uint64_t sum = 0;
  for (const auto& row : counts)
    for (const uint64_t count : row) sum += count;
  return sum;
}

uint64_t VerdictMoves::moved() const noexcept {
  uint64_t stayed = 0;
  for (size_t i = 0; i < counts.size(); ++i) stayed += counts[i][i];
  return records() - stayed;
}

base::Result<VerdictMoves> WhatIf(store::Environment& environment, const Policy& now, const Policy& then,
                                  const Register& official, int64_t now_s,
                                  const std::function<bool(uint64_t done, uint64_t total)>& progress) {
  VerdictMoves moves;
  ASSIGN_OR_RETURN(store::ReadTxn txn, environment.BeginRead());
  ASSIGN_OR_RETURN(const store::Table records, environment.OpenTable(txn, kRecordsTable));
  ASSIGN_OR_RETURN(const uint64_t total, records.Count(txn));
  Record record;
  std::string last;
  uint64_t done = 0;
  for (bool more = true; more;) {
    {
      ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, records));
      ASSIGN_OR_RETURN(auto row, last.empty() ? cursor.First() : cursor.SeekAtLeast(last));
      if (row && row->key == last) {
        ASSIGN_OR_RETURN(row, cursor.Next());
      }
      for (size_t i = 0; row && i < kRowsPerSnapshot; ++i) {
        TRY(DecodeRecord(row->value, record));
        const auto kind = static_cast<indicator::Kind>(row->key.empty() ? 0 : row->key[0]);
        if (!indicator::IsKind(static_cast<uint8_t>(kind)))
          return base::Fail(base::ErrorCode::kDamaged, "a record's key names no kind");
        const bool is_official = official.Find(kind, record.form) != nullptr;
        const wire::Verdict before = Judge(record, kind, now, now_s, is_official).verdict;
        const wire::Verdict after = Judge(record, kind, then, now_s, is_official).verdict;
        ++moves.counts[static_cast<size_t>(before)][static_cast<size_t>(after)];
        ++done;
        last.assign(row->key);
        ASSIGN_OR_RETURN(row, cursor.Next());
      }
      more = row.has_value();
    }
    txn.Reset();
    if (!progress(done, std::max(done, total))) return base::Fail(base::ErrorCode::kUnavailable, "stopped");
    if (more) TRY(txn.Renew());
  }
  return moves;
}

}  // namespace cybercheck::lookup
