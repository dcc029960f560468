// SPDX-License-Identifier: Apache-2.0
#include "cases/warnings.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "cases/bangkok_calendar.h"
#include "event/case_file.h"
#include "tests/cases/cases_world.h"

namespace cybercheck::cases {
namespace {

using event::Complaint;

uint32_t Day(const char* text) { return *ParseDay(text); }

Complaint On(uint32_t day, std::string case_type, int64_t damage_satang, const std::vector<std::string>& things) {
  Complaint complaint;
  complaint.verified = true;
  complaint.reported_s = int64_t{day} * 86400 + 3600;
  complaint.case_type = std::move(case_type);
  complaint.damage_satang = damage_satang;
  // Cash joins nothing.
  complaint.transfers = {
      {.from = {}, .to = {event::MoneyNodeKind::kCashOut, "ATM"}, .satang = 100, .reference = {}, .payer = {}}};
  for (const std::string& thing : things) {
    event::ReportIndicator told;
    told.key = *indicator::ParseKey(thing);
    complaint.indicators.push_back(told);
  }
  return complaint;
}

void File(CasesWorld& world, const Complaint& complaint) {
  event::CaseFile file;
  file.complaints = {complaint};
  const auto outcome = world.Submit(event::EntryType::kCaseFile, "tok:00000000000000cc", event::EncodeCaseFile(file));
  ASSERT_TRUE(outcome.accepted) << outcome.code;
}

Warnings Read(CasesWorld& world, uint32_t today) {
  const store::ReadTxn txn = world.Read();
  return Must(ReadWarnings(world.tables(), txn, today, [](std::string_view host) { return host != "shared.example"; }));
}

std::vector<std::string> Types(const WarningPeriod& period, const std::vector<size_t>& ranked) {
  std::vector<std::string> out;
  for (const size_t i : ranked) out.push_back(period.figures.PartOf(period.figures.rows[i], 0));
  return out;
}

TEST(Warnings, PeriodsAreTheLastThatAreOver) {
  CasesWorld world;
  const uint32_t wednesday = Day("2025-11-26");
  File(world, On(Day("2025-11-16"), "goods", 100, {}));
  File(world, On(Day("2025-11-22"), "goods", 200, {}));
  File(world, On(Day("2025-11-22"), "investment", 90'000, {}));
  File(world, On(Day("2025-11-15"), "goods", 7, {}));
  File(world, On(Day("2025-11-23"), "job", 1, {}));
  File(world, On(Day("2025-10-01"), "loan", 1, {}));
  File(world, On(Day("2025-10-31"), "job", 2, {}));
  File(world, On(Day("2025-10-31"), "job", 0, {}));
  const Warnings warnings = Read(world, wednesday);
  EXPECT_EQ(FormatDay(warnings.week.from) + " " + FormatDay(warnings.week.to), "2025-11-16 2025-11-22");
  EXPECT_EQ(FormatDay(warnings.month.from) + " " + FormatDay(warnings.month.to), "2025-10-01 2025-10-31");
  EXPECT_EQ(Types(warnings.week, warnings.week.by_count), (std::vector<std::string>{"goods", "investment"}));
  EXPECT_EQ(Types(warnings.week, warnings.week.by_damage), (std::vector<std::string>{"investment", "goods"}));
  EXPECT_EQ(warnings.week.figures.rows[warnings.week.by_count[0]].before.count, 1u);
  EXPECT_EQ(Types(warnings.month, warnings.month.by_count), (std::vector<std::string>{"job", "loan"}));
  // On Saturday the week is not over; on Sunday it is.
  EXPECT_EQ(FormatDay(Read(world, Day("2025-11-22")).week.from), "2025-11-09");
  EXPECT_EQ(FormatDay(Read(world, Day("2025-11-23")).week.from), "2025-11-16");
  EXPECT_EQ(FormatDay(Read(world, Day("2026-01-01")).month.from), "2025-12-01");
}

TEST(Warnings, CasesWithoutATypeThatNameTheSameAreAScheme) {
  CasesWorld world;
  const uint32_t today = Day("2025-11-26");
  File(world, On(today - 50, "", 1'000, {"url:bad.example/a"}));
  File(world, On(today - 40, "outside_taxonomy", 2'000, {"url:bad.example/b", "line:id:x"}));
  File(world, On(today - 3, "", event::kDamageUnknown, {"line:id:x", "url:shared.example/1"}));
  File(world, On(today, "", 5, {"url:shared.example/2", "phone:+66812345678"}));  // a host of many joins nothing
  File(world, On(today, "goods", 5, {"line:id:x"}));                              // has a type
  File(world, On(today - kClusterDays, "", 5, {"line:id:x"}));                    // too long ago
  Complaint kept = On(today, "", 5, {"line:id:x"});
  kept.indicators[0].counts = false;  // the guard refused it
  File(world, kept);
  const Warnings warnings = Read(world, today);
  EXPECT_EQ(warnings.unclassified, 5u);
  EXPECT_FALSE(warnings.partial);
  ASSERT_EQ(warnings.candidates.size(), 1u);
  const SchemeCandidate& one = warnings.candidates[0];
  EXPECT_EQ(one.cases, 3u);
  EXPECT_EQ(one.damage_satang, 3'000);
  EXPECT_EQ(one.damage_unknown, 1u);
  EXPECT_EQ(one.first_day, today - 50);
  EXPECT_EQ(one.last_day, today - 3);
  ASSERT_EQ(one.shared.size(), 2u);
  EXPECT_EQ(one.shared[0].what, "host:bad.example");
  EXPECT_EQ(one.shared[1].what, "line:id:x");
}

// A slow obvious model: colour the graph of cases and things by walking it.
TEST(Warnings, SchemesAreTheConnectedCases) {
  const uint32_t today = Day("2025-11-26");
  for (unsigned seed = 1; seed <= 20; ++seed) {
    CasesWorld world;
    std::mt19937 random(seed);
    std::vector<std::set<std::string>> named;
    for (int i = 0; i < 60; ++i) {
      std::set<std::string> things;
      for (unsigned n = random() % 3; n > 0; --n) things.insert("line:id:x" + std::to_string(random() % 40));
      named.push_back(things);
      File(world, On(today - i, "", 1, std::vector<std::string>(things.begin(), things.end())));
      if (HasFatalFailure()) return;
    }
    std::vector<bool> seen(named.size());
    std::multiset<size_t> sizes;
    for (size_t begin = 0; begin < named.size(); ++begin) {
      if (seen[begin]) continue;
      std::vector<size_t> walk = {begin};
      seen[begin] = true;
      for (size_t at = 0; at < walk.size(); ++at)
        for (size_t other = 0; other < named.size(); ++other)
          if (!seen[other] && std::any_of(named[walk[at]].begin(), named[walk[at]].end(),
                                          [&](const auto& thing) { return named[other].contains(thing); })) {
            seen[other] = true;
            walk.push_back(other);
          }
      if (walk.size() >= kClusterCasesMin) sizes.insert(walk.size());
    }
    std::multiset<size_t> found;
    for (const SchemeCandidate& candidate : Read(world, today).candidates) found.insert(candidate.cases);
    EXPECT_EQ(found, sizes) << seed;
  }
}

}  // namespace
}  // namespace cybercheck::cases
