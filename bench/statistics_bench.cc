// SPDX-License-Identifier: Apache-2.0
// What does a table of statistics cost? Asks every question of the list of cases that a data directory holds, and writes down the
// same cases and the same questions in SQL, for others to answer (bench/statistics_bench.py).
//
//   statistics_bench DIRECTORY RUNS OUT      OUT/cases.csv, OUT/questions.json
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "base/error.h"
#include "bench/stopwatch.h"
#include "cases/bangkok_calendar.h"
#include "cases/case_columns.h"
#include "cases/money_block.h"
#include "cases/statistics.h"
#include "cli/opened_directory.h"

namespace cybercheck::bench {
namespace {

using cases::CaseColumn;
using cases::CaseDate;
using cases::CaseDimension;
using cases::CaseQuestion;
using Clock = std::chrono::steady_clock;

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "statistics_bench: %s\n", what.c_str());
  std::exit(2);
}
template <class T>
T Must(base::Result<T> result) {
  if (result.has_error()) Fail(ToString(result.error()));
  return std::move(*result);
}

struct Days {
  uint32_t first = UINT32_MAX, last = 0;
};

// One row a case. What questions derive (month, week, year) stands there ready made, so that nobody has to compute it.
Days WriteCases(const cases::Tables& tables, const store::ReadTxn& txn, const std::string& path) {
  constexpr std::pair<CaseColumn, const char*> kColumns[] = {{CaseColumn::kState, "state"},
                                                             {CaseColumn::kFlags, "flags"},
                                                             {CaseColumn::kKind, "kind"},
                                                             {CaseColumn::kChannel, "channel"},
                                                             {CaseColumn::kContact, "contact_channel"},
                                                             {CaseColumn::kOutcome, "outcome"},
                                                             {CaseColumn::kAge, "age"},
                                                             {CaseColumn::kSex, "sex"},
                                                             {CaseColumn::kProvince, "province"},
                                                             {CaseColumn::kCaseType, "case_type"},
                                                             {CaseColumn::kStation, "station"},
                                                             {CaseColumn::kReportedDay, "reported"},
                                                             {CaseColumn::kOccurredDay, "occurred"},
                                                             {CaseColumn::kAcceptedDay, "accepted"},
                                                             {CaseColumn::kClosedDay, "closed"},
                                                             {CaseColumn::kDamage, "damage"},
                                                             {CaseColumn::kRequested, "requested"},
                                                             {CaseColumn::kHeld, "held"},
                                                             {CaseColumn::kFrozen, "frozen"},
                                                             {CaseColumn::kReturned, "returned"}};
  std::FILE* file = std::fopen(path.c_str(), "we");
  if (file == nullptr) Fail(path + " cannot be written");
  for (const auto& [column, name] : kColumns) std::fprintf(file, "%s,", name);
  std::fputs("verified,victim_kind,month,year,fiscal_year,week\n", file);
  Days days;
  for (uint32_t block = 0;; ++block) {
    std::array<std::string_view, std::size(kColumns)> values;
    std::array<std::vector<int64_t>, std::size(kColumns)> money;
    for (size_t c = 0; c < values.size(); ++c) {
      const auto bytes = Must(tables.case_columns.Get(txn, cases::ColumnKey(kColumns[c].first, block)));
      if (!bytes) continue;
      values[c] = *bytes;
      if (cases::WidthOf(kColumns[c].first) == 0) money[c] = Must(cases::MoneyBlock::Read(*bytes)).Values();
    }
    if (values[0].empty()) break;
    for (size_t i = 0; i < values[0].size(); ++i) {
      const auto at = [&](CaseColumn wanted) {
        int64_t value = 0;
        for (size_t c = 0; c < values.size(); ++c) {
          const size_t width = cases::WidthOf(wanted);
          if (kColumns[c].first != wanted) continue;
          if (width == 0) return money[c][i];
          std::memcpy(&value, values[c].data() + i * width, width);
        }
        return value;
      };
      for (const auto& [column, name] : kColumns) {
        const int64_t value = at(column);
        const bool none = (column == CaseColumn::kDamage && value < 0) || (column == CaseColumn::kAge && value == 255);
        none ? std::fputs(",", file) : std::fprintf(file, "%lld,", static_cast<long long>(value));
      }
      const auto day = static_cast<uint32_t>(at(CaseColumn::kReportedDay));
      const auto flags = at(CaseColumn::kFlags);
      std::fprintf(file, "%d,%d,%u,%u,%u,%u\n", (flags & cases::kFlagVerified) != 0, (flags & cases::kFlagJuristic) != 0,
                   cases::MonthOfDay(day), cases::YearOfDay(day), cases::FiscalYearOfDay(day), cases::WeekOfDay(day));
      days.first = std::min(days.first, day);
      days.last = std::max(days.last, day);
    }
  }
  if (std::fclose(file) != 0) Fail(path + " cannot be written");
  return days;
}

std::string SqlOf(CaseDimension dimension) {
  if (dimension == CaseDimension::kDay) return "reported";
  if (dimension == CaseDimension::kAgeBand)
    return "CASE WHEN age IS NULL THEN 8 WHEN age < 11 THEN 0 WHEN age < 15 THEN 1 WHEN age < 18 THEN 2 WHEN age < 22 THEN 3 "
           "WHEN "
           "age < 30 THEN 4 WHEN age < 45 THEN 5 WHEN age < 60 THEN 6 ELSE 7 END";
  return std::string(Name(dimension));
}

