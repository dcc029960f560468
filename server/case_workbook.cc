// SPDX-License-Identifier: Apache-2.0
#include "server/case_workbook.h"

#include <algorithm>

#include "cases/case_history.h"
#include "cases/case_ids.h"
#include "cases/case_index.h"
#include "cases/case_store.h"
#include "cases/holds.h"
#include "ingest/bank_columns.h"
#include "server/hold_workbook.h"
#include "server/keyers.h"
#include "server/workbook_limits.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::ExternalId;
using event::MoneyNodeKind;
using ingest::BankColumn;
using ingest::BankPartyKind;
using ingest::Rejection;

Rejection Reject(BankColumn column, std::string_view reason, std::string_view detail) {
  return {Name(column), reason, std::string(detail)};
}
Rejection Reject(BankColumn column, ErrorCode code, std::string_view detail) {
  return Reject(column, base::Describe(code).name, detail);
}

// Rows as they come, each to the case it names.
class Reading {
 public:
  Reading(int64_t now_s, Services& services, const store::ReadTxn& txn)
      : now_s_(now_s), services_(services), tables_(services.cases.tables()), txn_(txn) {}

  base::Result<CaseWorkbook> Read(std::string_view xlsx, const std::string& sheet) {
    ASSIGN_OR_RETURN(ingest::WorkbookReader reader, ingest::WorkbookReader::Open(xlsx, kRequestWorkbookLimits));
    ingest::BankWorkbookOptions options;
    options.sheet = sheet;
    options.now_s = now_s_;
    options.level_by_source = true;
    options.key_national_id = KeyNationalIdOf(services_);
    ASSIGN_OR_RETURN(const auto summary, ingest::ReadBankWorkbook(
                                             reader, options,
                                             [this](const std::vector<std::string>& headings) -> base::Result<void> {
                                               out_.headings = headings;
                                               return {};
                                             },
                                             [this](const ingest::BankWorkbookRow& row) { return Keep(row); }));
    out_.sheet = summary.sheet;
    return std::move(out_);
  }

 private:
  base::Result<void> Keep(const ingest::BankWorkbookRow& row) {
    if (out_.rows.size() == kCaseWorkbookRowsMax)
      return Fail(ErrorCode::kTooManyItems, "a workbook of transfers has at most " + std::to_string(kCaseWorkbookRowsMax) +
                                                " rows; send the rest in another");
    CaseWorkbook::Row& kept = out_.rows.emplace_back();
    kept.number = row.number;
    kept.rejection = row.rejection;
    kept.cells = row.cells;
    kept.told = row.transfer;
    if (kept.rejection) return {};
    kept.rejection = Fault(kept.told);
    if (kept.rejection) return {};
    ASSIGN_OR_RETURN(kept.rejection, Assign(kept, out_.rows.size() - 1));
    return {};
  }

  // What a row of a hold may leave out, and one of a case may not.
  static std::optional<Rejection> Fault(const ingest::BankTransfer& told) {
    if (told.of_case.empty() && told.bank_case_id.empty() && told.tpo_case_id.empty())
      return Reject(BankColumn::kBankCaseId, "missing_value", "the bank's case id is needed: which case the transfer is of");
    for (const auto& [column, id] :
         {std::pair(BankColumn::kBankCaseId, &told.bank_case_id), std::pair(BankColumn::kTpoCaseId, &told.tpo_case_id)})
      if (id->size() > event::kExternalIdBytesMax)
        return Reject(column, ErrorCode::kValueTooLong, "at most " + std::to_string(event::kExternalIdBytesMax) + " bytes");
    if (told.level != 1 && told.from.kind == BankPartyKind::kUnnamed)
      return Reject(BankColumn::kLevel, "missing_value", "the level is needed: 1 is the account the victim paid to");
    if (told.amount_satang == 0) return Reject(BankColumn::kAmount, "bad_amount", "an amount above 0 is needed, in baht");
    if (told.at_s == 0) return Reject(BankColumn::kDate, "missing_value", "the day of the transfer is needed");
    return std::nullopt;
  }

