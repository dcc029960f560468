// SPDX-License-Identifier: Apache-2.0
// GET /v1/statistics/warnings: what to warn of (cases/warnings.h).
#include "cases/bangkok_calendar.h"
#include "cases/warnings.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/query_string.h"
#include "server/services.h"
#include "server/statistics_document.h"
#include "server/table_format.h"

namespace cybercheck::server {
namespace {

using cases::WarningPeriod;

void AppendRanked(const WarningPeriod& period, std::string_view name, const std::vector<size_t>& ranked, std::string& out) {
  BeginMember(name, out);
  out += '[';
  for (const size_t i : ranked) {
    const cases::CaseFigures::Row& row = period.figures.rows[i];
    out.append(out.back() == '[' ? "{" : ",{");
    AppendMember("case_type", period.figures.PartOf(row, 0), out);
    AppendMember("count", row.sums.count, out);
    AppendMember("damage_satang", row.sums.damage_satang, out);
    AppendMember("change_count", static_cast<int64_t>(row.sums.count) - static_cast<int64_t>(row.before.count), out);
    AppendMember("change_damage_satang", row.sums.damage_satang - row.before.damage_satang, out);
    out += '}';
  }
  out += ']';
}

void AppendPeriod(std::string_view name, const WarningPeriod& period, std::string& out) {
  BeginMember(name, out);
  out += '{';
  AppendMember("from", cases::FormatDay(period.from), out);
  AppendMember("to", cases::FormatDay(period.to), out);
  AppendMember("year_be", cases::YearOfDay(period.from) + cases::kBuddhistYears, out);
  AppendMember("count", period.figures.totals.count, out);
  AppendMember("damage_satang", period.figures.totals.damage_satang, out);
  AppendRanked(period, "by_damage", period.by_damage, out);
  AppendRanked(period, "by_count", period.by_count, out);
  AppendMember("reconciles", period.figures.reconciles, out);
  out += '}';
}

void AppendCandidate(const cases::SchemeCandidate& candidate, std::string& out) {
  out.append(out.back() == '[' ? "{" : ",{");
  AppendMember("cases", candidate.cases, out);
  AppendMember("damage_satang", candidate.damage_satang, out);
  AppendMember("damage_unknown", candidate.damage_unknown, out);
  AppendMember("first_day", cases::FormatDay(candidate.first_day), out);
  AppendMember("last_day", cases::FormatDay(candidate.last_day), out);
  BeginMember("shared", out);
  out += '[';
  for (const auto& thing : candidate.shared) {
    out.append(out.back() == '[' ? "{" : ",{");
    AppendMember("what", thing.what, out);
    AppendMember("cases", thing.cases, out);
    out += '}';
  }
  out.append("]}");
}

base::Result<void> AppendWarnings(const Request& request, Worker& worker, std::string& out) {
  TRY(ReadQuery(request.query, {}));
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  const ingest::Guard guard = services.guard();
  ASSIGN_OR_RETURN(const cases::Warnings warnings,
                   cases::ReadWarnings(services.cases.tables(), txn, cases::DayOf(worker.now_s),
                                       [&guard](std::string_view host) { return guard.MayListHost(host); }));
  out = "{";
  AppendPeriod("week", warnings.week, out);
  AppendPeriod("month", warnings.month, out);
  BeginMember("schemes", out);
  out += '[';
  for (const auto& candidate : warnings.candidates) AppendCandidate(candidate, out);
  out += ']';
  AppendMember("unclassified", warnings.unclassified, out);
  AppendMember("partial", warnings.partial, out);
  ASSIGN_OR_RETURN(const LogPosition as_of, PositionOf(services.cases.tables(), txn));
  AppendAsOf(as_of, out);
  out += '}';
  return {};
}

}  // namespace

void WarningRank(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendWarnings(request, worker, response.body); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
