// SPDX-License-Identifier: Apache-2.0
#include "server/case_answer.h"

#include <boost/json.hpp>

#include "cases/case_history.h"
#include "cases/case_ids.h"
#include "cases/case_life.h"
#include "cases/case_store.h"
#include "cases/complaint_row.h"
#include "cases/hold_store.h"
#include "cases/holds.h"
#include "event/case_work.h"
#include "ingest/case_resolver.h"
#include "server/hold_json.h"
#include "server/json_members.h"
#include "server/logged_entry.h"
#include "server/report_answer.h"

namespace cybercheck::server {
namespace {

namespace json = boost::json;

using base::ErrorCode;
using base::Fail;
using event::CaseRef;
using event::MoneyNodeKind;

constexpr size_t kTransfersToldMax = 1000, kHistoryToldMax = 500;

void AppendUnlessEmpty(std::string_view name, std::string_view text, std::string& out) {
  if (!text.empty()) AppendMember(name, text, out);
}

// What a box holds, as member `name`: text, or JSON where `object`; {"erased":true} beside it where its key is gone.
base::Result<void> AppendOpened(std::string_view name, const std::optional<event::Sealed>& sealed, std::string_view about,
                                bool object, Worker& worker, std::string& out) {
  if (!sealed) return {};
  const auto opened = worker.services().key_ring.Open(*sealed, about);
  if (opened.has_error() && opened.error().code == ErrorCode::kErased) {
    AppendMember("erased", true, out);
    return {};
  }
  TRY(opened);
  if (!object) {
    AppendMember(name, *opened, out);
    return {};
  }
  BeginMember(name, out);
  out.append(*opened);
  return {};
}

class CaseTeller {
 public:
  CaseTeller(CaseRef of, bool officer, Worker& worker, const store::ReadTxn& txn, std::string& out)
      : of_(of), officer_(officer), worker_(worker), tables_(worker.services().cases.tables()), txn_(txn), out_(out) {}

  base::Result<void> Tell() {
    ASSIGN_OR_RETURN(const auto row, cases::ReadCase(tables_, txn_, of_));
    if (!row) return Fail(ErrorCode::kNotFound, "there is no such case");
    ASSIGN_OR_RETURN(const event::Complaint complaint, cases::FoldCase(tables_, txn_, of_));
    ASSIGN_OR_RETURN(history_, cases::ReadHistory(tables_, txn_, of_));
    out_ += '{';
    TRY(AppendFacts(*row, complaint));
    AppendSums(*row, out_);
    BeginMember("external_ids", out_);
    out_ += '{';
    for (size_t i = 0; i < event::kExternalIdCount; ++i)
      AppendUnlessEmpty(event::Name(static_cast<event::ExternalId>(i)), complaint.external_ids[i], out_);
    out_ += '}';
    TRY(AppendVictims(complaint));
    if (officer_) TRY(AppendOpened("narrative", complaint.narrative, ingest::kAboutNarrative, false, worker_, out_));
    TRY(AppendIndicators(complaint));
    TRY(AppendTransfers());
    TRY(AppendCaseHolds(of_, tables_, txn_, out_));
    TRY(AppendComplaints(*row));
    TRY(AppendHistory());
    TRY(AppendLinks());
    BeginMember("next", out_);
    out_ += '[';
    for (const event::CaseState state : cases::NextStates(row->state)) AppendElement(event::Name(state));
    out_.append("]}");
    return {};
  }

 private:
  void AppendElement(std::string_view text) {
    if (out_.back() != '[') out_ += ',';
    wire::AppendJsonString(text, out_);
  }

  base::Result<void> AppendFacts(const cases::CaseRow& row, const event::Complaint& complaint) {
    ASSIGN_OR_RETURN(const std::string id, cases::CaseIdOf(tables_, txn_, of_));
    AppendMember("id", id, out_);
    AppendMember("state", event::Name(row.state), out_);
    AppendTime("since", row.since_s, out_);
    if (row.before != row.state) AppendMember("before", event::Name(row.before), out_);
    AppendMember("channel", event::Name(row.channel), out_);
    AppendMember("kind", event::Name(row.kind), out_);
    AppendMember("verified", row.verified, out_);
    AppendMember("filed_by_public", row.by_public, out_);
    AppendTime("reported_at", row.reported_s, out_);
    AppendTime("occurred_at", row.occurred_s, out_);
    AppendTime("accepted_at", row.accepted_s, out_);
    AppendTime("closed_at", row.closed_s, out_);
    AppendUnlessEmpty("outcome", event::Name(row.outcome), out_);
    AppendMember("case_type", row.case_type.empty() ? std::string_view("unknown") : std::string_view(row.case_type), out_);
    if (row.category != 0) AppendMember("category", wire::Name(static_cast<wire::Category>(row.category)), out_);
    AppendMember("contact_channel", event::Name(complaint.contact), out_);
    AppendUnlessEmpty("station", row.station, out_);
    AppendUnlessEmpty("assignee", row.assignee, out_);
    AppendUnlessEmpty("crime_case_no", row.crime_case_no, out_);
    if (row.into.seq != 0) {
      ASSIGN_OR_RETURN(const std::string into, cases::CaseIdOf(tables_, txn_, row.into));
      AppendMember("into", into, out_);
    }
    return {};
  }

