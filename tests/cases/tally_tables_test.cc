// SPDX-License-Identifier: Apache-2.0
// Tables told from tallies against a slow obvious model, which reads the rows that are counted: every dimension and pair, over
// months that are whole and periods that are not, after random work on cases, holds, reports and appeals.
#include "cases/tally_tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "cases/account_row.h"
#include "cases/accounts.h"
#include "cases/appeal_row.h"
#include "cases/bangkok_calendar.h"
#include "cases/case_history.h"
#include "cases/case_life.h"
#include "cases/case_store.h"
#include "cases/complaint_row.h"
#include "cases/hold_store.h"
#include "cases/report_row.h"
#include "cases/statistics.h"
#include "cases/tally_rows.h"
#include "cases/trail.h"
#include "cases/transfer_graph.h"
#include "tests/cases/case_work.h"
#include "tests/cases/random_work.h"

namespace cybercheck::cases {
namespace {

// One thing that is counted, as the model sees it.
struct Fact {
  uint32_t day = 0;
  std::map<std::string, std::string> parts;
  std::vector<int64_t> values;
};

std::string Known(std::string_view text) { return text.empty() ? "unknown" : std::string(text); }

void EachRow(CasesWorld& world, const store::Table& table, const std::function<void(std::string_view, std::string_view)>& each) {
  const store::ReadTxn txn = world.Read();
  store::Cursor cursor = Must(store::Cursor::Open(txn, table));
  for (auto row = Must(cursor.First()); row; row = Must(cursor.Next())) each(row->key, row->value);
}

std::vector<Fact> Complaints(CasesWorld& world) {
  std::vector<Fact> facts;
  EachRow(world, world.tables().complaints, [&](std::string_view key, std::string_view) {
    const store::ReadTxn txn = world.Read();
    const ComplaintRow row = *Must(ReadComplaint(world.tables(), txn, Must(DecodeCaseKey(key))));
    facts.push_back({DayOf(row.reported_s),
                     {{"channel", std::string(event::Name(row.channel))},
                      {"kind", std::string(event::Name(row.kind))},
                      {"station", Known(row.station)}},
                     {1, std::max<int64_t>(row.damage_satang, 0), row.damage_satang < 0}});
  });
  return facts;
}

std::vector<Fact> Holds(CasesWorld& world) {
  std::vector<Fact> facts;
  EachRow(world, world.tables().holds, [&](std::string_view, std::string_view value) {
    const HoldRow row = Must(DecodeHoldRow(value));
    facts.push_back({DayOf(row.requested_s),
                     {{"bank", std::string(BankOf(row))},
                      {"state", std::string(event::Name(row.state))},
                      {"ground", std::string(event::Name(row.ground))}},
                     {1, row.requested_satang, row.held_satang, row.frozen_satang, row.returned_satang}});
  });
  return facts;
}

std::vector<Fact> Accounts(CasesWorld& world) {
  std::vector<Fact> facts;
  const store::ReadTxn txn = world.Read();
  AccountReader reader = Must(AccountReader::Open(world.tables(), txn, world.clock.NowS()));
  EachRow(world, world.tables().accounts, [&](std::string_view, std::string_view value) {
    const AccountRow row = Must(DecodeAccountRow(value));
    const auto colour = Must(reader.ColourOf(NodeKey(row.node)));
    EXPECT_EQ(row.colour, colour) << row.node.ToString();
    if (row.all.first_s == 0) return;
    facts.push_back({DayOf(row.all.first_s),
                     {{"bank", row.node.bank().empty() ? "---" : std::string(row.node.bank())},
                      {"place", std::string(event::Name(row.node.kind))},
                      {"row", row.all.level == kLevelUnknown ? "unknown" : std::to_string(row.all.level)},
                      {"colour", colour ? std::string(Name(*colour)) : "none"}},
                     {1, row.cases, row.all.received_satang}});
  });
  return facts;
}

std::vector<Fact> Reports(CasesWorld& world) {
  std::vector<Fact> facts;
  EachRow(world, world.tables().reports, [&](std::string_view, std::string_view value) {
    const ReportRow row = Must(DecodeReportRow(value));
    facts.push_back({DayOf(row.reported_s),
                     {{"channel", std::string(event::Name(row.channel))}, {"category", std::to_string(row.category)}},
                     {1, IsTakenBack(row.state)}});
  });
  return facts;
}

std::vector<Fact> Appeals(CasesWorld& world) {
  std::vector<Fact> facts;
  EachRow(world, world.tables().appeals, [&](std::string_view, std::string_view value) {
    const AppealRow row = Must(DecodeAppealRow(value));
    facts.push_back({DayOf(row.opened_s),
                     {{"outcome", std::string(event::Name(row.state))}, {"ground", std::string(event::Name(row.ground))}},
                     {1, row.decided_s > row.due_s}});
  });
  return facts;
}

std::vector<Fact> FactsOf(CasesWorld& world, TallyTable table) {
  switch (table) {
    case TallyTable::kComplaints:
      return Complaints(world);
    case TallyTable::kHolds:
      return Holds(world);
    case TallyTable::kAccounts:
      return Accounts(world);
    case TallyTable::kReports:
      return Reports(world);
    case TallyTable::kAppeals:
      return Appeals(world);
  }
  return {};
}

std::string PartOf(const Fact& fact, const std::string& name, bool iso_weeks) {
  const auto part = fact.parts.find(name);
  if (part != fact.parts.end()) return part->second;
  const std::string day = FormatDay(fact.day);
  if (name == "day") return day;
  if (name == "month") return day.substr(0, 7);
  if (name == "year") return day.substr(0, 4);
  if (name == "fiscal_year") return std::to_string(std::stoi(day.substr(0, 4)) + 543 + (day.substr(5, 2) >= "10" ? 1 : 0));
  uint32_t first = fact.day;
  while ((first - *ParseDay("2023-01-01")) % 7 != (iso_weeks ? 1u : 0u)) --first;
  return FormatDay(first);
}

using Model = std::map<std::vector<std::string>, std::vector<int64_t>>;

Model Sum(const std::vector<Fact>& facts, const TallyQuestion& question, uint32_t from, uint32_t to) {
  Model model;
  for (const Fact& fact : facts) {
    if (fact.day < from || fact.day > to) continue;
    std::vector<std::string> parts;
    for (const std::string& name : question.by) parts.push_back(PartOf(fact, name, question.iso_weeks));
    std::vector<int64_t>& sums = model[parts];
    sums.resize(fact.values.size());
    for (size_t i = 0; i < sums.size(); ++i) sums[i] += fact.values[i];
  }
  return model;
}

void ExpectAgrees(CasesWorld& world, TallyTable what, const std::vector<Fact>& facts, const TallyQuestion& question) {
  const store::ReadTxn txn = world.Read();
  const StatisticTable table = Must(CountTallied(world.tables(), txn, what, question));
  std::string said = std::string(Name(what)) + " " + FormatDay(question.from);
  for (const std::string& name : question.by) said += " " + name;
  EXPECT_TRUE(table.reconciles) << said;
  const Model model = Sum(facts, question, question.from, question.to);
  const Model before = Sum(facts, {.by = {}}, *FirstDayBefore(question.from, question.to), question.from - 1);
  EXPECT_EQ(table.count_before, before.empty() ? 0 : before.begin()->second[0]) << said;
  Model counted;
  int64_t count = 0;
  for (const StatisticTable::Row& row : table.rows) {
    count += *row.values[0];
    if (row.values[0] == 0) continue;
    std::vector<int64_t>& sums = counted[row.parts];
    for (size_t i = 0; i < facts.front().values.size(); ++i) sums.push_back(*row.values[i]);
  }
  EXPECT_EQ(counted, model) << said;
  EXPECT_EQ(table.totals[0], count) << said;
}

class TallyTables : public testing::Test {
 protected:
  void SetUp() override {
    RandomWork others(world_, 7, true);
    for (int i = 0; i < 300; ++i) others.Step();
    work_.Steps(700);
    for (int i = 0; i < 600; ++i) {
      work_.WorkOnQuietAccount();
      if (i % 8 == 0) work_.Steps(1);
    }
  }
  CasesWorld world_;
  CaseWork work_{world_, 20261127};
};

TEST_F(TallyTables, AreThoseOfTheSlowModel) {
  const uint32_t today = DayOf(world_.clock.NowMs() / 1000);
  const std::vector<std::pair<uint32_t, uint32_t>> periods = {{*ParseDay("2024-10-01"), *ParseDay("2025-09-30")},
                                                              {*ParseDay("2024-01-01"), *ParseDay("2025-12-31")},
                                                              {*ParseDay("2023-11-15"), *ParseDay("2026-02-10")},
                                                              {today - 500, today},
                                                              {today - 20, today - 3},
                                                              {today - 900, today - 400}};
  for (const TallyTable what :
       {TallyTable::kComplaints, TallyTable::kHolds, TallyTable::kAccounts, TallyTable::kReports, TallyTable::kAppeals}) {
    const std::vector<Fact> facts = FactsOf(world_, what);
    ASSERT_GT(facts.size(), 15u) << Name(what);
    std::vector<std::string> names;
    for (const std::string_view name : DimensionsOf(what)) names.emplace_back(name);
    for (const char* name : {"day", "week", "month", "year", "fiscal_year"}) names.emplace_back(name);
    for (const auto& [from, to] : periods) {
      ExpectAgrees(world_, what, facts, {from, to, {}, false});
      for (size_t a = 0; a < names.size(); ++a) {
        ExpectAgrees(world_, what, facts, {from, to, {names[a]}, a % 2 == 0});
        for (size_t b = 0; b < names.size(); ++b)
          if (a != b) ExpectAgrees(world_, what, facts, {from, to, {names[a], names[b]}, b % 2 == 0});
      }
    }
  }
  EXPECT_EQ(world_.Digest(), world_.ReplayedDigest());
}

// The random work is worth its name only if accounts have come to all colours there are, and some have lost theirs.
TEST_F(TallyTables, AccountsHaveComeToEveryColour) {
  std::map<std::string, int> colours;
  for (const Fact& fact : Accounts(world_)) ++colours[fact.parts.at("colour")];
  for (const char* colour : {"dark_grey", "light_grey", "dark_brown", "light_brown", "none"})
    EXPECT_GT(colours[colour], 0) << colour;
}

TEST_F(TallyTables, ACounterThatWasChangedDoesNotReconcile) {
  const uint32_t today = DayOf(world_.clock.NowMs() / 1000);
  for (const auto& [what, tally] : {std::pair(TallyTable::kComplaints, Tally::kComplaints),
                                    {TallyTable::kHolds, Tally::kHolds},
                                    {TallyTable::kAccounts, Tally::kAccounts},
                                    {TallyTable::kReports, Tally::kReports},
                                    {TallyTable::kAppeals, Tally::kAppeals}}) {
    store::WriteTxn txn = Must(world_.environment().BeginWrite());
    const std::string key = TallyKey(tally, TallyGrain::kTotal, today - 2, {});
    TallyValues values = Must(ReadTally(world_.tables(), txn, key));
    ++values[0];
    std::string bytes;
    for (const uint64_t value : values) base::AppendBe<8>(value, bytes);
    Must(world_.tables().tallies.Put(txn, key, bytes));
    Must(txn.Commit());
    const store::ReadTxn read = world_.Read();
    EXPECT_FALSE(Must(CountTallied(world_.tables(), read, what, {today - 30, today, {}, false})).reconciles);
    EXPECT_TRUE(Must(CountTallied(world_.tables(), read, what, {today - 30, today - 3, {}, false})).reconciles);
  }
}

TEST_F(TallyTables, DaysInStatesAreThoseOfTheMoves) {
  ASSERT_GT(work_.left().size(), 40u);
  const uint32_t today = DayOf(world_.clock.NowMs() / 1000);
  for (const auto& [from, to] : {std::pair(today - 600, today), {today - 100, today - 7}}) {
    std::map<uint8_t, std::vector<int64_t>> days;
    for (const CaseWork::Left& left : work_.left())
      if (left.day >= from && left.day <= to) days[static_cast<uint8_t>(left.state)].push_back(left.days);
    const store::ReadTxn txn = world_.Read();
    const auto spreads = Must(DaysInStates(world_.tables(), txn, from, to));
    EXPECT_EQ(spreads.size(), days.size());
    CaseQuestion by_state;
    by_state.from = from;
    by_state.to = to;
    by_state.by = {CaseDimension::kState};
    const StatisticTable shown = Must(CaseTable(world_.tables(), txn, by_state));
    const auto measure = std::ranges::find(shown.measures, "left", &Measure::name) - shown.measures.begin();
    int64_t count = 0;
    for (const StatisticTable::Row& row : shown.rows) {
      ASSERT_EQ(row.values.size(), shown.measures.size());
      count += *row.values[0];
      EXPECT_EQ(row.values[static_cast<size_t>(measure)],
                static_cast<int64_t>(days[static_cast<uint8_t>(*event::CaseStateNamed(row.parts[0]))].size()));
    }
    EXPECT_EQ(count, static_cast<int64_t>(Must(CountCases(world_.tables(), txn, by_state)).totals.count));
    for (auto& [state, all] : days) {
      if (all.empty()) continue;
      std::sort(all.begin(), all.end());
      const Spread& spread = spreads.at(state);
      EXPECT_EQ(spread.count, all.size());
      EXPECT_EQ(spread.median_halves, all[(all.size() - 1) / 2] + all[all.size() / 2]);
      size_t at = 0;  // the least that nine of ten do not exceed
      while ((at + 1) * 10 < all.size() * 9) ++at;
      EXPECT_EQ(spread.p90, all[at]);
    }
  }
}

TEST_F(TallyTables, MoneyStoppedIsThatOfEachTrail) {
  const uint32_t today = DayOf(world_.clock.NowMs() / 1000);
  for (const auto& [from, to] : {std::pair(today - 900, today), {*ParseDay("2025-01-01"), *ParseDay("2025-03-31")}}) {
    std::map<uint8_t, std::pair<int64_t, int64_t>> rows;
    int64_t lost_at_most = 0;
    EachRow(world_, world_.tables().cases, [&, from = from, to = to](std::string_view key, std::string_view value) {
      const CaseRow row = Must(DecodeCaseRow(value));
      const uint32_t day = DayOf(row.reported_s);
      if (!IsCounted(row.state) || day < from || day > to) return;
      const store::ReadTxn txn = world_.Read();
      const event::CaseRef of = Must(DecodeCaseKey(key));
      const auto transfers = Must(ReadTransfers(world_.tables(), txn, of));
      const TransferGraph graph = GraphOf(transfers);
      const Trail trail = ComputeTrail(graph.nodes, graph.edges, {.depth_max = 1000});
      lost_at_most += trail.totals.from_victims_satang;
      for (size_t i = 0; i < graph.nodes.size(); ++i) {
        int64_t held = 0;
        for (const auto& [ref, hold] : Must(ReadCaseHolds(world_.tables(), txn, of)))
          if (hold.at == *graph.places[i]) held += hold.held_satang + hold.frozen_satang + hold.returned_satang;
        const int64_t stopped = std::min(held, trail.nodes[i].remaining_satang);
        if (stopped <= 0) continue;
        ++rows[static_cast<uint8_t>(trail.nodes[i].row)].first;
        rows[static_cast<uint8_t>(trail.nodes[i].row)].second += stopped;
      }
    });
    const store::ReadTxn txn = world_.Read();
    const MoneyStopped stopped = Must(CountMoneyStopped(world_.tables(), txn, from, to));
    ASSERT_FALSE(rows.empty());
    ASSERT_EQ(stopped.rows.size(), rows.size());
    int64_t sum = 0;
    for (const MoneyStopped::Row& row : stopped.rows) {
      EXPECT_EQ(row.places, rows[row.row].first) << int{row.row};
      EXPECT_EQ(row.stopped_satang, rows[row.row].second) << int{row.row};
      sum += row.stopped_satang;
    }
    EXPECT_EQ(stopped.stopped_satang, sum);
    EXPECT_LE(sum, lost_at_most) << "each baht once";
  }
}

// Victims, from what each case now tells.
TEST_F(TallyTables, VictimsAreThoseOfCounted) {
  const uint32_t today = DayOf(world_.clock.NowMs() / 1000);
  constexpr CaseDimension kDimensions[] = {CaseDimension::kAgeBand,    CaseDimension::kSex,   CaseDimension::kProvince,
                                           CaseDimension::kVictimKind, CaseDimension::kState, CaseDimension::kMonth};
  const auto part = [](CaseDimension dimension, const CaseRow& row, const event::Victim& victim, const AgeBands& bands) {
    switch (dimension) {
      case CaseDimension::kAgeBand:
        return std::string(bands.NameOf(bands.Of(victim.age)));
      case CaseDimension::kSex:
        return std::string(event::Name(victim.sex));
      case CaseDimension::kProvince:
        return victim.province == 0 ? "unknown" : std::to_string(victim.province);
      case CaseDimension::kVictimKind:
        return std::string(event::Name(victim.kind));
      case CaseDimension::kState:
        return std::string(event::Name(row.state));
      default:
        return FormatDay(DayOf(row.reported_s)).substr(0, 7);
    }
  };
  for (const CaseDimension a : kDimensions) {
    for (const CaseDimension b : kDimensions) {
      CaseQuestion question;
      question.from = today - 700;
      question.to = today - 30;
      question.by = {a};
      if (a != b) question.by.push_back(b);
      if (a == CaseDimension::kState) question.verified = true;
      question.bands = *AgeBands::Named("acsc");
      std::map<std::vector<std::string>, uint64_t> model;
      EachRow(world_, world_.tables().cases, [&](std::string_view key, std::string_view value) {
        const CaseRow row = Must(DecodeCaseRow(value));
        const uint32_t day = DayOf(row.reported_s);
        if (!IsCounted(row.state) || day < question.from || day > question.to) return;
        if (question.verified && !row.verified) return;
        const store::ReadTxn txn = world_.Read();
        auto victims = Must(FoldCase(world_.tables(), txn, Must(DecodeCaseKey(key)))).victims;
        if (victims.empty()) victims.emplace_back();
        for (const event::Victim& victim : victims) {
          std::vector<std::string> parts;
          for (const CaseDimension dimension : question.by) parts.push_back(part(dimension, row, victim, question.bands));
          ++model[parts];
        }
      });
      const store::ReadTxn txn = world_.Read();
      const CaseFigures figures = Must(CountVictims(world_.tables(), txn, question));
      std::map<std::vector<std::string>, uint64_t> counted;
      for (const CaseFigures::Row& row : figures.rows)
        if (row.sums.count != 0) counted[figures.PartsOf(row)] = row.sums.count;
      EXPECT_EQ(counted, model);
      EXPECT_TRUE(figures.reconciles);
      const CaseFigures cases = Must(CountCases(world_.tables(), txn, question));
      EXPECT_GT(figures.totals.count, cases.totals.count);
      EXPECT_EQ(figures.totals.damage_satang, cases.totals.damage_satang);
    }
  }
}

TEST(Spreads, AreExact) {
  EXPECT_FALSE(SpreadOf({}).median_halves);
  const Spread spread = SpreadOf({{1, 5}, {4, 5}});
  EXPECT_EQ(spread.count, 10u);
  EXPECT_EQ(spread.median_halves, 5);
  EXPECT_EQ(spread.p90, 4);
  EXPECT_EQ(SpreadOf({{1, 9}, {4, 1}}).p90, 1);
}

}  // namespace
}  // namespace cybercheck::cases
