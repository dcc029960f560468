// SPDX-License-Identifier: Apache-2.0
// Formulas against the tables themselves: after random work every measure of every table, of all and by each thing and pair, is
// what the table's own answer says of the same days; and what is misspelt is refused with what there is.
#include "cases/target_formula.h"

#include <gtest/gtest.h>

#include <iterator>
#include <random>

#include "cases/bangkok_calendar.h"
#include "cases/statistics.h"
#include "tests/cases/case_work.h"
#include "tests/cases/random_work.h"

namespace cybercheck::cases {
namespace {

class TargetFormulas : public testing::Test {
 protected:
  void SetUp() override {
    RandomWork others(world_, 11, true);
    for (int i = 0; i < 200; ++i) others.Step();
    work_.Steps(500);
    for (int i = 0; i < 60; ++i) work_.WorkOnQuietAccount();
    outside_.what = "indicators";
    outside_.date = "first_seen";
    constexpr auto name = [](uint8_t number) noexcept { return number == 1 ? std::string_view("phone") : "url"; };
    outside_.parts = {{"indicator_kind", name, 1, 2}};
    outside_.walk = [this](uint32_t from, uint32_t to, const OutsideTally::Each& each,
                           const OutsideTally::EachDay& each_day) -> base::Result<void> {
      for (const uint32_t day : {today_ - 9, today_ - 5}) {
        if (day < from || day > to) continue;
        TRY(each(day, "\1", 3));
        TRY(each(day, "\2", 4));
        each_day(7);
      }
      return {};
    };
    today_ = DayOf(world_.clock.NowMs() / 1000);
    for (const auto& [list, codes] :
         {std::pair<CodeList, std::vector<std::string>>(CodeList::kCaseType, {"job", "goods", "investment"}),
          {CodeList::kSex, {"f", "m"}},
          {CodeList::kState, {"received", "accepted"}},
          {CodeList::kCategory, {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}}})
      for (const std::string& code : codes) names_.Set(list, code, {});
  }

  // The table as it is answered, counted by nobody but its own function.
  StatisticTable Answer(const std::string& table, const std::vector<std::string>& by, uint32_t from, uint32_t to,
                        const store::ReadTxn& txn) {
    if (table == "indicators") return Must(CountOutside(outside_, {from, to, by, false}));
    if (const auto tally = TallyTableNamed(table)) return Must(CountTallied(world_.tables(), txn, *tally, {from, to, by, false}));
    CaseQuestion question;
    question.from = from;
    question.to = to;
    for (const std::string& name : by) question.by.push_back(*CaseDimensionNamed(name));
    return Must(table == "cases" ? CaseTable(world_.tables(), txn, question) : VictimTable(world_.tables(), txn, question));
  }