std::string SqlOf(const CaseQuestion& question) {
  std::string by;
  for (size_t i = 0; i < question.by.size(); ++i) by += (i == 0 ? "" : ", ") + SqlOf(question.by[i]);
  const std::string date(Name(question.date));
  // 10 merged, 11 rejected: not counted.
  return "SELECT " + (by.empty() ? "" : by + ", ") +
         "count(*), coalesce(sum(damage), 0), sum(CASE WHEN damage IS NULL THEN 1 ELSE 0 END), max(damage)" +
         (question.holds ? ", sum(requested), sum(held), sum(frozen), sum(returned)" : "") + " FROM cases WHERE " + date +
         " BETWEEN " + std::to_string(question.from) + " AND " + std::to_string(question.to) + " AND state NOT IN (10, 11)" +
         (question.verified ? std::string(" AND verified = ") + (*question.verified ? "1" : "0") : std::string()) +
         (by.empty() ? "" : " GROUP BY " + by);
}

std::vector<std::pair<std::string, CaseQuestion>> Questions(const Days& days) {
  std::vector<std::pair<std::string, CaseQuestion>> out;
  const auto add = [&](const std::string& over, uint32_t from, std::vector<CaseDimension> by, CaseDate date = CaseDate::kReported,
                       std::optional<bool> verified = {}, bool holds = false) {
    std::string name;
    for (const CaseDimension dimension : by) name += (name.empty() ? "" : " × ") + std::string(Name(dimension));
    if (name.empty()) name = "totals";
    if (date != CaseDate::kReported) name += ", " + std::string(Name(date));
    if (verified) name += *verified ? ", verified" : ", unverified";
    if (holds) name += ", holds";
    CaseQuestion question{.from = std::max(from, days.first), .to = days.last, .date = date, .by = std::move(by)};
    question.verified = verified;
    question.holds = holds;
    out.emplace_back(name + ", " + over, question);
  };
  using enum CaseDimension;
  add("all", 0, {});
  for (size_t i = 0; i <= static_cast<size_t>(kFiscalYear); ++i) add("all", 0, {static_cast<CaseDimension>(i)});
  for (const auto& pair : {std::pair(kSex, kAgeBand),
                           {kCaseType, kSex},
                           {kCaseType, kProvince},
                           {kCaseType, kMonth},
                           {kProvince, kMonth},
                           {kState, kChannel},
                           {kStation, kCaseType},
                           {kProvince, kAgeBand}})
    add("all", 0, {pair.first, pair.second});
  add("all", 0, {kCaseType}, CaseDate::kReported, true);
  add("all", 0, {kCaseType}, CaseDate::kReported, false);
  add("all", 0, {kCaseType}, CaseDate::kAccepted);
  add("all", 0, {kOutcome}, CaseDate::kClosed);
  add("all", 0, {kCaseType}, CaseDate::kReported, {}, true);
  add("all", 0, {kProvince, kMonth}, CaseDate::kReported, {}, true);
  for (const auto& [over, length] : {std::pair("a month", 30u), {"a year", 365u}}) {
    const uint32_t from = days.last + 1 - std::min(length, days.last);
    add(over, from, {kCaseType});
    add(over, from, {kSex, kAgeBand});
    add(over, from, {kProvince, kDay});
  }
  return out;
}

void Run(const std::string& directory, size_t runs, const std::string& out) {
  const auto opened = Must(cli::OpenedDirectory::Open(directory, /*create=*/false));
  const cases::Tables& tables = opened->cases().tables();
  const store::ReadTxn txn = Must(opened->directory().data().BeginRead());
  const Days days = WriteCases(tables, txn, out + "/cases.csv");
  if (days.last == 0) Fail(directory + " holds no cases");
  std::FILE* file = std::fopen((out + "/questions.json").c_str(), "we");
  if (file == nullptr) Fail(out + " cannot be written");
  std::fputs("[", file);
  bool first = true;
  for (const auto& [name, question] : Questions(days)) {
    std::vector<double> times_ms;
    double cpu_ms = 1e18;  // the least of all threads: what it costs, whoever else is on the machine
    cases::CaseFigures figures;
    for (size_t run = 0; run < runs; ++run) {
      const Clock::time_point begin = Clock::now();
      const double begin_cpu_ns = ProcessNanoseconds();
      figures = Must(cases::CountCases(tables, txn, question));
      cpu_ms = std::min(cpu_ms, (ProcessNanoseconds() - begin_cpu_ns) / 1e6);
      times_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
    std::sort(times_ms.begin(), times_ms.end());
    const auto rows =
        std::count_if(figures.rows.begin(), figures.rows.end(), [](const auto& row) { return row.sums.count != 0; });
    const auto& totals = figures.totals;
    std::fprintf(file,
                 "%s\n{\"name\":\"%s\",\"sql\":\"%s\",\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"cpu_ms\":%.3f,\"rows\":%td,"
                 "\"count\":%llu,\"damage\":%lld,\"held\":%lld,\"holds\":%s}",
                 first ? "" : ",", name.c_str(), SqlOf(question).c_str(), times_ms[times_ms.size() / 2],
                 times_ms[times_ms.size() * 99 / 100], cpu_ms, rows, static_cast<unsigned long long>(totals.count),
                 static_cast<long long>(totals.damage_satang), static_cast<long long>(totals.held_satang),
                 question.holds ? "true" : "false");
    first = false;
  }
  std::fputs("\n]\n", file);
  if (std::fclose(file) != 0) Fail(out + " cannot be written");
}

}  // namespace
}  // namespace cybercheck::bench

int main(int argc, char** argv) {
  if (argc != 4 || std::atoi(argv[2]) < 1) {
    std::fprintf(stderr, "statistics_bench DIRECTORY RUNS OUT\n");
    return 2;
  }
  cybercheck::bench::Run(argv[1], static_cast<size_t>(std::atoi(argv[2])), argv[3]);
  return 0;
}
