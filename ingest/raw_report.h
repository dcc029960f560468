// SPDX-License-Identifier: Apache-2.0
// A report as somebody sent it: members told apart and bounded, nothing understood yet. Made from a request
// (server/report_body.h) or a row of a file (ingest/report_row.h); ReportResolver makes an event::Report of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "event/report_submit.h"
#include "indicator/kind.h"
#include "wire/verdict.h"

namespace cybercheck::ingest {

inline constexpr size_t kReportTextBytesMax = 16 << 10;  // what the extractor reads at most
inline constexpr size_t kReportNoteBytesMax = 4 << 10;
inline constexpr size_t kReportRedirectsMax = 20;
inline constexpr size_t kReportValueBytesMax = 8192;  // of an indicator or redirect
inline constexpr size_t kCaseTypeBytesMax = 64;
inline constexpr size_t kExternalIdBytesMax = 128;
inline constexpr size_t kPersonNameBytesMax = 256;
inline constexpr size_t kPersonPhoneBytesMax = 64;
inline constexpr size_t kPersonEmailBytesMax = 254;
inline constexpr size_t kPersonLineBytesMax = 128;
inline constexpr size_t kPersonOtherBytesMax = 512;
inline constexpr size_t kNationalIdBytesMax = 64;

struct RawIndicator {
  std::optional<indicator::Kind> kind;  // nullopt: whatever it looks like
  std::string value;
};

// How the sender may be reached. Only ever stored sealed.
struct RawContact {
  std::string name, phone, email, line, other;
  bool empty() const { return name.empty() && phone.empty() && email.empty() && line.empty() && other.empty(); }
};

// The person who speaks, where an intake system has seen who it is. Name and phone are sealed; the national id is never stored,
// only the keyed voice made of it.
struct RawReporter {
  std::string name, phone, national_id;
};

struct RawReport {
  event::Channel channel = event::Channel::kTip;
  int64_t occurred_s = 0;  // 0: not told
  wire::Category category = wire::Category::kNone;
  std::string case_type, external_id;
  std::string text, note;  // free text; indicators are looked for in `text`
  std::vector<RawIndicator> indicators;
  std::vector<std::string> redirects;    // the addresses a browser passed, in order
  std::vector<std::string> attachments;  // ids
  std::vector<RawIndicator> own;         // more numbers of whoever sends: never reported
  RawContact contact;
  std::optional<RawReporter> reporter;
};

}  // namespace cybercheck::ingest
