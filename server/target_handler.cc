// SPDX-License-Identifier: Apache-2.0
// Targets of a fiscal year (ตัวชี้วัด): set by supervisors, measured from the tables and never told by hand.
//
//   GET /v1/statistics/targets · POST /v1/statistics/targets
#include <charconv>
#include <cmath>
#include <cstdio>

#include "cases/age_bands.h"
#include "cases/bangkok_calendar.h"
#include "cases/code_names.h"
#include "cases/publications.h"
#include "cases/release_period.h"
#include "cases/target_formula.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/logged_entry.h"
#include "server/query_string.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr uint64_t kYearMin = 2514, kYearMax = 2691;
constexpr double kMillion = 1'000'000;

// Whether cases can have such a code at all: what is misspelt would be counted as nothing, and a target of "at most" be reached.
// Stations are whatever cases say.
bool IsCode(const cases::TargetFormula::Condition& condition, const cases::CodeNames& names) {
  using cases::CaseDimension;
  if (condition.dimension == CaseDimension::kStation) return true;
  if (condition.dimension == CaseDimension::kAgeBand) {
    const auto bands = *cases::AgeBands::Named("rtp");
    for (size_t band = 0; band < bands.count(); ++band)
      if (bands.NameOf(band) == condition.code) return true;
    return false;
  }
  const auto list = [&] {
    switch (condition.dimension) {
      case CaseDimension::kState:
        return cases::CodeList::kState;
      case CaseDimension::kOutcome:
        return cases::CodeList::kOutcome;
      case CaseDimension::kKind:
        return cases::CodeList::kKind;
      case CaseDimension::kChannel:
        return cases::CodeList::kChannel;
      case CaseDimension::kContactChannel:
        return cases::CodeList::kContactChannel;
      case CaseDimension::kSex:
        return cases::CodeList::kSex;
      case CaseDimension::kProvince:
        return cases::CodeList::kProvince;
      case CaseDimension::kVerified:
        return cases::CodeList::kVerified;
      case CaseDimension::kVictimKind:
        return cases::CodeList::kVictimKind;
      default:
        return cases::CodeList::kCaseType;
    }
  }();
  return names.Find(list, condition.code) != nullptr;
}

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

void AppendDecimal(std::string_view name, double value, std::string& out) {
  char text[64];
  std::snprintf(text, sizeof text, "%.6f", value);
  std::string_view shown = text;
  while (shown.ends_with('0')) shown.remove_suffix(1);
  if (shown.ends_with('.')) shown.remove_suffix(1);
  BeginMember(name, out);
  out.append(shown == "-0" ? "0" : shown);
}

void AppendActual(const std::optional<double>& actual, std::string& out) {
  if (actual && std::isfinite(*actual)) return AppendDecimal("actual", *actual, out);
  BeginMember("actual", out);
  out.append("null");
}

void AppendSet(const event::TargetSet& target, std::string& out) {
  AppendMember("name", target.name, out);
  AppendMember("formula", target.formula, out);
  AppendMember("unit", target.unit, out);
  AppendDecimal("target", static_cast<double>(target.target_millionths) / kMillion, out);
  AppendMember("at_most", target.at_most, out);
  AppendMember("owner", target.owner, out);
}

base::Result<void> AppendTarget(const cases::Told<event::TargetSet>& target, const cases::Tables& tables,
                                const store::ReadTxn& txn, uint32_t today, std::string& out) {
  const cases::ReleasePeriod year = cases::FiscalYearPeriod(target.body.fiscal_year);
  out += '{';
  AppendSet(target.body, out);
  AppendTime("set_at", target.at_s, out);
  AppendMember("set_by", target.actor, out);
  ASSIGN_OR_RETURN(const cases::TargetFormula formula, cases::TargetFormula::Parse(target.body.formula));
  std::optional<double> actual;
  if (year.from <= today) {
    ASSIGN_OR_RETURN(actual, formula.Compute(tables, txn, year.from, std::min(year.to, today)));
  }
  AppendActual(actual, out);
  BeginMember("reached", out);
  const double wanted = static_cast<double>(target.body.target_millionths) / kMillion;
  out.append(!actual ? "null" : (target.body.at_most ? *actual <= wanted : *actual >= wanted) ? "true" : "false");
  BeginMember("trend", out);
  out += '[';
  for (uint32_t month = cases::MonthOfDay(year.from); month <= cases::MonthOfDay(std::min(year.to, today)) && year.from <= today;
       ++month) {
    const cases::ReleasePeriod days = cases::MonthPeriod(month);
    ASSIGN_OR_RETURN(actual, formula.Compute(tables, txn, days.from, std::min(days.to, today)));
    out.append(out.back() == '[' ? "{" : ",{");
    AppendMember("month", days.name(), out);
    AppendActual(actual, out);
    out += '}';
  }
  out.append("]}");
  return {};
}

base::Result<void> AppendTargets(const Request& request, Worker& worker, std::string& out) {
  std::string year_text;
  TRY(ReadQuery(request.query, {{"fiscal_year", &year_text}}));
  const uint32_t today = cases::DayOf(worker.now_s);
  uint64_t year = cases::FiscalYearOfDay(today);
  TRY(ReadNumber("fiscal_year", year_text, kYearMin, kYearMax, year));
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto targets, cases::ReadTargets(tables, txn, static_cast<uint32_t>(year)));
  const cases::ReleasePeriod period = cases::FiscalYearPeriod(static_cast<uint32_t>(year));
  out = "{";
  AppendMember("fiscal_year", year, out);
  AppendMember("from", cases::FormatDay(period.from), out);
  AppendMember("to", cases::FormatDay(period.to), out);
  BeginMember("targets", out);
  out += '[';
  for (const auto& target : targets) {
    if (out.back() != '[') out += ',';
    TRY(AppendTarget(target, tables, txn, today, out));
  }
  out += ']';
  ASSIGN_OR_RETURN(const uint64_t seq, tables.log->LastSeq(txn));
  AppendMember("as_of", seq, out);
  out += '}';
  return {};
}

}  // namespace

void Targets(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendTargets(request, worker, response.body); done.has_error()) response.Refuse(done.error());
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
    ASSIGN_OR_RETURN(const cases::TargetFormula formula, cases::TargetFormula::Parse(target.formula));
    const auto taxonomy = worker.services().taxonomy();
    for (const auto& condition : formula.Conditions())
      if (!IsCode(condition, taxonomy->names()))
        return Fail(ErrorCode::kBadRequest,
                    "formula: no " + std::string(cases::Name(condition.dimension)) + " is called " + condition.code);
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
  AppendSet(*target, response.body);
  AppendMember("dropped", target->dropped, response.body);
  response.body += '}';
}

}  // namespace cybercheck::server