  base::Result<void> AppendVictims(const event::Complaint& complaint) {
    BeginMember("victims", out_);
    out_ += '[';
    for (const event::Victim& victim : complaint.victims) {
      if (out_.back() != '[') out_ += ',';
      out_ += '{';
      AppendMember("kind", event::Name(victim.kind), out_);
      if (victim.age != event::kAgeUnknown) AppendMember("age", victim.age, out_);
      AppendMember("sex", event::Name(victim.sex), out_);
      if (victim.province != 0) {
        const char digits[] = {static_cast<char>('0' + victim.province / 10 % 10), static_cast<char>('0' + victim.province % 10)};
        AppendMember("province", std::string_view(digits, 2), out_);
      }
      AppendUnlessEmpty("nationality", victim.nationality, out_);
      if (officer_) TRY(AppendOpened("identity", victim.sealed, ingest::kAboutVictim, true, worker_, out_));
      out_ += '}';
    }
    out_ += ']';
    return {};
  }

  base::Result<void> AppendIndicators(const event::Complaint& complaint) {
    BeginMember("indicators", out_);
    out_ += '[';
    for (const event::ReportIndicator& indicator : complaint.indicators) {
      out_.append(out_.back() == '[' ? "{" : ",{");
      TRY(AppendIndicatorNow(indicator.key, worker_, out_));
      AppendMember("counts", indicator.counts, out_);
      out_ += '}';
    }
    out_ += ']';
    return {};
  }

  base::Result<void> AppendTransfers() {
    ASSIGN_OR_RETURN(const std::vector<cases::TransferRow> transfers, cases::ReadTransfers(tables_, txn_, of_));
    AppendMember("transfers_total", transfers.size(), out_);
    BeginMember("transfers", out_);
    out_ += '[';
    for (size_t i = 0; i < std::min(transfers.size(), kTransfersToldMax); ++i) {
      const cases::TransferRow& row = transfers[i];
      if (out_.back() != '[') out_ += ',';
      ASSIGN_OR_RETURN(const std::string id, cases::MoneyIdOf(tables_, txn_, row.ref));
      AppendCaseTransfer(row, id, out_);
    }
    out_ += ']';
    return {};
  }

  base::Result<void> AppendComplaint(CaseRef ref) {
    ASSIGN_OR_RETURN(const auto row, cases::ReadComplaint(tables_, txn_, ref));
    if (!row) return {};
    ASSIGN_OR_RETURN(const std::string id, cases::CaseIdOf(tables_, txn_, ref));
    out_.append(out_.back() == '[' ? "{" : ",{");
    AppendMember("id", id, out_);
    AppendMember("channel", event::Name(row->channel), out_);
    AppendUnlessEmpty("station", row->station, out_);
    AppendTime("reported_at", row->reported_s, out_);
    BeginMember("damage_satang", out_);
    out_.append(row->damage_satang < 0 ? "null" : std::to_string(row->damage_satang)).append("}");
    return {};
  }

  base::Result<void> AppendComplaints(const cases::CaseRow& row) {
    AppendMember("complaints_total", row.complaints, out_);
    BeginMember("complaints", out_);
    out_ += '[';
    TRY(AppendComplaint(of_));
    size_t told = 1;
    for (const cases::HistoryRow& one : history_)
      if (one.type == event::EntryType::kCaseFile && ++told <= kHistoryToldMax) TRY(AppendComplaint({one.seq, one.number}));
    out_ += ']';
    return {};
  }

