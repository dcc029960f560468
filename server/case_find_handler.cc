// SPDX-License-Identifier: Apache-2.0
// POST /v1/cases:find: the cases of somebody who calls, by what they have at hand; GET /v1/cases/{id}/linked: cases that share
// indicators or accounts with one.
#include <algorithm>
#include <map>
#include <set>

#include "cases/account_row.h"
#include "cases/case_history.h"
#include "cases/case_ids.h"
#include "cases/case_index.h"
#include "cases/case_store.h"
#include "cases/complaint_row.h"
#include "event/case_work.h"
#include "lookup/evidence_view.h"
#include "server/case_answer.h"
#include "server/case_intake.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/known_indicator.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::CaseRef;

constexpr size_t kFoundMax = 5;
// What is looked at for the cases linked with one: a number everybody paid to is in thousands of cases.
constexpr size_t kLinkedMax = 200, kLooksMax = 20'000, kOfOneKeyMax = 500;

struct Asked {
  std::string case_id, national_id, phone, station;
  std::array<std::string, event::kExternalIdCount> external_ids;
};

base::Result<Asked> DecodeFind(std::string_view body) {
  Asked asked;
  const auto external = [&asked](event::ExternalId kind) { return &asked.external_ids[static_cast<size_t>(kind)]; };
  TRY(ReadFlatBody(body, {{"case_id", &asked.case_id, 64},
                          {"national_id", &asked.national_id, ingest::kNationalIdBytesMax},
                          {"phone", &asked.phone, ingest::kPersonPhoneBytesMax},
                          {"bank_case_id", external(event::ExternalId::kBankCaseId), event::kExternalIdBytesMax},
                          {"tpo_case_id", external(event::ExternalId::kTpoCaseId), event::kExternalIdBytesMax},
                          {"aoc_id", external(event::ExternalId::kAocId), event::kExternalIdBytesMax},
                          {"crimes_id", external(event::ExternalId::kCrimesId), event::kExternalIdBytesMax},
                          {"crime_case_no", external(event::ExternalId::kCrimeCaseNo), event::kExternalIdBytesMax},
                          {"station", &asked.station, event::kStationBytesMax}}));
  size_t named = !asked.case_id.empty() + !asked.national_id.empty() + !asked.phone.empty();
  for (size_t i = 0; i < event::kExternalIdCount; ++i) {
    std::string& id = asked.external_ids[i];
    ASSIGN_OR_RETURN(id, ReadName(event::Name(static_cast<event::ExternalId>(i)), id));
    named += !id.empty();
  }
  if (named != 1)
    return Fail(ErrorCode::kBadRequest,
                "name one of case_id, national_id, phone, bank_case_id, tpo_case_id, aoc_id, crimes_id, crime_case_no");
  if (asked.external_ids[static_cast<size_t>(event::ExternalId::kCrimeCaseNo)].empty() != asked.station.empty())
    return Fail(ErrorCode::kMissingMember, "station goes with crime_case_no, and is needed there: each counts its own");
  return asked;
}

base::Result<std::vector<CaseRef>> Find(const Asked& asked, Services& services, const store::ReadTxn& txn) {
  const cases::Tables& tables = services.cases.tables();
  std::vector<CaseRef> found;
  if (!asked.case_id.empty()) {
    ASSIGN_OR_RETURN(const auto ref, cases::FindCase(tables, txn, asked.case_id));
    if (ref) found.push_back(*ref);
    return found;
  }
  for (size_t i = 0; i < event::kExternalIdCount; ++i) {
    if (asked.external_ids[i].empty()) continue;
    ASSIGN_OR_RETURN(const auto ref,
                     cases::FindExternalId(tables, txn, static_cast<event::ExternalId>(i), asked.external_ids[i], asked.station));
    if (ref) found.push_back(*ref);
    return found;
  }
  std::string blind;
  if (!asked.national_id.empty()) {
    ASSIGN_OR_RETURN(blind, ingest::BlindPerson(services.secrets.persons, asked.national_id));
  } else {
    ASSIGN_OR_RETURN(blind, ingest::BlindPhone(services.secrets.persons, asked.phone));
  }
  return cases::CasesOfPerson(tables, txn, blind, kFoundMax * 4);  // merged ones among them are told once
}

