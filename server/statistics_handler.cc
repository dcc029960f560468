// SPDX-License-Identifier: Apache-2.0
// Free questions of those who work with figures: exact, and recorded who asked.
//
//   GET /v1/statistics/{table}
#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "cases/bangkok_calendar.h"
#include "cases/statistics.h"
#include "cases/tally_tables.h"
#include "server/handlers.h"
#include "server/indicator_tally.h"
#include "server/query_string.h"
#include "server/services.h"
#include "server/statistics_document.h"
#include "server/table_format.h"
#include "wire/verdict.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr uint32_t kDaysDefault = 30;
constexpr size_t kRowsMax = 100'000;  // some 30 MB of JSON
constexpr uint32_t kDayMax = 65'534;  // 2149: what a column of days can hold

// What the query says, word by word; what a word means depends on the table.
struct Words {
  std::string from, to, by, rank, bands, date, weeks, verified, holds, format, bom;
};

struct Period {
  uint32_t from = 0, to = 0;
};

base::Result<uint32_t> DayOf(std::string_view name, const std::string& text) {
  const auto day = cases::ParseDay(text);
  if (!day || *day == 0 || *day > kDayMax)
    return Fail(ErrorCode::kBadRequest, std::string(name) + " must be a day like 2026-11-26");
  return *day;
}

base::Result<Period> PeriodOf(const Words& words, int64_t now_s) {
  Period period;
  period.to = cases::DayOf(now_s);
  if (!words.to.empty()) {
    ASSIGN_OR_RETURN(period.to, DayOf("to", words.to));
  }
  period.from = period.to - std::min(period.to - 1, kDaysDefault - 1);
  if (!words.from.empty()) {
    ASSIGN_OR_RETURN(period.from, DayOf("from", words.from));
  }
  if (period.from > period.to) return Fail(ErrorCode::kBadRequest, "from must not be after to");
  return period;
}

// "sex,age_band" -> its names.
base::Result<std::vector<std::string>> NamesOf(const std::string& by) {
  std::vector<std::string> names;
  for (std::string_view rest = by; !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    if (names.size() == 2) return Fail(ErrorCode::kBadRequest, "by names one thing, or two");
    if (!names.empty() && names.front() == name) return Fail(ErrorCode::kBadRequest, "by names a thing twice");
    names.emplace_back(name);
  }
  return names;
}

base::Result<bool> IsoWeeksOf(const Words& words) {
  if (!words.weeks.empty() && words.weeks != "iso" && words.weeks != "police")
    return Fail(ErrorCode::kBadRequest, "weeks must be police (Sunday to Saturday) or iso");
  return words.weeks == "iso";
}

base::Result<cases::CaseQuestion> CaseQuestionOf(const Words& words, int64_t now_s) {
  ASSIGN_OR_RETURN(const Period period, PeriodOf(words, now_s));
  cases::CaseQuestion question;
  question.from = period.from;
  question.to = period.to;
  ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesOf(words.by));
  for (const std::string& name : names) {
    const auto dimension = cases::CaseDimensionNamed(name);
    if (!dimension) {
      std::string known;
      for (size_t i = 0; i < cases::kCaseDimensionCount; ++i)
        known.append(known.empty() ? "" : ", ").append(cases::Name(static_cast<cases::CaseDimension>(i)));
      return Fail(ErrorCode::kBadRequest, "by: this table is not told by " + name.substr(0, 32) + "; it is by " + known);
    }
    question.by.push_back(*dimension);
  }
  if (!words.date.empty()) {
    const auto date = cases::CaseDateNamed(words.date);
    if (!date) return Fail(ErrorCode::kBadRequest, "date must be reported, occurred, accepted or closed");
    question.date = *date;
  }
  if (!words.bands.empty()) {
    const auto bands = cases::AgeBands::Named(words.bands);
    if (!bands) return Fail(ErrorCode::kBadRequest, "bands must be rtp, acsc, aoc or ic3");
    question.bands = *bands;
  }
  ASSIGN_OR_RETURN(question.iso_weeks, IsoWeeksOf(words));
  if (!words.verified.empty()) {
    if (words.verified != "true" && words.verified != "false")
      return Fail(ErrorCode::kBadRequest, "verified must be true or false");
    question.verified = words.verified == "true";
  }
  if (!words.holds.empty() && words.holds != "true" && words.holds != "false")
    return Fail(ErrorCode::kBadRequest, "holds must be true or false");
  question.holds = words.holds == "true";
  return question;
}

// Tables that know no more than their day.
base::Result<void> ExpectOnlyPeriod(const Words& words) {
  for (const auto& [name, value] :
       {std::pair("bands", &words.bands), {"date", &words.date}, {"verified", &words.verified}, {"holds", &words.holds}})
    if (!value->empty()) return Fail(ErrorCode::kBadRequest, std::string(name) + " does not go with this table");
  return {};
}

base::Result<cases::TallyQuestion> TallyQuestionOf(const Words& words, int64_t now_s) {
  TRY(ExpectOnlyPeriod(words));
  ASSIGN_OR_RETURN(const Period period, PeriodOf(words, now_s));
  cases::TallyQuestion question;
  question.from = period.from;
  question.to = period.to;
  question.category_name = [](uint8_t number) noexcept { return wire::Name(static_cast<wire::Category>(number)); };
  ASSIGN_OR_RETURN(question.by, NamesOf(words.by));
  ASSIGN_OR_RETURN(question.iso_weeks, IsoWeeksOf(words));
  return question;
}

