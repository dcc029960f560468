// SPDX-License-Identifier: Apache-2.0
// Why an indicator's answer is what it is, for officers: GET /v1/indicators/{id}/evidence; and what was reported beside it:
// GET /v1/indicators/{id}/related. Both are privileged reads; neither names a person.
#include <cstdio>

#include "base/hex.h"
#include "cases/public_id.h"
#include "cases/queue.h"
#include "cases/report_row.h"
#include "cases/reports.h"
#include "event/appeal.h"
#include "event/report_submit.h"
#include "event/review.h"
#include "lookup/evidence_view.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/known_indicator.h"
#include "server/query_string.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using lookup::EvidenceView;

constexpr uint64_t kLinesDefault = 100, kLinesMax = 1000;

std::string_view NameOf(lookup::Decision::Type type) {
  constexpr std::string_view kNames[] = {"", "list", "clear", "compromised", "merge"};
  return kNames[static_cast<size_t>(type)];
}

std::string_view NameOf(lookup::Decision::Ground ground) {
  constexpr std::string_view kNames[] = {"", "review", "court", "cases", "appeal"};
  return kNames[static_cast<size_t>(ground)];
}

// Three digits behind the point say all there is to say.
void AppendFraction(std::string_view name, double value, std::string& out) {
  char text[32];
  BeginMember(name, out);
  out.append(text, static_cast<size_t>(std::snprintf(text, sizeof text, "%.3f", value)));
}

void AppendPiece(const lookup::EvidencePiece& piece, std::string& out) {
  out += '{';
  AppendMember("class", wire::Name(piece.source_class), out);
  if (!piece.source.empty()) AppendMember("source", piece.source, out);
  if (piece.category != wire::Category::kNone) AppendMember("category", wire::Name(piece.category), out);
  AppendMember("observations", piece.observations, out);
  AppendMember("counting", piece.weight.observations, out);
  AppendMember("reporters", piece.reporters, out);
  AppendTime("first_seen", piece.weight.first_s, out);
  AppendTime("last_seen", piece.weight.last_s, out);
  if (piece.withdrawn_s >= 0) AppendTime("withdrawn_at", piece.withdrawn_s, out);
  AppendFraction("weight", piece.weight.weight, out);
  AppendFraction("decay", piece.weight.decay, out);
  AppendMember("cap", wire::Name(piece.cap), out);
  AppendMember("score_alone", piece.alone, out);
  AppendMember("adds", piece.adds, out);
  out += '}';
}

void AppendDecision(const lookup::DecisionView& view, const event::EntryId& entry, std::string_view reason, std::string& out) {
  const lookup::Decision& decision = view.decision;
  out += '{';
  AppendMember("review", cases::FormatPublicId(entry), out);
  AppendMember("decision", NameOf(decision.type), out);
  AppendMember("ground", NameOf(decision.ground), out);
  AppendMember("by", view.actor, out);
  if (!view.proposed_by.empty()) AppendMember("proposed_by", view.proposed_by, out);
  AppendTime("made_at", decision.made_s, out);
  AppendTime("until", decision.until_s, out);
  AppendMember("in_force", view.in_force, out);
  if (!view.into.empty()) AppendMember("into", view.into, out);
  if (!reason.empty()) AppendMember("reason", reason, out);
  out += '}';
}

// What the officer wrote; empty where it was erased or there was none.
std::string ReasonOf(const event::Entry& entry, Worker& worker) {
  std::optional<event::Sealed> sealed;
  if (!entry.body) return {};
  if (entry.header.type == event::EntryType::kReviewDecide) {
    if (auto decide = event::DecodeReviewDecide(*entry.body)) sealed = std::move(decide->reason);
  } else if (entry.header.type == event::EntryType::kAppealMove) {
    if (auto move = event::DecodeAppealMove(*entry.body)) sealed = std::move(move->reason);
  }
  if (!sealed) return {};
  auto reason = worker.services().key_ring.Open(*sealed, store::AboutReport(entry.header.id, 0));
  return reason ? std::move(*reason) : std::string();
}

// A row of evidence that a report brought: which report, by what channel, where it stands.
base::Result<void> AppendReportOf(const lookup::EvidenceLine& line, const cases::Tables& tables, const store::ReadTxn& txn,
                                  Worker& worker, std::string& out) {
  ASSIGN_OR_RETURN(const auto entries, worker.services().sequencer.ReadFrom(line.ref.seq, 1));
  if (entries.empty() || entries[0].header.type != event::EntryType::kReportSubmit || !entries[0].body) return {};
  const auto submit = event::DecodeReportSubmit(*entries[0].body);
  if (submit.has_error()) return {};
  size_t row = line.ref.row;
  for (size_t i = 0; i < submit->reports.size(); ++i) {
    const event::Report& report = submit->reports[i];
    if (row >= report.indicators.size()) {
      row -= report.indicators.size();
      continue;
    }
    const auto number = static_cast<uint16_t>(i);
    AppendMember("report", cases::FormatPublicId(entries[0].header.id, number), out);
    AppendMember("channel", event::Name(report.channel), out);
    if (!report.case_type.empty()) AppendMember("case_type", report.case_type, out);
    ASSIGN_OR_RETURN(const auto kept, cases::ReportAt(tables, txn, {line.ref.seq, number}));
    if (kept) AppendMember("state", cases::Name(kept->state), out);
    return {};
  }
  return {};
}

