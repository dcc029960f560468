// SPDX-License-Identifier: Apache-2.0
#include "event/report_submit.h"

#include <iterator>

#include "event/body_members.h"
#include "event/entry.h"
#include "event/indicator_members.h"

namespace cybercheck::event {
namespace {

namespace json = boost::json;

constexpr std::string_view kChannels[] = {"tip", "online", "hotline", "station", "patrol"};
constexpr std::string_view kOrigins[] = {"given", "text", "redirect"};
constexpr size_t kSubmittedBytesMax = 8192;
constexpr int64_t kCaseNumberMax = 15;

template <size_t N>
std::optional<size_t> IndexOf(const std::string_view (&names)[N], std::string_view name) {
  for (size_t i = 0; i < N; ++i)
    if (names[i] == name) return i;
  return std::nullopt;
}

base::Result<Report> ReadReport(const json::value& value, std::string where) {
  ASSIGN_OR_RETURN(const BodyMembers members, BodyMembers::Of(value, std::move(where)));
  TRY(members.AllKnown({"channel", "class", "reporter", "reported_at", "occurred_at", "category", "case_type", "case_number",
                        "external_id", "text_digest", "sealed", "attachments", "indicators"}));
  Report report;
  std::string channel;
  TRY(members.Text("channel", 16, channel, true));
  const auto named = ChannelNamed(channel);
  if (!named) return members.Wrong("channel");
  report.channel = *named;
  TRY(members.Integer("class", 1, 255, report.source_class, true));
  TRY(members.Text("reporter", kReporterBytesMax, report.reporter, true));
  TRY(members.Integer("reported_at", 1, INT64_MAX, report.reported_s, true));
  TRY(members.Integer("occurred_at", 0, INT64_MAX, report.occurred_s));
  TRY(members.Integer("category", 0, 255, report.category));
  TRY(members.Text("case_type", 64, report.case_type));
  TRY(members.Integer("case_number", 0, kCaseNumberMax, report.case_number));
  TRY(members.Text("external_id", 128, report.external_id));
  TRY(members.Text("text_digest", 32, report.text_digest));
  TRY(members.SealedText("sealed", report.sealed));
  TRY(members.Texts("attachments", kReportAttachmentsMax, 32, report.attachments));
  ASSIGN_OR_RETURN(const json::array* indicators, members.Array("indicators", kReportIndicatorsMax));
  for (const json::value& indicator : *indicators) {
    std::string at = members.where() + ".indicators[" + std::to_string(report.indicators.size()) + "]";
    ASSIGN_OR_RETURN(ReportIndicator read, ReadIndicator(indicator, std::move(at)));
    report.indicators.push_back(std::move(read));
  }
  return report;
}

void AppendReport(const Report& report, std::string& out) {
  out.append("\n{\"channel\":").append(Quoted(Name(report.channel)));
  AppendNumber("class", report.source_class, out);
  AppendText("reporter", report.reporter, out);
  AppendNumber("reported_at", report.reported_s, out);
  AppendNumber("occurred_at", report.occurred_s, out);
  AppendNumber("category", report.category, out);
  AppendText("case_type", report.case_type, out);
  AppendNumber("case_number", report.case_number, out);
  AppendText("external_id", report.external_id, out);
  AppendText("text_digest", report.text_digest, out);
  AppendSealed("sealed", report.sealed, out);
  if (!report.attachments.empty()) {
    out.append(",\"attachments\":[");
    for (const std::string& id : report.attachments) {
      if (out.back() != '[') out += ',';
      out.append(Quoted(id));
    }
    out += ']';
  }
  out.append(",\"indicators\":[");
  for (const ReportIndicator& indicator : report.indicators) {
    if (out.back() != '[') out += ',';
    AppendIndicator(indicator, out);
  }
  out.append("]}");
}

}  // namespace

base::Result<ReportIndicator> ReadIndicator(const json::value& value, std::string where) {
  ASSIGN_OR_RETURN(const BodyMembers members, BodyMembers::Of(value, std::move(where)));
  TRY(members.AllKnown({"key", "from", "counts", "submitted"}));
  ReportIndicator indicator;
  std::string from = "given";
  TRY(members.Key("key", indicator.key, true));
  TRY(members.Text("from", 16, from));
  TRY(members.Boolean("counts", indicator.counts));
  TRY(members.Text("submitted", kSubmittedBytesMax, indicator.submitted));
  const auto origin = IndexOf(kOrigins, from);
  if (!origin) return members.Wrong("from");
  indicator.origin = static_cast<ReportIndicator::Origin>(*origin);
  return indicator;
}

void AppendIndicator(const ReportIndicator& indicator, std::string& out) {
  out.append("{\"key\":").append(Quoted(indicator.key.ToString()));
  if (indicator.origin != ReportIndicator::Origin::kGiven)
    AppendText("from", kOrigins[static_cast<size_t>(indicator.origin)], out);
  if (!indicator.counts) out.append(",\"counts\":false");
  AppendText("submitted", indicator.submitted, out);
  out += '}';
}

std::string_view Name(Channel channel) noexcept { return kChannels[static_cast<size_t>(channel)]; }

std::optional<Channel> ChannelNamed(std::string_view name) noexcept {
  const auto at = IndexOf(kChannels, name);
  if (!at) return std::nullopt;
  return static_cast<Channel>(*at);
}

std::string EncodeReportSubmit(const ReportSubmit& submit, std::string_view request) {
  std::string out = BeginBody(request);
  out.append(",\"canon\":").append(std::to_string(submit.canon)).append(",\"reports\":[");
  for (const Report& report : submit.reports) {
    if (out.back() != '[') out += ',';
    AppendReport(report, out);
  }
  return out + "]}";
}

base::Result<ReportSubmit> DecodeReportSubmit(std::string_view body) {
  json::monotonic_resource memory(4 * body.size() + 4096);
  ASSIGN_OR_RETURN(const json::value root, ParseBody(body, "report_submit", 6, &memory));
  const BodyMembers members(root.get_object(), "report_submit");
  TRY(members.AllKnown({"canon", "reports"}));
  ReportSubmit submit;
  TRY(members.Integer("canon", 1, 65535, submit.canon, true));
  ASSIGN_OR_RETURN(const json::array* reports, members.Array("reports", kReportsMax));
  size_t indicators = 0;
  submit.reports.reserve(reports->size());
  for (const json::value& report : *reports) {
    ASSIGN_OR_RETURN(Report read, ReadReport(report, "report_submit: reports[" + std::to_string(submit.reports.size()) + "]"));
    indicators += read.indicators.size();
    submit.reports.push_back(std::move(read));
  }
  if (submit.reports.empty() || indicators > kEntryIndicatorsMax) return members.Wrong("reports");
  return submit;
}

base::Result<std::shared_ptr<const ReportSubmit>> DecodeReportSubmitOnce(std::string_view body) {
  thread_local std::string last_body;
  thread_local std::shared_ptr<const ReportSubmit> last;
  if (last != nullptr && last_body == body) return last;
  ASSIGN_OR_RETURN(ReportSubmit submit, DecodeReportSubmit(body));
  last = std::make_shared<const ReportSubmit>(std::move(submit));
  last_body = body;
  return last;
}

}  // namespace cybercheck::event
