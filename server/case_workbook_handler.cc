// SPDX-License-Identifier: Apache-2.0
// Transfers of cases by workbook.
//
//   POST /v1/cases:workbook        what banks pass each other, in one entry: rows that name one case are one complaint of it
//                                  and open it or join it. A row that cannot be taken spoils no other; those come back as a
//                                  workbook to be mended. A case of which all rows are known is not told again.
//   GET /v1/cases/{id}/transfers   what a case has, as JSON or as that workbook
#include <algorithm>
#include <set>

#include "base/base64.h"
#include "cases/case_ids.h"
#include "cases/case_index.h"
#include "cases/case_store.h"
#include "cases/holds.h"
#include "cases/public_id.h"
#include "ingest/bank_columns.h"
#include "server/case_answer.h"
#include "server/case_intake.h"
#include "server/case_workbook.h"
#include "server/earlier_write.h"
#include "server/filed_answer.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/query_string.h"
#include "server/report_answer.h"
#include "server/workbook_rejects.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::CaseRef;
using ingest::BankColumn;

struct Asked {
  CaseWorkbook workbook;
  bool read = false;  // what failed after that is the entry
  size_t complaints = 0;
};

bool IsStorageTrouble(const base::Error& error) { return base::Describe(error.code).http_status >= 500; }

// "transfers[17].to.account" -> 17
std::optional<size_t> TransferOfPlace(std::string_view place) {
  constexpr std::string_view kBegin = "transfers[";
  if (!place.starts_with(kBegin)) return std::nullopt;
  size_t number = 0;
  for (const char c : place.substr(kBegin.size())) {
    if (c < '0' || c > '9') break;
    number = number * 10 + static_cast<size_t>(c - '0');
  }
  return number;
}

BankColumn ColumnOfPlace(std::string_view place) {
  return place.find(".from") != std::string_view::npos ? BankColumn::kFromAccount : BankColumn::kToAccount;
}

class Filing {
 public:
  Filing(const Request& request, Services& services, const store::ReadTxn& txn, CaseWorkbook& workbook)
      : services_(services),
        tables_(services.cases.tables()),
        txn_(txn),
        workbook_(workbook),
        intake_(services, request.caller) {}

  // `again`: the request's entry is there already, and says which cases it told.
  base::Result<event::CaseFile> File(const event::EntryId& id, bool again) {
    event::CaseFile file;
    for (CaseWorkbook::Case& of : workbook_.cases) {
      ASSIGN_OR_RETURN(const std::vector<size_t> rows, RowsToTell(of, again));
      event::Complaint complaint;
      ASSIGN_OR_RETURN(const bool taken, Resolve(of, rows, complaint));
      if (!taken) continue;
      complaint.code = DigestOfCode(TrackingCodeOf(services_.secrets, id, static_cast<uint16_t>(file.complaints.size())));
      file.complaints.push_back(std::move(complaint));
    }
    return file;
  }

 private:
  // None: all of them are known. A row that only a bank's answer told before is not told again as well; one that a complaint told
  // is, for the case knows it again.
  base::Result<std::vector<size_t>> RowsToTell(CaseWorkbook::Case& of, bool again) {
    if (!of.found || again) return of.rows;
    ASSIGN_OR_RETURN(const auto row, cases::ReadCase(tables_, txn_, *of.found));
    if (!row) return Fail(ErrorCode::kDamaged, "a case is missing");
    ASSIGN_OR_RETURN(std::vector<cases::TransferRow> transfers, cases::ReadTransfers(tables_, txn_, *of.found));
    KnownTransfers known(*row, std::move(transfers));
    std::vector<size_t> rows, added;
    for (const size_t number : of.rows) {
      const cases::TransferRow* same = known.Take(TransferOf(workbook_.rows[number].told));
      if (same == nullptr || !same->by_bank) rows.push_back(number);
      if (same == nullptr) added.push_back(number);
    }
    if (known.count() + added.size() > event::kCaseTransfersMax) {
      for (const size_t number : added)
        Reject(of, number, BankColumn::kCase, ErrorCode::kTooManyItems, "a case has at most 20000 transfers");
      return std::vector<size_t>();
    }
    return added.empty() ? std::vector<size_t>() : rows;
  }