  CasesWorld world_;
  CaseWork work_{world_, 20261126};
  OutsideTally outside_;
  CodeNames names_;
  uint32_t today_ = 0;
};

std::optional<double> Told(const Measure& measure, const std::optional<int64_t>& value) {
  if (!value) return std::nullopt;
  return static_cast<double>(*value) / (measure.halves ? 2 : 1);
}

TEST_F(TargetFormulas, AreWhatTheTablesSay) {
  const store::ReadTxn txn = world_.Read();
  CountedTables counted(world_.tables(), txn, names_, outside_, nullptr);
  const auto value = [&](const std::string& text, uint32_t from, uint32_t to) {
    return Must(Must(TargetFormula::Parse(text)).Compute(counted, from, to));
  };
  size_t told = 0, medians = 0;
  for (const auto& [from, to] : {std::pair(today_ - 500, today_), {today_ - 40, today_ - 3}}) {
    for (const std::string table : {"cases", "victims", "complaints", "holds", "accounts", "indicators", "reports", "appeals"}) {
      const StatisticTable all = Answer(table, {}, from, to, txn);
      EXPECT_EQ(value(table, from, to), Told(all.measures[0], all.totals[0])) << table;
      for (size_t i = 0; i < all.measures.size(); ++i)
        EXPECT_EQ(value(table + "." + std::string(all.measures[i].name), from, to), Told(all.measures[i], all.totals[i]))
            << table;
      std::vector<std::vector<std::string>> questions;
      const auto dimensions = counted.DimensionsOf(table);
      ASSERT_FALSE(dimensions.empty()) << table;
      for (size_t a = 0; a < dimensions.size(); ++a) {
        questions.push_back({std::string(dimensions[a])});
        questions.push_back({std::string(dimensions[a]), std::string(dimensions[(a + 1) % dimensions.size()])});
        if (dimensions.size() == 1) questions.pop_back();
      }
      for (const auto& by : questions) {
        const StatisticTable answer = Answer(table, by, from, to, txn);
        for (const StatisticTable::Row& row : answer.rows) {
          std::string where = " where " + by[0] + "=" + row.parts[0];
          if (by.size() == 2) where += " and " + by[1] + "=" + row.parts[1];
          for (size_t i = 0; i < answer.measures.size(); ++i) {
            const std::string text = table + "." + std::string(answer.measures[i].name) + where;
            EXPECT_EQ(value(text, from, to), Told(answer.measures[i], row.values[i])) << text;
            ++told;
            medians += !answer.measures[i].adds_up && row.values[i];
          }
          EXPECT_EQ(value(table + where, from, to), Told(answer.measures[0], row.values[0])) << where;
        }
      }
    }
    const MoneyStopped stopped = Must(CountMoneyStopped(world_.tables(), txn, from, to));
    EXPECT_EQ(value("stopped_satang", from, to), static_cast<double>(stopped.stopped_satang));
    EXPECT_EQ(value("money_stopped.places", from, to), static_cast<double>(stopped.places));
    for (const MoneyStopped::Row& row : stopped.rows)
      EXPECT_EQ(value("stopped_satang where row=" + std::to_string(row.row), from, to), static_cast<double>(row.stopped_satang));
  }
  EXPECT_GT(told, 1000u);
  EXPECT_GT(medians, 20u);
  EXPECT_TRUE(counted.reconcile());
}

// What stood in formulas before tables could be named means what it meant.
TEST_F(TargetFormulas, OfCasesNeedNoTable) {
  const store::ReadTxn txn = world_.Read();
  CountedTables counted(world_.tables(), txn, names_, outside_, nullptr);
  const uint32_t from = today_ - 400, to = today_ - 7;
  const auto value = [&](const char* text) { return Must(Must(TargetFormula::Parse(text)).Compute(counted, from, to)); };
  CaseQuestion question;
  question.from = from;
  question.to = to;
  question.by = {CaseDimension::kSex, CaseDimension::kAgeBand};
  const CaseFigures figures = Must(CountCases(world_.tables(), txn, question));
  const auto& sums = figures.totals;
  ASSERT_GT(sums.count, 0u);
  const auto number = [](auto whole) { return std::optional(static_cast<double>(whole)); };
  EXPECT_EQ(value("cases"), number(sums.count));
  EXPECT_EQ(value("damage_satang"), number(sums.damage_satang));
  EXPECT_EQ(value("damage_unknown"), number(sums.damage_unknown));
  EXPECT_EQ(value("requested_satang"), number(sums.requested_satang));
  EXPECT_EQ(value("held_satang"), number(sums.held_satang));
  EXPECT_EQ(value("frozen_satang"), number(sums.frozen_satang));
  EXPECT_EQ(value("returned_satang"), number(sums.returned_satang));
  EXPECT_EQ(value("days"), number(to - from + 1));
  EXPECT_EQ(value("-(2 + 3) * 4 - 6 / 4"), -21.5);
  EXPECT_EQ(value("cases / (days - days)"), std::nullopt);
  EXPECT_EQ(value("cases where case_type=unheard_of"), 0.0);
  EXPECT_EQ(value("appeals.hours_median where outcome=unheard_of"), std::nullopt);  // the middle of nothing is not 0
  for (const CaseFigures::Row& row : figures.rows) {
    const std::string where = " where sex=" + figures.PartOf(row, 0) + " and age_band=" + figures.PartOf(row, 1);
    EXPECT_EQ(value(("damage_satang" + where).c_str()), number(row.sums.damage_satang)) << where;
  }
}

// Of any words in any order: read, or refused with a place; what is read names what stands there.
TEST(TargetFormulaTexts, AreReadOrRefused) {
  constexpr std::string_view kWords[] = {"cases",
                                         "holds.held_satang",
                                         "where ",
                                         "and ",
                                         "sex",
                                         "=",
                                         "f",
                                         "(",
                                         ")",
                                         "+",
                                         "-",
                                         "*",
                                         "/",
                                         " ",
                                         "1.5",
                                         "days",
                                         ".",
                                         "bank=004 ",
                                         "\xe0\xb8\x81",
                                         "stopped_satang"};
  std::mt19937 random(20261126);
  size_t read = 0, refused = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    for (size_t words = 1 + random() % 9; words > 0; --words) text.append(kWords[random() % std::size(kWords)]);
    const auto formula = TargetFormula::Parse(text);
    if (!formula) {
      ++refused;
      EXPECT_TRUE(formula.error().detail.starts_with("formula, character ")) << text;
      continue;
    }
    ++read;
    for (const TargetFormula::Figure* figure : formula->Figures()) {
      ASSERT_LE(figure->place, text.size()) << text;
      const std::string_view there = std::string_view(text).substr(figure->place - 1);
      EXPECT_TRUE(there.starts_with(figure->table.empty() ? "days" : figure->table) || there.starts_with(figure->measure))
          << text;
    }
  }
  EXPECT_GT(read, 2'000u);
  EXPECT_GT(refused, 2'000u);
  EXPECT_FALSE(TargetFormula::Parse(std::string(500, '(')).has_value());
  EXPECT_FALSE(TargetFormula::Parse(std::string(500, '-')).has_value());
}

TEST_F(TargetFormulas, AreRefusedWithWhatThereIs) {
  const store::ReadTxn txn = world_.Read();
  CountedTables counted(world_.tables(), txn, names_, outside_, nullptr);
  const auto refusal = [&](const char* text) {
    const auto formula = TargetFormula::Parse(text);
    const auto checked = formula ? formula->Check(counted) : base::Result<void>(formula.error());
    return checked.has_error() ? checked.error().detail : std::string("taken");
  };
  for (const char* good :
       {"cases / days", "100 * holds.held_satang where bank=004 / holds.requested_satang where bank=004",
        "holds.hold_minutes_median where bank=004", "holds where state=held and ground=bank_detected",
        "accounts where row=1 and colour=none", "accounts.received_satang where place=wallet",
        "victims where age_band=60+ and sex=f", "complaints where station=1001 and kind=other_criminal",
        "indicators where indicator_kind=url", "reports.withdrawn where channel=hotline and category=2",
        "appeals.hours_p90 where outcome=cleared", "appeals.late / appeals", "cases.days_median where state=received",
        "stopped_satang where row=2 / damage_satang", "holds where bank=--- / holds"})
    EXPECT_EQ(refusal(good), "taken") << good;
  const std::pair<const char*, const char*> bad[] = {
      {"cases +", "formula, character 8: a number, a bracket or a figure is expected"},
      {"(cases", "character 7: a bracket is not closed"},
      {"people / days", "formula, character 1: no figure is called people; there are cases, victims, complaints, holds"},
      {"cases / hold", "formula, character 9: no figure is called hold;"},
      {"holds.minutes",
       "character 1: holds does not tell minutes; it tells count, requested_satang, held_satang, frozen_satang, "
       "returned_satang, hold_minutes_median, hold_minutes_p90"},
      {"holds.hold_minutes_median where state=held", "holds by state does not tell hold_minutes_median; it tells count"},
      {"holds where colour=black", "where: holds is not told by colour; it is by bank, state, ground"},
      {"holds where state=hold", "no state of holds is called hold; there are requested, held, partly"},
      {"holds where bank=065", "no bank of holds is called 065; there are "},
      {"accounts where row=0", "no row of accounts is called 0; there are 1, 2, 3"},
      {"accounts where row=first", "no row of accounts is called first"},
      {"accounts where colour=grey",
       "no colour of accounts is called grey; there are black, dark_grey, light_grey, dark_brown, light_brown, none"},
      {"indicators where indicator_kind=fax", "no indicator_kind of indicators is called fax; there are phone, url"},
      {"appeals where outcome=won", "there are opened, in_review, upheld, cleared"},
      {"reports where category=frauds", "no category of reports is called frauds"},
      {"cases where case_type=jobs", "no case_type of cases is called jobs; there are job, goods, investment, unknown"},
      {"cases where age_band=70+", "no age_band of cases is called 70+; there are under, 11-14"},
      {"victims where month=2026-01", "where: victims is not told by month; it is by state, outcome"},
      {"holds where month=2026-01", "where: holds is not told by month"},
      {"cases.left", "cases does not tell left; it tells count"},
      {"cases where sex=f and sex=m", "where names a thing twice"},
      {"cases where sex=f and kind=disposed and verified=verified", "where names one thing, or two"},
      {"days where sex=f", "an operator or the end is expected"},
      {"days.count", "an operator or the end is expected"},
      {"holds. count", "a measure of holds is expected"},
  };
  for (const auto& [text, words] : bad) EXPECT_NE(refusal(text).find(words), std::string::npos) << text << ": " << refusal(text);
}

}  // namespace
}  // namespace cybercheck::cases
