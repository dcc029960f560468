// SPDX-License-Identifier: Apache-2.0
#include "lookup/verdict.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <sstream>
#include <vector>

#include "lookup/evidence.h"

namespace cybercheck::lookup {
namespace {

using indicator::Kind;
using wire::SourceClass;
using wire::Verdict;

constexpr int64_t kNowS = 1'760'000'000;
constexpr int64_t kDayS = 86400;

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

int64_t AgeS(const std::string& text) {
  const int64_t number = std::stoll(text);
  switch (text.back()) {
    case 'h':
      return number * 3600;
    case 'd':
      return number * kDayS;
    case 'y':
      return number * 365 * kDayS;
    default:
      return number;
  }
}

// "feed@1h+40d*3!2h"
Slot ParseSlot(const std::string& text, uint16_t source) {
  const size_t at = text.find('@'), star = text.find('*'), bang = text.find('!');
  const auto source_class = wire::SourceClassNamed(text.substr(0, at));
  EXPECT_TRUE(source_class) << text;
  Slot slot;
  bool first = true;
  for (const std::string& age : Split(text.substr(at + 1, std::min(star, bang) - at - 1), '+')) {
    const Observation observation{source, *source_class, wire::Category::kScam, false, kNowS - AgeS(age)};
    if (first)
      slot = SlotOf(observation);
    else
      AddToSlot(observation, slot);
    first = false;
  }
  if (star != std::string::npos) slot.reporters = static_cast<uint16_t>(std::stoi(text.substr(star + 1)));
  if (bang != std::string::npos) AddToSlot({source, *source_class, {}, true, kNowS - AgeS(text.substr(bang + 1))}, slot);
  return slot;
}

Decision ParseDecision(const std::string& text) {
  const auto parts = Split(text, '/');
  Decision decision;
  decision.type = parts[0] == "list"    ? Decision::Type::kList
                  : parts[0] == "clear" ? Decision::Type::kClear
                                        : Decision::Type::kCompromised;
  decision.ground = parts[1] == "review"  ? Decision::Ground::kReview
                    : parts[1] == "court" ? Decision::Ground::kCourt
                                          : Decision::Ground::kCases;
  decision.made_s = kNowS - AgeS(parts[2]);
  decision.until_s = parts[3] == "-" ? 0 : kNowS + AgeS(parts[3]);
  return decision;
}

Record ParseRecord(const std::string& slots, const std::string& decisions) {
  Record record;
  record.form = "x";
  uint16_t source = 1;
  if (slots != "-")
    for (const std::string& slot : Split(slots, ';')) PlaceSlot(ParseSlot(slot, source++), record);
  if (decisions != "-")
    for (const std::string& decision : Split(decisions, ';')) {
      record.decision_array[record.decision_count++] = ParseDecision(decision);
      if (decision.ends_with("/review")) {
        record.appeal = 1;
        record.appeal_opened_s = kNowS - 60;
      }
    }
  return record;
}

TEST(Verdict, RowsOfTheTable) {
  std::ifstream file(CYBERCHECK_SOURCE_DIR "/tests/vectors/verdicts.tsv");
  ASSERT_TRUE(file);
  int rows = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto cells = Split(line, '\t');
    ASSERT_EQ(cells.size(), 9u) << line;
    ++rows;
    const Record record = ParseRecord(cells[2], cells[3]);
    const Judgement judgement = Judge(record, *indicator::KindNamed(cells[1]), Policy(), kNowS, cells[4] == "yes");
    std::string reasons;
    for (const wire::Reason reason : judgement.reasons()) reasons.append(reasons.empty() ? "" : ",").append(wire::Name(reason));
    if (reasons.empty()) reasons = "-";
    EXPECT_EQ(wire::Name(judgement.verdict), cells[5]) << line;
    EXPECT_EQ(judgement.score, std::stoi(cells[6])) << line;
    EXPECT_EQ(judgement.reports, std::stoull(cells[7])) << line;
    EXPECT_EQ(reasons, cells[8]) << line;
  }
  EXPECT_GE(rows, 50);
}

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  int64_t Below(int64_t bound) { return static_cast<int64_t>(engine_() % static_cast<uint64_t>(bound)); }
  Observation Seen(uint16_t source) {
    // Ages from seconds to decades, evenly over orders of magnitude; some in the future.
    const auto age = static_cast<int64_t>(std::exp2(static_cast<double>(Below(3000)) / 100.0));
    return {source, static_cast<SourceClass>(1 + Below(8)), static_cast<wire::Category>(Below(11)), Below(12) == 0,
            kNowS - (Below(10) == 0 ? -age : age)};
  }
  Kind AnyKind() { return static_cast<Kind>(1 + Below(8)); }
  std::mt19937_64& engine() { return engine_; }