  // False: no row is left that could be taken.
  base::Result<bool> Resolve(CaseWorkbook::Case& of, std::vector<size_t> rows, event::Complaint& out) {
    ingest::RawComplaint raw;
    raw.channel = event::CaseChannel::kBank;
    raw.reported_s = intake_.now_s();
    if (!of.bank_case_id.empty()) raw.external_ids[static_cast<size_t>(event::ExternalId::kBankCaseId)] = of.bank_case_id;
    if (!of.tpo_case_id.empty()) raw.external_ids[static_cast<size_t>(event::ExternalId::kTpoCaseId)] = of.tpo_case_id;
    while (!rows.empty()) {
      raw.transfers.emplace();
      for (const size_t number : rows) raw.transfers->push_back(RawTransferOf(workbook_.rows[number].told));
      auto fault = intake_.resolver().File(raw, intake_.filer(), intake_.now_s(), out);
      if (!fault) break;
      if (IsStorageTrouble(fault->error)) return std::move(fault->error);
      const auto at = TransferOfPlace(fault->place);
      const bool one = at && *at < rows.size();
      for (size_t i = 0; i < rows.size(); ++i)
        if (!one || i == *at) Reject(of, rows[i], ColumnOfPlace(fault->place), fault->error.code, fault->error.detail);
      if (!one) return false;
      rows.erase(rows.begin() + static_cast<ptrdiff_t>(*at));
    }
    if (!of.id.empty() && of.found) out.joins = *of.found;
    return !rows.empty();
  }

  void Reject(CaseWorkbook::Case& of, size_t number, BankColumn column, ErrorCode code, const std::string& detail) {
    workbook_.rows[number].rejection = ingest::Rejection{ingest::Name(column), base::Describe(code).name, detail};
    std::erase(of.rows, number);
  }

  Services& services_;
  const cases::Tables& tables_;
  const store::ReadTxn& txn_;
  CaseWorkbook& workbook_;
  CaseIntake intake_;
};

base::Result<event::Draft> MakeEntry(const Request& request, Services& services, Asked& asked) {
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = services.clock.NowMs();
  draft.type = event::EntryType::kCaseFile;
  draft.actor = request.caller.actor();
  std::string sheet;
  TRY(ReadQuery(request.query, {{"sheet", &sheet}}));
  ASSIGN_OR_RETURN(asked.workbook, ReadCaseWorkbook(request.body, sheet, draft.time_ms / 1000, services));
  ASSIGN_OR_RETURN(const auto before, EarlierOutcome(request, services));
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const event::CaseFile file, Filing(request, services, txn, asked.workbook).File(draft.id, before.has_value()));
  asked.read = true;
  asked.complaints = file.complaints.size();
  if (file.complaints.empty()) return Fail(ErrorCode::kBadRequest, "no row tells anything new");
  draft.body = event::EncodeCaseFile(file, RequestKeyOf(services.secrets, request));
  if (draft.body.size() > event::kBodyBytesMax) {
    asked.read = false;
    return Fail(ErrorCode::kBodyTooLarge, "the rows together are too large for one entry; send fewer at a time");
  }
  return draft;
}

// What became of one case, and what its rows are called there.
struct Became {
  std::string_view what = "known";
  std::optional<size_t> complaint;  // of the entry
  CaseRef of;
  std::string id;
};

class Answer {
 public:
  Answer(CaseWorkbook& workbook, Worker& worker, const store::ReadTxn& txn)
      : workbook_(workbook), worker_(worker), tables_(worker.services().cases.tables()), txn_(txn), names_(tables_, txn) {}

  base::Result<void> Append(const FiledComplaints* filed, std::string& out) {
    std::vector<std::string> transfers(workbook_.rows.size());
    std::vector<Became> became(workbook_.cases.size());
    std::set<size_t> taken;  // complaints of the entry
    for (size_t i = 0; i < became.size(); ++i) {
      if (workbook_.cases[i].rows.empty()) continue;
      TRY(FindCase(workbook_.cases[i], filed, taken, became[i]));
      TRY(NameTransfers(workbook_.cases[i], became[i].of, transfers));
    }
    const auto rejected = std::ranges::count_if(workbook_.rows, [](const auto& row) { return row.rejection.has_value(); });
    out = "{";
    AppendMember("rows_total", workbook_.rows.size(), out);
    AppendMember("taken", workbook_.rows.size() - static_cast<size_t>(rejected), out);
    AppendMember("rejected", rejected, out);
    BeginMember("cases", out);
    out += '[';
    for (size_t i = 0; i < became.size(); ++i)
      if (!workbook_.cases[i].rows.empty()) TRY(AppendCase(workbook_.cases[i], became[i], filed, out));
    out += ']';
    BeginMember("rows", out);
    out += '[';
    for (size_t i = 0; i < workbook_.rows.size(); ++i) AppendRow(workbook_.rows[i], became, transfers[i], out);
    out += ']';
    ASSIGN_OR_RETURN(const std::string rejects, WriteRejects(workbook_, worker_.now_s));
    AppendBook("rejects_xlsx", rejects, out);
    std::string outcomes;
    if (!outcomes_.empty()) {
      ASSIGN_OR_RETURN(outcomes, WriteOutcomes(outcomes_, worker_.now_s));
    }
    AppendBook("holds_xlsx", outcomes, out);
    out += '}';
    return {};
  }

