// SPDX-License-Identifier: Apache-2.0
#include "event/report_withdraw.h"

#include "event/body_members.h"
#include "event/entry.h"

namespace cybercheck::event {

std::string EncodeReportWithdraw(const ReportWithdraw& withdraw, std::string_view request) {
  std::string out = BeginBody(request);
  if (withdraw.read)
    out.append(*withdraw.read ? ",\"read\":true" : ",\"read\":false");
  else
    AppendText("ground", withdraw.ground, out);
  out.append(",\"reports\":[");
  for (const ReportRef& ref : withdraw.reports) {
    if (out.back() != '[') out += ',';
    out.append("{\"seq\":").append(std::to_string(ref.seq));
    AppendNumber("report", ref.report, out);
    out += '}';
  }
  return out + "]}";
}

base::Result<ReportWithdraw> DecodeReportWithdraw(std::string_view body) {
  ASSIGN_OR_RETURN(const auto root, ParseBody(body, "report_withdraw", 4));
  const BodyMembers members(root.get_object(), "report_withdraw");
  TRY(members.AllKnown({"ground", "read", "reports"}));
  ReportWithdraw withdraw;
  if (root.get_object().contains("read")) TRY(members.Boolean("read", withdraw.read.emplace()));
  TRY(members.Text("ground", 32, withdraw.ground, !withdraw.read));
  if (withdraw.read && !withdraw.ground.empty()) return members.Wrong("ground");
  ASSIGN_OR_RETURN(const auto* reports, members.Array("reports", kWithdrawnReportsMax));
  for (const auto& value : *reports) {
    ASSIGN_OR_RETURN(const BodyMembers row,
                     BodyMembers::Of(value, "report_withdraw: reports[" + std::to_string(withdraw.reports.size()) + "]"));
    ReportRef ref;
    TRY(row.AllKnown({"seq", "report"}));
    TRY(row.Integer("seq", 1, INT64_MAX, ref.seq, true));
    TRY(row.Integer("report", 0, UINT16_MAX, ref.report));
    withdraw.reports.push_back(ref);
  }
  if (withdraw.reports.empty()) return members.Wrong("reports");
  return withdraw;
}

}  // namespace cybercheck::event
