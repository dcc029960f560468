// SPDX-License-Identifier: Apache-2.0
#include "ingest/report_row.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "ingest/rules_files.h"
#include "ingest/shipped.h"

namespace cybercheck::ingest {
namespace {

constexpr int64_t kNow = 1764000000;  // 2025-11-24T23:00:00+07:00
using enum ReportColumn;

class ReportRowTest : public testing::Test {
 protected:
  ReportRowTest()
      : taxonomy_(*Taxonomy::Make(ParseRules(RulesKind::kTaxonomy, "taxonomy.toml", ShippedTaxonomy(), kNow)->json)) {}
  // "" or "reason at column".
  std::string Read(const std::vector<ReportCell>& cells, DateOrder order = DateOrder::kUnsaid) {
    const ReportRowReader reader(taxonomy_, event::Channel::kHotline, order, kNow);
    const auto rejection = reader.Read(cells, row_);
    if (!rejection) return {};
    EXPECT_FALSE(rejection->detail.empty());
    return std::string(rejection->reason) + " at " + std::string(rejection->column);
  }
  Taxonomy taxonomy_;
  ReportRow row_;
};

TEST_F(ReportRowTest, WhatFormsAndSpreadsheetsPutAroundIt) {
  ASSERT_EQ(Read({{kPhone, "-"}, {kAccount, "--"}, {kBank, "–"}, {kOccurredTime, "-"}, {kCaseType, " — "}, {kText, "-"}}), "");
  EXPECT_TRUE(row_.report.indicators.empty());
  EXPECT_EQ(row_.report.text, "-");
  ASSERT_EQ(Read({{kPhone, "=\"0812345678\""}, {kReporterPhone, "'0866665555"}}), "");
  EXPECT_EQ(row_.report.indicators[0].value, "0812345678");
  EXPECT_EQ(row_.report.reporter->phone, "0866665555");
  EXPECT_EQ(Read({{kPhone, "=\"8.12E+08\""}}), "spreadsheet_number at phone");
  EXPECT_EQ(Read({{kAccount, "'1.23E+11"}, {kBank, "KBANK"}}), "spreadsheet_number at account");
}

TEST_F(ReportRowTest, Everything) {
  ASSERT_EQ(Read({{kExternalId, "1441/2568"},
                  {kReportedAt, "24 พ.ย. 2568"},
                  {kReportedTime, "๐๙.๐๐ น."},
                  {kOccurredAt, "๒๓/๑๑/๖๘"},
                  {kCategory, "หลอกลวง ฉ้อโกง ฟิชชิง"},
                  {kCaseType, "หลอกให้กู้เงิน"},
                  {kPhone, "081-234-5678; 0899998888\n02-123-4567"},
                  {kUrl, "https://bad.example/a;b"},
                  {kBank, "กสิกรไทย"},
                  {kAccount, "123-4-56789-0"},
                  {kIndicator, "@badshop"},
                  {kText, "บรรทัดหนึ่ง\nสอง"},
                  {kNote, "n"},
                  {kReporterName, "สมชาย"},
                  {kReporterPhone, "0866665555"},
                  {kReporterNationalId, "1101700230708"},
                  {kContactEmail, "a@b.example"},
                  {kContactLine, "l"},
                  {kContactOther, "o"}}),
            "");
  const RawReport& report = row_.report;
  EXPECT_EQ(report.channel, event::Channel::kHotline);
  EXPECT_EQ(report.external_id, "1441/2568");
  EXPECT_EQ(row_.reported_s, 1763949600);
  EXPECT_EQ(report.occurred_s, 1763830800);
  EXPECT_EQ(report.category, wire::Category::kScam);
  EXPECT_EQ(report.case_type, "loan");
  std::string indicators;
  for (size_t i = 0; i < report.indicators.size(); ++i)
    indicators += std::string(Name(row_.indicator_columns[i])) + "=" + report.indicators[i].value + "|";
  EXPECT_EQ(indicators,
            "phone=081-234-5678|phone=0899998888|phone=02-123-4567|url=https://bad.example/a;b|account=กสิกรไทย "
            "123-4-56789-0|indicator=@badshop|");
  EXPECT_EQ(report.indicators[0].kind, indicator::Kind::kPhone);
  EXPECT_EQ(report.indicators[5].kind, std::nullopt);
  EXPECT_EQ(report.text, "บรรทัดหนึ่ง\nสอง");
  EXPECT_EQ(report.reporter->name + report.reporter->phone + report.reporter->national_id, "สมชาย08666655551101700230708");
  EXPECT_EQ(report.contact.email + report.contact.line + report.contact.other, "a@b.examplelo");
}

TEST_F(ReportRowTest, TaxonomyByCodeNameAndNumber) {
  for (const char* written : {"goods", "GOODS", " 1 ", "๑", "หลอกลวงซื้อขายสินค้าหรือบริการ ที่ไม่เป็นขบวนการ"}) {
    EXPECT_EQ(Read({{kCaseType, written}}), "") << written;
    EXPECT_EQ(row_.report.case_type, "goods") << written;
  }
  EXPECT_EQ(Read({{kCaseType, "15"}}), "unknown_case_type at case_type");
  EXPECT_EQ(Read({{kCategory, "พนันออนไลน์ผิดกฎหมาย"}}), "");
  EXPECT_EQ(row_.report.category, wire::Category::kGambling);
  EXPECT_EQ(Read({{kCategory, "goods"}}), "unknown_category at category");
}

TEST_F(ReportRowTest, DatesAreReadOrRefused) {
  EXPECT_EQ(Read({{kOccurredAt, "3/2/2025"}}), "ambiguous_date at occurred_at");
  EXPECT_EQ(Read({{kOccurredAt, "3/2/2025"}}, DateOrder::kDayFirst), "");
  EXPECT_EQ(Read({{kOccurredAt, "เมื่อวาน"}}), "bad_time at occurred_at");
  EXPECT_EQ(Read({{kOccurredAt, "25 ธ.ค. 2568"}}), "time_in_future at occurred_at");
  EXPECT_EQ(Read({{kReportedAt, "45713"}}), "spreadsheet_number at reported_at");
  EXPECT_EQ(Read({{kOccurredTime, "09.00 น."}}), "bad_time at occurred_at");
  EXPECT_EQ(Read({{kOccurredAt, "24 พ.ย. 2568"}, {kOccurredTime, "23.30"}}), "time_in_future at occurred_at");
}

TEST_F(ReportRowTest, SpoiledCellsAreNamed) {
  EXPECT_EQ(Read({{kAccount, "1.23E+11"}}), "spreadsheet_number at account");
  EXPECT_EQ(Read({{kAccount, "๑.๒๓E+๑๑"}}), "spreadsheet_number at account");
  EXPECT_EQ(Read({{kPhone, "812345678.0"}}), "spreadsheet_number at phone");
  EXPECT_EQ(Read({{kReporterNationalId, "1.1017E+12"}}), "spreadsheet_number at reporter_national_id");
  EXPECT_EQ(Read({{kText, "1.23E+11"}}), "");
  // "สวัสดีครับ" as Thai Windows writes it, in a file that is UTF-8.
  EXPECT_EQ(Read({{kText, "\xca\xc7\xd1\xca\xb4\xd5\xa4\xc3\xd1\xba"}}), "windows_874 at text");
  EXPECT_EQ(Read({{kNote, "a\xff"}}), "invalid_utf8 at note");
  EXPECT_EQ(Read({{kText, std::string_view("a\0b", 3)}}), "nul_byte at text");
  EXPECT_EQ(Read({{kExternalId, "a\nb"}}), "control_character at external_id");
  EXPECT_EQ(Read({{kText, "a\x07"}}), "control_character at text");
  EXPECT_EQ(Read({{kExternalId, std::string(129, 'a')}}), "value_too_long at external_id");
  std::string many;
  for (int i = 0; i < 101; ++i) many += "0812345678;";
  EXPECT_EQ(Read({{kPhone, many}}), "too_many_items at phone");
}

TEST(ReportColumnsTest, HeadersInBothLanguages) {
  const ReportColumnMap none;
  for (size_t i = 0; i < kReportColumnCount; ++i) {
    const auto column = static_cast<ReportColumn>(i);
    EXPECT_EQ(none.Find(Name(column)), column) << Name(column);
  }
  EXPECT_EQ(none.Find(" Phone "), kPhone);
  EXPECT_EQ(none.Find("เบอร์คนร้าย"), kPhone);
  EXPECT_EQ(none.Find("ชื่อผู้ส่ง SMS"), kSmsSender);
  EXPECT_EQ(none.Find("phone 2"), kPhone);
  EXPECT_EQ(none.Find("phone_13"), kPhone);
  EXPECT_EQ(none.Find("ข้อมูลต้องสงสัย ๒"), kIndicator);
  EXPECT_EQ(none.Find("text 2"), std::nullopt) << "only what may repeat";
  EXPECT_EQ(none.Find("2"), std::nullopt);
  EXPECT_EQ(none.Find(""), std::nullopt);
  const auto map = ReportColumnMap::Parse("phone=เบอร์โทร,text=เรื่อง");
  ASSERT_TRUE(map.has_value());
  EXPECT_EQ(map->Find("เบอร์โทร"), kPhone);
  EXPECT_EQ(map->Find("เบอร์โทร 2"), kPhone);
  EXPECT_EQ(map->Find("เรื่อง"), kText);
  EXPECT_TRUE(ReportColumnMap::Parse("number=x").has_error());
  EXPECT_TRUE(ReportColumnMap::Parse("phone").has_error());
}

TEST(ReportColumnsTest, EveryHeaderOfTheTemplatesIsKnown) {
  const ReportColumnMap none;
  for (const char* name : {"hotline", "station", "online", "patrol"}) {
    std::ifstream file(std::string(CYBERCHECK_SOURCE_DIR "/deploy/templates/") + name + ".csv");
    std::string line;
    ASSERT_TRUE(std::getline(file, line)) << name;
    ASSERT_TRUE(line.starts_with("\xef\xbb\xbf")) << "so that spreadsheets read the Thai";
    std::istringstream headers(line.substr(3, line.find('\r') - 3));
    size_t count = 0;
    for (std::string header; std::getline(headers, header, ','); ++count)
      EXPECT_TRUE(none.Find(header)) << name << ": " << header;
    EXPECT_GE(count, 10u) << name;
  }
}

}  // namespace
}  // namespace cybercheck::ingest
