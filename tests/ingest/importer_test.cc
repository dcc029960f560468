// SPDX-License-Identifier: Apache-2.0
#include "ingest/importer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "event/feed_observed.h"
#include "ingest/shipped.h"
#include "tests/ingest/memory_file.h"
#include "tests/ingest/service.h"

namespace cybercheck::ingest {
namespace {

constexpr int64_t kNow = 1764000000;  // 2025-11-24T16:00:00Z

// Every row of every feed_observed entry in the log.
std::vector<event::FeedRow> LoggedRows(Service& service) {
  std::vector<event::FeedRow> rows;
  const auto entries = service.sequencer->ReadFrom(1, 10000);
  EXPECT_TRUE(entries.has_value());
  for (const event::Entry& entry : *entries) {
    if (entry.header.type != event::EntryType::kFeedObserved) continue;
    auto feed = event::DecodeFeedObserved(*entry.body);
    EXPECT_TRUE(feed.has_value());
    rows.insert(rows.end(), feed->rows.begin(), feed->rows.end());
  }
  return rows;
}

using Reasons = std::map<std::string, uint64_t, std::less<>>;

TEST(ImporterTest, OpenphishWithAndWithoutTimes) {
  Service service(kNow);
  const auto report = service.Import(
      "https://bad.example/login\n"
      "1700000001\thttp://BAD.example:80/a/../b?q=1#frag\n"
      "\n# a comment\n"
      "1700000002\thttps://bad.example/login\r\n"
      "   bad.test/no-scheme   \n"
      "javascript:alert(1)\n"
      "1700000003\thttps://bit.ly/\n"
      "99999999999\thttps://future.example/\n"
      "http://\n"
      "last.example/x",
      Options(FeedFormat::kOpenphish));
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  EXPECT_EQ(report->rows_read, 9u);
  EXPECT_EQ(report->imported, 4u);
  EXPECT_EQ(report->merged, 1u);
  EXPECT_EQ(report->rejected, 4u);
  EXPECT_EQ(report->rejected_by_reason,
            (Reasons{{"empty_host", 1}, {"guarded_shortener", 1}, {"time_in_future", 1}, {"unsupported_scheme", 1}}));
  EXPECT_EQ(report->rows_without_time, 3u);
  EXPECT_EQ(report->first_observed_s, 1700000000);
  EXPECT_EQ(report->last_observed_s, 1700000002);

  const auto rows = LoggedRows(service);
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_EQ(rows[0].key.ToString(), "url:bad.example/login");
  EXPECT_EQ(rows[0].observed_s, 1700000000);
  EXPECT_EQ(rows[0].category, static_cast<uint8_t>(wire::Category::kScam));
  EXPECT_TRUE(rows[0].promotes_host);
  EXPECT_EQ(rows[1].key.ToString(), "url:bad.example/b?q=1");
  EXPECT_EQ(rows[1].submitted, "http://BAD.example:80/a/../b?q=1#frag");
  EXPECT_EQ(rows[3].key.ToString(), "url:bad.test/no-scheme");
  EXPECT_EQ(rows[3].submitted, "") << "as it was written is the form itself";

  const std::string rejects = service.Rejects();
  EXPECT_TRUE(rejects.starts_with("row,line,column,reason,detail,value\r\n")) << rejects;
  EXPECT_NE(rejects.find("7,7,\"value\",\"unsupported_scheme\","), std::string::npos) << rejects;
  EXPECT_NE(rejects.find("\"https://bit.ly/\""), std::string::npos) << rejects;
}

TEST(ImporterTest, PhishtankDecodesAmpersandsAndTimes) {
  Service service(kNow);
  const auto report = service.Import(
      "phish_id,url,phish_detail_url,submission_time,verified,verification_time,online,target\r\n"
      "1,http://bad.example/?a=1&amp;b=2&amp;amp;c,http://x,2020-05-09T22:01:43+00:00,yes,2020-05-09T22:03:07+00:00,yes,\"A, "
      "\"\"B\"\"\"\r\n"
      "2,\"http://bad.example/x,y\",http://x,2020-05-10T05:01:43+07:00,yes,2020-05-09T22:03:07+00:00,no,Other\r\n"
      "3,http://bad.example/z,http://x,2020-05-09T22:01:43+00:00,no,,yes,Other\r\n"
      "4,http://bad.example/z,http://x\r\n",
      Options(FeedFormat::kPhishtank));
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  EXPECT_EQ(report->rejected_by_reason, (Reasons{{"column_count", 1}, {"not_verified", 1}}));
  const auto rows = LoggedRows(service);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].key.form, "bad.example/?a=1&b=2&amp;c");
  EXPECT_EQ(rows[0].observed_s, 1589061703);
  EXPECT_EQ(rows[1].key.form, "bad.example/x,y");
  EXPECT_EQ(rows[1].observed_s, 1589061703);
  EXPECT_TRUE(service.Import("id,link\n1,x\n", Options(FeedFormat::kPhishtank)).has_error());
}