 private:
  base::Result<void> FindCase(const CaseWorkbook::Case& of, const FiledComplaints* filed, std::set<size_t>& taken, Became& out) {
    std::optional<CaseRef> found = of.found;
    for (size_t i = 0; filed != nullptr && !out.complaint && i < filed->file.complaints.size(); ++i) {
      ASSIGN_OR_RETURN(const bool tells, Tells(filed->file.complaints[i], of));
      if (tells && taken.insert(i).second) out.complaint = i;
    }
    if (out.complaint) {
      const std::optional<CaseRef>& joined = filed->joined[*out.complaint];
      out.what = joined ? "joined" : "opened";
      found = joined.value_or(CaseRef{filed->seq, static_cast<uint16_t>(*out.complaint)});
    }
    if (!found)
      return Fail(ErrorCode::kConflict, "the lists in force have changed since the workbook was entered; send it again");
    ASSIGN_OR_RETURN(out.of, cases::CountingCase(tables_, txn_, *found));
    ASSIGN_OR_RETURN(out.id, names_.Of(out.of));
    return {};
  }

  base::Result<bool> Tells(const event::Complaint& complaint, const CaseWorkbook::Case& of) const {
    const auto& ids = complaint.external_ids;
    if (ids[static_cast<size_t>(event::ExternalId::kBankCaseId)] != of.bank_case_id ||
        ids[static_cast<size_t>(event::ExternalId::kTpoCaseId)] != of.tpo_case_id || (complaint.joins.seq == 0) != of.id.empty())
      return false;
    if (of.id.empty()) return true;
    // The case it joined may have been merged into another since: then that is the one its id finds.
    ASSIGN_OR_RETURN(const CaseRef joined, cases::CountingCase(tables_, txn_, complaint.joins));
    return of.found && joined == *of.found;
  }

  base::Result<void> NameTransfers(const CaseWorkbook::Case& of, CaseRef ref, std::vector<std::string>& names) {
    ASSIGN_OR_RETURN(const auto row, cases::ReadCase(tables_, txn_, ref));
    if (!row) return Fail(ErrorCode::kDamaged, "a case is missing");
    ASSIGN_OR_RETURN(std::vector<cases::TransferRow> transfers, cases::ReadTransfers(tables_, txn_, ref));
    KnownTransfers known(*row, std::move(transfers));
    for (const size_t number : of.rows) {
      const ingest::BankTransfer& told = workbook_.rows[number].told;
      const cases::TransferRow* same = known.Take(TransferOf(told));
      if (same == nullptr) continue;
      ASSIGN_OR_RETURN(names[number], names_.Of(same->ref));
      if (told.outcome == ingest::BankOutcome::kNone) continue;
      ASSIGN_OR_RETURN(const auto hold, cases::HoldOfTransfer(tables_, txn_, ref, *same));
      if (!hold) continue;
      outcomes_.push_back(told);
      ASSIGN_OR_RETURN(outcomes_.back().hold, names_.Of(hold->first));
    }
    return {};
  }

  base::Result<void> AppendCase(const CaseWorkbook::Case& of, const Became& became, const FiledComplaints* filed,
                                std::string& out) {
    ASSIGN_OR_RETURN(const auto row, cases::ReadCase(tables_, txn_, became.of));
    if (!row) return Fail(ErrorCode::kDamaged, "a case is missing");
    out.append(out.back() == '[' ? "{" : ",{");
    AppendMember("case", became.id, out);
    AppendMember("became", became.what, out);
    AppendMember("state", event::Name(row->state), out);
    AppendMember("rows", of.rows.size(), out);
    for (const auto& [name, id] : {std::pair("bank_case_id", &of.bank_case_id), std::pair("tpo_case_id", &of.tpo_case_id)}) {
      if (id->empty()) continue;
      AppendMember(name, *id, out);
    }
    if (became.complaint)
      AppendMember("tracking_code",
                   cases::FormatReceiptCode(
                       TrackingCodeOf(worker_.services().secrets, filed->id, static_cast<uint16_t>(*became.complaint))),
                   out);
    out += '}';
    return {};
  }

