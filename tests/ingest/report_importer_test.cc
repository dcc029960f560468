// SPDX-License-Identifier: Apache-2.0
#include "ingest/report_importer.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/hex.h"
#include "ingest/reporter_voice.h"
#include "ingest/shipped.h"
#include "tests/ingest/memory_file.h"
#include "tests/ingest/service.h"

namespace cybercheck::ingest {
namespace {

constexpr int64_t kNow = 1764000000;  // 2025-11-24T23:00:00+07:00

// Takes every report as the applier does, without its tables: an entry of a known id is a replay, or a conflict.
class FakeSequencer final : public store::Sequencer {
 public:
  void Submit(event::Draft draft, store::Priority, Done done) override {
    const auto submit = event::DecodeReportSubmit(draft.body);
    ASSERT_TRUE(submit.has_value()) << base::ToString(submit.error());
    ASSERT_EQ(submit->reports.size(), 1u);
    const std::string request = draft.body.substr(draft.body.find("\"request\":\"") + 11, 64);
    const auto [at, fresh] = entries.emplace(base::HexEncode(draft.id), request);
    if (!fresh && at->second != request) return done(base::Fail(base::ErrorCode::kConflict));
    if (fresh) {
      reports.push_back(submit->reports[0]);
      bodies.push_back(draft.body);
      actors.push_back(draft.actor);
    }
    store::Sequencer::Reply reply;
    reply.replayed = !fresh;
    reply.outcome.accepted = submit->reports[0].external_id != "refused";
    if (!reply.outcome.accepted) reply.outcome.code = "bad_report";
    done(reply);
  }
  base::Result<std::vector<event::Entry>> ReadFrom(uint64_t, size_t) override { return std::vector<event::Entry>(); }
  bool WaitFor(uint64_t, int64_t) override { return true; }
  uint64_t applied_seq() const override { return 0; }

  std::map<std::string, std::string> entries;
  std::vector<event::Report> reports;
  std::vector<std::string> bodies, actors;
};

class ReportImporterTest : public testing::Test {
 protected:
  ReportImporterTest()
      : clock_(kNow * 1000),
        guard_(*Guard::Make(ParseRules(RulesKind::kSharedHosts, "shared_hosts.tsv", ShippedSharedHosts(), kNow)->json)),
        taxonomy_(*Taxonomy::Make(ParseRules(RulesKind::kTaxonomy, "taxonomy.toml", ShippedTaxonomy(), kNow)->json)),
        rejects_path_(testing::TempDir() + "cybercheck_report_rejects.csv") {}

  base::Result<ImportReport> Import(std::string_view bytes, ReportImportOptions options = {}, bool to_workbook = false) {
    if (options.source.empty()) options.source = "hotline";
    options.key_digest = [](const base::Digest& digest) -> base::Result<std::string> { return base::HexEncode(digest); };
    auto rejects = RejectFile::Open(rejects_path_);
    const base::FileDescriptor file = MemoryFile(bytes);
    ReportImporter importer(sequencer_,
                            {.guard = guard_,
                             .taxonomy = taxonomy_,
                             .extractor = extractor_,
                             .key_national_id = [](indicator::Canonical& canonical) -> base::Result<void> {
                               indicator::KeyNationalId(std::vector<uint8_t>(32, 1), canonical);
                               return {};
                             },
                             .key_person = [](std::string_view id) { return PersonVoice(std::vector<uint8_t>(32, 1), id); },
                             .seal = [](std::string_view plain, const ReportPlace&) -> base::Result<event::Sealed> {
                               return event::Sealed{1, std::string(plain)};
                             }},
                            clock_, std::move(options), &*rejects);
    auto report = importer.Run(file.get());
    if (report.has_value()) {
      EXPECT_EQ(report->imported + report->merged + report->rejected, report->rows_read);
      EXPECT_EQ(rejects->rows(), to_workbook ? 0 : report->rejected);
    }
    std::ifstream told(rejects_path_);
    std::stringstream text;
    text << told.rdbuf();
    rejects_ = text.str();
    return report;
  }

