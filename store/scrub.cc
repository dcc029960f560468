// SPDX-License-Identifier: Apache-2.0
#include "store/scrub.h"

#include <chrono>
#include <thread>

#include "event/big_endian.h"
#include "store/applier.h"
#include "store/table_walk.h"

namespace cybercheck::store {
namespace {

constexpr uint64_t kRowsPerTxn = 4096;

// What the last commit counted; nullopt when it did not count this table.
base::Result<std::optional<uint64_t>> Counted(Environment& environment, const ReadTxn& txn, TableId table) {
  ASSIGN_OR_RETURN(const Table counts, environment.OpenTable(txn, kCountsTable));
  std::string key;
  event::AppendU16(key, table.number);
  ASSIGN_OR_RETURN(const auto value, counts.Get(txn, key));
  if (!value || value->size() != 8) return std::optional<uint64_t>();
  return std::optional<uint64_t>(event::U64At(*value, 0));
}

base::Result<void> CheckCount(Environment& environment, const ReadTxn& txn, const Table& table) {
  ASSIGN_OR_RETURN(const auto counted, Counted(environment, txn, table.id()));
  ASSIGN_OR_RETURN(const uint64_t count, table.Count(txn));
  if (counted && *counted != count && table.id().number != kCountsTable.number)
    return base::Fail(base::ErrorCode::kDamaged, std::string("table ") + table.id().name + " has " + std::to_string(count) + " rows, but " +
                                                     std::to_string(*counted) + " were counted");
  return {};
}

base::Result<void> ScrubTable(Environment& environment, TableId id, uint64_t rows_per_s_max, uint64_t total, ScrubReport& report, const Progress& progress) {
  std::string after;
  for (bool more = true; more;) {
    const auto started = std::chrono::steady_clock::now();
    {
      ASSIGN_OR_RETURN(const ReadTxn txn, environment.BeginRead());
      ASSIGN_OR_RETURN(const Table table, environment.OpenTable(txn, id));
      if (after.empty()) TRY(CheckCount(environment, txn, table));
      TableWalk walk(txn, table);
      ASSIGN_OR_RETURN(more, walk.Run(after, kRowsPerTxn, {}));
      after = walk.last_key();
      report.rows += walk.rows();
      report.bytes += walk.bytes();
    }
    if (progress) progress(report.rows, total);
    if (rows_per_s_max != 0) std::this_thread::sleep_until(started + std::chrono::microseconds(kRowsPerTxn * 1'000'000 / rows_per_s_max));
  }
  return {};
}

}  // namespace

base::Result<ScrubReport> Scrub(Environment& environment, uint64_t rows_per_s_max, const Progress& progress) {
  ScrubReport report;
  std::vector<Table> tables;
  uint64_t total = 0;
  {
    ASSIGN_OR_RETURN(const ReadTxn txn, environment.BeginRead());
    ASSIGN_OR_RETURN(tables, environment.AllTables(txn));
    for (const Table& table : tables) {
      ASSIGN_OR_RETURN(const uint64_t count, table.Count(txn));
      total += count;
    }
  }
  const auto note = [&](const base::Result<void>& done) {
    if (done.has_error() && report.problems.size() < kScrubProblemsMax) report.problems.push_back(done.error().detail);
  };
  for (const Table& table : tables) {
    ++report.tables;
    const auto done = ScrubTable(environment, table.id(), rows_per_s_max, total, report, progress);
    if (done.has_error() && done.error().code == base::ErrorCode::kIo) return done.error();
    note(done);
  }
  const auto log = VerifyLog(environment);
  if (log.has_error()) note(base::Result<void>(log.error()));
  return report;
}

}  // namespace cybercheck::store
