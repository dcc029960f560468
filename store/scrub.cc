// SPDX-License-Identifier: Apache-2.0
#include "store/scrub.h"

#include <chrono>
#include <thread>

#include "store/counts.h"
#include "store/table_walk.h"

namespace cybercheck::store {
namespace {

constexpr uint64_t kRowsPerTxn = 4096;

base::Result<TableCount> Counted(Environment& environment, const ReadTxn& txn, TableId id) {
  TableCount count;
  if (id.number == kCountsTable.number) return count;
  ASSIGN_OR_RETURN(const Table counts, environment.OpenTable(txn, kCountsTable));
  ASSIGN_OR_RETURN(const auto value, counts.Get(txn, CountKey(id.number)));
  if (!value) return base::Fail(base::ErrorCode::kDamaged, std::string("table ") + id.name + " was never counted");
  return DecodeTableCount(CountKey(id.number), *value);
}

base::Result<void> ScrubTable(Environment& environment, TableId id, uint64_t rows_per_s_max, uint64_t total, ScrubReport& report,
                              const Progress& progress) {
  std::string after;
  TableCount before, now;
  uint64_t rows = 0, sum = 0;
  for (bool more = true; more;) {
    const auto started = std::chrono::steady_clock::now();
    {
      ASSIGN_OR_RETURN(const ReadTxn txn, environment.BeginRead());
      ASSIGN_OR_RETURN(const Table whole, environment.OpenTable(txn, id));
      const Table table = whole.AsStored();
      ASSIGN_OR_RETURN(now, Counted(environment, txn, id));
      if (after.empty()) before = now;
      TableWalk walk(txn, table);
      ASSIGN_OR_RETURN(more, walk.Run(after, kRowsPerTxn, {}));
      after = walk.last_key();
      rows += walk.rows();
      sum += walk.sum();
      report.rows += walk.rows();
      report.bytes += walk.bytes();
    }
    if (progress) progress(report.rows, total);
    if (rows_per_s_max != 0)
      std::this_thread::sleep_until(started + std::chrono::microseconds(kRowsPerTxn * 1'000'000 / rows_per_s_max));
  }
  // Where commits changed the table under the walk, no one state of it was walked, and there is nothing to compare.
  const bool stood_still = before.rows == now.rows && before.sum == now.sum && id.number != kCountsTable.number;
  if (stood_still && (rows != now.rows || sum != now.sum))
    return base::Fail(base::ErrorCode::kDamaged, std::string("table ") + id.name + " has " + std::to_string(rows) +
                                                     " rows, but " + std::to_string(now.rows) +
                                                     " were written, or some are older than the last ones written");
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
      ASSIGN_OR_RETURN(const uint64_t count, table.AsStored().Count(txn));
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