base::Result<void> AppendLine(const lookup::EvidenceLine& line, const cases::Tables& tables, const store::ReadTxn& txn,
                              Worker& worker, std::string& out) {
  const lookup::Observation& seen = line.observation;
  out += '{';
  AppendMember("class", wire::Name(seen.source_class), out);
  if (!line.source.empty()) AppendMember("source", line.source, out);
  AppendTime("at", seen.observed_s, out);
  if (seen.category != wire::Category::kNone) AppendMember("category", wire::Name(seen.category), out);
  if (seen.withdrawn) AppendMember("withdrawal", true, out);
  if (line.taken_back) AppendMember("taken_back", true, out);
  if (line.source.empty()) TRY(AppendReportOf(line, tables, txn, worker, out));
  out += '}';
  return {};
}

base::Result<void> AppendEvidence(const indicator::Key& key, lookup::EvidenceRef from, uint64_t count, Worker& worker,
                                  std::string& out) {
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const EvidenceView view, EvidenceView::Open(services.directory.data(), txn));
  base::EpochReader reader(services.projection.domain());
  const auto guard = reader.Enter();
  const indicator::KeyBytes bytes = indicator::IndexKey(key);
  ASSIGN_OR_RETURN(const auto evidence, view.Read(bytes, *services.projection.rules(), worker.now_s));
  if (!evidence) return Fail(ErrorCode::kNotFound);
  ASSIGN_OR_RETURN(const auto page, view.ReadPage(bytes, from, count));

  out = "{\"indicator\":";
  TRY(AppendIndicator(key, worker, out));
  AppendMember("verdict_of_record", wire::Name(evidence->judgement.verdict), out);
  AppendMember("score", evidence->judgement.score, out);
  AppendMember("official", evidence->official, out);
  AppendMember("needs_second", evidence->needs_second, out);
  AppendMember("under_appeal", evidence->appeal != 0, out);
  BeginMember("queue", out);
  if (evidence->queue.seq != 0)
    wire::AppendJsonString(cases::FormatPlace({evidence->queue.seq, evidence->queue.row}), out);
  else
    out.append("null");
  BeginMember("pieces", out);
  out += '[';
  for (const lookup::EvidencePiece& piece : evidence->pieces) {
    if (out.back() != '[') out += ',';
    AppendPiece(piece, out);
  }
  out += ']';
  AppendMember("more_sources", evidence->more_sources, out);
  BeginMember("decisions", out);
  out += '[';
  for (const lookup::DecisionView& decision : evidence->decisions) {
    ASSIGN_OR_RETURN(const auto entries, services.sequencer.ReadFrom(decision.decision.seq, 1));
    if (entries.empty()) continue;
    if (out.back() != '[') out += ',';
    AppendDecision(decision, entries[0].header.id, ReasonOf(entries[0], worker), out);
  }
  out += ']';
  if (evidence->proposal) {
    BeginMember("proposal", out);
    out += '{';
    AppendMember("decision", event::Name(evidence->proposal->proposal.decision), out);
    AppendMember("by", evidence->proposal->actor, out);
    out += '}';
  }
  BeginMember("rows", out);
  out += '[';
  for (const lookup::EvidenceLine& line : page.lines) {
    if (out.back() != '[') out += ',';
    TRY(AppendLine(line, services.cases.tables(), txn, worker, out));
  }
  out += ']';
  BeginMember("next", out);
  if (page.next.seq != 0)
    wire::AppendJsonString(cases::FormatPlace({page.next.seq, page.next.row}), out);
  else
    out.append("null");
  out += '}';
  return {};
}

base::Result<void> AppendRelated(const indicator::Key& key, Worker& worker, std::string& out) {
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const EvidenceView view, EvidenceView::Open(services.directory.data(), txn));
  base::EpochReader reader(services.projection.domain());
  const auto guard = reader.Enter();
  ASSIGN_OR_RETURN(const auto related, view.ReadRelated(indicator::IndexKey(key), *services.projection.rules(), worker.now_s));
  out = "{\"indicator\":";
  TRY(AppendIndicator(key, worker, out));
  BeginMember("related", out);
  out += '[';
  for (const EvidenceView::Related& one : related.keys) {
    if (out.back() != '[') out += ',';
    out += '{';
    AppendMember("id", base::HexEncode(indicator::IndexKey(one.key)), out);
    AppendMember("key", PrintableKeyOf(one.key), out);
    AppendMember("verdict", wire::Name(one.verdict), out);
    AppendMember("together", one.reports, out);
    AppendMember("cases", one.cases, out);
    AppendTime("first_seen", one.first_s, out);
    AppendTime("last_seen", one.last_s, out);
    out += '}';
  }
  out += ']';
  AppendMember("reports", related.reports, out);
  AppendMember("cases", related.cases, out);
  AppendMember("partial", related.truncated, out);
  out += '}';
  return {};
}

base::Result<void> Evidence(const Request& request, Worker& worker, std::string& out) {
  std::string after, limit;
  TRY(ReadQuery(request.query, {{"after", &after}, {"limit", &limit}}));
  uint64_t count = kLinesDefault;
  TRY(ReadNumber("limit", limit, 1, kLinesMax, count));
  lookup::EvidenceRef from;
  if (!after.empty()) {
    const auto place = cases::ParsePlace(after);
    if (!place) return Fail(ErrorCode::kBadRequest, "after must be the `next` of the page before");
    from = {place->seq, place->row};
  }
  ASSIGN_OR_RETURN(const indicator::Key key, IndicatorOfId(request.params[0], worker));
  return AppendEvidence(key, from, count, worker, out);
}

}  // namespace

void IndicatorEvidence(const Request& request, Worker& worker, Response& response) {
  if (auto done = Evidence(request, worker, response.body); done.has_error()) response.Refuse(done.error());
}

void IndicatorRelated(const Request& request, Worker& worker, Response& response) {
  const auto key = IndicatorOfId(request.params[0], worker);
  if (key.has_error()) return response.Refuse(key.error());
  if (auto done = AppendRelated(*key, worker, response.body); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
