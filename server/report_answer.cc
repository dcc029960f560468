// SPDX-License-Identifier: Apache-2.0
#include "server/report_answer.h"

#include "cases/public_id.h"
#include "cases/receipt_code.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

// "new", "known" …; empty: the outcome does not say.
std::string_view BeforeName(char letter) {
  switch (letter) {
    case 'n':
      return "new";
    case 'k':
      return "known";
    case 'l':
      return "listed";
    case 'c':
      return "cleared";
    case 'a':
      return "under_appeal";
    default:
      return {};
  }
}

std::string_view Name(event::ReportIndicator::Origin origin) {
  switch (origin) {
    case event::ReportIndicator::Origin::kGiven:
      return "given";
    case event::ReportIndicator::Origin::kText:
      return "text";
    case event::ReportIndicator::Origin::kRedirect:
      return "redirect";
  }
  return {};
}

// Back from a stored key to all a check wants to know of the value.
void Restore(const indicator::Key& key, indicator::Canonical& out) {
  out.Clear();
  const bool keyed = key.kind == indicator::Kind::kPromptpay && key.form.starts_with("nid:");
  if (!keyed && indicator::Canonicalize(key.kind, key.form, out).has_value() && out.key == key) return;
  out.Clear();
  out.key = key;
}

}  // namespace

base::Result<void> AppendIndicatorNow(const indicator::Key& key, Worker& worker, std::string& out) {
  ASSIGN_OR_RETURN(lookup::Engine::Session * session, worker.Reading());
  indicator::Canonical canonical;
  Restore(key, canonical);
  wire::Answer& answer = worker.answer;
  TRY(worker.services().engine.Check(*session, canonical, {.kind = key.kind, .value = key.form, .patterns = false}, answer));
  out.append("\"id\":\"").append(answer.id).append("\",\"key\":");
  wire::AppendJsonString(answer.key, out);
  out.append(",\"verdict\":\"").append(wire::Name(answer.verdict)).append("\"");
  return {};
}

base::Result<SubmittedReports> ReadSubmitted(uint64_t seq, Services& services) {
  ASSIGN_OR_RETURN(const auto entries, services.sequencer.ReadFrom(seq, 1));
  if (entries.empty() || entries[0].header.seq != seq) return Fail(ErrorCode::kDamaged, "the entry of a report is missing");
  if (!entries[0].body) return Fail(ErrorCode::kBodyRedacted);
  SubmittedReports out;
  out.id = entries[0].header.id;
  ASSIGN_OR_RETURN(out.submit, event::DecodeReportSubmit(*entries[0].body));
  return out;
}

base::Result<void> AppendReport(const SubmittedReports& entry, size_t number, std::string_view before, Worker& worker,
                                std::string& out) {
  const auto report_number = static_cast<uint16_t>(number);
  out.append("\"id\":\"").append(cases::FormatPublicId(entry.id, report_number)).append("\",\"receipt_code\":\"");
  out.append(cases::FormatReceiptCode(cases::ReceiptCodeOf(worker.services().secrets.receipts, entry.id, report_number)));
  out.append("\",\"indicators\":[");
  const auto& indicators = entry.submit.reports[number].indicators;
  for (size_t i = 0; i < indicators.size(); ++i) {
    out.append(i == 0 ? "{" : ",{");
    TRY(AppendIndicatorNow(indicators[i].key, worker, out));
    if (const std::string_view name = i < before.size() ? BeforeName(before[i]) : std::string_view(); !name.empty())
      out.append(",\"before\":\"").append(name).append("\"");
    out.append(",\"from\":\"").append(Name(indicators[i].origin)).append("\"");
    out.append(indicators[i].counts ? ",\"counts\":true}" : ",\"counts\":false}");
  }
  out += ']';
  return {};
}

std::string BeforeOf(const event::Outcome& outcome) {
  constexpr std::string_view kBegins = "{\"before\":\"";  // and then one letter an indicator: nothing to unescape
  const std::string_view result = outcome.result;
  if (!result.starts_with(kBegins)) return {};
  const size_t end = result.find('"', kBegins.size());
  return end == std::string_view::npos ? std::string() : std::string(result.substr(kBegins.size(), end - kBegins.size()));
}

base::Error RefusalOf(const event::Outcome& outcome) {
  return Fail(ErrorCode::kInternal, "the entry was refused: " + outcome.code);
}

}  // namespace cybercheck::server
