// SPDX-License-Identifier: Apache-2.0
// POST /v1/track: where a case stands, for whoever has its code. A code that is none, is mistyped, was replaced by a later one:
// one answer for all, after the same work, and each is counted against whoever sent it.
#include "base/hex.h"
#include "cases/case_index.h"
#include "cases/case_store.h"
#include "cases/complaint_row.h"
#include "server/case_answer.h"
#include "server/case_intake.h"
#include "server/case_words.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/notice.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

// What was asked for when the complaint was filed, as if it had joined no case.
base::Result<cases::CaseRow> OwnState(event::CaseRef ref, const cases::ComplaintRow& told, const cases::Tables& tables,
                                      const store::ReadTxn& txn) {
  cases::CaseRow own;
  own.state = event::CaseState::kReceived;
  own.reported_s = own.since_s = told.reported_s;
  ASSIGN_OR_RETURN(const auto entry, tables.log->Read(txn, ref.seq));
  if (!entry || !entry->body) return own;
  ASSIGN_OR_RETURN(const event::CaseFile file, event::DecodeCaseFile(*entry->body));
  if (ref.number >= file.complaints.size()) return Fail(ErrorCode::kDamaged, "a complaint is missing");
  for (const event::Transfer& transfer : file.complaints[ref.number].transfers)
    if (cases::CanBeHeld(transfer.to)) own.requested_satang += transfer.satang;
  return own;
}

// Where the case whose code it is stands; nullopt: it is none that holds. Reads the same rows, found or not. A complaint that
// nobody vouches for may be a stranger's, who knows of the loss: its code tells what it told and nothing of the case it joined.
base::Result<std::optional<cases::CaseRow>> FindTracked(std::string_view text, const cases::Tables& tables,
                                                        const store::ReadTxn& txn) {
  const auto code = cases::ParseReceiptCode(text);
  const base::Digest digest = [&code] {
    const cases::ReceiptCode bytes = code.value_or(cases::ReceiptCode{});
    return base::Sha256({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }();
  ASSIGN_OR_RETURN(const auto bytes, tables.codes.Get(txn, {reinterpret_cast<const char*>(digest.data()), 16}));
  cases::CodeRow found;
  if (bytes) {
    ASSIGN_OR_RETURN(found, cases::DecodeCodeRow(*bytes));
  }
  ASSIGN_OR_RETURN(const auto complaint, cases::ReadComplaint(tables, txn, found.of));
  ASSIGN_OR_RETURN(const auto row, cases::ReadCase(tables, txn, complaint ? complaint->of : found.of));
  const bool holds = code && bytes && row && row->issue == found.issue;
  ASSIGN_OR_RETURN(const event::CaseRef counting, cases::CountingCase(tables, txn, found.of));
  ASSIGN_OR_RETURN(auto counted, cases::ReadCase(tables, txn, counting));
  if (!holds) return std::optional<cases::CaseRow>();
  if (complaint && complaint->of != found.of) {
    ASSIGN_OR_RETURN(counted, OwnState(found.of, *complaint, tables, txn));
  }
  return counted;
}

void AppendTexts(const CaseWords& words, std::string_view wire::Words::*language, std::string& out) {
  out += '{';
  AppendMember("state", words.state.*language, out);
  AppendMember("next_step", words.next_step.*language, out);
  AppendMember("bring", words.bring.*language, out);
  AppendMember("no_fee", NoFeeWords().*language, out);
  out += '}';
}

base::Result<void> AppendTracked(const cases::CaseRow& row, const ingest::Stations* stations, std::string& out) {
  out = "{";
  AppendMember("state", event::Name(row.state), out);
  AppendTime("since", row.since_s, out);
  AppendTime("reported_at", row.reported_s, out);
  AppendMember("requested_satang", row.requested_satang, out);
  AppendMember("held_satang", row.held_satang, out);
  AppendMember("frozen_satang", row.frozen_satang, out);
  AppendMember("returned_satang", row.returned_satang, out);
  BeginMember("unit", out);
  AppendUnit(row.station, stations, out);
  BeginMember("texts", out);
  out += '{';
  const CaseWords& words = WordsOf(row.state);
  BeginMember("th", out);
  AppendTexts(words, &wire::Words::th, out);
  BeginMember("en", out);
  AppendTexts(words, &wire::Words::en, out);
  out.append("}}");
  return {};
}

}  // namespace

void Track(const Request& request, Worker& worker, Response& response) {
  Services& services = worker.services();
  std::string code;
  if (auto read = ReadFlatBody(request.body, {{"code", &code, cases::kReceiptTextBytesMax, true}}); read.has_error())
    return response.Refuse(read.error());
  // Asked before the code is looked at: past the limit a right one is told from a wrong one by nothing.
  if (services.limits != nullptr) {
    if (const auto may = services.limits->MayTry(request.caller, worker.steady_ns()); !may.allowed)
      return Limits::Refuse(may, response);
  }
  const auto txn = services.directory.data().BeginRead();
  if (txn.has_error()) return response.Refuse(txn.error());
  const auto row = FindTracked(code, services.cases.tables(), *txn);
  if (row.has_error()) return response.Refuse(row.error());
  if (*row) {
    if (auto done = AppendTracked(**row, services.stations, response.body); done.has_error()) response.Refuse(done.error());
    return;
  }
  if (services.limits != nullptr) services.limits->CountMiss(request.caller, worker.steady_ns());
  response.Refuse(Fail(ErrorCode::kNotFound, "no case has this code, or a later code has taken its place"));
}

}  // namespace cybercheck::server
