// SPDX-License-Identifier: Apache-2.0
// Figures of cases against a slow obvious model: every dimension and pair, after cases were filed, amended, moved and merged.
#include "cases/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "cases/bangkok_calendar.h"
#include "cases/case_columns.h"
#include "cases/case_life.h"
#include "cases/case_store.h"
#include "cases/figure_rows.h"
#include "tests/cases/case_work.h"
#include "tests/cases/cases_world.h"

namespace cybercheck::cases {
namespace {

using event::CaseState;

constexpr int64_t kDayS = 86400;

struct Desk {
  explicit Desk(unsigned seed) : work(world, seed) {}
  void Work(int steps) { work.Steps(steps); }
  CasesWorld world;
  CaseWork work;
};

int64_t TimeOf(const CaseRow& row, CaseDate date) {
  switch (date) {
    case CaseDate::kReported:
      return row.reported_s;
    case CaseDate::kOccurred:
      return row.occurred_s;
    case CaseDate::kAccepted:
      return row.accepted_s;
    case CaseDate::kClosed:
      return row.closed_s;
  }
  return 0;
}

std::string PartOf(const CaseRow& row, CaseDimension dimension, const CaseQuestion& question, uint32_t day) {
  const auto known = [](std::string_view text) { return text.empty() ? std::string("unknown") : std::string(text); };
  switch (dimension) {
    case CaseDimension::kState:
      return std::string(event::Name(row.state));
    case CaseDimension::kOutcome:
      return row.outcome == event::CaseOutcome::kNone ? "open" : std::string(event::Name(row.outcome));
    case CaseDimension::kKind:
      return std::string(event::Name(row.kind));
    case CaseDimension::kChannel:
      return std::string(event::Name(row.channel));
    case CaseDimension::kContactChannel:
      return std::string(event::Name(row.contact));
    case CaseDimension::kCaseType:
      return known(row.case_type);
    case CaseDimension::kSex:
      return std::string(event::Name(row.sex));
    case CaseDimension::kAgeBand:
      return std::string(question.bands.NameOf(question.bands.Of(row.age)));
    case CaseDimension::kProvince:
      return row.province == 0 ? "unknown" : std::to_string(row.province);
    case CaseDimension::kStation:
      return known(row.station);
    case CaseDimension::kVerified:
      return row.verified ? "verified" : "unverified";
    case CaseDimension::kVictimKind:
      return std::string(event::Name(row.victim_kind));
    case CaseDimension::kDay:
      return FormatDay(day);
    case CaseDimension::kWeek: {
      uint32_t first = day;  // back to a Sunday or Monday: 2023-01-01 was a Sunday
      const uint32_t sunday = *ParseDay("2023-01-01");
      while ((first - sunday) % 7 != (question.iso_weeks ? 1u : 0u)) --first;
      return FormatDay(first);
    }
    case CaseDimension::kMonth:
      return FormatDay(day).substr(0, 7);
    case CaseDimension::kYear:
      return FormatDay(day).substr(0, 4);
    case CaseDimension::kFiscalYear: {
      const std::string text = FormatDay(day);
      return std::to_string(std::stoi(text.substr(0, 4)) + 543 + (text.substr(5, 2) >= "10" ? 1 : 0));
    }
  }
  return {};
}

using Model = std::map<std::vector<std::string>, CaseSums>;

Model CountSlowly(CasesWorld& world, const CaseQuestion& question) {
  Model model;
  const store::ReadTxn txn = world.Read();
  store::Cursor cursor = Must(store::Cursor::Open(txn, world.tables().cases));
  for (auto row = Must(cursor.First()); row; row = Must(cursor.Next())) {
    const CaseRow one = Must(DecodeCaseRow(row->value));
    const int64_t time_s = TimeOf(one, question.date);
    if (time_s == 0 || one.state == CaseState::kMerged || one.state == CaseState::kRejected) continue;
    const uint32_t day = static_cast<uint32_t>((time_s + 7 * 3600) / kDayS);
    if (day < question.from || day > question.to) continue;
    if (question.verified && *question.verified != one.verified) continue;
    std::vector<std::string> parts;
    for (const CaseDimension dimension : question.by) parts.push_back(PartOf(one, dimension, question, day));
    CaseSums& sums = model[parts];
    ++sums.count;
    if (one.damage_satang < 0) ++sums.damage_unknown;
    if (one.damage_satang > 0) sums.damage_satang += one.damage_satang;
    sums.largest_satang = std::max(sums.largest_satang, one.damage_satang);
    sums.requested_satang += one.requested_satang;
    sums.held_satang += one.held_satang;
    sums.frozen_satang += one.frozen_satang;
    sums.returned_satang += one.returned_satang;
  }
  return model;
}

void ExpectAgrees(CasesWorld& world, const CaseQuestion& question) {
  const Model model = CountSlowly(world, question);
  const store::ReadTxn txn = world.Read();
  const CaseFigures figures = Must(CountCases(world.tables(), txn, question));
  Model counted;
  CaseSums totals;
  for (const CaseFigures::Row& row : figures.rows) {
    if (row.sums.count != 0) counted[figures.PartsOf(row)] = row.sums;
    totals.Add(row.sums);
  }
  EXPECT_EQ(counted.size(), model.size());
  for (const auto& [parts, sums] : model) {
    EXPECT_EQ(counted[parts], sums) << parts.front() << " " << counted[parts].count << " for " << sums.count;
  }
  EXPECT_EQ(totals, figures.totals) << "the rows add up";
  CaseQuestion earlier = question;
  earlier.from = *FirstDayBefore(question.from, question.to);
  earlier.to = question.from - 1;
  const bool by_period = std::any_of(question.by.begin(), question.by.end(), IsPeriod);
  if (by_period) earlier.by.clear();
  CasesBefore all;
  for (const auto& [parts, sums] : CountSlowly(world, earlier)) {
    all.count += sums.count;
    all.damage_satang += sums.damage_satang;
    if (by_period) continue;
    const auto row =
        std::find_if(figures.rows.begin(), figures.rows.end(), [&](const auto& one) { return figures.PartsOf(one) == parts; });
    ASSERT_NE(row, figures.rows.end());
    EXPECT_EQ(row->before, (CasesBefore{sums.count, sums.damage_satang}));
  }
  EXPECT_EQ(figures.before, all);
  EXPECT_TRUE(figures.reconciles);
}

constexpr size_t kDimensionCount = static_cast<size_t>(CaseDimension::kFiscalYear) + 1;

TEST(Statistics, EveryTableIsThatOfTheSlowModel) {
  Desk desk(20261126);
  desk.Work(700);
  const uint32_t today = DayOf(CasesWorld::kNowS);
  for (size_t a = 0; a < kDimensionCount; ++a) {
    for (const CaseDate date : {CaseDate::kReported, CaseDate::kOccurred, CaseDate::kAccepted, CaseDate::kClosed}) {
      CaseQuestion question{today - 500, today - 10, date, {static_cast<CaseDimension>(a)}};
      question.bands = *AgeBands::Named("ic3");
      question.iso_weeks = date == CaseDate::kOccurred;
      if (date == CaseDate::kAccepted) question.verified = true;
      ExpectAgrees(desk.world, question);
    }
    for (size_t b = 0; b < kDimensionCount; b += 3) {
      CaseQuestion question{
          today - 60, today, CaseDate::kReported, {static_cast<CaseDimension>(a), static_cast<CaseDimension>(b)}};
      if (a != b) ExpectAgrees(desk.world, question);
    }
  }
  EXPECT_EQ(desk.world.Digest(), desk.world.ReplayedDigest());
}

// Blocks of columns that hold no day of a period are not read; those beside them are.
TEST(Statistics, ShortPeriodsOfManyBlocks) {
  CasesWorld world;
  const uint32_t begin = DayOf(CasesWorld::kNowS) - 800;
  for (uint32_t entry = 0; entry < 13; ++entry) {
    event::CaseFile file;
    for (uint32_t i = 0; i < event::kComplaintsMax; ++i) {
      event::Complaint complaint;
      complaint.verified = true;
      // Ten a day, a few much later than they stand; more victims of some.
      const uint32_t number = entry * static_cast<uint32_t>(event::kComplaintsMax) + i;
      complaint.reported_s = (begin + number / 10 + (number % 997 == 0 ? 90 : 0)) * kDayS + 3600;
      complaint.case_type = number % 3 == 0 ? "goods" : "job";
      complaint.transfers = {
          {.from = {}, .to = {event::MoneyNodeKind::kCashOut, {}}, .satang = number + 1, .reference = {}, .payer = {}}};
      complaint.victims.resize(1 + (number % 5 == 0 ? 1 : 0));
      file.complaints.push_back(std::move(complaint));
    }
    ASSERT_TRUE(world.Submit(event::EntryType::kCaseFile, "tok:00000000000000cc", event::EncodeCaseFile(file)).accepted);
  }
  for (const auto& [from, days] :
       {std::pair(0u, 1u), {203u, 1u}, {204u, 30u}, {407u, 7u}, {500u, 300u}, {649u, 1u}, {700u, 5u}}) {
    const CaseQuestion question{begin + from, begin + from + days - 1, CaseDate::kReported, {CaseDimension::kCaseType}};
    ExpectAgrees(world, question);
    const store::ReadTxn txn = world.Read();
    EXPECT_TRUE(Must(CountVictims(world.tables(), txn, question)).reconciles);
  }
}

TEST(Statistics, ACounterThatWasChangedDoesNotReconcile) {
  Desk desk(7);
  desk.Work(40);
  const uint32_t today = DayOf(CasesWorld::kNowS);
  const CaseQuestion question{today - 800, today, CaseDate::kReported, {CaseDimension::kSex}};
  {
    store::WriteTxn txn = Must(desk.world.environment().BeginWrite());
    FigureChanges changes;
    changes.Add({Figure::kCasesByDay, today - 400, 0}, 0);
    Must(changes.Write(desk.world.tables(), txn));
    Must(txn.Commit());
  }
  const store::ReadTxn txn = desk.world.Read();
  EXPECT_FALSE(Must(CountCases(desk.world.tables(), txn, question)).reconciles);
}

TEST(Statistics, EmptyBandsAreShown) {
  Desk desk(7);
  const store::ReadTxn txn = desk.world.Read();
  const CaseQuestion question{20000, 20010, CaseDate::kReported, {CaseDimension::kSex, CaseDimension::kAgeBand}};
  const CaseFigures figures = Must(CountCases(desk.world.tables(), txn, question));
  EXPECT_EQ(figures.rows.size(), 4u * 9);
  EXPECT_EQ(figures.PartsOf(figures.rows.front()), (std::vector<std::string>{"f", "under"}));
  EXPECT_EQ(figures.totals.count, 0u);
}

TEST(Periods, AreThePolices) {
  const uint32_t day = *ParseDay("2025-11-22");  // a Saturday
  EXPECT_EQ(FormatDay(WeekOfDay(day)), "2025-11-16");
  EXPECT_EQ(FormatDay(WeekOfDay(day + 1)), "2025-11-23");
  EXPECT_EQ(FormatDay(IsoWeekOfDay(day + 1)), "2025-11-17");
  EXPECT_EQ(FiscalYearOfDay(*ParseDay("2025-09-30")), 2568u);
  EXPECT_EQ(FiscalYearOfDay(*ParseDay("2025-10-01")), 2569u);
}

TEST(AgeBandsTest, EveryAgeHasOneBand) {
  for (const char* scheme : {"rtp", "acsc", "aoc", "ic3"}) {
    const auto bands = AgeBands::Named(scheme);
    ASSERT_TRUE(bands);
    for (unsigned age = 0; age <= 255; ++age) ASSERT_LT(bands->Of(static_cast<uint8_t>(age)), bands->count());
    EXPECT_EQ(bands->NameOf(bands->Of(255)), "unknown");
    EXPECT_EQ(bands->NameOf(bands->Of(0)), "under");
  }
  const auto rtp = *AgeBands::Named("rtp");
  EXPECT_EQ(rtp.NameOf(rtp.Of(44)), "30-44");
  EXPECT_EQ(rtp.NameOf(rtp.Of(45)), "45-59");
  EXPECT_EQ(rtp.NameOf(rtp.Of(130)), "60+");
  EXPECT_FALSE(AgeBands::Named("decades"));
}

}  // namespace
}  // namespace cybercheck::cases
