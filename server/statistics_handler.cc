// SPDX-License-Identifier: Apache-2.0
// Free questions of those who work with figures: exact, and recorded who asked.
//
//   GET /v1/statistics/{table}
#include "cases/bangkok_calendar.h"
#include "cases/statistics.h"
#include "server/handlers.h"
#include "server/query_string.h"
#include "server/services.h"
#include "server/statistics_document.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr uint32_t kDaysDefault = 30;
constexpr uint32_t kDayMax = 65'534;  // 2149: what a column of days can hold

// What the query says, word by word; what a word means depends on the table.
struct Words {
  std::string from, to, by, rank, bands, date, weeks, verified;
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

// "sex,age_band" -> its dimensions.
template <class Dimension>
base::Result<std::vector<Dimension>> DimensionsOf(const std::string& by,
                                                  std::optional<Dimension> (*named)(std::string_view) noexcept) {
  std::vector<Dimension> dimensions;
  for (std::string_view rest = by; !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    const auto dimension = named(name);
    if (!dimension) return Fail(ErrorCode::kBadRequest, "by: this table is not told by " + std::string(name.substr(0, 32)));
    if (dimensions.size() == 2) return Fail(ErrorCode::kBadRequest, "by names one thing, or two");
    if (!dimensions.empty() && dimensions.front() == *dimension) return Fail(ErrorCode::kBadRequest, "by names a thing twice");
    dimensions.push_back(*dimension);
  }
  return dimensions;
}

base::Result<cases::CaseQuestion> CaseQuestionOf(const Words& words, int64_t now_s) {
  ASSIGN_OR_RETURN(const Period period, PeriodOf(words, now_s));
  cases::CaseQuestion question;
  question.from = period.from;
  question.to = period.to;
  ASSIGN_OR_RETURN(question.by, DimensionsOf(words.by, &cases::CaseDimensionNamed));
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
  if (!words.weeks.empty() && words.weeks != "iso" && words.weeks != "police")
    return Fail(ErrorCode::kBadRequest, "weeks must be police (Sunday to Saturday) or iso");
  question.iso_weeks = words.weeks == "iso";
  if (!words.verified.empty()) {
    if (words.verified != "true" && words.verified != "false")
      return Fail(ErrorCode::kBadRequest, "verified must be true or false");
    question.verified = words.verified == "true";
  }
  return question;
}

base::Result<cases::Rank> RankOf(const std::string& rank) {
  if (rank.empty()) return cases::Rank::kNone;
  if (rank == "count") return cases::Rank::kCount;
  if (rank == "damage") return cases::Rank::kMoney;
  return Fail(ErrorCode::kBadRequest, "rank must be count or damage");
}

base::Result<LogPosition> PositionOf(const cases::Tables& tables, const store::ReadTxn& txn) {
  LogPosition position;
  ASSIGN_OR_RETURN(position.seq, tables.log->LastSeq(txn));
  if (position.seq == 0) return position;
  ASSIGN_OR_RETURN(const auto entry, tables.log->Read(txn, position.seq));
  if (entry) position.time_s = entry->header.time_ms / 1000;
  return position;
}

base::Result<cases::StatisticTable> TableOf(std::string_view what, const Words& words, Worker& worker,
                                            const store::ReadTxn& txn) {
  const cases::Tables& tables = worker.services().cases.tables();
  if (what == "cases") {
    ASSIGN_OR_RETURN(const cases::CaseQuestion question, CaseQuestionOf(words, worker.now_s));
    return cases::CaseTable(tables, txn, question);
  }
  return Fail(ErrorCode::kNotFound);
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
                                {"verified", &words.verified}}));
  ASSIGN_OR_RETURN(const cases::Rank rank, RankOf(words.rank));
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(cases::StatisticTable table, TableOf(request.params[0], words, worker, txn));
  cases::OrderBy(rank, table);
  ASSIGN_OR_RETURN(const LogPosition as_of, PositionOf(services.cases.tables(), txn));
  AppendStatisticsJson(table, as_of, response.body);
  return {};
}

}  // namespace

void Statistics(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendStatistics(request, worker, response); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