TEST(ImporterTest, UrlhausWithItsCommentHeader) {
  const std::string rows =
      "\"3\",\"2024-10-12 20:01:09\",\"http://1.2.3.4:8080/i\",\"online\",\"2024-10-12 "
      "20:01:09\",\"malware_download\",\"32-bit,elf\",\"https://urlhaus.abuse.ch/url/3/\",\"x\"\r\n";
  for (const std::string header :
       {"################\r\n# abuse.ch dump, \"quoted\" words\r\n#\r\n# "
        "id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\r\n",
        "", "# no header here\r\n", "id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\r\n"}) {
    Service service(kNow);
    const auto report = service.Import(header + rows, Options(FeedFormat::kUrlhaus));
    ASSERT_TRUE(report.has_value()) << header << base::ToString(report.error());
    EXPECT_EQ(report->rows_read, 1u) << header;
    const auto logged = LoggedRows(service);
    ASSERT_EQ(logged.size(), 1u) << header << service.Rejects();
    EXPECT_EQ(logged[0].key.form, "1.2.3.4/i");
    EXPECT_EQ(logged[0].observed_s, 1728763269);
    EXPECT_EQ(logged[0].category, static_cast<uint8_t>(wire::Category::kOtherIllegal));
  }
}

TEST(ImporterTest, CsvOfAllKindsWithAColumnMap) {
  Service service(kNow);
  ImportOptions options = Options(FeedFormat::kCsv);
  options.columns = *ColumnMap::Parse("value=เบอร์โทร/ลิงก์,observed_at=วันที่,bank=ธนาคาร");
  options.key_national_id = [](indicator::Canonical& canonical) -> base::Result<void> {
    indicator::KeyNationalId(std::vector<uint8_t>(32, 7), canonical);
    return {};
  };
  const auto report = service.Import(
      "\xef\xbb\xbfKind,เบอร์โทร/ลิงก์,วันที่,ธนาคาร,Category,หมายเหตุ\r\n"
      "phone,067-099-0001,2025-01-02,,scam,ไม่เอา\r\n"
      "phone,๐๖๗๐๙๙๐๐๐๒,2025-01-02 03:04:05,,,\r\n"
      "account,000-0-00001-7,1735787045,KBANK,scam,\r\n"
      "account,000-0-00001-7,1735787045,,scam,\r\n"
      "line,@example_cybercheck,1735787045000,,gambling,\r\n"
      "promptpay,1-1017-00230-70-8,2025-01-02T03:04:05+07:00,,,\r\n"
      "phone,8.12346E+08,2025-01-02,,,\r\n"
      "phone,812345678.0,2025-01-02,,,\r\n"
      "phone,,2025-01-02,,,\r\n"
      "fax,1,2025-01-02,,,\r\n"
      ",1,2025-01-02,,,\r\n"
      "phone,067-099-0003,2568-01-02,,,\r\n"
      "phone,067-099-0003,01/02/2025,,,\r\n"
      "phone,067-099-0003,2025-01-02,,fraud,\r\n",
      options);
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  EXPECT_EQ(report->rejected_by_reason, (Reasons{{"bad_time", 1},
                                                 {"bank_missing", 1},
                                                 {"missing_kind", 1},
                                                 {"missing_value", 1},
                                                 {"spreadsheet_number", 2},
                                                 {"time_in_future", 1},
                                                 {"unknown_category", 1},
                                                 {"unknown_kind", 1}}));
  EXPECT_EQ(report->ignored_columns, std::vector<std::string>{"หมายเหตุ"});
  EXPECT_NE(service.Rejects().find("Buddhist"), std::string::npos);
  const auto rows = LoggedRows(service);
  ASSERT_EQ(rows.size(), 5u) << service.Rejects();
  EXPECT_EQ(rows[0].key.ToString(), "phone:+66670990001");
  EXPECT_EQ(rows[0].observed_s, 1735776000);
  EXPECT_EQ(rows[1].key.ToString(), "phone:+66670990002");
  EXPECT_EQ(rows[1].observed_s, 1735787045);
  EXPECT_EQ(rows[1].submitted, "๐๖๗๐๙๙๐๐๐๒");
  EXPECT_EQ(rows[2].key.ToString(), "account:004:0000000017");
  EXPECT_EQ(rows[3].key.ToString(), "line:@example_cybercheck");
  EXPECT_EQ(rows[3].observed_s, 1735787045);
  EXPECT_EQ(rows[3].category, static_cast<uint8_t>(wire::Category::kGambling));
  EXPECT_TRUE(rows[4].key.form.starts_with("nid:")) << rows[4].key.form;
  EXPECT_EQ(rows[4].key.form.find("1101700230708"), std::string::npos) << "a national id is keyed";
  EXPECT_EQ(rows[4].submitted, "") << "and not kept beside its key";
}