  base::ManualClock clock_;
  Guard guard_;
  Taxonomy taxonomy_;
  extract::Extractor extractor_;
  FakeSequencer sequencer_;
  std::string rejects_path_, rejects_;
};

constexpr std::string_view kHotlineFile =
    "\xef\xbb\xbfเลขรับแจ้ง,วันที่รับแจ้ง,เวลารับแจ้ง,ประเภทคดี,เบอร์คนร้าย,ธนาคาร,เลขบัญชีคนร้าย,รายละเอียด,ชื่อผู้แจ้ง,เลขบัตรประชาชนผู้แจ้ง,แผนก\r\n"
    "A-1,24 พ.ย. 2568,๐๙.๐๐ น.,call_center,๐๘๑-๒๓๔-๕๖๗๘,KBANK,123-4-56789-0,\"โทรมาจาก\nตำรวจปลอม\",สมชาย,1101700230708,1\r\n"
    "A-2,24/11/2568,9:30,1,812345678,,,,,,1\r\n"
    "A-3,24/11/2568,,goods,081-234-5678,กสิกร,1.23E+11,,,,1\r\n"
    "A-4,3/2/2025,,goods,081-234-5678,,,,,,1\r\n"
    "A-5,24/11/2568,,goods,12,,,,,,1\r\n"
    "A-6,24/11/2568,,goods,,,,,,,1\r\n"
    "A-7,24/11/2568,,goods,081-234-5678,,,,,110170023,1\r\n"
    "refused,24/11/2568,,goods,081-234-5678,,,,,,1\r\n"
    "A-8,24/11/2568\r\n";

TEST_F(ReportImporterTest, AHotlinesMorning) {
  const auto report = Import(kHotlineFile);
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  EXPECT_EQ(report->rows_read, 9u);
  EXPECT_EQ(report->imported, 2u);
  EXPECT_EQ(report->rejected_by_reason, (std::map<std::string, uint64_t, std::less<>>{{"ambiguous_date", 1},
                                                                                      {"bad_report", 1},
                                                                                      {"column_count", 1},
                                                                                      {"missing_member", 1},
                                                                                      {"not_a_promptpay_id", 1},
                                                                                      {"phone_too_short", 1},
                                                                                      {"spreadsheet_number", 1}}));
  EXPECT_EQ(report->ignored_columns, std::vector<std::string>{"แผนก"});
  ASSERT_EQ(sequencer_.reports.size(), 3u);
  const event::Report& first = sequencer_.reports[0];
  EXPECT_EQ(first.channel, event::Channel::kHotline);
  EXPECT_EQ(first.reported_s, 1763949600);
  EXPECT_EQ(first.case_type, "call_center");
  ASSERT_EQ(first.indicators.size(), 2u);
  EXPECT_EQ(first.indicators[0].key.ToString(), "phone:+66812345678");
  EXPECT_EQ(first.indicators[1].key.ToString(), "account:004:1234567890");
  EXPECT_TRUE(first.reporter.starts_with("per:"));
  EXPECT_NE(first.sealed->box.find("สมชาย"), std::string::npos);
  // A phone that has lost its zero is one; nothing else could be meant.
  EXPECT_EQ(sequencer_.reports[1].indicators[0].key.ToString(), "phone:+66812345678");
  EXPECT_EQ(sequencer_.reports[1].reporter, "src:hotline");
  EXPECT_EQ(sequencer_.actors[0], "import:hotline");
  for (const char* row : {"\"account\",\"spreadsheet_number\"", "\"reported_at\",\"ambiguous_date\"",
                          "\"phone\",\"phone_too_short\"", "\"reporter_national_id\",\"not_a_promptpay_id\""})
    EXPECT_NE(rejects_.find(row), std::string::npos) << row << "\n" << rejects_;
  EXPECT_NE(rejects_.find("\r\n4,5,\"account\""), std::string::npos) << "row and line:\n" << rejects_;
}

TEST_F(ReportImporterTest, AStationsWorkbook) {
  auto book = WorkbookWriter::ToBytes(kNow);
  ASSERT_TRUE(book->AddSheet({.name = "สถานี",
                              .columns = {{"เลขรับแจ้ง"},
                                          {"วันที่รับแจ้ง", ColumnType::kDate},
                                          {"เวลารับแจ้ง"},
                                          {"เบอร์คนร้าย", ColumnType::kNumber},
                                          {"ธนาคาร"},
                                          {"เลขบัญชีคนร้าย", ColumnType::kNumber},
                                          {"แผนก"}}})
                  .has_value());
  const int64_t day = kNow - 30 * 86'400, typed_buddhist = day + 17'135'452'800;  // the same day of the year 2568
  ASSERT_TRUE(book->AddRow({"A-1", day, "๐๙.๐๐ น.", "๐๘๑-๒๓๔-๕๖๗๘", "KBANK", "000-0-00000-2", "1"}).has_value());
  ASSERT_TRUE(book->AddRow({"A-2", typed_buddhist, "09:00", int64_t{812345678}, "KBANK", int64_t{12345678}}).has_value());
  ASSERT_TRUE(book->AddRow({"A-3", day, "", "", "BAAC", int64_t{1234567890}}).has_value());
  ASSERT_TRUE(book->AddRow({"A-4", day, "", "12"}).has_value());
  ASSERT_TRUE(book->AddRow({"refused", day, "", "081-234-5678"}).has_value());
  ASSERT_TRUE(book->Finish().has_value());
  const std::string bytes = *book->TakeBytes();
  const auto import = [&](RejectWorkbook& rejects) {
    ReportImportOptions options;
    options.format = ReportFormat::kXlsx;
    options.channel = event::Channel::kStation;
    options.reject_workbook = &rejects;
    return Import(bytes, std::move(options), /*to_workbook=*/true);
  };
  RejectWorkbook rejects = RejectWorkbook::InMemory(kNow);
  const auto report = import(rejects);
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  EXPECT_EQ(report->rows_read, 5u);
  EXPECT_EQ(report->imported, 2u);
  EXPECT_EQ(report->rejected_by_reason,
            (std::map<std::string, uint64_t, std::less<>>{{"ambiguous_account", 1}, {"bad_report", 1}, {"phone_too_short", 1}}));
  EXPECT_EQ(report->ignored_columns, std::vector<std::string>{"แผนก"});
  EXPECT_EQ(sequencer_.reports[0].indicators[1].key.ToString(), "account:004:0000000002");
  EXPECT_EQ(sequencer_.reports[1].indicators[0].key.ToString(), "phone:+66812345678");
  EXPECT_EQ(sequencer_.reports[1].indicators[1].key.ToString(), "account:004:0012345678");
  EXPECT_EQ(sequencer_.reports[0].reported_s, sequencer_.reports[1].reported_s);
  ASSERT_TRUE(rejects.Finish().has_value());
  EXPECT_EQ(rejects.rows(), 3u);
  const std::string told = *rejects.TakeBytes();
  auto mended = WorkbookReader::Open(std::string_view(told));
  ASSERT_TRUE(mended.has_value());
  std::vector<std::string> rows;
  ASSERT_TRUE(mended
                  ->ReadRows(0,
                             [&](const WorkbookRow& row) -> base::Result<void> {
                               std::string text;
                               for (const WorkbookCell& cell : row.cells) (text += text.empty() ? "" : "|") += cell.text;
                               rows.push_back(text.substr(0, text.find("|สาเหตุ")));
                               return {};
                             })
                  .has_value());
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0], "เลขรับแจ้ง|วันที่รับแจ้ง|เวลารับแจ้ง|เบอร์คนร้าย|ธนาคาร|เลขบัญชีคนร้าย|แผนก|row|column|reason");
  EXPECT_TRUE(rows[1].starts_with("A-3|2025-10-25|BAAC|1234567890|4|account|ambiguous_account|")) << rows[1];
  EXPECT_TRUE(rows[2].starts_with("A-4|2025-10-25|12|5|phone|phone_too_short|")) << rows[2];
  EXPECT_TRUE(rows[3].starts_with("refused|2025-10-25|081-234-5678|6|bad_report|")) << rows[3];
  // Again: nothing changes. A workbook that is damaged at its end enters nothing.
  RejectWorkbook second = RejectWorkbook::InMemory(kNow);
  EXPECT_EQ(import(second)->merged, 2u);
  const size_t entered = sequencer_.reports.size();
  ReportImportOptions options;
  options.format = ReportFormat::kXlsx;
  EXPECT_EQ(Import(bytes.substr(0, bytes.size() - 30), std::move(options), /*to_workbook=*/true).error().code,
            base::ErrorCode::kBadFeed);
  EXPECT_EQ(sequencer_.reports.size(), entered);
}

