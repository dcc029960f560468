// SPDX-License-Identifier: Apache-2.0
// Targets of a fiscal year (ตัวชี้วัด): set by supervisors, measured from the tables and never told by hand.
//
//   GET /v1/statistics/targets · POST /v1/statistics/targets
#include <algorithm>
#include <charconv>
#include <cmath>

#include "cases/bangkok_calendar.h"
#include "cases/counted_tables.h"
#include "cases/publications.h"
#include "cases/release_period.h"
#include "cases/target_formula.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/indicator_tally.h"
#include "server/json_members.h"
#include "server/logged_entry.h"
#include "server/query_string.h"
#include "server/services.h"
#include "server/statistics_words.h"
#include "server/table_format.h"
#include "server/target_document.h"
#include "server/write_identity.h"
#include "wire/verdict.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr uint64_t kYearMin = 2514, kYearMax = 2691;
// "0.15" to 150000: at most six digits behind the point.
std::optional<int64_t> ReadMillionths(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const size_t point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  const std::string_view behind = text.substr(std::min(point + 1, text.size()));
  if (digits.empty() || digits.size() > 12 || behind.size() > 6 || (point < text.size() && behind.empty())) return std::nullopt;
  digits.append(behind).append(6 - behind.size(), '0');
  int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || digits.front() == '-') return std::nullopt;
  return negative ? -value : value;
}

std::string_view CategoryName(uint8_t number) noexcept { return wire::Name(static_cast<wire::Category>(number)); }

// What its figures are: each table with what it counts and by which day, each measure.
base::Result<void> Define(const cases::TargetFormula& formula, cases::CountedTables& tables, TargetYear& year) {
  const auto add = [&year](const std::string& name, const wire::Words* words) {
    const auto known = [&name](const auto& one) { return one.first == name; };
    if (words != nullptr && std::ranges::none_of(year.definitions, known)) year.definitions.emplace_back(name, words);
  };
  for (const cases::TargetFormula::Figure* figure : formula.Figures()) {
    if (figure->table.empty()) continue;
    ASSIGN_OR_RETURN(const cases::StatisticTable* table, tables.Of(figure->table, {}, 1, 1));
    add(figure->table, &CountedWords(figure->table));
    add(figure->table + ".date", &DateWords(table->date));
    if (figure->measure.empty()) continue;
    const wire::Words* words = MeasureDefinition(figure->measure);
    add(figure->table + "." + figure->measure, words != nullptr ? words : &MeasureWords(figure->measure));
  }
  return {};
}

base::Result<void> Measure(const cases::TargetFormula& formula, cases::CountedTables& tables, const TargetYear& year,
                           MeasuredTarget& target) {
  if (year.measured_to == 0) return {};
  const auto finite = [](const std::optional<double>& value) { return value && std::isfinite(*value) ? value : std::nullopt; };
  ASSIGN_OR_RETURN(const auto actual, formula.Compute(tables, year.period.from, year.measured_to));
  target.actual = finite(actual);
  for (uint32_t month = cases::MonthOfDay(year.period.from); month <= cases::MonthOfDay(year.measured_to); ++month) {
    const cases::ReleasePeriod days = cases::MonthPeriod(month);
    ASSIGN_OR_RETURN(const auto of_month, formula.Compute(tables, days.from, std::min(days.to, year.measured_to)));
    target.trend.emplace_back(month, finite(of_month));
  }
  return {};
}