TEST(ImporterTest, Jsonl) {
  Service service(kNow);
  const auto report = service.Import(
      "{\"kind\":\"url\",\"value\":\"https://bad.example/"
      "x\",\"observed_at\":1735787045,\"category\":\"gambling\",\"more\":{\"a\":1}}\n"
      "{\"kind\":\"url\",\"value\":\"https://bad.example/x\",\"observed_at\":\"2025-01-03T00:00:00Z\",\"withdrawn\":true}\n"
      "{\"kind\":\"phone\",\"value\":670990001}\n"
      "[1]\n"
      "{\"kind\":\"phone\",\"value\":1.5}\n"
      "{\"kind\":\"phone\",\"value\":null}\n"
      "{\"kind\":\"phone\"\n"
      "\n"
      "{\"a\":[[[[[[[[[[[[]]]]]]]]]]]]}\n",
      Options(FeedFormat::kJsonl));
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  EXPECT_EQ(report->rejected_by_reason, (Reasons{{"missing_value", 1}, {"not_json", 3}, {"wrong_type", 1}}));
  const auto rows = LoggedRows(service);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_TRUE(rows[1].withdrawn);
  EXPECT_EQ(rows[2].key.ToString(), "phone:+66670990001");
  EXPECT_EQ(rows[2].observed_s, 1700000000);
}

TEST(ImporterTest, NoVictimsAddressIsStored) {
  Service service(kNow);
  const auto report = service.Import(
      "https://bad.example/a?u=victim@bank.example\n"
      "https://bad.example/b?x=1#victim%40bank.example\n"
      "https://bad.example/c?dmljdGltQGJhbmsuZXhhbXBsZQ\n"
      "https://bad.example/d#NdmljdGltQGJhbmsuZXhhbXBsZQ==\n"
      "https://bad.example/e?x=1\n"
      "https://victim:secret@bad.example/f\n"
      "https://bit.ly/?u=victim@bank.example\n",
      Options(FeedFormat::kOpenphish));
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->rejected_by_reason, (Reasons{{"guarded_shortener", 1}})) << "what is left is the whole host";
  const auto rows = LoggedRows(service);
  std::vector<std::string> forms;
  for (const event::FeedRow& row : rows) forms.push_back(row.key.form);
  EXPECT_EQ(forms, (std::vector<std::string>{"bad.example/a", "bad.example/b", "bad.example/c", "bad.example/d",
                                             "bad.example/e?x=1", "bad.example/f"}));
  const auto entries = service.sequencer->ReadFrom(1, 100);
  for (const event::Entry& entry : *entries) {
    for (const std::string_view trace : {"victim", "dmljdG", "secret"})
      EXPECT_EQ(entry.body->find(trace), std::string::npos) << trace;
  }
}

TEST(ImporterTest, HostileCsvCostsRejectedRowsOnly) {
  Service service(kNow);
  std::string file = "kind,value\n";
  file += "url,https://ok.example/1\n";
  file += "url,https://" + std::string(kFieldBytesMax, 'a') + ".example/\n";
  file += std::string("url,https://nul\0.example/\n", 26);
  file += "url,https://bytes\xff.example/\n";
  file += "url," + std::string(300, ',') + "\n";
  file += "url,\"" + std::string(3 << 20, '\n') + "\"\n";
  file += "url,https://long.example/" + std::string(9000, 'p') + "\n";
  file += "url,https://ok.example/2\n";
  file += "url,\"never closed\nurl,https://lost.example/\n";
  ImportOptions options = Options(FeedFormat::kCsv);
  options.encoding = TextEncoding::kUtf8;
  const auto report = service.Import(file, options);
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  EXPECT_EQ(report->imported, 2u);
  EXPECT_EQ(report->rejected_by_reason, (Reasons{{"field_too_long", 1},
                                                 {"invalid_utf8", 1},
                                                 {"nul_byte", 1},
                                                 {"row_too_long", 1},
                                                 {"too_many_columns", 1},
                                                 {"unterminated_quote", 1},
                                                 {"value_too_long", 1}}));
  EXPECT_LT(service.Rejects().size(), 40000u) << "what is shown of a value is bounded";
}