base::Result<void> AppendFound(const Asked& asked, Services& services, std::string& out) {
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const std::vector<CaseRef> found, Find(asked, services, txn));
  std::set<CaseRef> told;
  out = "{\"cases\":[";
  for (const CaseRef ref : found) {
    ASSIGN_OR_RETURN(const CaseRef of, cases::CountingCase(tables, txn, ref));
    if (told.size() == kFoundMax || !told.insert(of).second) continue;
    ASSIGN_OR_RETURN(const auto row, cases::ReadCase(tables, txn, of));
    if (!row) return Fail(ErrorCode::kDamaged, "an index names a case that is not there");
    ASSIGN_OR_RETURN(const std::string id, cases::CaseIdOf(tables, txn, of));
    out.append(out.back() == '[' ? "{" : ",{");
    AppendMember("id", id, out);
    AppendMember("state", event::Name(row->state), out);
    AppendTime("reported_at", row->reported_s, out);
    AppendMember("station", row->station, out);
    out += '}';
  }
  out.append("]}");
  return {};
}

// What two cases share.
struct Shared {
  std::set<std::string> indicators;
  std::vector<event::MoneyNode> accounts;
  size_t count() const { return indicators.size() + accounts.size(); }
};

class LinkedCases {
 public:
  LinkedCases(CaseRef of, Worker& worker, const store::ReadTxn& txn)
      : of_(of), worker_(worker), tables_(worker.services().cases.tables()), txn_(txn) {}

  base::Result<void> Look() {
    ASSIGN_OR_RETURN(const event::Complaint complaint, cases::FoldCase(tables_, txn_, of_));
    ASSIGN_OR_RETURN(const auto view, lookup::EvidenceView::Open(worker_.services().directory.data(), txn_));
    for (const event::ReportIndicator& indicator : complaint.indicators) TRY(LookAtIndicator(indicator.key, view));
    ASSIGN_OR_RETURN(const auto transfers, cases::ReadTransfers(tables_, txn_, of_));
    std::set<event::MoneyNode> nodes;
    for (const cases::TransferRow& row : transfers) nodes.insert(row.transfer.to);
    for (const event::MoneyNode& node : nodes) TRY(LookAtAccount(node));
    return LookAtLinks();
  }

