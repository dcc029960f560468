// SPDX-License-Identifier: Apache-2.0
// Releases of cases that were filed, one after the other: what they show, what nobody can compute from all of them together.
#include "cases/release_tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <random>
#include <set>

#include "base/check.h"
#include "base/hex.h"
#include "base/sha256.h"
#include "cases/bangkok_calendar.h"
#include "cases/linear_program.h"
#include "cases/publications.h"
#include "cases/released_cells.h"
#include "event/case_work.h"
#include "store/signature.h"
#include "tests/cases/cases_world.h"

namespace cybercheck::cases {
namespace {

using event::EntryType;
using event::ReleaseKind;

constexpr int64_t kDayS = 86400;
const std::vector<uint8_t> kSeed(store::kSigningSeedBytes, 7);

struct Loss {
  std::string day;
  std::string type;
  uint8_t province = 10;
  event::Sex sex = event::Sex::kFemale;
  uint8_t age = 30;
  int64_t satang = 1'000'000;
  std::string person{};  // nobody names whose it is
  bool vouched = true;   // by the intake system that filed it
};

class Office {
 public:
  CasesWorld world;
  DisclosurePolicy policy;

  void File(const Loss& loss, int copies = 1) {
    event::CaseFile file;
    for (int i = 0; i < copies; ++i) {
      event::Complaint told;
      told.channel = event::CaseChannel::kHotline;
      told.verified = loss.vouched;
      if (!loss.person.empty()) told.voice = "per:" + loss.person;
      told.reported_s = int64_t{*ParseDay(loss.day)} * kDayS;
      told.case_type = loss.type;
      told.damage_satang = loss.satang;
      event::Victim victim;
      victim.age = loss.age;
      victim.sex = loss.sex;
      victim.province = loss.province;
      told.victims = {victim};
      told.transfers = {
          {{}, {event::MoneyNodeKind::kAccount, "004:" + std::to_string(1'000'000'000 + accounts_++)}, 100, 0, {}, {}}};
      file.complaints.push_back(std::move(told));
    }
    ASSERT_TRUE(world.Submit(EntryType::kCaseFile, "tok:intake", event::EncodeCaseFile(file)).accepted);
  }

  // Computes, signs and publishes.
  base::Result<ReleaseFigures> Publish(ReleaseKind kind, const std::string& name) {
    const auto period = ReleasePeriodNamed(kind, name);
    CHECK(period.has_value());
    event::ReleasePublish release;
    ReleaseFigures figures;
    {
      const store::ReadTxn txn = world.Read();
      ASSIGN_OR_RETURN(figures, ComputeRelease(world.tables(), txn, *period, policy));
      ASSIGN_OR_RETURN(const auto publications, ReadPublications(world.tables(), txn));
      release.number = publications.size() + 1;
    }
    release.kind = kind;
    release.from = period->from;
    release.to = period->to;
    release.document = ReleaseDocument(figures, {release.number, 1, CasesWorld::kNowS}, policy);
    release.digest = base::HexEncode(base::Sha256(release.document));
    release.key = Hex(store::VerifyKeyOf(kSeed));
    release.signature = Hex(store::Sign(kSeed, release.document));
    last = event::EncodeReleasePublish(release);
    CHECK(world.Submit(EntryType::kReleasePublish, "tok:analyst", last).accepted);
    documents[release.number] = release.document;
    return figures;
  }

  static std::string Hex(const std::string& bytes) {
    return base::HexEncode({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
  }

  std::string last;
  std::map<uint64_t, std::string> documents;

 private:
  int accounts_ = 0;
};

const ReleaseCell& CellOf(const ReleaseFigures& figures, const std::string& name) {
  for (const ReleaseTable& table : figures.tables)
    for (const ReleaseTable::Row& row : table.rows)
      if (CellName(table.by, row.parts) == name) return row.cell;
  static const ReleaseCell kNone;  // what has no row is not told
  return kNone;
}

TEST(ReleasePeriod, IsFixed) {
  EXPECT_EQ(ReleasePeriodNamed(ReleaseKind::kWeek, "2025-11-17"), std::nullopt);
  const auto week = ReleasePeriodNamed(ReleaseKind::kWeek, "2025-11-16");
  ASSERT_TRUE(week);
  EXPECT_EQ(FormatDay(week->to), "2025-11-22");
  EXPECT_EQ(week->Before().name(), "2025-11-09");
  const auto month = ReleasePeriodNamed(ReleaseKind::kMonth, "2026-02");
  ASSERT_TRUE(month);
  EXPECT_EQ(FormatDay(month->from), "2026-02-01");
  EXPECT_EQ(FormatDay(month->to), "2026-02-28");
  EXPECT_EQ(month->Before().name(), "2026-01");
  const auto fiscal = ReleasePeriodNamed(ReleaseKind::kFiscalYear, "2569");
  ASSERT_TRUE(fiscal);
  EXPECT_EQ(FormatDay(fiscal->from), "2025-10-01");
  EXPECT_EQ(FormatDay(fiscal->to), "2026-09-30");
  EXPECT_EQ(fiscal->name(), "2569");
  EXPECT_EQ(fiscal->Before().name(), "2568");
  for (const char* name : {"", "2026", "2026-13", "2026-2", "2026-02-01", "1969-01", "2149-01", "abcd-01"})
    EXPECT_EQ(ReleasePeriodNamed(ReleaseKind::kMonth, name), std::nullopt) << name;
}

TEST(Releases, WithholdWhatIsSmallAndWhatGivesItAway) {
  Office office;
  office.File({"2025-03-03", "goods", 10}, 40);
  office.File({"2025-03-04", "job", 50}, 25);
  office.File({"2025-03-05", "romance", 58}, 3);  // a small province, a rare type
  office.File({"2025-03-06", "goods", 11, event::Sex::kMale, 40}, 20);
  const auto release = office.Publish(ReleaseKind::kMonth, "2025-03");
  ASSERT_TRUE(release) << base::ToString(release.error());
  EXPECT_EQ(release->totals.count, 88);
  EXPECT_EQ(CellOf(*release, "case_type=goods").count, 60);
  EXPECT_EQ(CellOf(*release, "case_type=romance").count, std::nullopt);
  EXPECT_EQ(CellOf(*release, "case_type=romance").damage_satang, std::nullopt);
  EXPECT_EQ(CellOf(*release, "province=58").count, std::nullopt);
  EXPECT_EQ(CellOf(*release, "case_type=job").count, std::nullopt) << "or 88 - 60 - 25 is what romance is";
  EXPECT_EQ(CellOf(*release, "sex=m|age_band=30-44").count, 20);
}

// Were nothing told as nothing, all that is withheld would be something: each of as many as their rest would be 1.
TEST(Releases, NothingIsWithheldLikeAFew) {
  Office office;
  office.File({"2025-03-03", "goods", 10}, 60);
  office.File({"2025-03-03", "goods", 11}, 40);
  for (uint8_t province = 30; province < 44; ++province) office.File({"2025-03-03", "goods", province});
  for (uint8_t province = 30; province < 50; ++province) office.File({"2025-01-03", "goods", province}, 20);
  const auto release = office.Publish(ReleaseKind::kMonth, "2025-03");
  ASSERT_TRUE(release) << base::ToString(release.error());
  EXPECT_EQ(CellOf(*release, "province=10").count, 60);
  for (const char* name : {"province=30", "province=43", "province=44", "province=49", "sex=x|age_band=15-17", "sex=x"})
    EXPECT_EQ(CellOf(*release, name).count, std::nullopt) << name;
  const auto provinces = std::ranges::find_if(release->tables, [](const ReleaseTable& table) {
    return table.by == std::vector<CaseDimension>{CaseDimension::kProvince};
  });
  ASSERT_NE(provinces, release->tables.end());
  EXPECT_EQ(provinces->rows.size(), 22u) << "those that had ten cases ever, whether March had one or not";
}

// Whoever files cases as a stranger subtracts them again from what is told.
TEST(Releases, StrangersCasesHideNobody) {
  Office office;
  office.File({"2025-03-03", "goods", 10}, 60);
  office.File({"2025-03-03", "goods", 11}, 60);
  office.File({"2025-03-05", "goods", 58, event::Sex::kFemale, 30, 3'750'000});
  Loss strangers{"2025-03-06", "goods", 58};
  strangers.vouched = false;
  office.File(strangers, 11);
  const auto release = office.Publish(ReleaseKind::kMonth, "2025-03");
  ASSERT_TRUE(release) << base::ToString(release.error());
  EXPECT_EQ(CellOf(*release, "province=58").count, std::nullopt) << "12 less the 11 that I filed is one";
  EXPECT_EQ(CellOf(*release, "province=58").damage_satang, std::nullopt);
  EXPECT_FALSE(CellOf(*release, "province=10").count && CellOf(*release, "province=11").count && release->totals.count);

  // Nor in a sum: what a stranger says he lost makes nobody's loss a small part of it.
  Office sums;
  sums.File({"2025-03-03", "investment", 10, event::Sex::kMale, 50, 1'000'000}, 19);
  sums.File({"2025-03-03", "investment", 10, event::Sex::kMale, 50, 900'000'000'000});
  Loss claimed{"2025-03-03", "investment", 10, event::Sex::kMale, 50, 500'000'000'000};
  claimed.vouched = false;
  sums.File(claimed, 2);
  const auto with = sums.Publish(ReleaseKind::kMonth, "2025-03");
  ASSERT_TRUE(with) << base::ToString(with.error());
  EXPECT_EQ(CellOf(*with, "case_type=investment").count, 22);
  EXPECT_EQ(CellOf(*with, "case_type=investment").damage_satang, std::nullopt);
}

TEST(Releases, CasesOfOnePersonAreNotMany) {
  Office office;
  office.File({"2025-03-03", "goods", 10}, 60);
  office.File({"2025-03-03", "goods", 11}, 60);
  for (int i = 0; i < 30; ++i) {
    Loss loss{"2025-03-05", i < 15 ? "goods" : "job", static_cast<uint8_t>(i < 15 ? 58 : 50)};
    loss.person = i < 15 ? "one" : std::to_string(i);
    office.File(loss);
  }
  const auto release = office.Publish(ReleaseKind::kMonth, "2025-03");
  ASSERT_TRUE(release) << base::ToString(release.error());
  EXPECT_EQ(CellOf(*release, "province=58").count, std::nullopt) << "fifteen cases of one person";
  EXPECT_EQ(CellOf(*release, "case_type=job").count, 15) << "of fifteen people";

  Office large;
  large.File({"2025-03-03", "investment", 10}, 40);
  for (int i = 0; i < 20; ++i) {
    Loss loss{"2025-03-05", "investment", 10, event::Sex::kFemale, 30, 10'000'000};
    loss.person = "one";
    large.File(loss);
  }
  const auto sum = large.Publish(ReleaseKind::kMonth, "2025-03");
  ASSERT_TRUE(sum) << base::ToString(sum.error());
  EXPECT_EQ(sum->totals.count, 60);
  EXPECT_EQ(sum->totals.damage_satang, std::nullopt) << "200 of 240 millions are one person's, in twenty cases";
}

TEST(Releases, ARowSaysNothingOfTheDaysBefore) {
  Office office;
  office.File({"2025-02-27", "romance"}, 3);
  office.File({"2025-03-03", "goods"}, 60);
  const auto release = office.Publish(ReleaseKind::kMonth, "2025-03");
  ASSERT_TRUE(release) << base::ToString(release.error());
  for (const ReleaseTable& table : release->tables)
    for (const ReleaseTable::Row& row : table.rows)
      EXPECT_NE(CellName(table.by, row.parts), "case_type=romance") << "somebody of the end of February";
}

TEST(Releases, OneLargeVictimIsInNoSum) {
  Office office;
  office.File({"2025-03-03", "investment", 10, event::Sex::kMale, 50, 1'000'000}, 19);
  office.File({"2025-03-03", "investment", 10, event::Sex::kMale, 50, 900'000'000'000});
  office.File({"2025-03-03", "goods", 10, event::Sex::kFemale, 20, 200'000'000'000}, 20);
  office.File({"2025-03-03", "job", 10, event::Sex::kFemale, 20, 300'000'000'000}, 20);
  const auto release = office.Publish(ReleaseKind::kMonth, "2025-03");
  ASSERT_TRUE(release) << base::ToString(release.error());
  EXPECT_EQ(CellOf(*release, "case_type=investment").count, 20);
  EXPECT_EQ(CellOf(*release, "case_type=investment").damage_satang, std::nullopt);
  EXPECT_TRUE(release->totals.damage_satang.has_value());
  const bool goods = CellOf(*release, "case_type=goods").damage_satang.has_value();
  const bool job = CellOf(*release, "case_type=job").damage_satang.has_value();
  EXPECT_FALSE(goods && job) << "their rest is what the one lost";
}

// Whoever has twelve months and the year, or weeks and a month, subtracts them.
TEST(Releases, DifferencesOfPeriodsTellNothingOfFew) {
  Office office;
  office.File({"2025-01-10", "goods", 10}, 30);
  office.File({"2025-01-10", "job", 10}, 30);
  office.File({"2025-02-10", "goods", 10}, 30);
  office.File({"2025-02-10", "job", 58}, 2);
  ASSERT_TRUE(office.Publish(ReleaseKind::kMonth, "2025-01"));
  const auto year = office.Publish(ReleaseKind::kYear, "2025");
  ASSERT_TRUE(year) << base::ToString(year.error());
  EXPECT_EQ(CellOf(*year, "case_type=job").count, std::nullopt) << "32 less January's 30 are February's 2";

  Office weeks;
  weeks.File({"2025-05-05", "goods"}, 50);
  weeks.File({"2025-05-12", "goods"}, 50);
  weeks.File({"2025-05-19", "goods"}, 50);
  weeks.File({"2025-05-02", "goods"}, 2);  // a day of May before its first Sunday
  weeks.File({"2025-05-26", "goods"}, 50);
  for (const char* sunday : {"2025-05-04", "2025-05-11", "2025-05-18", "2025-05-25"})
    ASSERT_TRUE(weeks.Publish(ReleaseKind::kWeek, sunday)) << sunday;
  const auto month = weeks.Publish(ReleaseKind::kMonth, "2025-05");
  ASSERT_TRUE(month) << base::ToString(month.error());
  EXPECT_EQ(month->totals.count, std::nullopt) << "202 less four weeks of 50 are one day's 2";
}

// A year less its months, the fiscal year less that: what is told of other years counts, however far it is.
TEST(Releases, DifferencesOfYearsTellNothingOfFew) {
  Office office;
  // 3 in March 2023, 30 in the other months of these two years up to September 2024.
  for (int month = 0; month < 21; ++month) {
    const std::string day =
        std::to_string(2023 + month / 12) + (month % 12 < 9 ? "-0" : "-") + std::to_string(month % 12 + 1) + "-10";
    office.File({day, "goods", 58}, month == 2 ? 3 : 30);
    office.File({day, "goods", 10}, 60);
    office.File({day, "goods", 11}, 60);
  }
  std::map<std::string, std::optional<int64_t>> told;
  const auto publish = [&](ReleaseKind kind, const std::string& name) {
    const auto release = office.Publish(kind, name);
    ASSERT_TRUE(release) << name << base::ToString(release.error());
    for (const ReleaseTable& table : release->tables)
      for (const ReleaseTable::Row& row : table.rows)
        if (CellName(table.by, row.parts) == "province=58") told[name] = row.cell.count;
  };
  publish(ReleaseKind::kFiscalYear, "2567");
  for (int month = 1; month <= 9; ++month) publish(ReleaseKind::kMonth, "2024-0" + std::to_string(month));
  publish(ReleaseKind::kYear, "2023");
  for (int month = 1; month <= 9; ++month) publish(ReleaseKind::kMonth, "2023-0" + std::to_string(month));
  EXPECT_EQ(told["2023-03"], std::nullopt);
  bool all = true;
  for (const auto& [name, count] : told) all = all && (count || name == "2023-03");
  EXPECT_FALSE(all) << "the year less its months, less what the fiscal year has beside its own, is what March 2023 withholds";
}

// What is told again of the period before is told with all else.
TEST(Releases, WhatIsToldOfThePeriodBeforeTellsNothingOfFew) {
  Office office;
  office.File({"2025-01-13", "goods"}, 60);
  office.File({"2025-01-13", "job"}, 15);
  ASSERT_TRUE(office.Publish(ReleaseKind::kMonth, "2025-01"));
  // Told late: in a week of January that is released after them, and on a day that no week tells of.
  office.File({"2025-01-14", "job"}, 20);
  office.File({"2025-01-02", "job"}, 4);
  for (const char* sunday : {"2025-01-05", "2025-01-12", "2025-01-19", "2025-01-26"})
    ASSERT_TRUE(office.Publish(ReleaseKind::kWeek, sunday)) << sunday;
  office.File({"2025-02-10", "goods"}, 60);
  const auto next = office.Publish(ReleaseKind::kMonth, "2025-02");
  ASSERT_TRUE(next) << base::ToString(next.error());
  ASSERT_TRUE(next->earlier);
  const auto job =
      std::ranges::find_if(next->earlier->by_case_type.rows, [](const ReleaseTable::Row& row) { return row.parts[0] == "job"; });
  ASSERT_NE(job, next->earlier->by_case_type.rows.end());
  EXPECT_NE(job->cell.count, 39) << "39 less a week's 35 are four people of the 2nd of January";
  EXPECT_NE(next->earlier->totals.count, 99) << "99 less 95";
}

TEST(Releases, StrangersHaveNoRevisionTold) {
  Office office;
  office.File({"2025-01-10", "goods"}, 60);
  ASSERT_TRUE(office.Publish(ReleaseKind::kMonth, "2025-01"));
  office.File({"2025-01-11", "goods"});
  Loss strangers{"2025-01-11", "goods"};
  strangers.vouched = false;
  office.File(strangers, 14);
  const auto again = office.Publish(ReleaseKind::kMonth, "2025-01");
  ASSERT_TRUE(again) << base::ToString(again.error());
  EXPECT_EQ(again->totals.count, 60) << "75 less 60 less the 14 that I filed is one";
  EXPECT_FALSE(again->totals.revised);
}

TEST(Releases, ARevisionTellsNoSumThatIsOnesOwn) {
  Office office;
  office.File({"2025-01-10", "goods"}, 60);
  ASSERT_TRUE(office.Publish(ReleaseKind::kMonth, "2025-01"));
  office.File({"2025-01-11", "goods"}, 14);
  office.File({"2025-01-11", "goods", 10, event::Sex::kFemale, 30, 90'000'000});
  const auto again = office.Publish(ReleaseKind::kMonth, "2025-01");
  ASSERT_TRUE(again) << base::ToString(again.error());
  EXPECT_EQ(again->totals.count, 75);
  EXPECT_TRUE(again->totals.revised);
  EXPECT_EQ(again->totals.damage_satang, std::nullopt) << "90 of the 104 millions that came are one person's";
}

TEST(Releases, ARevisionSaysThatItIsOne) {
  Office office;
  office.File({"2025-01-10", "goods"}, 30);
  office.File({"2025-01-10", "job"}, 40);
  ASSERT_TRUE(office.Publish(ReleaseKind::kMonth, "2025-01"));
  office.File({"2025-01-11", "goods"}, 2);
  office.File({"2025-02-11", "goods"}, 50);
  // The month that follows shows the one before, as told and as now: a change of two is none that is told.
  auto next = office.Publish(ReleaseKind::kMonth, "2025-02");
  ASSERT_TRUE(next) << base::ToString(next.error());
  ASSERT_TRUE(next->earlier);
  EXPECT_EQ(next->earlier->totals.before->count, 70);
  EXPECT_EQ(next->earlier->totals.count, 70);
  EXPECT_FALSE(next->earlier->totals.revised);
  office.File({"2025-01-12", "goods"}, 20);
  office.File({"2025-01-12", "job"}, 13);
  const auto again = office.Publish(ReleaseKind::kMonth, "2025-01");
  ASSERT_TRUE(again) << base::ToString(again.error());
  EXPECT_EQ(again->revises, 1u);
  EXPECT_EQ(again->totals.before->count, 70);
  EXPECT_EQ(again->totals.count, 105);
  EXPECT_TRUE(again->totals.revised);
  EXPECT_EQ(CellOf(*again, "case_type=goods").count, 52);
  EXPECT_TRUE(CellOf(*again, "case_type=goods").revised);
  // What was told first stays as it was.
  const store::ReadTxn txn = office.world.Read();
  const auto first = Must(ReadRelease(office.world.tables(), txn, 1));
  EXPECT_EQ(first->body.document, office.documents[1]);
  const boost::json::value document = boost::json::parse(office.documents[3]);
  EXPECT_EQ(document.at("revises"), 1);
  EXPECT_EQ(document.at("totals").at("change_count"), 35);
  const std::string csv = Must(ReleaseCsv(office.documents[3]));
  EXPECT_NE(csv.find("\"2025-01\",\"case_type\",\"goods\",\"\",52,"), std::string::npos) << csv.substr(0, 600);
}

TEST(Releases, AreRefusedWhenTheyAreNotWhatWasSigned) {
  Office office;
  office.File({"2025-01-10", "goods"}, 30);
  ASSERT_TRUE(office.Publish(ReleaseKind::kMonth, "2025-01"));
  auto release = Must(event::DecodeReleasePublish(office.last));
  const auto submit = [&] {
    return office.world.Submit(EntryType::kReleasePublish, "tok:analyst", event::EncodeReleasePublish(release)).code;
  };
  EXPECT_EQ(submit(), "conflict");  // its number is taken
  release.number = 2;
  release.document[release.document.find("30")] = '9';
  EXPECT_EQ(submit(), "bad_body");
  release.digest = base::HexEncode(base::Sha256(release.document));
  EXPECT_EQ(submit(), "bad_body");  // the signature is the other's
  release.signature = Office::Hex(store::Sign(kSeed, release.document));
  EXPECT_EQ(submit(), "");
}

// Reads documents, and nothing else: which days each tells of, which sums hold, what is told. Unknown is what every piece of time
// between two of their bounds has of every part of every table.
class Reader {
 public:
  Reader(const std::map<uint64_t, std::string>& documents, std::string_view measure) : scale_(measure == "count" ? 1 : 1e6) {
    for (const auto& [number, text] : documents) AddDocument(boost::json::parse(text), measure);
    std::set<uint32_t> bounds;
    for (const Page& page : pages_) bounds.insert({page.from, page.to + 1});
    for (auto bound = bounds.begin(); std::next(bound) != bounds.end(); ++bound)
      pieces_.push_back({*bound, *std::next(bound) - 1});
    for (size_t piece = 0; piece < pieces_.size(); ++piece)
      for (const auto& [by, names] : names_) {
        if (by.empty() || !IsTold(piece, by)) continue;
        for (const std::string& name : names) Column(piece, name);
        Column(piece, "");
      }
    program_.emplace(columns_.size());
    for (size_t piece = 0; piece < pieces_.size(); ++piece)
      for (const auto& [by, names] : names_)
        if (!by.empty() && IsTold(piece, by)) AddMargins(piece, by, names);
    for (const Page& page : pages_) AddPage(page);
  }

  // The periods that a table of these is told of, and the pieces between their bounds.
  std::set<std::pair<uint32_t, uint32_t>> DaysTold(const std::vector<CaseDimension>& dimensions) const {
    By by;
    for (const CaseDimension dimension : dimensions) by.emplace_back(Name(dimension));
    std::set<uint32_t> bounds;
    std::set<std::pair<uint32_t, uint32_t>> days;
    for (const Page& page : pages_) {
      if (!page.tables.contains(by)) continue;
      bounds.insert({page.from, page.to + 1});
      days.insert({page.from, page.to});
    }
    for (auto bound = bounds.begin(); std::next(bound) != bounds.end(); ++bound) days.insert({*bound, *std::next(bound) - 1});
    return days;
  }
  bool Knows(uint32_t from, uint32_t to, const std::string& name) const {
    const auto pieces = PiecesOf(from, to);
    return !pieces.empty() && std::ranges::all_of(pieces, [&](size_t piece) { return columns_.contains({piece, name}); });
  }
  // The least and the most that a part can have had in these days.
  std::pair<double, double> Bound(uint32_t from, uint32_t to, const std::string& name) {
    std::pair<double, double> ends{0, LinearProgram::kUnbounded};
    for (const double sign : {1.0, -1.0}) {
      for (const size_t piece : PiecesOf(from, to)) program_->Cost(columns_.at({piece, name}), sign);
      const auto end = Must(program_->Minimize());
      EXPECT_NE(end, LinearProgram::End::kImpossible) << name;
      if (end == LinearProgram::End::kOptimal) (sign > 0 ? ends.first : ends.second) = sign * program_->Objective() * scale_;
      for (const size_t piece : PiecesOf(from, to)) program_->Cost(columns_.at({piece, name}), 0);
    }
    return ends;
  }

 private:
  using By = std::vector<std::string>;
  struct Page {
    uint32_t from = 0, to = 0;
    std::map<By, std::map<std::string, std::optional<double>>> tables;
  };

  void AddDocument(const boost::json::value& document, std::string_view measure) {
    Page page;
    page.from = *ParseDay(std::string_view(document.at("period").at("from").as_string()));
    page.to = *ParseDay(std::string_view(document.at("period").at("to").as_string()));
    const auto number = [&](const boost::json::value& cell) {
      const boost::json::value& value = cell.at(measure);
      return value.is_null() ? std::nullopt : std::optional(static_cast<double>(value.as_int64()));
    };
    page.tables[{}][""] = number(document.at("totals"));
    for (const boost::json::value& table : document.at("tables").as_array()) {
      By by;
      for (const boost::json::value& name : table.at("by").as_array()) by.emplace_back(std::string_view(name.as_string()));
      for (const boost::json::value& row : table.at("rows").as_array()) {
        std::string name;
        for (const std::string& dimension : by)
          name.append(name.empty() ? "" : "|")
              .append(dimension)
              .append("=")
              .append(std::string_view(row.at(dimension).as_string()));
        page.tables[by][name] = number(row);
        if (row.at("count").is_null() || row.at("count").as_int64() != 0) names_[by].insert(name);
      }
    }
    names_[{}].insert("");
    pages_.push_back(std::move(page));
  }

  std::vector<size_t> PiecesOf(uint32_t from, uint32_t to) const {
    std::vector<size_t> within;
    for (size_t i = 0; i < pieces_.size(); ++i)
      if (from <= pieces_[i].first && pieces_[i].second <= to) within.push_back(i);
    return within;
  }
  bool IsTold(size_t piece, const By& by) const {
    return std::ranges::any_of(pages_, [&](const Page& page) {
      return page.from <= pieces_[piece].first && pieces_[piece].second <= page.to && page.tables.contains(by);
    });
  }
  size_t Column(size_t piece, const std::string& name) {
    return columns_.try_emplace({piece, name}, columns_.size()).first->second;
  }

  void AddMargins(size_t piece, const By& by, const std::set<std::string>& names) {
    std::map<std::string, std::vector<LinearProgram::Term>> sums;
    for (const std::string& name : names) {
      const size_t column = columns_.at({piece, name});
      sums[""].push_back({column, 1});
      if (by.size() == 2)
        for (const std::string& margin : {name.substr(0, name.find('|')), name.substr(name.find('|') + 1)})
          if (columns_.contains({piece, margin})) sums[margin].push_back({column, 1});
    }
    for (auto& [total, terms] : sums) {
      terms.push_back({columns_.at({piece, total}), -1});
      program_->Equation(terms, 0);
    }
  }

  void AddPage(const Page& page) {
    for (const auto& [by, cells] : page.tables)
      for (const std::string& name : names_[by]) {
        const auto cell = cells.find(name);
        const std::optional<double> told = cell == cells.end() ? std::nullopt : cell->second;
        if (!told) continue;
        std::vector<LinearProgram::Term> terms;
        for (const size_t piece : PiecesOf(page.from, page.to)) terms.push_back({columns_.at({piece, name}), 1});
        program_->Equation(terms, *told / scale_);
      }
  }

  const double scale_;  // the simplex method looks at last digits: of thousands of millions it has none
  std::vector<Page> pages_;
  std::map<By, std::set<std::string>> names_;
  std::vector<std::pair<uint32_t, uint32_t>> pieces_;
  std::map<std::pair<size_t, std::string>, size_t> columns_;
  std::optional<LinearProgram> program_;
};

// Two months, a week within and one across them, the year, the fiscal year; a small province, rare types.
void FileAtRandom(Office& office, unsigned seed) {
  std::mt19937 random(seed);
  constexpr const char* kTypes[] = {"goods", "job", "romance", "investment"};
  for (const char* type : kTypes) office.File({"2023-01-05", type, 58}, 12);  // long ago, so that each has a row
  for (int i = 0; i < 60; ++i) {
    const unsigned month = 1 + random() % 3, day = 1 + random() % 28;
    char text[16];
    std::snprintf(text, sizeof text, "2025-%02u-%02u", month, day);
    const auto province = static_cast<uint8_t>(random() % 12 == 0 ? 58 : 10 + random() % 3);
    office.File({text, kTypes[random() % (random() % 3 == 0 ? 4 : 2)], province, static_cast<event::Sex>(1 + random() % 2),
                 static_cast<uint8_t>(15 + random() % 50),
                 static_cast<int64_t>(random() % (random() % 9 == 0 ? 100'000'000'000 : 100'000'000))},
                static_cast<int>(1 + random() % (province == 58 ? 2 : 25)));
  }
}

constexpr std::pair<ReleaseKind, const char*> kReleases[] = {
    {ReleaseKind::kMonth, "2025-01"}, {ReleaseKind::kWeek, "2025-01-05"}, {ReleaseKind::kWeek, "2025-01-26"},
    {ReleaseKind::kMonth, "2025-02"}, {ReleaseKind::kYear, "2025"},       {ReleaseKind::kFiscalYear, "2568"}};

TEST(Releases, NobodyBoundsASmallNumberFromAllOfThemTogether) {
  size_t asked = 0, published = 0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    Office office;
    office.policy.satang_rounding = 1;
    FileAtRandom(office, seed);
    std::vector<std::pair<ReleaseKind, const char*>> order(std::begin(kReleases), std::end(kReleases));
    std::shuffle(order.begin(), order.end(), std::mt19937(seed));
    for (const auto& [kind, name] : order) {
      const auto release = office.Publish(kind, name);
      ASSERT_TRUE(release) << name << base::ToString(release.error());
    }
    published += office.documents.size();
    const store::ReadTxn txn = office.world.Read();
    Reader counts(office.documents, "count"), damages(office.documents, "damage_satang");
    const std::vector<std::vector<CaseDimension>> kTables = {{},
                                                             {CaseDimension::kCaseType},
                                                             {CaseDimension::kSex},
                                                             {CaseDimension::kAgeBand},
                                                             {CaseDimension::kProvince},
                                                             {CaseDimension::kSex, CaseDimension::kAgeBand}};
    for (const std::vector<CaseDimension>& by : kTables)
      for (const auto& [from, to] : counts.DaysTold(by)) {
        CaseQuestion question;
        question.from = from;
        question.to = to;
        question.by = by;
        CaseFigures figures = Must(CountCases(office.world.tables(), txn, question));
        if (by.empty()) figures.rows = {{{}, figures.totals, {}}};
        for (const CaseFigures::Row& row : figures.rows) {
          const std::string name = CellName(by, figures.PartsOf(row));
          const auto is = static_cast<int64_t>(row.sums.count);
          const bool small = is > 0 && is < office.policy.threshold;
          const bool one = row.sums.damage_satang > 0 && row.sums.largest_satang > row.sums.damage_satang / 100 * 70 + 70;
          const std::string where = FormatDay(from) + " to " + FormatDay(to) + " " + name + " is " + std::to_string(is);
          if (small && counts.Knows(from, to, name)) {
            const auto [low, high] = counts.Bound(from, to, name);
            EXPECT_GE(high - low, static_cast<double>(office.policy.threshold) - 1e-3)
                << where << ", said to be " << low << " to " << high;
            ++asked;
          }
          if ((small || one) && damages.Knows(from, to, name)) {
            const auto [low, high] = damages.Bound(from, to, name);
            EXPECT_GE(high - low, 0.29 * static_cast<double>(row.sums.damage_satang))
                << where << ", its damage said to be " << low << " to " << high;
          }
        }
      }
  }
  EXPECT_EQ(published, 72u);
  EXPECT_GE(asked, 100u);
}

TEST(Releases, ReplayGivesTheSame) {
  Office office;
  FileAtRandom(office, 3);
  for (const auto& [kind, name] : kReleases) ASSERT_TRUE(office.Publish(kind, name));
  FileAtRandom(office, 4);
  for (const auto& [kind, name] : kReleases) ASSERT_TRUE(office.Publish(kind, name));
  EXPECT_EQ(office.documents.size(), 12u);
  EXPECT_EQ(office.world.Digest(), office.world.ReplayedDigest());
}

}  // namespace
}  // namespace cybercheck::cases