TEST(ImporterTest, RefusesBeforeItReads) {
  Service service(kNow);
  for (const std::string& source : std::vector<std::string>{"", "Upper", "with space", std::string(65, 'a')}) {
    ImportOptions options = Options(FeedFormat::kOpenphish);
    options.source = source;
    EXPECT_EQ(service.Import("https://bad.example/\n", options).error().code, base::ErrorCode::kBadConfig) << source;
  }
  EXPECT_EQ(service.Import("value\nx\n", Options(FeedFormat::kCsv)).error().code, base::ErrorCode::kBadFeed) << "no kind";
  EXPECT_EQ(service.Import("kind,link\nurl,x\n", Options(FeedFormat::kCsv)).error().code, base::ErrorCode::kBadFeed)
      << "no value";
  EXPECT_EQ(service.Import("kind,value,Value\n", Options(FeedFormat::kCsv)).error().code, base::ErrorCode::kBadFeed)
      << "two values";
  EXPECT_TRUE(ColumnMap::Parse("value").has_error());
  EXPECT_TRUE(ColumnMap::Parse("what=x").has_error());
  EXPECT_EQ(service.sequencer->applied_seq(), 0u);
}

std::string RandomFeed(std::mt19937_64& random, size_t rows) {
  std::string text = "kind,value,observed_at\n";
  for (size_t i = 0; i < rows; ++i) {
    switch (random() % 12) {
      case 0:
        text += "phone,067099" + std::to_string(1000 + random() % 9000);
        break;
      case 1:
        text += "url,\"https://h" + std::to_string(random() % 50) + ".example/a,b\"";
        break;
      case 2:
        text += "url,https://bit.ly";
        break;
      case 3:
        text += "phone,x";
        break;
      case 4:
        text += "url,\"two\nlines.example/\"";
        break;
      case 5:
        text += "nothing,1";
        break;
      default:
        text += "url,h" + std::to_string(random() % 300) + ".test/" + std::to_string(random() % 5);
    }
    text += random() % 9 == 0 ? "\n" : "," + std::to_string(1700000000 + random() % 1000) + "\r\n";
  }
  return text;
}

TEST(ImporterTest, SumsAgreeForAnyFileAndTheSecondTimeChangesNothing) {
  std::mt19937_64 random(20261124);
  for (int round = 0; round < 8; ++round) {
    Service service(kNow);
    const std::string file = RandomFeed(random, 200 + random() % 4000);
    const auto first = service.Import(file, Options(FeedFormat::kCsv));  // Import checks the sums
    ASSERT_TRUE(first.has_value()) << base::ToString(first.error());
    const std::string digest = service.Digest();
    const uint64_t seq = service.sequencer->applied_seq();
    const auto second = service.Import(file, Options(FeedFormat::kCsv));
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->imported, 0u);
    EXPECT_EQ(second->merged, first->imported + first->merged);
    EXPECT_EQ(second->rejected, first->rejected);
    EXPECT_EQ(second->entries_replayed, second->entries);
    EXPECT_EQ(service.sequencer->applied_seq(), seq);
    EXPECT_EQ(service.Digest(), digest);
  }
}

TEST(ImporterTest, ResumesAfterAnInterruption) {
  std::mt19937_64 random(5);
  const std::string file = RandomFeed(random, 30000);
  Service whole(kNow);
  const auto at_once = whole.Import(file, Options(FeedFormat::kCsv));
  ASSERT_TRUE(at_once.has_value());
  for (const uint64_t stop_after : {1u, 5000u, 12345u}) {
    Service service(kNow);
    ImportOptions options = Options(FeedFormat::kCsv);
    options.progress = [&](const ImportProgress& progress) { return progress.rows_read < stop_after; };
    const auto stopped = service.Import(file, options);
    ASSERT_TRUE(stopped.has_value()) << base::ToString(stopped.error());
    EXPECT_TRUE(stopped->stopped);
    EXPECT_LT(stopped->rows_read, at_once->rows_read);
    const auto resumed = service.Import(file, Options(FeedFormat::kCsv));
    ASSERT_TRUE(resumed.has_value());
    EXPECT_EQ(stopped->imported + resumed->imported, at_once->imported);
    EXPECT_EQ(resumed->rejected, at_once->rejected);
    EXPECT_EQ(resumed->entries_replayed, stopped->entries);
    EXPECT_EQ(service.sequencer->applied_seq(), whole.sequencer->applied_seq());
    EXPECT_EQ(service.Digest(), whole.Digest());
  }
}