  base::Result<std::optional<Rejection>> Assign(CaseWorkbook::Row& row, size_t number) {
    const ingest::BankTransfer& told = row.told;
    const std::string key = !told.of_case.empty()        ? "c" + told.of_case
                            : !told.bank_case_id.empty() ? "b" + told.bank_case_id
                                                         : "t" + told.tpo_case_id;
    const auto known = by_key_.find(key);
    if (known == by_key_.end()) {
      if (out_.cases.size() == event::kComplaintsMax)
        return std::optional(Reject(BankColumn::kBankCaseId, ErrorCode::kTooManyItems,
                                    "the rows above are of as many cases as one workbook may have; send it in another"));
      CaseWorkbook::Case added;
      added.id = told.of_case;
      ASSIGN_OR_RETURN(auto fault, Find(told, added.found));
      if (fault) return fault;
      row.of = out_.cases.size();
      out_.cases.push_back(std::move(added));
      by_key_.emplace(key, row.of);
    } else {
      row.of = known->second;
    }
    CaseWorkbook::Case& of = out_.cases[row.of];
    for (const auto& [column, said, id] : {std::tuple(BankColumn::kBankCaseId, &told.bank_case_id, &of.bank_case_id),
                                           std::tuple(BankColumn::kTpoCaseId, &told.tpo_case_id, &of.tpo_case_id)})
      if (!said->empty() && !id->empty() && *said != *id)
        return std::optional(Reject(column, "contradiction", "a row above says that the case is called " + *id));
    if (of.bank_case_id.empty()) of.bank_case_id = told.bank_case_id;
    if (of.tpo_case_id.empty()) of.tpo_case_id = told.tpo_case_id;
    if (of.rows.size() == event::kComplaintTransfersMax)
      return std::optional(Reject(BankColumn::kBankCaseId, ErrorCode::kTooManyItems,
                                  "a workbook tells at most " + std::to_string(event::kComplaintTransfersMax) +
                                      " transfers of one case; send the rest in another"));
    of.rows.push_back(number);
    return std::optional<Rejection>();
  }

  // The case that counts what `told` names.
  base::Result<std::optional<Rejection>> Find(const ingest::BankTransfer& told, std::optional<event::CaseRef>& found) const {
    if (!told.of_case.empty()) {
      ASSIGN_OR_RETURN(found, cases::FindCase(tables_, txn_, told.of_case));
      if (!found) return std::optional(Reject(BankColumn::kCase, ErrorCode::kNotFound, "no case is called so"));
      return std::optional<Rejection>();
    }
    for (const auto& [kind, id] :
         {std::pair(ExternalId::kBankCaseId, &told.bank_case_id), std::pair(ExternalId::kTpoCaseId, &told.tpo_case_id)}) {
      if (id->empty() || found) continue;
      ASSIGN_OR_RETURN(found, cases::FindExternalId(tables_, txn_, kind, *id, {}));
    }
    if (found) {
      ASSIGN_OR_RETURN(*found, cases::CountingCase(tables_, txn_, *found));
    }
    return std::optional<Rejection>();
  }

  const int64_t now_s_;
  Services& services_;
  const cases::Tables& tables_;
  const store::ReadTxn& txn_;
  CaseWorkbook out_;
  std::map<std::string, size_t> by_key_;
};

// Whose own it can be: a victim pays from such a place.
bool IsOwned(MoneyNodeKind kind) {
  return kind == MoneyNodeKind::kAccount || kind == MoneyNodeKind::kPromptpay || kind == MoneyNodeKind::kWallet ||
         kind == MoneyNodeKind::kCrypto;
}

ingest::RawMoneyNode RawNodeOf(const event::MoneyNode& node, ingest::RawMoneyNode::Owner owner) {
  ingest::RawMoneyNode raw{node.kind, std::string(node.bank()), node.name, owner};
  if (!raw.bank.empty()) raw.name.erase(0, raw.bank.size() + 1);
  return raw;
}

}  // namespace

base::Result<CaseWorkbook> ReadCaseWorkbook(std::string_view xlsx, const std::string& sheet, int64_t now_s, Services& services) {
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  return Reading(now_s, services, txn).Read(xlsx, sheet);
}

ingest::RawTransfer RawTransferOf(const ingest::BankTransfer& told) {
  using Owner = ingest::RawMoneyNode::Owner;
  ingest::RawTransfer raw;
  const event::MoneyNode from = NodeOf(told.from);
  const bool from_victim = told.level == 1;
  if (!from_victim || IsOwned(from.kind)) raw.from = RawNodeOf(from, from_victim ? Owner::kVictim : Owner::kOther);
  const bool back = told.to.kind == BankPartyKind::kVictim;
  raw.to = RawNodeOf(NodeOf(told.to), back ? Owner::kVictim : Owner::kOther);
  raw.satang = told.amount_satang;
  raw.at_s = told.at_s;
  raw.reference = told.reference;
  return raw;
}

