// SPDX-License-Identifier: Apache-2.0
// The money trail of a case, and which of its transfers are no part of the fraud.
//
//   GET /v1/cases/{id}/trail · POST /v1/cases/{id}/releases
#include <algorithm>

#include "cases/accounts.h"
#include "cases/case_ids.h"
#include "cases/case_store.h"
#include "cases/holds.h"
#include "cases/trail_document.h"
#include "cases/transfer_graph.h"
#include "event/case_work.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/logged_entry.h"
#include "server/query_string.h"
#include "server/sealed_words.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::MoneyNodeKind;

constexpr uint64_t kDepthMax = 1000;
constexpr size_t kReasonBytesMax = 4096;

// The case that counts the complaint of that id.
base::Result<event::CaseRef> CaseOf(std::string_view id, const cases::Tables& tables, const store::ReadTxn& txn) {
  ASSIGN_OR_RETURN(const auto found, cases::FindCase(tables, txn, id));
  if (!found) return Fail(ErrorCode::kNotFound);
  return *found;
}

struct Asked {
  cases::TrailOptions options;
  cases::TrailFormat format{};
};

base::Result<Asked> AskedOf(const Request& request) {
  std::string depth, method, format;
  TRY(ReadQuery(request.query, {{"depth", &depth}, {"method", &method}, {"format", &format}}));
  Asked asked;
  uint64_t depth_max = asked.options.depth_max;
  TRY(ReadNumber("depth", depth, 1, kDepthMax, depth_max));
  asked.options.depth_max = static_cast<unsigned>(depth_max);
  if (!method.empty()) {
    const auto named = cases::TrailMethodNamed(method);
    if (!named) return Fail(ErrorCode::kBadRequest, "method must be prorata or fifo");
    asked.options.method = *named;
  }
  if (!format.empty()) {
    const auto named = cases::TrailFormatNamed(format);
    if (!named) return Fail(ErrorCode::kBadRequest, "format must be json, csv or graphml");
    asked.format = *named;
  }
  return asked;
}

struct Colours {
  std::vector<std::optional<cases::AccountColour>> of_nodes;
  bool cut = false;
};

// Of what is shown; at most so many rows are looked at that the answer is given in time.
base::Result<Colours> ColoursOf(const cases::TransferGraph& graph, const cases::Trail& trail, const cases::Tables& tables,
                                const store::ReadTxn& txn, int64_t now_s) {
  Colours colours;
  colours.of_nodes.resize(graph.nodes.size());
  ASSIGN_OR_RETURN(cases::AccountReader accounts, cases::AccountReader::Open(tables, txn, now_s));
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    if (trail.nodes[i].row == cases::Trail::kNoRow || !cases::CanBeHeld(*graph.places[i])) continue;
    colours.cut = accounts.looked() > cases::AccountReader::kLookedMax;
    if (colours.cut) break;
    ASSIGN_OR_RETURN(colours.of_nodes[i], accounts.ColourOf(cases::NodeKey(*graph.places[i])));
  }
  return colours;
}

base::Result<void> AppendTrail(const Request& request, Worker& worker, Response& response) {
  ASSIGN_OR_RETURN(const Asked asked, AskedOf(request));
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const event::CaseRef of, CaseOf(request.params[0], tables, txn));
  ASSIGN_OR_RETURN(const std::vector<cases::TransferRow> rows, cases::ReadTransfers(tables, txn, of));
  cases::TransferGraph graph = cases::GraphOf(rows);
  // The keyed form of a national id is nobody's to see.
  for (cases::TrailNode& node : graph.nodes)
    if (node.kind == MoneyNodeKind::kPromptpay && node.label.starts_with("nid:")) node.label = "nid:*";
  const cases::Trail trail = cases::ComputeTrail(graph.nodes, graph.edges, asked.options);
  ASSIGN_OR_RETURN(const Colours colours, ColoursOf(graph, trail, tables, txn, worker.now_s));
  cases::EntryNames names(tables, txn);
  std::vector<std::string> transfers(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    if (trail.edges[i].row == cases::Trail::kNoRow) continue;
    ASSIGN_OR_RETURN(transfers[i], names.Of(rows[i].ref));
  }
  ASSIGN_OR_RETURN(const std::string id, names.Of(of));
  cases::WriteTrail({id, asked.options, graph.nodes, graph.edges, colours.of_nodes, &trail, transfers, colours.cut}, asked.format,
                    response.body);
  response.content_type = cases::ContentType(asked.format);
  if (asked.format == cases::TrailFormat::kCsv) response.disposition = "attachment; filename=\"trail-" + id + ".csv\"";
  if (asked.format == cases::TrailFormat::kGraphml) response.disposition = "attachment; filename=\"trail-" + id + ".graphml\"";
  return {};
}

