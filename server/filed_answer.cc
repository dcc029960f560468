// SPDX-License-Identifier: Apache-2.0
#include "server/filed_answer.h"

#include <boost/json.hpp>

#include "cases/case_ids.h"
#include "cases/case_store.h"
#include "cases/public_id.h"
#include "server/case_answer.h"
#include "server/case_intake.h"
#include "server/json_members.h"
#include "server/logged_entry.h"
#include "server/report_answer.h"

namespace cybercheck::server {
namespace {

namespace json = boost::json;

using base::ErrorCode;
using base::Fail;
using event::CaseRef;

// Member `joined` of the outcome: [[number, seq, number of the case], …].
void ReadJoined(const event::Outcome& outcome, std::vector<std::optional<CaseRef>>& out) {
  boost::system::error_code broken;
  const json::value value = json::parse({outcome.result.data(), outcome.result.size()}, broken);
  const json::object* result = broken ? nullptr : value.if_object();
  const json::value* joined = result == nullptr ? nullptr : result->if_contains("joined");
  if (joined == nullptr || !joined->is_array()) return;
  for (const json::value& one : joined->get_array()) {
    const json::array* triple = one.if_array();
    if (triple == nullptr || triple->size() < 3 || !(*triple)[0].is_int64() || !(*triple)[1].is_int64() ||
        !(*triple)[2].is_int64())
      continue;
    const auto number = static_cast<size_t>((*triple)[0].get_int64());
    if (number < out.size())
      out[number] = CaseRef{static_cast<uint64_t>((*triple)[1].get_int64()), static_cast<uint16_t>((*triple)[2].get_int64())};
  }
}

}  // namespace

std::string FiledComplaints::IdOf(size_t number) const { return cases::FormatPublicId(id, static_cast<uint16_t>(number)); }

base::Result<FiledComplaints> ReadFiled(const event::Outcome& outcome, Worker& worker) {
  ASSIGN_OR_RETURN(const event::Entry entry, LoggedEntry(outcome.seq, worker));
  FiledComplaints filed{outcome.seq, entry.header.id, {}, {}};
  ASSIGN_OR_RETURN(filed.file, event::DecodeCaseFile(*entry.body));
  filed.joined.resize(filed.file.complaints.size());
  ReadJoined(outcome, filed.joined);
  return filed;
}

base::Result<void> AppendFiled(const FiledComplaints& filed, size_t number, bool vouched, Worker& worker, std::string& out) {
  Services& services = worker.services();
  const event::Complaint& complaint = filed.file.complaints[number];
  const auto place = static_cast<uint16_t>(number);
  AppendMember("id", filed.IdOf(number), out);
  AppendMember("tracking_code", cases::FormatReceiptCode(TrackingCodeOf(services.secrets, filed.id, place)), out);
  AppendMember("verified", complaint.verified, out);
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  const cases::Tables& tables = services.cases.tables();
  if (vouched) {
    const std::optional<CaseRef>& joined = filed.joined[number];
    ASSIGN_OR_RETURN(const CaseRef of, cases::CountingCase(tables, txn, joined.value_or(CaseRef{filed.seq, place})));
    ASSIGN_OR_RETURN(const auto row, cases::ReadCase(tables, txn, of));
    if (!row) return Fail(ErrorCode::kDamaged, "a case is missing");
    AppendMember("state", event::Name(row->state), out);
    AppendMember("joined", joined.has_value(), out);
    ASSIGN_OR_RETURN(const std::string counting, cases::CaseIdOf(tables, txn, of));
    AppendMember("case", counting, out);
    TRY(AppendCaseHolds(of, tables, txn, out));
  } else {
    AppendMember("state", event::Name(event::CaseState::kReceived), out);
  }
  BeginMember("indicators", out);
  out += '[';
  for (const event::ReportIndicator& indicator : complaint.indicators) {
    out.append(out.back() == '[' ? "{" : ",{");
    TRY(AppendIndicatorNow(indicator.key, worker, out));
    AppendMember("counts", indicator.counts, out);
    out += '}';
  }
  out.append("]}");
  return {};
}

}  // namespace cybercheck::server