TEST_F(ReportImporterTest, RepeatingChangesNothing) {
  ASSERT_TRUE(Import(kHotlineFile).has_value());
  const auto again = Import(kHotlineFile);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->imported, 0u);
  EXPECT_EQ(again->merged, 2u);
  EXPECT_EQ(again->rejected, 7u);
  EXPECT_EQ(sequencer_.reports.size(), 3u);
  // The file has grown, and one of its rows says something else now.
  std::string grown(kHotlineFile);
  grown.replace(grown.find("812345678,,"), 9, "899998888");
  const auto later = Import(grown + "A-9,24/11/2568,,goods,089-999-7777,,,,,,1\r\n");
  ASSERT_TRUE(later.has_value());
  EXPECT_EQ(later->imported, 1u);
  EXPECT_EQ(later->merged, 1u);
  EXPECT_EQ(later->rejected_by_reason.at("changed"), 1u);
}

TEST_F(ReportImporterTest, RowsWithoutANumberAreWhatTheySay) {
  const auto report = Import("phone,reported_at\n0812345678,2025-11-24\n0812345678,2025-11-24\n0812345678,2025-11-23\n");
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->imported, 2u);
  EXPECT_EQ(report->merged, 1u);
  ReportImportOptions other;
  other.source = "station-12";
  EXPECT_EQ(Import("phone,reported_at\n0812345678,2025-11-24\n", std::move(other))->imported, 1u) << "another source's word";
}

