// SPDX-License-Identifier: Apache-2.0
// The body of a report_submit entry: what people report, with keys canonical, texts sealed and the guard's verdict taken
// (docs/event_format.md). One report, or a batch. Pure.
//
// Indicators are numbered through the whole entry, report after report: that number is the `row` of their evidence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/sealed.h"
#include "indicator/key.h"

namespace cybercheck::event {

// Of the layout that EncodeReportSubmit writes; bodies of version 1, which say less, are read too.
inline constexpr uint16_t kReportSubmitVersion = 2;
inline constexpr size_t kReportsMax = 500;           // in one entry
inline constexpr size_t kReportIndicatorsMax = 100;  // of one report
inline constexpr size_t kEntryIndicatorsMax = 4096;  // of one entry
inline constexpr size_t kReportAttachmentsMax = 20;
inline constexpr size_t kReporterBytesMax = 48;

// How a report reached us. Stored by name.
enum class Channel : uint8_t { kTip, kOnline, kHotline, kStation, kPatrol };
std::string_view Name(Channel channel) noexcept;  // "tip", "online", "hotline", "station", "patrol"
std::optional<Channel> ChannelNamed(std::string_view name) noexcept;

struct ReportIndicator {
  // Where it stood: given as one, found in the text, or passed on the way of redirects.
  enum class Origin : uint8_t { kGiven, kText, kRedirect };
  indicator::Key key;
  Origin origin = Origin::kGiven;
  // False: kept for officers, no evidence. The guard refused it (a host that belongs to many), or a cap on reports was reached.
  bool counts = true;
  std::string submitted;  // as written, when that differs from the form and holds no e-mail address
};

struct Report {
  Channel channel = Channel::kTip;
  uint8_t source_class = 0;  // wire::SourceClass: kTip, kPatrol or kComplaint; "class" in the body
  // Whose voice: "tok:<token id>", "per:<HMAC>" a verified person, "net:<HMAC>" an anonymous network and month, "src:<name>" a
  // file.
  std::string reporter;
  int64_t reported_s = 0;                // unix seconds; the time of observation
  int64_t occurred_s = 0;                // 0: not told
  uint8_t category = 0;                  // wire::Category
  std::string case_type;                 // taxonomy code; may be empty
  uint8_t case_number = 0;               // its number in wire/case_type.h; 0: it has none, or the entry is of version 1
  std::string external_id;               // the sender's own number for it; may be empty
  std::string text_digest;               // keyed, 32 hex digits: equal where the sealed texts say the same; may be empty
  std::optional<Sealed> sealed;          // JSON object: text, note, contact …
  std::vector<std::string> attachments;  // ids, 32 hex digits
  std::vector<ReportIndicator> indicators;
};

struct ReportSubmit {
  uint16_t canon = indicator::kCanonVersion;
  std::vector<Report> reports;
};

std::string EncodeReportSubmit(const ReportSubmit& submit, std::string_view request = {});  // with a fresh salt
base::Result<ReportSubmit> DecodeReportSubmit(std::string_view body);                       // kDamaged names the member

// The same, for those who read one body after another: projections that decide and observe an entry. The last body decoded on
// this thread is remembered and compared byte by byte, which is a thousandth of the work of decoding it.
base::Result<std::shared_ptr<const ReportSubmit>> DecodeReportSubmitOnce(std::string_view body);

}  // namespace cybercheck::event
