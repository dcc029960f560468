// SPDX-License-Identifier: Apache-2.0
#include "store/replay.h"

#include <functional>
#include <set>
#include <string>

#include "event/big_endian.h"
#include "event/chain.h"
#include "store/applier.h"
#include "store/recent_rows.h"

namespace cybercheck::store {
namespace {

// A commit costs two flushes and a page of each table: many entries share it, as far as what they change fits into memory.
constexpr uint64_t kEntriesPerCommit = 8192;
constexpr size_t kBodyBytesPerCommit = 4 << 20;

}  // namespace

base::Result<LogSummary> Replay(Environment& source, Environment& destination, std::vector<Projection*> projections,
                                const Progress& progress) {
  ASSIGN_OR_RETURN(Applier applier, Applier::Open(destination, std::move(projections)));
  if (applier.committed_seq() != 0)
    return base::Fail(base::ErrorCode::kConflict,
                      destination.path() + " already holds " + std::to_string(applier.committed_seq()) + " entries");
  LogSummary summary;
  event::ChainVerifier chain;
  uint64_t total = 0;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const ReadTxn from, source.BeginRead());
    ASSIGN_OR_RETURN(const Log log, Log::Open(source, from));
    ASSIGN_OR_RETURN(total, log.table().Count(from));
    ASSIGN_OR_RETURN(WriteTxn to, destination.BeginWrite());
    size_t body_bytes = 0;
    for (uint64_t taken = 0; taken < kEntriesPerCommit && body_bytes < kBodyBytesPerCommit; ++taken) {
      auto value = log.table().Get(from, SeqKey(chain.seq() + 1));
      if (value.has_error())
        return base::Fail(value.error().code, "entry " + std::to_string(chain.seq() + 1) + ": " + value.error().detail);
      more = value->has_value();
      if (!more) break;
      ASSIGN_OR_RETURN(const LogRow row, ParseLogRow(**value));
      ASSIGN_OR_RETURN(const event::Entry entry, EntryOf(row));
      TRY(chain.Next(row.header, entry.body));
      TRY(applier.Replay(entry, to));
      ++summary.entries;
      if (entry.body)
        body_bytes += entry.body->size();
      else
        ++summary.redacted;
    }
    TRY(applier.BeforeCommit(to));
    TRY(to.Commit());
    applier.Committed();
    if (progress) progress(summary.entries, total);
  }
  if (summary.entries != total)
    return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(summary.entries + 1) + " is missing from the log");
  summary.head = chain.hash();
  return summary;
}

base::Result<base::Digest> DataDigest(Environment& environment) {
  base::Sha256Stream digest;
  ASSIGN_OR_RETURN(const ReadTxn txn, environment.BeginRead());
  ASSIGN_OR_RETURN(const auto tables, environment.AllTables(txn));
  std::string lengths;
  // When a change went from `recent` to its table is no matter of the log.
  std::set<std::string, std::less<>> left_out{CountKey(0), CountKey(kRecentTable.number)};
  for (const Table& table : tables)
    if (table.id().recent) left_out.insert(CountKey(table.id().number));
  for (const Table& table : tables) {
    if (table.id().number == kRecentTable.number) continue;
    ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, table));
    for (auto row = cursor.First();; row = cursor.Next()) {
      if (row.has_error()) return row.error();
      if (!row->has_value()) break;
      const auto& [key, value] = **row;
      if (table.id().number == kCountsTable.number && left_out.contains(key)) continue;
      lengths.clear();
      event::AppendU16(lengths, table.id().number);
      event::AppendU32(lengths, static_cast<uint32_t>(key.size()));
      event::AppendU32(lengths, static_cast<uint32_t>(value.size()));
      digest.Update(lengths).Update(key).Update(value);
    }
  }
  return digest.Finish();
}

}  // namespace cybercheck::store