  base::Result<void> Append(std::string& out) const {
    std::vector<std::pair<CaseRef, const Shared*>> order;
    for (const auto& [ref, shared] : shared_) order.emplace_back(ref, &shared);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.second->count() > b.second->count(); });
    out = "{\"linked\":[";
    for (size_t i = 0; i < std::min(order.size(), kLinkedMax); ++i) TRY(AppendOne(order[i].first, *order[i].second, out));
    out += ']';
    AppendMember("truncated", truncated_ || order.size() > kLinkedMax, out);
    out += '}';
    return {};
  }

 private:
  base::Result<void> Note(CaseRef ref, auto note) {
    ASSIGN_OR_RETURN(const CaseRef counting, cases::CountingCase(tables_, txn_, ref));
    if (counting != of_) note(shared_[counting]);
    return {};
  }

  bool MayLook() {
    if (++looks_ <= kLooksMax) return true;
    truncated_ = true;
    return false;
  }

  base::Result<void> LookAtIndicator(const indicator::Key& key, const lookup::EvidenceView& view) {
    const auto page = view.ReadPage(indicator::IndexKey(key), {}, kOfOneKeyMax);
    if (page.has_error() && page.error().code == ErrorCode::kNotFound) return {};
    TRY(page);
    truncated_ |= page->next.seq != 0;
    for (const lookup::EvidenceLine& line : page->lines) {
      if (line.taken_back || !MayLook()) continue;
      ASSIGN_OR_RETURN(const auto ref, CaseOfEvidence(line.ref));
      if (ref) TRY(Note(*ref, [&key](Shared& shared) { shared.indicators.insert(PrintableKeyOf(key)); }));
    }
    return {};
  }

  // The case an entry's piece of evidence is of; nullopt: no case's.
  base::Result<std::optional<CaseRef>> CaseOfEvidence(lookup::EvidenceRef at) {
    ASSIGN_OR_RETURN(const auto entry, tables_.log->Read(txn_, at.seq));
    if (!entry || !entry->body) return std::optional<CaseRef>();
    if (entry->header.type == event::EntryType::kCaseAmend) {
      ASSIGN_OR_RETURN(const event::CaseAmend amend, event::DecodeCaseAmend(*entry->body));
      return std::optional(amend.of);
    }
    if (entry->header.type == event::EntryType::kCaseMove) {
      ASSIGN_OR_RETURN(const event::CaseMove move, event::DecodeCaseMove(*entry->body));
      return std::optional(move.of);
    }
    if (entry->header.type != event::EntryType::kCaseFile) return std::optional<CaseRef>();
    ASSIGN_OR_RETURN(const auto file, event::DecodeCaseFileOnce(*entry->body));
    size_t row = at.row;
    for (size_t i = 0; i < file->complaints.size(); ++i) {
      if (row < file->complaints[i].indicators.size()) {
        ASSIGN_OR_RETURN(const auto complaint, cases::ReadComplaint(tables_, txn_, {at.seq, static_cast<uint16_t>(i)}));
        return complaint ? std::optional(complaint->of) : std::nullopt;
      }
      row -= file->complaints[i].indicators.size();
    }
    return std::optional<CaseRef>();
  }

  base::Result<void> LookAtAccount(const event::MoneyNode& node) {
    if (node.kind == event::MoneyNodeKind::kVictim || node.kind == event::MoneyNodeKind::kCashOut) return {};
    const indicator::KeyBytes key = cases::NodeKey(node);
    const std::string_view prefix = cases::KeyOf(key);
    ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn_, tables_.account_cases));
    ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
    for (size_t seen = 0; row && row->key.starts_with(prefix); ++seen) {
      if (seen == kOfOneKeyMax || !MayLook()) {
        truncated_ = true;
        break;
      }
      ASSIGN_OR_RETURN(const CaseRef ref, cases::DecodeCaseKey(row->key.substr(prefix.size())));
      TRY(Note(ref, [&node](Shared& shared) { shared.accounts.push_back(node); }));
      ASSIGN_OR_RETURN(row, cursor.Next());
    }
    return {};
  }

  base::Result<void> LookAtLinks() {
    const std::string prefix = cases::CaseKey(of_);
    ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn_, tables_.links));
    ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
    while (row && row->key.starts_with(prefix)) {
      ASSIGN_OR_RETURN(const CaseRef ref, cases::DecodeCaseKey(row->key.substr(prefix.size())));
      said_[ref] = !row->value.empty() && row->value.front() == '\1';
      shared_[ref];  // told even where nothing is shared
      ASSIGN_OR_RETURN(row, cursor.Next());
    }
    return {};
  }

  base::Result<void> AppendOne(CaseRef ref, const Shared& shared, std::string& out) const {
    ASSIGN_OR_RETURN(const auto row, cases::ReadCase(tables_, txn_, ref));
    if (!row) return {};
    ASSIGN_OR_RETURN(const std::string id, cases::CaseIdOf(tables_, txn_, ref));
    out.append(out.back() == '[' ? "{" : ",{");
    AppendMember("case", id, out);
    AppendMember("state", event::Name(row->state), out);
    AppendTime("reported_at", row->reported_s, out);
    AppendMember("station", row->station, out);
    AppendMember("shared", shared.count(), out);
    BeginMember("indicators", out);
    out += '[';
    for (const std::string& key : shared.indicators) {
      if (out.back() != '[') out += ',';
      wire::AppendJsonString(key, out);
    }
    out += ']';
    BeginMember("accounts", out);
    out += '[';
    for (const event::MoneyNode& node : shared.accounts) {
      if (out.back() != '[') out += ',';
      AppendMoneyNode(node, out);
    }
    out += ']';
    BeginMember("confirmed", out);
    const auto said = said_.find(ref);
    out.append(said == said_.end() ? "null" : said->second ? "true" : "false").append("}");
    return {};
  }

  const CaseRef of_;
  Worker& worker_;
  const cases::Tables& tables_;
  const store::ReadTxn& txn_;
  std::map<CaseRef, Shared> shared_;
  std::map<CaseRef, bool> said_;  // by an officer: they belong together, or not
  size_t looks_ = 0;
  bool truncated_ = false;
};

base::Result<void> AppendLinked(CaseRef of, Worker& worker, std::string& out) {
  ASSIGN_OR_RETURN(const store::ReadTxn txn, worker.services().directory.data().BeginRead());
  LinkedCases linked(of, worker, txn);
  TRY(linked.Look());
  return linked.Append(out);
}

}  // namespace

void FindCases(const Request& request, Worker& worker, Response& response) {
  const auto asked = DecodeFind(request.body);
  if (asked.has_error()) return response.Refuse(asked.error());
  if (auto done = AppendFound(*asked, worker.services(), response.body); done.has_error()) response.Refuse(done.error());
}

void CasesLinked(const Request& request, Worker& worker, Response& response) {
  const auto of = CaseOfPath(request.params[0], worker);
  if (of.has_error()) return response.Refuse(of.error());
  if (auto done = AppendLinked(*of, worker, response.body); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