 private:
  std::mt19937_64 engine_;
};

// A source keeps its class here: that a source may change its class is the exception these properties need not hold for.
std::vector<Observation> SomeEvidence(Random& random, int sources) {
  std::vector<Observation> evidence;
  for (uint16_t source = 1; source <= sources; ++source) {
    const auto source_class = static_cast<SourceClass>(1 + random.Below(8));
    const int64_t count = 1 + random.Below(12);
    for (int64_t i = 0; i < count; ++i) {
      Observation observation = random.Seen(source);
      observation.source_class = source_class;
      const auto same = [&](const Observation& other) {
        return other.source == source && other.observed_s == observation.observed_s;
      };
      if (std::none_of(evidence.begin(), evidence.end(), same)) evidence.push_back(observation);
    }
  }
  return evidence;
}

Record RecordOf(const std::vector<Observation>& evidence) {
  SlotFold fold;
  for (const Observation& observation : evidence) fold.Add(observation);
  Record record;
  record.form = "x";
  fold.Finish(record);
  return record;
}

Judgement JudgeAll(const std::vector<Observation>& evidence, Kind kind) {
  return Judge(RecordOf(evidence), kind, Policy(), kNowS);
}

TEST(VerdictProperty, OneMoreObservationNeverLowersTheScore) {
  Random random(1);
  for (int round = 0; round < 20000; ++round) {
    auto evidence = SomeEvidence(random, static_cast<int>(1 + random.Below(7)));
    const Kind kind = random.AnyKind();
    const Judgement before = JudgeAll(evidence, kind);
    Observation more = random.Seen(static_cast<uint16_t>(1 + random.Below(7)));
    more.withdrawn = false;
    for (const Observation& known : evidence)
      if (known.source == more.source) more.source_class = known.source_class;
    const auto same = [&](const Observation& other) {
      return other.source == more.source && other.observed_s == more.observed_s;
    };
    if (std::any_of(evidence.begin(), evidence.end(), same)) continue;
    evidence.push_back(more);
    const Judgement after = JudgeAll(evidence, kind);
    ASSERT_GE(after.score, before.score) << "round " << round;
    ASSERT_GE(after.verdict, before.verdict) << "round " << round;
  }
}

TEST(VerdictProperty, CapsHoldForAnyMixAndNothingButTwoAcceptedCasesLists) {
  Random random(2);
  for (int round = 0; round < 20000; ++round) {
    Record record = RecordOf(SomeEvidence(random, static_cast<int>(1 + random.Below(8))));
    bool tips_only = true, two_cases = false;
    for (size_t i = 0; i < record.slot_count; ++i) {
      record.slot_array[i].reporters = static_cast<uint16_t>(1 + random.Below(65535));
      tips_only &= record.slot_array[i].source_class == SourceClass::kTip;
      two_cases |= record.slot_array[i].source_class == SourceClass::kCase && record.slot_array[i].reporters >= 2;
    }
    const Judgement judgement = Judge(record, random.AnyKind(), Policy(), kNowS);
    if (!two_cases) {
      ASSERT_LE(judgement.verdict, Verdict::kSuspected);
    }
    if (tips_only) {
      ASSERT_LE(judgement.verdict, Verdict::kReported);
    }
    ASSERT_GE(judgement.score, 0);
    ASSERT_LE(judgement.score, 100);
    ASSERT_LE(Judge(record, random.AnyKind(), Policy(), kNowS, true).verdict, Verdict::kReported);
  }
}