event::Transfer TransferOf(const ingest::BankTransfer& told) {
  return {told.level == 1 ? event::MoneyNode() : NodeOf(told.from),
          NodeOf(told.to),
          told.amount_satang,
          told.at_s,
          told.reference,
          {}};
}

KnownTransfers::KnownTransfers(const cases::CaseRow& of, std::vector<cases::TransferRow> rows) : rows_(std::move(rows)) {
  times_.occurred_s = of.occurred_s;
  times_.reported_s = of.reported_s;
  for (const bool by_bank : {false, true})
    for (size_t i = 0; i < rows_.size(); ++i)
      if (rows_[i].by_bank == by_bank) left_.emplace(std::pair(rows_[i].transfer.to, rows_[i].transfer.satang), i);
}

const cases::TransferRow* KnownTransfers::Take(const event::Transfer& told) {
  auto [at, end] = left_.equal_range({told.to, told.satang});
  for (; at != end; ++at) {
    const cases::TransferRow& row = rows_[at->second];
    if (!cases::SameLoss(times_, row.transfer, {}, told)) continue;
    left_.erase(at);
    return &row;
  }
  return nullptr;
}

base::Result<std::string> WriteCaseTransfers(event::CaseRef of, const cases::Tables& tables, const store::ReadTxn& txn,
                                             int64_t now_s) {
  ASSIGN_OR_RETURN(const auto row, cases::ReadCase(tables, txn, of));
  if (!row) return Fail(ErrorCode::kNotFound);
  ASSIGN_OR_RETURN(const event::Complaint complaint, cases::FoldCase(tables, txn, of));
  ASSIGN_OR_RETURN(const std::vector<cases::TransferRow> transfers, cases::ReadTransfers(tables, txn, of));
  ASSIGN_OR_RETURN(ingest::WorkbookWriter book, ingest::WorkbookWriter::ToBytes(now_s));
  ASSIGN_OR_RETURN(ingest::BankWorkbookWriter writer, ingest::BankWorkbookWriter::Begin(book));
  cases::EntryNames names(tables, txn);
  ingest::BankTransfer line;
  ASSIGN_OR_RETURN(line.of_case, names.Of(of));
  line.bank_case_id = complaint.external_ids[static_cast<size_t>(ExternalId::kBankCaseId)];
  line.tpo_case_id = complaint.external_ids[static_cast<size_t>(ExternalId::kTpoCaseId)];
  for (const cases::TransferRow& told : transfers) {
    if (told.released || told.transfer.satang == 0) continue;
    ingest::BankTransfer out = line;
    const bool from_victim = told.transfer.from.kind == MoneyNodeKind::kVictim;
    // What left the victim is of the first level; of the rest it is said as far as it is known.
    if (from_victim)
      out.level = 1;
    else if (told.level <= ingest::kBankLevelMax)
      out.level = told.level;
    if (!from_victim) out.from = ingest::PartyOf(told.transfer.from);
    out.to = ingest::PartyOf(told.transfer.to);
    out.amount_satang = told.transfer.satang;
    out.at_s = cases::TimeOf(complaint, told.transfer);
    out.reference = told.transfer.reference;
    ASSIGN_OR_RETURN(const auto hold, cases::HoldOfTransfer(tables, txn, of, told));
    if (hold) {
      ASSIGN_OR_RETURN(out.hold, names.Of(hold->first));
      TellHold(hold->second, out);
      // An amendment may have made the transfer smaller than what is held of it.
      if (out.held_satang.value_or(0) > out.amount_satang) out.held_satang = out.amount_satang;
    }
    TRY(writer.Add(out));
  }
  TRY(book.Finish());
  return book.TakeBytes();
}

base::Result<std::string> WriteOutcomes(const std::vector<ingest::BankTransfer>& rows, int64_t now_s) {
  ASSIGN_OR_RETURN(ingest::WorkbookWriter book, ingest::WorkbookWriter::ToBytes(now_s));
  ASSIGN_OR_RETURN(ingest::BankWorkbookWriter writer, ingest::BankWorkbookWriter::Begin(book));
  for (const ingest::BankTransfer& row : rows) TRY(writer.Add(row));
  TRY(book.Finish());
  return book.TakeBytes();
}

}  // namespace cybercheck::server