TEST(ImporterTest, AFeedThatGrewAddsOnlyItsNewRows) {
  std::string file;
  for (int i = 0; i < 2500; ++i) file += "1700000000\thttps://h" + std::to_string(i) + ".example/\n";
  Service service(kNow);
  ASSERT_TRUE(service.Import(file, Options(FeedFormat::kOpenphish)).has_value());
  file += "1700000500\thttps://new.example/\n";
  const auto grown = service.Import(file, Options(FeedFormat::kOpenphish));
  ASSERT_TRUE(grown.has_value());
  EXPECT_EQ(grown->imported, 1u);
  EXPECT_EQ(grown->merged, 2500u);
  EXPECT_EQ(grown->entries_replayed, 2u);
  Service fresh(kNow);
  ASSERT_TRUE(fresh.Import(file, Options(FeedFormat::kOpenphish)).has_value());
  EXPECT_EQ(service.projection.stats().records, fresh.projection.stats().records);
}

TEST(ImporterTest, AFullQueueDelaysButLosesNothing) {
  store::LocalSequencerOptions narrow;
  narrow.queue_entries_max = 1;
  Service service(kNow, narrow);
  std::string file;
  for (int i = 0; i < 20000; ++i) file += "1700000000\thttps://h" + std::to_string(i) + ".example/\n";
  const auto report = service.Import(file, Options(FeedFormat::kOpenphish));
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  EXPECT_EQ(report->imported, 20000u);
  EXPECT_EQ(report->entries, service.sequencer->applied_seq());
}

TEST(ImporterTest, AFullDiskIsAnErrorAndWhatWasAcknowledgedStands) {
  store::EnvironmentOptions small;
  small.map_bytes = 2 << 20;
  Service service(kNow, {}, small);
  std::string file;
  for (int i = 0; i < 30000; ++i) file += "1700000000\thttps://h" + std::to_string(i) + ".example/some/longer/path\n";
  Importer importer(*service.sequencer, *service.guard, service.clock, Options(FeedFormat::kOpenphish), nullptr);
  const base::FileDescriptor input = MemoryFile(file);
  const auto report = importer.Run(input.get());
  ASSERT_TRUE(report.has_error());
  EXPECT_EQ(report.error().code, base::ErrorCode::kStorageFull) << base::ToString(report.error());
  auto txn = service.environment->BeginRead();
  ASSERT_TRUE(txn.has_value());
  EXPECT_EQ(importer.report().imported, *service.environment->OpenTable(*txn, lookup::kRecordsTable)->Count(*txn));
  EXPECT_GT(importer.report().imported, 0u);
}

TEST(ImporterTest, OtherTimesAreOtherObservations) {
  Service service(kNow);
  ImportOptions options = Options(FeedFormat::kOpenphish);
  ASSERT_TRUE(service.Import("https://bad.example/\n", options).has_value());
  options.observed_s = 1700086400;
  const auto again = service.Import("https://bad.example/\n", options);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->merged, 1u);
  EXPECT_EQ(again->entries_replayed, 0u);
  options.observed_s.reset();
  const auto now = service.Import("https://bad.example/\n", options);
  EXPECT_EQ(now->default_observed_s, kNow) << "a file from after now counts as now";
}

TEST(ImporterTest, ShippedSampleImportsWhole) {
  Service service(1795500000);  // 2026-11-24, the day it was written
  ImportOptions options = Options(FeedFormat::kCsv);
  options.source = "sample";
  options.source_class = wire::SourceClass::kSample;
  const auto report = service.Import(ShippedSampleFeed(), options);
  ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
  EXPECT_GE(report->rows_read, 200u);
  EXPECT_EQ(report->rejected, 0u) << service.Rejects();
  EXPECT_EQ(report->merged, 0u) << "each row is its own indicator";
  std::set<indicator::Kind> kinds;
  for (const event::FeedRow& row : LoggedRows(service)) {
    kinds.insert(row.key.kind);
    if (row.key.kind == indicator::Kind::kUrl) {
      const std::string host = row.key.form.substr(0, row.key.form.find('/'));
      EXPECT_TRUE(host.ends_with(".example") || host.ends_with(".test")) << host;
    }
    if (row.key.kind == indicator::Kind::kPhone) {
      EXPECT_TRUE(row.key.form.starts_with("+66670990")) << row.key.form;
    }
    if (row.key.kind == indicator::Kind::kAccount) {
      EXPECT_EQ(row.key.form.substr(3, 6), ":00000") << row.key.form;
    }
  }
  EXPECT_EQ(kinds.size(), indicator::kAllKinds.size());
}

}  // namespace
}  // namespace cybercheck::ingest
