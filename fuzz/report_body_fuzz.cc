// SPDX-License-Identifier: Apache-2.0
// Any bytes as the JSON of a report: what the strict reader takes, Boost.JSON takes too and reads alike, within its bounds; an
// error's words stay short.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "server/report_body.h"

using namespace cybercheck;

namespace {

constexpr int64_t kNow = 1764000000;

std::string_view Text(const boost::json::value& value) { return value.as_string(); }

void CheckAlike(const boost::json::object& body, const ingest::RawReport& report) {
  if (const auto* source = body.if_contains("source")) CHECK(event::Name(report.channel) == Text(*source));
  if (const auto* text = body.if_contains("text")) CHECK(report.text == Text(*text));
  if (const auto* note = body.if_contains("note")) CHECK(report.note == Text(*note));
  if (const auto* indicators = body.if_contains("indicators")) {
    CHECK(indicators->as_array().size() == report.indicators.size());
    for (size_t i = 0; i < report.indicators.size(); ++i)
      CHECK(Text(indicators->as_array()[i].at("value")) == report.indicators[i].value);
  }
  if (const auto* redirects = body.if_contains("redirects")) CHECK(redirects->as_array().size() == report.redirects.size());
  if (const auto* contact = body.if_contains("contact"))
    if (const auto* phone = contact->as_object().if_contains("phone")) CHECK(Text(*phone) == report.contact.phone);
  CHECK(report.reporter.has_value() == body.contains("reporter"));
}

void CheckBounds(const ingest::RawReport& report) {
  CHECK(report.text.size() <= ingest::kReportTextBytesMax && report.note.size() <= ingest::kReportNoteBytesMax);
  CHECK(report.indicators.size() <= event::kReportIndicatorsMax && report.redirects.size() <= ingest::kReportRedirectsMax);
  CHECK(report.attachments.size() <= event::kReportAttachmentsMax);
  CHECK(report.occurred_s >= 0 && report.occurred_s <= kNow + 300);
  for (const auto& one : report.indicators)
    CHECK(base::IsValidUtf8(one.value) && one.value.size() <= ingest::kReportValueBytesMax);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static ingest::RawReport report;
  const auto result = server::DecodeReportBody(text, kNow, std::nullopt, report);
  if (result.has_error()) {
    CHECK(result.error().detail.size() < 512);
    return 0;
  }
  CheckBounds(report);
  boost::system::error_code failure;
  const boost::json::value value = boost::json::parse(text, failure);
  CHECK(!failure);
  CheckAlike(value.as_object(), report);
  return 0;
}
