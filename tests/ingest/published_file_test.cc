// SPDX-License-Identifier: Apache-2.0
#include "ingest/published_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>

#include "base/file.h"
#include "ingest/published_number.h"

namespace cybercheck::ingest {
namespace {

using cases::PrintedFigure;
using cases::PublishedTable;
using testing::HasSubstr;

constexpr int64_t kNow = 1'795'651'200;  // 2026-11-26
constexpr char kFolder[] = CYBERCHECK_SOURCE_DIR "/tests/vectors/published/";

std::string Slips(const cases::Reconciliation& found) {
  std::string out;
  for (const auto& slip : found.slips) {
    if (!out.empty()) out += '|';
    out.append(Name(slip.check)).append("/").append(slip.row).append("/").append(slip.column).append("/");
    out.append(slip.printed).append("/").append(slip.right).append("/").append(slip.off);
  }
  return out;
}

cases::Reconciliation Of(std::string_view csv) {
  const auto table = ReadPublishedCsv(csv, kNow);
  EXPECT_TRUE(table.has_value()) << ToString(table.error());
  return table ? cases::Reconcile(*table) : cases::Reconciliation();
}

TEST(PublishedFileTest, PublishedTablesShowTheSlipsTheyHave) {
  std::ifstream rows(std::string(kFolder) + "expected.tsv");
  size_t files = 0;
  for (std::string line; std::getline(rows, line);) {
    if (line.starts_with('#')) continue;
    const size_t first = line.find('\t'), second = line.find('\t', first + 1);
    const std::string file = line.substr(0, first);
    const auto text = base::ReadFile(kFolder + file);
    ASSERT_TRUE(text.has_value()) << file;
    const cases::Reconciliation found = Of(*text);
    EXPECT_EQ(std::to_string(found.checks), line.substr(first + 1, second - first - 1)) << file;
    EXPECT_EQ(Slips(found), line.substr(second + 1)) << file;
    ++files;
  }
  size_t there = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) there += entry.path().extension() == ".csv";
  EXPECT_EQ(files, there);
}

TEST(PublishedNumberTest, ReadsWhatIsPrinted) {
  const auto value = [](std::string_view text) { return ReadPrinted(text).value_or(PrintedFigure{.value = -1}); };
  EXPECT_EQ(value("463,712"), (PrintedFigure{4'637'120'000, 10'000, true}));
  EXPECT_EQ(value("๔๖๓,๗๑๒ เรื่อง"), (PrintedFigure{4'637'120'000, 10'000, true}));
  EXPECT_EQ(value(" 31.55 % "), (PrintedFigure{315'500, 100, false}));
  EXPECT_EQ(value("8.67 พันล้านบาท"), (PrintedFigure{86'700'000'000'000, 100'000'000'000, false}));
  EXPECT_EQ(value("77 ล้านบาทต่อวัน"), (PrintedFigure{770'000'000'000, 10'000'000'000, false}));
  EXPECT_EQ(value("383 million baht").value, 3'830'000'000'000);
  EXPECT_EQ(value("ลดลง 1,204 คดี").value, -12'040'000);
  EXPECT_EQ(value("−0.5").value, -5'000);
  EXPECT_EQ(value("เพิ่มขึ้น 12").value, 120'000);
  for (const char* none :
       {"", "x", "1,23", "1,2345", ",123", "12 apples", "0.12345", "1 2", "99999999999999999999", "1 ล้านล้านล้าน", "--1"})
    EXPECT_FALSE(ReadPrinted(none).has_value()) << none;
  EXPECT_EQ(UnitIn("มูลค่าความเสียหาย (ล้านบาท)"), 1'000'000);
  EXPECT_EQ(UnitIn("จำนวน (คดี)"), 1);
}

TEST(PublishedFileTest, RoundingExplainsWhatItCanAndNoMore) {
  EXPECT_EQ(Slips(Of("a,share\nx,33.3\ny,33.3\nz,33.3\n")), "") << "three thirds";
  EXPECT_EQ(Slips(Of("a,share\nx,33.3\ny,33.3\nz,33.2\n")), "share_sum/total/share/100/99.8/0.2");
  EXPECT_EQ(Slips(Of("a,baht\nx,1.2 million\ny,1.3 million\ntotal,2.6 million\n")), "") << "1.24 and 1.34 are 2.6";
  EXPECT_EQ(Slips(Of("a,baht\nx,1.2 million\ny,1.3 million\ntotal,2.7 million\n")), "sum/total/baht/2,700,000/2,500,000/200,000");
  EXPECT_EQ(Slips(Of("a,count\nx,1\ny,2\ntotal,4\n")), "sum/total/count/4/3/1") << "counts are exact";
  EXPECT_EQ(Slips(Of("days,3\na,count,per_day\ntotal,100,33\n")), "");
  EXPECT_EQ(Slips(Of("days,3\na,count,per_day\ntotal,100,34\n")), "per_day/total/per_day/34/33/1");
  EXPECT_EQ(Slips(Of("a,count,share\nx,1,14.3\ny,6,85.7\n")), "") << "shares of all rows where no total is told";
  EXPECT_EQ(Slips(Of("a,count,share\nx,1,14.4\ny,6,85.6\n")), "share/x/share/14.4/14.3/0.1|share/y/share/85.6/85.7/-0.1");
}

TEST(PublishedFileTest, DifferencesAndPeriodsOfRows) {
  EXPECT_EQ(Slips(Of("week,count,count before,change,change %\ntotal,110,100,10,10\n")), "");
  EXPECT_EQ(Slips(Of("สัปดาห์,คดี,สัปดาห์ก่อน,เปลี่ยนแปลง\nรวม,๙๐,๑๐๐,ลดลง ๒๐\n")), "change/รวม/เปลี่ยนแปลง/-20/-10/-10");
  EXPECT_EQ(Slips(Of("week,count,count before,change %\ntotal,90,100,-11\n")), "change_share/total/change %/-11/-10/-1");
  EXPECT_EQ(
      Slips(Of("month,from,to,count,per_day,part_of\nJan,2026-01-01,2026-01-31,310,10,-\nFeb,2026-02-01,2026-02-28,280,11,-\n")),
      "per_day/Feb/per_day/11/10/1");
  EXPECT_EQ(Slips(Of("type,count,count share,damage,damage share,damage "
                     "per_day,days\na,1,50,10,25,5,2\nb,1,50,30,75,15,2\ntotal,2,,40,,21,2\n")),
            "per_day/total/damage per_day/21/20/1");
}

TEST(PublishedFileTest, WhatCannotBeReadNamesItsLine) {
  const auto error = [](std::string_view csv) {
    const auto table = ReadPublishedCsv(csv, kNow);
    return table.has_value() ? std::string() : ToString(table.error());
  };
  EXPECT_THAT(error(""), HasSubstr("line 1"));
  EXPECT_THAT(error("a,count\nx,1\ny,many\n"), HasSubstr("line 3: \"many\" in column \"count\" is no figure"));
  EXPECT_THAT(error("a,count,part_of\nx,1,z\n"), HasSubstr("\"x\" refers to \"z\", which is no row"));
  EXPECT_THAT(error("a,count\ntotal,1\nรวม,1\n"), HasSubstr("line 3: a second total"));
  EXPECT_THAT(error("from,31 ก.พ. 2568\nto,1 มี.ค. 2568\na,count\nx,1\n"), HasSubstr("line 2: there is no such day"));
  EXPECT_THAT(error("from,2 มี.ค. 2568\nto,1 มี.ค. 2568\na,count\nx,1\n"), HasSubstr("ends before it begins"));
  EXPECT_THAT(error("from,2025-03-01\nto,2025-03-02\ndays,3\na,count\nx,1\n"), HasSubstr("from and to are 2 days, days says 3"));
  EXPECT_THAT(error("a,count\n\"x,1\n"), HasSubstr("line 2"));
  EXPECT_THAT(error("a,b\nx,y\n"), HasSubstr("no column holds figures"));
}

TEST(PublishedFileTest, AnAnswerOfTheServiceIsATable) {
  const std::string answer = R"({"days":28,"by":["case_type"],"rows":[
    {"case_type":"job","count":2,"damage_satang":1200000,"largest_satang":700000,"share_count_bp":4000,"share_damage_bp":10000},
    {"case_type":"goods","count":3,"damage_satang":6,"largest_satang":3,"share_count_bp":6000,"share_damage_bp":0}],
    "totals":{"count":5,"damage_satang":1200006,"largest_satang":700000},"per_day":{"count":0.18,"damage_satang":42857},
    "previous":{"count":1,"change_count":4,"damage_satang":40000,"change_damage_satang":1160006}})";
  const auto reconcile = [](const std::string& text) { return cases::Reconcile(ReadPublishedJson(text)->front()); };
  EXPECT_EQ(Slips(reconcile(answer)), "");
  EXPECT_EQ(reconcile(answer).checks, 12u);
  std::string wrong = answer;
  wrong.replace(wrong.find("\"count\":3"), 9, "\"count\":4");
  EXPECT_EQ(Slips(reconcile(wrong)), "share/goods/share_count/60.00/80.00/-20.00|sum/totals/count/5/6/-1");
  EXPECT_EQ(Slips(reconcile(
                R"({"days":28,"by":[],"rows":[{"count":0,"share_count_bp":0}],"totals":{"count":0},"per_day":{"count":0.00}})")),
            "")
      << "shares of nothing";
  // Rows' changes make the whole's, those of rows which only the period before had among them.
  std::string changed = answer;
  changed.replace(changed.find("\"count\":2"), 9, "\"count\":2,\"change_count\":1");
  changed.replace(changed.find("\"count\":3"), 9, "\"count\":3,\"change_count\":3");
  EXPECT_EQ(Slips(reconcile(changed)), "");
  changed.replace(changed.find("\"change_count\":3"), 16, "\"change_count\":2");
  EXPECT_EQ(Slips(reconcile(changed)), "sum/totals/change_count/4/3/1");
  EXPECT_FALSE(ReadPublishedJson("{}").has_value());
}

TEST(PublishedFileTest, RowsOfPeriodsChangeAgainstTheRowBefore) {
  constexpr char kWeeks[] =
      "week,from,to,count,change,change %\n1,2025-11-02,2025-11-08,100,,\n2,2025-11-09,2025-11-15,120,20,20\n"
      "3,2025-11-16,2025-11-22,90,-30,-25\ntotal,,,310,,\n";
  EXPECT_EQ(Slips(Of(kWeeks)), "");
  std::string wrong = kWeeks;
  wrong.replace(wrong.find("-30,-25"), 7, "-20,-25");
  EXPECT_EQ(Slips(Of(wrong)), "change/3/change/-20/-30/10");
  // Months by their names alone, in both languages; in any order, and of several things.
  EXPECT_EQ(Slips(Of("month,count,change\n2026-02,5,2\n2026-01,3,\n")), "");
  EXPECT_EQ(Slips(Of("เดือน,จำนวน,เปลี่ยนแปลง\nม.ค. 2569,3,\nก.พ. 2569,5,4\n")), "change/ก.พ. 2569/เปลี่ยนแปลง/4/2/2");
  constexpr char kTypes[] =
      "type,from,to,count,change\njob,2026-01-01,2026-01-31,3,\nloan,2026-01-01,2026-01-31,9,\njob,2026-02-01,2026-02-28,5,2\n"
      "loan,2026-02-01,2026-02-28,4,-4\n";
  EXPECT_EQ(Slips(Of(kTypes)), "change/loan/change/-4/-5/1");
  // A gap between two periods: they are not compared.
  EXPECT_EQ(Of("month,count,change\n2026-01,3,\n2026-03,5,7\n").checks, 0u);
  // Parts that are no periods change by what the whole changes by.
  EXPECT_EQ(Slips(Of("type,count,change\njob,3,1\nloan,4,2\ntotal,7,4\n")), "sum/total/change/4/3/1");
}

std::string ReleaseSlips(const std::string& text, size_t* checks = nullptr) {
  const auto tables = ReadPublishedJson(text);
  EXPECT_TRUE(tables.has_value()) << ToString(tables.error());
  cases::Reconciliation all;
  for (const PublishedTable& table : *tables) {
    cases::Reconciliation one = cases::Reconcile(table);
    all.checks += one.checks;
    std::ranges::move(one.slips, std::back_inserter(all.slips));
  }
  if (checks != nullptr) *checks = all.checks;
  return Slips(all);
}

// Codes that are numbers, and one that is none: what our own tables are told by is a name.
TEST(PublishedFileTest, WhatRowsAreToldByIsNoFigure) {
  const auto table =
      ReadPublishedCsv("\"colour\",\"row\",\"count\",\"share_count_bp\"\r\nnone,1,3,7500\r\nnone,unknown,1,2500\r\n", kNow);
  ASSERT_TRUE(table.has_value()) << ToString(table.error());
  EXPECT_EQ(table->measures.size(), 1u);
  EXPECT_EQ(table->rows[1].name, "none, unknown");
  EXPECT_EQ(Slips(cases::Reconcile(*table)), "");
  EXPECT_TRUE(
      ReadPublishedCsv(
          "period,table,part,second_part,count,damage_satang,published_in_release,published_count,published_damage_satang,"
          "revised\n"
          "2026-10,all,,,324,2370200000,,,,\n2026-10,case_type,loan,,19,71000000,3,19,,false\n2026-10,age_band,11-14,,,,,,,\n",
          kNow)
          .has_value());
}

TEST(PublishedFileTest, AReleaseIsSeveralTables) {
  const std::string release = R"({"release":4,"period":{"kind":"month","name":"2026-02"},"protection":{"satang_rounding":100000},
    "totals":{"count":100,"damage_satang":1200000},"tables":[
    {"by":["sex"],"rows":[{"sex":"m","count":40,"damage_satang":400000},{"sex":"f","count":60,"damage_satang":700000}]},
    {"by":["case_type"],"rows":[{"case_type":"job","count":70,"damage_satang":null},{"case_type":"loan","count":null,"damage_satang":null}]}],
    "period_before":{"period":{"kind":"month","name":"2026-01"},
    "totals":{"count":98,"damage_satang":900000,"published":{"release":3,"count":80,"damage_satang":800000},"revised":true,"change_count":18},
    "tables":[{"by":["case_type"],"rows":[
    {"case_type":"job","count":60,"damage_satang":null,"published":{"release":3,"count":60,"damage_satang":null},"revised":false,"change_count":0},
    {"case_type":"loan","count":50,"damage_satang":null,"published":{"release":3,"count":20,"damage_satang":null},"revised":true,"change_count":30}]}]}})";
  size_t checks = 0;
  EXPECT_EQ(ReleaseSlips(release, &checks), "");  // what stands as published need not add up with what is revised
  EXPECT_EQ(checks, 6u);
  const auto with = [&release](std::string_view was, std::string_view is) {
    std::string text = release;
    text.replace(text.find(was), was.size(), is);
    return ReleaseSlips(text);
  };
  EXPECT_EQ(with("\"count\":40", "\"count\":41"), "sum/2026-02 totals/count/100/101/-1");
  EXPECT_EQ(with("\"damage_satang\":400000", "\"damage_satang\":500000"), "") << "each rounded apart";
  EXPECT_EQ(with("\"damage_satang\":400000", "\"damage_satang\":800000"),
            "sum/2026-02 totals/damage_satang/1,200,000/1,500,000/-300,000");
  EXPECT_EQ(with("\"count\":70", "\"count\":101"), "sum/2026-02 totals/count/100/101/-1") << "more than the whole";
  EXPECT_EQ(with("\"change_count\":30", "\"change_count\":31"), "change/2026-01 loan/change_count/31/30/1");
  EXPECT_FALSE(ReadPublishedJson(R"({"release":4,"totals":{}})").has_value());
}

// Any table that is printed from its true figures, rounded however, adds up; with one figure off by more than rounding it does
// not.
TEST(PublishedFileTest, RandomTablesAddUpUntilOneFigureIsChanged) {
  std::mt19937_64 random(20'261'126);
  for (int round = 0; round < 2'000; ++round) {
    const size_t parts = 2 + random() % 12;
    const int64_t days = 1 + static_cast<int64_t>(random() % 1'100);
    const int decimals = static_cast<int>(random() % 3);
    std::vector<int64_t> counts;
    int64_t total = 0;
    for (size_t i = 0; i < parts; ++i) total += counts.emplace_back(1 + static_cast<int64_t>(random() % 1'000'000));
    const size_t changed = random() % (parts + 1);  // `parts`: none
    std::ostringstream csv;
    csv.setf(std::ios::fixed);
    csv.precision(decimals);
    csv << "days," << days << "\nitem,count,share,per day\n";
    for (size_t i = 0; i < parts; ++i)
      csv << "row" << i << "," << counts[i] + (i == changed ? 1 : 0) << ","
          << 100.0L * static_cast<long double>(counts[i]) / static_cast<long double>(total) << ",\n";
    csv << "total," << total << ",100," << static_cast<long double>(total) / static_cast<long double>(days) << "\n";
    const auto found = Of(csv.str());
    if (changed == parts) {
      EXPECT_EQ(Slips(found), "") << csv.str();
    } else {
      ASSERT_FALSE(found.slips.empty()) << csv.str();
      EXPECT_EQ(found.slips[0].off, "-1") << csv.str();
    }
    EXPECT_EQ(found.checks, parts + 1 + 3);
  }
}

}  // namespace
}  // namespace cybercheck::ingest