  static void AppendRow(const CaseWorkbook::Row& row, const std::vector<Became>& became, const std::string& transfer,
                        std::string& out) {
    out.append(out.back() == '[' ? "{" : ",{");
    AppendMember("row", row.number, out);
    if (row.rejection) {
      AppendRejection(*row.rejection, out);
    } else {
      AppendMember("case", became[row.of].id, out);
      if (!transfer.empty()) AppendMember("transfer", transfer, out);
    }
    out += '}';
  }

  static void AppendBook(std::string_view name, const std::string& xlsx, std::string& out) {
    if (!xlsx.empty()) return AppendMember(name, base::Base64Encode(xlsx), out);
    BeginMember(name, out);
    out.append("null");
  }

  CaseWorkbook& workbook_;
  Worker& worker_;
  const cases::Tables& tables_;
  const store::ReadTxn& txn_;
  cases::EntryNames names_;
  std::vector<ingest::BankTransfer> outcomes_;
};

base::Result<void> Render(Asked& asked, const store::Sequencer::Reply* reply, Worker& worker, std::string& out) {
  std::optional<FiledComplaints> filed;
  if (reply != nullptr) {
    ASSIGN_OR_RETURN(filed, ReadFiled(reply->outcome, worker));
  }
  ASSIGN_OR_RETURN(const store::ReadTxn txn, worker.services().directory.data().BeginRead());
  return Answer(asked.workbook, worker, txn).Append(filed ? &*filed : nullptr, out);
}

base::Result<void> AppendTransfers(const Request& request, Worker& worker, Response& response) {
  std::string format;
  TRY(ReadQuery(request.query, {{"format", &format}}));
  if (!format.empty() && format != "json" && format != "xlsx") return Fail(ErrorCode::kBadRequest, "format must be json or xlsx");
  ASSIGN_OR_RETURN(const CaseRef of, CaseOfPath(request.params[0], worker));
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  cases::EntryNames names(tables, txn);
  ASSIGN_OR_RETURN(const std::string id, names.Of(of));
  std::string& out = response.body;
  if (format == "xlsx") {
    ASSIGN_OR_RETURN(out, WriteCaseTransfers(of, tables, txn, worker.now_s));
    response.content_type = MediaType(ContentType::kXlsx);
    response.disposition = "attachment; filename=\"transfers-" + id + ".xlsx\"";
    return {};
  }
  ASSIGN_OR_RETURN(const std::vector<cases::TransferRow> rows, cases::ReadTransfers(tables, txn, of));
  out = "{";
  AppendMember("case", id, out);
  BeginMember("transfers", out);
  out += '[';
  for (const cases::TransferRow& row : rows) {
    if (out.back() != '[') out += ',';
    ASSIGN_OR_RETURN(const std::string transfer, names.Of(row.ref));
    AppendCaseTransfer(row, transfer, out);
  }
  out.append("]}");
  return {};
}

}  // namespace

base::Result<Submission> DecodeCaseWorkbook(const Request& request, Worker& worker) {
  Services& services = worker.services();
  const auto asked = std::make_shared<Asked>();
  Submission out;
  out.priority = store::Priority::kBulk;
  out.prepare = [&services, asked, copy = std::make_shared<RequestCopy>(request)] {
    return MakeEntry(copy->request(), services, *asked);
  };
  out.render = [asked](const base::Result<store::Sequencer::Reply>& reply, Worker& answering, Response& response) {
    const bool reused = reply.has_error() && reply.error().code == ErrorCode::kConflict;
    const bool nothing = reply.has_error() && !reused && asked->read && asked->complaints == 0;
    if (reply.has_error() && !nothing) return response.Refuse(reply.error());
    if (reply.has_value() && !reply->outcome.accepted) return response.Refuse(RefusalOf(reply->outcome));
    if (nothing) response.status = 200;
    const store::Sequencer::Reply* told = nothing ? nullptr : &*reply;
    if (auto done = Render(*asked, told, answering, response.body); done.has_error()) response.Refuse(done.error());
  };
  return out;
}

void CaseTransfers(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendTransfers(request, worker, response); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
