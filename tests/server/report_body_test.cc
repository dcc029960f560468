// SPDX-License-Identifier: Apache-2.0
#include "server/report_body.h"

#include <gtest/gtest.h>

#include "tests/server/vector_rows.h"

namespace cybercheck::server {
namespace {

constexpr int64_t kNow = 1764000000;  // 2025-11-24T16:00:00Z

std::string CodeOf(const base::Result<void>& result) {
  return result.has_value() ? "ok" : std::string(base::Describe(result.error().code).name);
}

TEST(ReportBodyTest, EveryRow) {
  const auto rows = ReadReportBodyRows();
  ASSERT_GE(rows.size(), 75u);
  ingest::RawReport report;
  for (const BodyRow& row : rows) {
    const auto result = DecodeReportBody(row.body, kNow, std::nullopt, report);
    EXPECT_EQ(CodeOf(result), row.code) << row.name << ": " << (result.has_error() ? result.error().detail : "");
    if (result.has_error()) {
      EXPECT_NE(result.error().detail.find(row.detail_part), std::string::npos) << row.name << ": " << result.error().detail;
      EXPECT_LT(result.error().detail.size(), 250u) << row.name;
    }
  }
}

std::string Whole() {
  for (const BodyRow& row : ReadReportBodyRows())
    if (row.name == "fine_whole") return row.body;
  return {};
}

TEST(ReportBodyTest, EveryMember) {
  ingest::RawReport report;
  ASSERT_TRUE(DecodeReportBody(Whole(), kNow, std::nullopt, report).has_value());
  EXPECT_EQ(report.channel, event::Channel::kStation);
  EXPECT_EQ(report.occurred_s, 1763607600);
  EXPECT_EQ(report.category, wire::Category::kScam);
  EXPECT_EQ(report.case_type, "goods");
  ASSERT_EQ(report.indicators.size(), 1u);
  EXPECT_EQ(report.indicators[0].kind, indicator::Kind::kPhone);
  EXPECT_EQ(report.indicators[0].value, "081-234-5678");
  EXPECT_EQ(report.text, "t");
  EXPECT_EQ(report.note, "n");
  EXPECT_EQ(report.redirects, std::vector<std::string>{"https://bit.ly/x"});
  EXPECT_EQ(report.contact.name + report.contact.phone + report.contact.email + report.contact.line + report.contact.other,
            "npelo");
  ASSERT_TRUE(report.reporter.has_value());
  EXPECT_EQ(report.reporter->national_id, "1101700230708");
  EXPECT_EQ(report.attachments, std::vector<std::string>{std::string(32, '0')});
  EXPECT_EQ(report.external_id, "A-1");
  // Nothing of one body is left in the next.
  ASSERT_TRUE(DecodeReportBody(R"({"source":"tip"})", kNow, std::nullopt, report).has_value());
  EXPECT_TRUE(report.indicators.empty() && report.text.empty() && report.contact.empty() && !report.reporter &&
              report.occurred_s == 0);
}

TEST(ReportBodyTest, EveryPrefixIsAnErrorOrTheWhole) {
  const std::string whole = Whole();
  ingest::RawReport report;
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_TRUE(DecodeReportBody(std::string_view(whole).substr(0, size), kNow, std::nullopt, report).has_error()) << size;
}

TEST(ReportBodyTest, SourceMayComeFromOutside) {
  ingest::RawReport report;
  ASSERT_TRUE(DecodeReportBody("{}", kNow, event::Channel::kHotline, report).has_value());
  EXPECT_EQ(report.channel, event::Channel::kHotline);
  ASSERT_TRUE(DecodeReportBody(R"({"source":"tip"})", kNow, event::Channel::kHotline, report).has_value());
  EXPECT_EQ(report.channel, event::Channel::kTip);
}

}  // namespace
}  // namespace cybercheck::server