base::Result<event::Draft> MakeRelease(const Request& request, const event::TransferRelease& release, const std::string& reason,
                                       Services& services) {
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = services.clock.NowMs();
  draft.type = event::EntryType::kTransferRelease;
  draft.actor = request.caller.actor();
  event::TransferRelease sealed = release;
  ASSIGN_OR_RETURN(sealed.reason, SealWritten(reason, draft.id, services));
  draft.body = event::EncodeTransferRelease(sealed, RequestKeyOf(services.secrets, request));
  return draft;
}

base::Result<void> AppendRelease(const event::Outcome& outcome, Worker& worker, std::string& out) {
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const event::Entry entry, LoggedEntry(outcome.seq, worker));
  ASSIGN_OR_RETURN(const event::TransferRelease release, event::DecodeTransferRelease(*entry.body));
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto row, cases::ReadCase(tables, txn, release.of));
  if (!row) return Fail(ErrorCode::kNotFound);
  cases::EntryNames names(tables, txn);
  ASSIGN_OR_RETURN(const std::string of, names.Of(release.of));
  ASSIGN_OR_RETURN(const std::string transfer, names.Of(release.transfer));
  out = "{";
  AppendMember("case", of, out);
  AppendMember("transfer", transfer, out);
  AppendMember("released", release.released, out);
  AppendMember("requested_satang", row->requested_satang, out);
  AppendMember("held_satang", row->held_satang, out);
  out += '}';
  return {};
}

}  // namespace

void CaseTrail(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendTrail(request, worker, response); done.has_error()) response.Refuse(done.error());
}

base::Result<Submission> DecodeTransferRelease(const Request& request, Worker& worker) {
  std::string transfer, reason;
  std::optional<bool> released;
  TRY(ReadFlatBody(request.body,
                   {{"transfer", &transfer, 64, true}, {"released", &released}, {"reason", &reason, kReasonBytesMax}}));
  if (reason.empty() && released.value_or(true))
    return Fail(ErrorCode::kMissingMember, "reason is needed: a release takes money out of the trail");
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  event::TransferRelease release;
  release.released = released.value_or(true);
  {
    ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
    ASSIGN_OR_RETURN(release.of, CaseOf(request.params[0], tables, txn));
    const auto parsed = cases::ParseHoldId(transfer);
    if (!parsed) return Fail(ErrorCode::kBadRequest, "transfer must be what the trail calls it");
    ASSIGN_OR_RETURN(const auto seq, cases::SeqOf(tables, txn, parsed->entry));
    if (!seq) return Fail(ErrorCode::kNotFound, "transfer names none of this case");
    release.transfer = {*seq, parsed->entry.report, parsed->row};
  }
  Submission submission;
  submission.prepare = [release, reason, &services, copy = std::make_shared<RequestCopy>(request)] {
    return MakeRelease(copy->request(), release, reason, services);
  };
  return submission;
}

void RenderTransferRelease(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) {
    if (reply->outcome.code == base::Describe(ErrorCode::kWrongState).name)
      return response.Refuse(Fail(ErrorCode::kWrongState, "the transfer stands so already"));
    return response.Refuse(ErrorOfCode(reply->outcome.code));
  }
  if (auto done = AppendRelease(reply->outcome, worker, response.body); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