TEST_F(ReportImporterTest, ThaiWindowsFilesAreRecognised) {
  // "เบอร์คนร้าย,รายละเอียด" and "0812345678,โทรมาหลอก" in code page 874.
  const std::string header = "\xe0\xba\xcd\xc3\xec\xa4\xb9\xc3\xe9\xd2\xc2,\xc3\xd2\xc2\xc5\xd0\xe0\xcd\xd5\xc2\xb4\r\n";
  const auto report = Import(header + "0812345678,\xe2\xb7\xc3\xc1\xd2\xcb\xc5\xcd\xa1\r\n");
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  EXPECT_EQ(report->encoding, TextEncoding::kWindows874);
  EXPECT_EQ(report->imported, 1u) << rejects_;
  EXPECT_EQ(sequencer_.reports.at(0).sealed->box, "{\"text\":\"โทรมาหลอก\"}");
  // One cell of it pasted into a file that is UTF-8.
  std::string mixed = "phone,text\r\n";
  for (int i = 0; i < 3000; ++i) mixed += "0812345678,โทรมาหลอกครับ\r\n";
  const auto second = Import(mixed + "0812345678,\xe2\xb7\xc3\xc1\xd2\xcb\xc5\xcd\xa1\r\n");
  ASSERT_TRUE(second.has_value()) << base::ToString(second.error());
  EXPECT_EQ(second->rejected_by_reason.at("windows_874"), 1u);
  EXPECT_NE(rejects_.find("3002,3002,\"text\",\"windows_874\""), std::string::npos) << rejects_;
}

TEST_F(ReportImporterTest, JsonLines) {
  ReportImportOptions options;
  options.format = ReportFormat::kJsonl;
  options.decode = [](std::string_view line, RawReport& out) -> base::Result<void> {
    out = RawReport();
    out.channel = line.find("tip") == std::string_view::npos ? event::Channel::kHotline : event::Channel::kTip;
    if (line.front() != '{') return base::Fail(base::ErrorCode::kBadRequest, "the body must be an object");
    out.text = line;
    return {};
  };
  const auto report = Import("{\"text\":\"081-234-5678\"}\n\n[]\n{\"source\":\"tip\"}\r\n", std::move(options));
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->rows_read, 3u);
  EXPECT_EQ(report->imported, 1u);
  EXPECT_EQ(report->rejected_by_reason, (std::map<std::string, uint64_t, std::less<>>{{"bad_request", 1}, {"other_channel", 1}}));
}

TEST_F(ReportImporterTest, AQuoteThatIsNeverClosedTakesNobodysReportWithIt) {
  std::string file = "external_id,phone,text\n";
  for (int i = 0; i < 50; ++i)
    file += std::to_string(i) + ",08123456" + std::to_string(10 + i) + (i == 20 ? ",\"told of it" : ",told of it") + "\n";
  const auto report = Import(file);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->rows_read, 50u);
  EXPECT_EQ(report->imported, 49u);
  EXPECT_EQ(report->rejected_by_reason.at("unterminated_quote"), 1u);
}

TEST_F(ReportImporterTest, FilesThatAreNoReports) {
  EXPECT_EQ(Import("a,b\n1,2\n").error().code, base::ErrorCode::kBadFeed);
  EXPECT_EQ(Import("text,text\n1,2\n").error().code, base::ErrorCode::kBadFeed);
  EXPECT_NE(Import("phone;text\n0812345678;a\n").error().detail.find("--delimiter ';'"), std::string::npos);
  ReportImportOptions options;
  options.source = std::string(45, 'a');
  EXPECT_EQ(Import("phone\n0812345678\n", std::move(options)).error().code, base::ErrorCode::kBadConfig);
  const auto empty = Import("");
  ASSERT_TRUE(empty.has_value());
  EXPECT_EQ(empty->rows_read, 0u);
}

}  // namespace
}  // namespace cybercheck::ingest
