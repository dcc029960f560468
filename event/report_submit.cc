// SPDX-License-Identifier: Apache-2.0
#include "event/report_submit.h"

#include <iterator>

#include "event/body_members.h"
#include "event/body_reader.h"
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

base::Result<void> ReadIndicator(const BodyReader& inside, size_t index, ReportIndicator& indicator) {
  enum : size_t { kKey, kFrom, kCounts, kSubmitted };
  static constexpr std::string_view kNames[] = {"key", "from", "counts", "submitted"};
  BodyReader body(inside, index, kNames);
  const auto on_member = [&](size_t which) -> base::Result<void> {
    switch (which) {
      case kKey:
        return body.Key(indicator.key);
      case kFrom: {
        std::string from;
        TRY(body.Text(1, 16, from));
        const auto origin = IndexOf(kOrigins, from);
        if (!origin) return body.Wrong();
        indicator.origin = static_cast<ReportIndicator::Origin>(*origin);
        return {};
      }
      case kCounts:
        return body.Boolean(indicator.counts);
      default:
        return body.Text(0, kSubmittedBytesMax, indicator.submitted);
    }
  };
  TRY(body.Read(on_member));
  return body.Needs({kKey});
}

base::Result<void> ReadReport(const BodyReader& inside, size_t index, Report& report) {
  enum : size_t {
    kChannel,
    kClass,
    kReporter,
    kReportedAt,
    kOccurredAt,
    kCategory,
    kCaseType,
    kCaseNumber,
    kExternalId,
    kTextDigest,
    kSealed,
    kAttachments,
    kIndicators
  };
  static constexpr std::string_view kNames[] = {"channel",  "class",       "reporter",    "reported_at", "occurred_at",
                                                "category", "case_type",   "case_number", "external_id", "text_digest",
                                                "sealed",   "attachments", "indicators"};
  BodyReader body(inside, index, kNames);
  const auto on_member = [&](size_t which) -> base::Result<void> {
    switch (which) {
      case kChannel: {
        std::string channel;
        TRY(body.Text(1, 16, channel));
        const auto named = ChannelNamed(channel);
        if (!named) return body.Wrong();
        report.channel = *named;
        return {};
      }
      case kClass:
        return body.Integer(1, 255, report.source_class);
      case kReporter:
        return body.Text(1, kReporterBytesMax, report.reporter);
      case kReportedAt:
        return body.Integer(1, INT64_MAX, report.reported_s);
      case kOccurredAt:
        return body.Integer(0, INT64_MAX, report.occurred_s);
      case kCategory:
        return body.Integer(0, 255, report.category);
      case kCaseType:
        return body.Text(0, 64, report.case_type);
      case kCaseNumber:
        return body.Integer(0, kCaseNumberMax, report.case_number);
      case kExternalId:
        return body.Text(0, 128, report.external_id);
      case kTextDigest:
        return body.Text(0, 32, report.text_digest);
      case kSealed:
        return body.SealedText(report.sealed);
      case kAttachments:
        return body.Texts(kReportAttachmentsMax, 32, report.attachments);
      default:
        return body.Array(kReportIndicatorsMax,
                          [&](size_t at) { return ReadIndicator(body, at, report.indicators.emplace_back()); });
    }
  };
  TRY(body.Read(on_member));
  return body.Needs({kChannel, kClass, kReporter, kReportedAt, kIndicators});
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
  enum : size_t { kCanon, kReports };
  static constexpr std::string_view kNames[] = {"canon", "reports"};
  std::string scratch;
  base::JsonReader json(body, scratch);
  BodyReader members(json, "report_submit", kNames);
  ReportSubmit submit;
  size_t indicators = 0;
  const auto on_member = [&](size_t which) -> base::Result<void> {
    if (which == kCanon) return members.Integer(1, 65535, submit.canon);
    const auto on_report = [&](size_t index) -> base::Result<void> {
      Report& report = submit.reports.emplace_back();
      TRY(ReadReport(members, index, report));
      indicators += report.indicators.size();
      return indicators <= kEntryIndicatorsMax ? base::Result<void>() : members.Wrong();
    };
    TRY(members.Array(kReportsMax, on_report));
    return submit.reports.empty() ? members.Wrong() : base::Result<void>();
  };
  TRY(members.Read(on_member));
  TRY(members.Needs({kCanon, kReports}));
  TRY(members.End());
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