base::Result<void> AnswerTargets(const Request& request, Worker& worker, Response& response) {
  std::string year_text, format_text, bom;
  TRY(ReadQuery(request.query, {{"fiscal_year", &year_text}, {"format", &format_text}, {"bom", &bom}}));
  ASSIGN_OR_RETURN(const TableFormat format, TableFormatOf(format_text, bom));
  const uint32_t today = cases::DayOf(worker.now_s);
  uint64_t number = cases::FiscalYearOfDay(today);
  TRY(ReadNumber("fiscal_year", year_text, kYearMin, kYearMax, number));
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  const auto taxonomy = services.taxonomy();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  const cases::OutsideTally indicators = IndicatorTally(services.projection.record_tally(), txn);
  cases::CountedTables counted(tables, txn, taxonomy->names(), indicators, CategoryName);
  TargetYear year;
  year.fiscal_year = static_cast<uint32_t>(number);
  year.period = cases::FiscalYearPeriod(year.fiscal_year);
  if (year.period.from <= today) year.measured_to = std::min(year.period.to, today);
  ASSIGN_OR_RETURN(auto targets, cases::ReadTargets(tables, txn, year.fiscal_year));
  for (auto& set : targets) {
    ASSIGN_OR_RETURN(const cases::TargetFormula formula, cases::TargetFormula::Parse(set.body.formula));
    MeasuredTarget& target = year.targets.emplace_back();
    target.set = std::move(set);
    TRY(Measure(formula, counted, year, target));
    TRY(Define(formula, counted, year));
  }
  year.reconciles = counted.reconcile();
  ASSIGN_OR_RETURN(year.as_of, PositionOf(tables, txn));
  NameFile(format, "targets-" + std::to_string(year.fiscal_year), response);
  switch (format) {
    case TableFormat::kJson:
      AppendTargetsJson(year, response.body);
      break;
    case TableFormat::kCsv:
      AppendTargetsCsv(year, bom == "1", response.body);
      break;
    case TableFormat::kXlsx: {
      ASSIGN_OR_RETURN(response.body, TargetsWorkbook(year, taxonomy->names()));
      break;
    }
  }
  return {};
}

// Whether all that the formula names is counted anywhere.
base::Result<void> CheckFormula(const std::string& text, Worker& worker) {
  ASSIGN_OR_RETURN(const cases::TargetFormula formula, cases::TargetFormula::Parse(text));
  Services& services = worker.services();
  const auto taxonomy = services.taxonomy();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  const cases::OutsideTally indicators = IndicatorTally(services.projection.record_tally(), txn);
  cases::CountedTables counted(services.cases.tables(), txn, taxonomy->names(), indicators, CategoryName);
  return formula.Check(counted);
}

}  // namespace

void Targets(const Request& request, Worker& worker, Response& response) {
  if (auto done = AnswerTargets(request, worker, response); done.has_error()) response.Refuse(done.error());
}

base::Result<Submission> DecodeTarget(const Request& request, Worker& worker) {
  event::TargetSet target;
  std::optional<int64_t> year;
  std::optional<bool> at_most, dropped;
  std::string wanted;
  TRY(ReadFlatBody(request.body, {{"fiscal_year", &year, 0, true},
                                  {"name", &target.name, event::kTargetNameBytesMax, true},
                                  {"formula", &target.formula, event::kTargetFormulaBytesMax},
                                  {"unit", &target.unit, event::kTargetUnitBytesMax},
                                  {"target", &wanted, 24},
                                  {"at_most", &at_most},
                                  {"owner", &target.owner, event::kTargetOwnerBytesMax},
                                  {"dropped", &dropped}}));
  if (*year < static_cast<int64_t>(kYearMin) || *year > static_cast<int64_t>(kYearMax))
    return Fail(ErrorCode::kBadRequest, "fiscal_year is a Buddhist year like 2569");
  if (target.name.empty()) return Fail(ErrorCode::kBadRequest, "name is empty");
  target.fiscal_year = static_cast<uint32_t>(*year);
  target.at_most = at_most.value_or(false);
  target.dropped = dropped.value_or(false);
  if (!target.dropped) {
    for (const auto& [name, text] :
         {std::pair("formula", &target.formula), std::pair("owner", &target.owner), std::pair("target", &wanted)})
      if (text->empty()) return Fail(ErrorCode::kMissingMember, std::string(name) + " is missing");
    TRY(CheckFormula(target.formula, worker));
    const auto millionths = ReadMillionths(wanted);
    if (!millionths) return Fail(ErrorCode::kBadRequest, "target is a decimal number in quotes, like \"0.15\"");
    target.target_millionths = *millionths;
  }
  Submission out;
  out.draft.id = EntryIdOf(request);
  out.draft.time_ms = worker.now_s * 1000;
  out.draft.type = event::EntryType::kTargetSet;
  out.draft.actor = request.caller.actor();
  out.draft.body = event::EncodeTargetSet(target, RequestKeyOf(worker.services().secrets, request));
  return out;
}

void RenderTarget(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return response.Refuse(ErrorOfCode(reply->outcome.code));
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto target = event::DecodeTargetSet(*entry->body);
  if (target.has_error()) return response.Refuse(target.error());
  response.body = "{";
  AppendMember("fiscal_year", target->fiscal_year, response.body);
  AppendTargetSet(*target, response.body);
  AppendMember("dropped", target->dropped, response.body);
  response.body += '}';
}

}  // namespace cybercheck::server
