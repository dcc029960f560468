// SPDX-License-Identifier: Apache-2.0
// Whole real feeds: every row is imported, merged or rejected with a reason.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "ingest/csv_reader.h"
#include "ingest/text_reader.h"
#include "tests/ingest/service.h"
#include "tests/ingest/unpacked.h"

namespace cybercheck::ingest {
namespace {

constexpr int64_t kNow = 1795500000;  // 2026-11-24, after the newest row

void Print(const char* name, const ImportReport& report) {
  std::printf("%s: %llu rows = %llu imported + %llu merged + %llu rejected; %llu entries; %s to %s; encoding: %s\n", name,
              static_cast<unsigned long long>(report.rows_read), static_cast<unsigned long long>(report.imported),
              static_cast<unsigned long long>(report.merged), static_cast<unsigned long long>(report.rejected),
              static_cast<unsigned long long>(report.entries), base::FormatTime(report.first_observed_s.value_or(0)).c_str(),
              base::FormatTime(report.last_observed_s.value_or(0)).c_str(), std::string(Name(report.encoding)).c_str());
  for (const auto& [reason, count] : report.rejected_by_reason)
    std::printf("  %-24s %llu\n", reason.c_str(), static_cast<unsigned long long>(count));
}

TEST(RealDataTest, OpenphishStream) {
  const Unpacked file("openphish_stream.tsv.zst");
  if (!file) return;
  Service service(kNow);
  ImportOptions options = Options(FeedFormat::kOpenphish);
  options.source = "openphish";
  const auto report = service.Import(file.fd(), options);
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  Print("openphish_stream", *report);
  EXPECT_EQ(report->rows_read, 291128u);
  EXPECT_EQ(report->imported + report->merged + report->rejected, 291128u);
  EXPECT_EQ(report->rows_without_time, 0u);
  EXPECT_EQ(report->first_observed_s, 1728763269);
  EXPECT_EQ(report->last_observed_s, 1773662406);
  const std::string rejects = service.Rejects();
  const auto lines = static_cast<uint64_t>(std::count(rejects.begin(), rejects.end(), '\n'));
  EXPECT_EQ(lines, report->rejected + (report->rejected > 0 ? 1 : 0)) << "one line a reject, and the header";

  const std::string digest = service.Digest();
  const Unpacked again("openphish_stream.tsv.zst");
  const auto second = service.Import(again.fd(), options);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->imported, 0u);
  EXPECT_EQ(second->entries_replayed, report->entries);
  EXPECT_EQ(service.Digest(), digest);
}

TEST(RealDataTest, Phishtank) {
  const Unpacked file("phishtank.csv.zst");
  if (!file) return;
  Service service(kNow);
  ImportOptions options = Options(FeedFormat::kPhishtank);
  options.source = "phishtank";
  const auto report = service.Import(file.fd(), options);
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  Print("phishtank", *report);
  EXPECT_EQ(report->rows_read, 14858u);
  EXPECT_EQ(report->imported + report->merged + report->rejected, 14858u);
}

TEST(RealDataTest, ThaiMessagesInWindows874) {
  const Unpacked file("thai_sms_cp874.csv");
  if (!file) return;
  TextReader reader(file.fd());
  CsvReader csv;
  uint64_t rows = 0, quoted_breaks = 0, last_line = 0;
  const CsvReader::OnRow on_row = [&](const CsvReader::Row& row) -> base::Result<void> {
    ++rows;
    EXPECT_EQ(row.fault, CsvReader::Fault::kNone) << row.line;
    EXPECT_EQ(row.fields.size(), 2u) << row.line;
    EXPECT_TRUE(base::IsValidUtf8(row.raw)) << row.line;
    quoted_breaks += row.fields[0].find('\n') != std::string_view::npos;
    last_line = row.line;
    return {};
  };
  while (true) {
    const auto piece = reader.Next();
    ASSERT_TRUE(piece.has_value()) << base::ToString(piece.error());
    if (piece->empty()) break;
    ASSERT_TRUE(csv.Feed(*piece, on_row).has_value());
  }
  ASSERT_TRUE(csv.Finish(on_row).has_value());
  std::printf("thai_sms_cp874: encoding: %s; %llu rows, %llu with quoted line breaks, the last on line %llu\n",
              std::string(Name(reader.encoding())).c_str(), static_cast<unsigned long long>(rows),
              static_cast<unsigned long long>(quoted_breaks), static_cast<unsigned long long>(last_line));
  EXPECT_EQ(reader.encoding(), TextEncoding::kWindows874);
  EXPECT_EQ(rows, 431u);

  // Imported as URLs (which most messages are not), every row is accounted for, and the encoding is announced.
  const Unpacked again("thai_sms_cp874.csv");
  Service service(kNow);
  ImportOptions options = Options(FeedFormat::kCsv);
  options.columns = *ColumnMap::Parse("value=text");
  options.kind = indicator::Kind::kUrl;
  const auto report = service.Import(again.fd(), options);
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  EXPECT_EQ(report->encoding, TextEncoding::kWindows874);
  EXPECT_EQ(report->rows_read, 430u);
}

}  // namespace
}  // namespace cybercheck::ingest