TEST(VerdictProperty, CasesListFromAsManyPeopleAsPolicySays) {
  Policy policy;
  Record record = RecordOf({{.source = 7, .source_class = SourceClass::kCase, .observed_s = kNowS}});
  for (int from = kCasesListFromMin; from <= kCasesListFromMax; ++from) {
    policy.cases_list_from = static_cast<uint8_t>(from);
    for (uint16_t people = 1; people <= 2 * kCasesListFromMax; ++people) {
      record.slot_array[0].reporters = people;
      const Judgement judgement = Judge(record, Kind::kAccount, policy, kNowS);
      ASSERT_EQ(judgement.verdict == Verdict::kListed, people >= from) << people << " of " << from;
      ASSERT_EQ(judgement.reporters, people) << "who spoke is told whatever policy makes of it";
    }
  }
}

TEST(VerdictProperty, OrderOfEvidenceDoesNotMatter) {
  Random random(3);
  for (int round = 0; round < 5000; ++round) {
    auto evidence = SomeEvidence(random, static_cast<int>(1 + random.Below(14)));
    const Record record = RecordOf(evidence);
    std::shuffle(evidence.begin(), evidence.end(), random.engine());
    const Record shuffled = RecordOf(evidence);
    ASSERT_EQ(record.more_sources, shuffled.more_sources);
    ASSERT_EQ(record.slot_count, shuffled.slot_count);
    for (size_t i = 0; i < record.slot_count; ++i)
      ASSERT_EQ(record.slot_array[i], shuffled.slot_array[i]) << "round " << round << " slot " << i;
  }
}

TEST(VerdictProperty, TimeOnlyLowersAndNeverToUnknown) {
  Random random(4);
  for (int round = 0; round < 5000; ++round) {
    auto evidence = SomeEvidence(random, 4);
    std::erase_if(evidence,
                  [](const Observation& observation) { return observation.withdrawn || observation.observed_s > kNowS; });
    if (evidence.empty()) continue;
    const Record record = RecordOf(evidence);
    const Kind kind = random.AnyKind();
    int score = 100;
    for (int64_t later = 0; later < 400LL * 365 * kDayS; later = later * 2 + kDayS) {
      const Judgement judgement = Judge(record, kind, Policy(), kNowS + later);
      ASSERT_LE(judgement.score, score);
      ASSERT_TRUE(judgement.verdict == Verdict::kReported || judgement.verdict == Verdict::kSuspected);
      score = judgement.score;
    }
  }
}

// The policy is what decides: a feed with weight 0 still counts as a report.
TEST(Verdict, PolicyChangesTheAnswer) {
  const Record record = ParseRecord("feed@1h", "-");
  Policy policy;
  policy.weight_percent[static_cast<size_t>(SourceClass::kFeed)] = 0;
  EXPECT_EQ(Judge(record, Kind::kUrl, policy, kNowS).verdict, Verdict::kReported);
  policy = Policy();
  policy.cap[static_cast<size_t>(SourceClass::kFeed)] = Verdict::kReported;
  EXPECT_EQ(Judge(record, Kind::kUrl, policy, kNowS).verdict, Verdict::kReported);
  policy = Policy();
  policy.suspected_from = 80;
  EXPECT_EQ(Judge(record, Kind::kUrl, policy, kNowS).verdict, Verdict::kReported);
}

TEST(Verdict, PatternIsSuspectedAtMost) {
  const Judgement judgement = JudgePattern(wire::Category::kGambling, Policy());
  EXPECT_EQ(judgement.verdict, Verdict::kSuspected);
  EXPECT_EQ(judgement.category, wire::Category::kGambling);
}

}  // namespace
}  // namespace cybercheck::lookup