base::Result<cases::Rank> RankOf(const std::string& rank) {
  if (rank.empty()) return cases::Rank::kNone;
  if (rank == "count") return cases::Rank::kCount;
  if (rank == "damage") return cases::Rank::kMoney;
  return Fail(ErrorCode::kBadRequest, "rank must be count or damage");
}

base::Result<cases::StatisticTable> TableOf(std::string_view what, const Words& words, Worker& worker,
                                            const store::ReadTxn& txn) {
  const cases::Tables& tables = worker.services().cases.tables();
  if (what == "cases") {
    ASSIGN_OR_RETURN(const cases::CaseQuestion question, CaseQuestionOf(words, worker.now_s));
    return cases::CaseTable(tables, txn, question);
  }
  if (what == "victims") {
    ASSIGN_OR_RETURN(const cases::CaseQuestion question, CaseQuestionOf(words, worker.now_s));
    return cases::VictimTable(tables, txn, question);
  }
  if (what == "indicators") {
    ASSIGN_OR_RETURN(const cases::TallyQuestion question, TallyQuestionOf(words, worker.now_s));
    return cases::CountOutside(IndicatorTally(worker.services().projection.record_tally(), txn), question);
  }
  if (const auto tallied = cases::TallyTableNamed(what)) {
    ASSIGN_OR_RETURN(const cases::TallyQuestion question, TallyQuestionOf(words, worker.now_s));
    return cases::CountTallied(tables, txn, *tallied, question);
  }
  return Fail(
      ErrorCode::kNotFound,
      "tables are cases, victims, complaints, holds, accounts, indicators, reports, appeals; beside them targets, bulletin, "
      "yearbook, warnings");
}

// Case types stand in the order in which the taxonomy lists them, the police's; what it does not list behind.
void OrderTypes(const cases::CodeNames& names, cases::StatisticTable& table) {
  const auto by = std::ranges::find(table.by, "case_type");
  if (by == table.by.end()) return;
  const auto types = static_cast<size_t>(by - table.by.begin());
  struct Place {
    size_t of_first = 0, of_type = 0;
    auto operator<=>(const Place&) const = default;
  };
  std::map<std::string, size_t, std::less<>> firsts;  // where types come second: the others as they stand
  std::vector<std::pair<Place, cases::StatisticTable::Row>> rows;
  for (cases::StatisticTable::Row& row : table.rows) {
    Place place{0, names.PlaceOf(cases::CodeList::kCaseType, row.parts[types])};
    if (types == 1) place.of_first = firsts.try_emplace(row.parts[0], firsts.size()).first->second;
    rows.emplace_back(place, std::move(row));
  }
  std::ranges::stable_sort(rows, {}, [](const auto& row) { return row.first; });
  for (size_t i = 0; i < rows.size(); ++i) table.rows[i] = std::move(rows[i].second);
}

base::Result<void> AppendStatistics(const Request& request, Worker& worker, Response& response) {
  Words words;
  TRY(ReadQuery(request.query, {{"from", &words.from},
                                {"to", &words.to},
                                {"by", &words.by},
                                {"rank", &words.rank},
                                {"bands", &words.bands},
                                {"date", &words.date},
                                {"weeks", &words.weeks},
                                {"verified", &words.verified},
                                {"holds", &words.holds},
                                {"format", &words.format},
                                {"bom", &words.bom}}));
  ASSIGN_OR_RETURN(const TableFormat format, TableFormatOf(words.format, words.bom));
  ASSIGN_OR_RETURN(const cases::Rank rank, RankOf(words.rank));
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(cases::StatisticTable table, TableOf(request.params[0], words, worker, txn));
  if (rank == cases::Rank::kMoney && table.money == 0) return Fail(ErrorCode::kBadRequest, "rank: this table tells no money");
  if (table.rows.size() > kRowsMax)
    return Fail(ErrorCode::kBadRequest,
                "by: so many rows (" + std::to_string(table.rows.size()) + ") are not told at once: ask for fewer days");
  table.today = cases::DayOf(worker.now_s);
  if (rank == cases::Rank::kNone) OrderTypes(services.taxonomy()->names(), table);
  cases::OrderBy(rank, table);
  ASSIGN_OR_RETURN(const LogPosition as_of, PositionOf(services.cases.tables(), txn));
  if (format == TableFormat::kJson) {
    AppendStatisticsJson(table, as_of, response.body);
    return {};
  }
  NameFile(format, std::string(table.what) + "-" + cases::FormatDay(table.from) + "-" + cases::FormatDay(table.to), response);
  if (format == TableFormat::kCsv) {
    AppendStatisticsCsv(table, words.bom == "1", response.body);
    return {};
  }
  ASSIGN_OR_RETURN(response.body, StatisticsWorkbook(table, as_of, services.taxonomy()->names()));
  return {};
}

}  // namespace

void Statistics(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendStatistics(request, worker, response); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
