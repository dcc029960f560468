// SPDX-License-Identifier: Apache-2.0
#include "server/hold_json.h"

#include "base/timestamp.h"
#include "cases/case_store.h"
#include "ingest/occurred_time.h"
#include "server/json_members.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::MoneyNodeKind;
using event::Role;

void AppendText(std::string_view name, std::string_view text, std::string& out) {
  if (!text.empty()) return AppendMember(name, text, out);
  BeginMember(name, out);
  out.append("null");
}

// "promptpay:nid:*": the keyed form is nobody's to see.
std::string PrintablePlace(const event::MoneyNode& node) {
  const bool keyed = node.kind == MoneyNodeKind::kPromptpay && node.name.starts_with("nid:");
  return keyed ? "promptpay:nid:*" : node.ToString();
}

}  // namespace

bool IsStaff(const Caller& caller) noexcept {
  return caller.role == Role::kOfficer || caller.role == Role::kSupervisor || caller.role == Role::kAdmin;
}

std::optional<std::string> OnlyBankOf(const Caller& caller) {
  if (IsStaff(caller) || caller.role == Role::kIntake) return std::nullopt;
  // No bank is called so: who has none sees nothing.
  return caller.bank.size() == 3 ? std::string(caller.bank) : std::string("???");
}

bool MaySee(const Caller& caller, const cases::HoldRow& row) {
  const auto only = OnlyBankOf(caller);
  return !only || cases::BankOf(row) == *only;
}

base::Result<void> AppendHold(const cases::Hold& hold, bool staff, const cases::Tables& tables, const store::ReadTxn& txn,
                              cases::EntryNames& names, std::string& out) {
  const cases::HoldRow& row = hold.row;
  ASSIGN_OR_RETURN(const std::string id, names.Of(hold.ref));
  out += '{';
  AppendMember("id", id, out);
  AppendMember("state", event::Name(row.state), out);
  AppendMember("ground", event::Name(row.ground), out);
  const std::string_view bank = row.at.bank();
  AppendText("bank", bank, out);
  AppendText("account", bank.empty() ? std::string_view() : std::string_view(row.at.name).substr(bank.size() + 1), out);
  AppendMember("place", PrintablePlace(row.at), out);
  AppendMember("requested_satang", row.requested_satang, out);
  AppendMember("held_satang", row.held_satang, out);
  AppendMember("frozen_satang", row.frozen_satang, out);
  AppendMember("returned_satang", row.returned_satang, out);
  AppendTime("requested_at", row.requested_s, out);
  AppendTime("complaint_at", row.complaint_s, out);
  AppendTime("held_at", row.held_s, out);
  AppendTime("answered_at", row.answered_s, out);
  AppendTime("due_at", row.due_s, out);
  AppendTime("prolonged_until", row.until_s, out);
  AppendTime("ended_at", row.ended_s, out);
  BeginMember("case", out);
  if (row.of.seq == 0) {
    out.append("null");
  } else {
    ASSIGN_OR_RETURN(const std::string of, names.Of(row.of));
    wire::AppendJsonString(of, out);
  }
  bool verified = true;  // a bank, or an officer
  if (row.of.seq != 0 && !row.opened) {
    ASSIGN_OR_RETURN(const auto of, cases::ReadCase(tables, txn, row.of));
    verified = of && (of->verified || !of->by_public);
  }
  AppendMember("verified", verified, out);
  AppendText("bank_case_id", row.bank_case_id, out);
  BeginMember("level", out);
  out.append(row.level == cases::kLevelUnknown ? "null" : std::to_string(row.level));
  AppendText("warrant", row.warrant, out);
  AppendText("stage", row.stage, out);
  if (staff) {
    AppendText("answered_by", row.answered_by, out);
    BeginMember("upstream", out);
    if (row.upstream == event::HoldRef{}) {
      out.append("null");
    } else {
      ASSIGN_OR_RETURN(const std::string upstream, names.Of(row.upstream));
      wire::AppendJsonString(upstream, out);
    }
  }
  out += '}';
  return {};
}

base::Result<cases::Hold> HoldOf(std::string_view id, const Caller& caller, Worker& worker) {
  const auto parsed = cases::ParseHoldId(id);
  if (!parsed)
    return Fail(ErrorCode::kBadRequest,
                "a hold's id is 32 hexadecimal digits, .N for complaint N > 0 of a batch, - and a number");
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(auto hold, cases::FindHold(services.cases.tables(), txn, *parsed));
  if (!hold || !MaySee(caller, hold->row)) return Fail(ErrorCode::kNotFound);
  return std::move(*hold);
}

base::Result<int64_t> ReadPastTime(std::string_view name, const std::string& text, int64_t now_s, int64_t otherwise) {
  if (text.empty()) return otherwise;
  const auto at_ms = base::ParseTimeMs(text);
  if (at_ms.has_error() || *at_ms < 1000)
    return Fail(ErrorCode::kBadRequest, std::string(name) + " must be a time like 2026-11-20T10:00:00+07:00");
  if (const auto why = ingest::WhyNotOccurred(*at_ms / 1000, now_s))
    return Fail(ErrorCode::kBadRequest, std::string(name) + " " + std::string(*why));
  return *at_ms / 1000;
}

}  // namespace cybercheck::server