  base::Result<void> AppendStep(const cases::HistoryRow& row) {
    ASSIGN_OR_RETURN(const event::Entry entry, LoggedEntry(row.seq, worker_));
    const std::string about = store::AboutReport(entry.header.id, 0);
    const auto note = [&](std::string_view name, const std::optional<event::Sealed>& sealed) -> base::Result<void> {
      if (!officer_) return {};
      return AppendOpened(name, sealed, about, false, worker_, out_);
    };
    AppendTime("at", entry.header.time_ms / 1000, out_);
    AppendMember("by", entry.header.actor, out_);
    switch (entry.header.type) {
      case event::EntryType::kCaseFile: {
        AppendMember("type", "complaint", out_);
        ASSIGN_OR_RETURN(const std::string id, cases::CaseIdOf(tables_, txn_, {row.seq, row.number}));
        AppendMember("complaint", id, out_);
        return {};
      }
      case event::EntryType::kCaseAmend: {
        ASSIGN_OR_RETURN(const event::CaseAmend amend, event::DecodeCaseAmend(*entry.body));
        AppendMember("type", "amendment", out_);
        BeginMember("set", out_);
        out_ += '[';
        boost::system::error_code broken;
        const json::value set = json::parse(amend.set, broken);
        if (!broken && set.is_object())
          for (const auto& member : set.get_object()) AppendElement({member.key().data(), member.key().size()});
        out_ += ']';
        if (!amend.add_transfers.empty()) AppendMember("transfers_added", amend.add_transfers.size(), out_);
        return note("reason", amend.reason);
      }
      case event::EntryType::kCaseMove: {
        ASSIGN_OR_RETURN(const event::CaseMove move, event::DecodeCaseMove(*entry.body));
        if (move.of != of_) {  // another case was merged into this one
          AppendMember("type", "merged_in", out_);
          ASSIGN_OR_RETURN(const std::string id, cases::CaseIdOf(tables_, txn_, move.of));
          AppendMember("case", id, out_);
          return note("note", move.note);
        }
        AppendMember("type", "move", out_);
        AppendMember("from", event::Name(row.from), out_);
        AppendMember("to", event::Name(row.to), out_);
        AppendUnlessEmpty("outcome", event::Name(move.outcome), out_);
        AppendUnlessEmpty("reason", move.reason, out_);
        AppendUnlessEmpty("station", move.station, out_);
        AppendUnlessEmpty("crime_case_no", move.crime_case_no, out_);
        if (!move.offences.empty()) {
          BeginMember("offences", out_);
          out_ += '[';
          for (const std::string& offence : move.offences) AppendElement(offence);
          out_ += ']';
        }
        return note("note", move.note);
      }
      case event::EntryType::kCaseNote: {
        ASSIGN_OR_RETURN(const event::CaseNote written, event::DecodeCaseNote(*entry.body));
        AppendMember("type", "note", out_);
        AppendUnlessEmpty("assignee", written.assignee, out_);
        return note("note", written.note);
      }
      default:
        AppendMember("type", "other", out_);
        return {};
    }
  }

  base::Result<void> AppendHistory() {
    BeginMember("history", out_);
    out_ += '[';
    // Its end: what happened last is what is asked for.
    const size_t from = history_.size() - std::min(history_.size(), kHistoryToldMax);
    for (size_t i = from; i < history_.size(); ++i) {
      out_.append(out_.back() == '[' ? "{" : ",{");
      TRY(AppendStep(history_[i]));
      out_ += '}';
    }
    out_ += ']';
    return {};
  }

  base::Result<void> AppendLinks() {
    BeginMember("links", out_);
    out_ += '[';
    const std::string prefix = cases::CaseKey(of_);
    ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn_, tables_.links));
    ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
    for (size_t told = 0; row && row->key.starts_with(prefix) && told < kHistoryToldMax; ++told) {
      ASSIGN_OR_RETURN(const CaseRef other, cases::DecodeCaseKey(row->key.substr(prefix.size())));
      ASSIGN_OR_RETURN(const std::string id, cases::CaseIdOf(tables_, txn_, other));
      out_.append(out_.back() == '[' ? "{" : ",{");
      AppendMember("case", id, out_);
      AppendMember("confirmed", !row->value.empty() && row->value.front() == '\1', out_);
      out_ += '}';
      ASSIGN_OR_RETURN(row, cursor.Next());
    }
    out_ += ']';
    return {};
  }

  const CaseRef of_;
  const bool officer_;
  Worker& worker_;
  const cases::Tables& tables_;
  const store::ReadTxn& txn_;
  std::string& out_;
  std::vector<cases::HistoryRow> history_;
};

}  // namespace

void AppendMoneyNode(const event::MoneyNode& node, std::string& out) {
  out += '{';
  AppendMember("kind", event::Name(node.kind), out);
  const std::string_view name = node.name;
  if (node.kind == MoneyNodeKind::kAccount && !node.bank().empty()) {
    AppendMember("bank", node.bank(), out);
    AppendMember("account", name.substr(node.bank().size() + 1), out);
  } else if (node.kind == MoneyNodeKind::kPromptpay) {
    AppendMember("promptpay", name.starts_with("nid:") ? std::string_view("nid:*") : name, out);
  } else if (node.kind != MoneyNodeKind::kVictim) {
    AppendMember("name", name, out);
  }
  out += '}';
}

void AppendCaseTransfer(const cases::TransferRow& row, std::string_view id, std::string& out) {
  out += '{';
  AppendMember("id", id, out);
  BeginMember("from", out);
  AppendMoneyNode(row.transfer.from, out);
  BeginMember("to", out);
  AppendMoneyNode(row.transfer.to, out);
  AppendMember("amount_satang", row.transfer.satang, out);
  AppendTime("at", row.transfer.at_s, out);
  if (!row.transfer.reference.empty()) AppendMember("reference", row.transfer.reference, out);
  if (row.level != cases::kLevelUnknown) AppendMember("row", row.level, out);
  if (row.released) AppendMember("released", true, out);
  if (row.by_bank) AppendMember("told_by_bank", true, out);
  out += '}';
}

void AppendSums(const cases::CaseRow& row, std::string& out) {
  BeginMember("damage_satang", out);
  out.append(row.damage_satang < 0 ? "null" : std::to_string(row.damage_satang));
  AppendMember("requested_satang", row.requested_satang, out);
  AppendMember("held_satang", row.held_satang, out);
  AppendMember("frozen_satang", row.frozen_satang, out);
  AppendMember("returned_satang", row.returned_satang, out);
}

base::Result<void> AppendCaseHolds(CaseRef of, const cases::Tables& tables, const store::ReadTxn& txn, std::string& out) {
  ASSIGN_OR_RETURN(const std::vector<cases::RefAndHold> holds, cases::ReadCaseHolds(tables, txn, of));
  cases::EntryNames names(tables, txn);
  BeginMember("holds", out);
  out += '[';
  for (size_t i = 0; i < std::min(holds.size(), kHoldsToldMax); ++i) {
    if (out.back() != '[') out += ',';
    TRY(AppendHold({holds[i].first, holds[i].second}, /*staff=*/false, tables, txn, names, out));
  }
  out += ']';
  return {};
}

base::Result<void> AppendCase(CaseRef of, bool officer, Worker& worker, std::string& out) {
  ASSIGN_OR_RETURN(const store::ReadTxn txn, worker.services().directory.data().BeginRead());
  return CaseTeller(of, officer, worker, txn, out).Tell();
}

base::Result<CaseRef> CaseOfPath(std::string_view id, Worker& worker) {
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto ref, cases::FindCase(services.cases.tables(), txn, id));
  if (!ref) return Fail(ErrorCode::kNotFound, "there is no such case");
  return *ref;
}

base::Result<CaseRef> CaseToMove(std::string_view id, Worker& worker) {
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto complaint, cases::FindComplaint(services.cases.tables(), txn, id));
  if (!complaint) return Fail(ErrorCode::kNotFound, "there is no such case");
  ASSIGN_OR_RETURN(const auto row, cases::ReadComplaint(services.cases.tables(), txn, *complaint));
  if (!row) return Fail(ErrorCode::kNotFound, "there is no such case");
  return row->of;
}

void RefuseCaseOutcome(const event::Outcome& outcome, Response& response) {
  boost::system::error_code broken;
  const json::value value = json::parse({outcome.result.data(), outcome.result.size()}, broken);
  const json::object* result = broken ? nullptr : value.if_object();
  const json::value* named = result == nullptr ? nullptr : result->if_contains("member");
  const std::string member = named != nullptr && named->is_string() ? std::string(named->get_string()) : std::string();
  if (outcome.code == "bad_case")
    return response.Refuse(Fail(ErrorCode::kBadRequest, "a case needs a transfer or an indicator; its transfers are at most " +
                                                            std::to_string(event::kCaseTransfersMax) + ", of " +
                                                            std::to_string(event::kSatangMax) + " satang together"));
  if (outcome.code == "too_many_items")
    return response.Refuse(
        Fail(ErrorCode::kTooManyItems,
             "into: too many cases are merged one into another; merge them into the one that counts them all"));
  if (outcome.code == "not_found")
    return response.Refuse(
        Fail(ErrorCode::kNotFound, member.empty() ? "there is no such case" : member + ": there is no such case"));
  if (outcome.code == "missing_member")
    return response.Refuse(Fail(ErrorCode::kMissingMember, member + " is missing: this move needs it"));
  if (outcome.code == "conflict" && member == "into")
    return response.Refuse(
        Fail(ErrorCode::kConflict, "into: a case is merged neither into itself nor into one that is merged into it"));
  if (outcome.code == "conflict")
    return response.Refuse(Fail(ErrorCode::kConflict, (member.empty() ? "a member" : member) + " is another case's"));
  response.Refuse(ErrorOfCode(outcome.code));
  if (outcome.code != "wrong_state" || result == nullptr || !result->contains("from")) return;
  // {"from":"received","allowed":[…]} goes on in the problem.
  response.body.pop_back();
  response.body.append(",").append(std::string_view(outcome.result).substr(1));
}

}  // namespace cybercheck::server
