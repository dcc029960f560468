// SPDX-License-Identifier: Apache-2.0
// Random reports, feeds, withdrawals, reviews and appeals against a slow and obvious model: everything said is kept, and worked
// out anew for every question. Then the same log applied again, and redacted, must come to the same tables.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <set>

#include "tests/lookup/lookup_world.h"

namespace cybercheck::lookup {
namespace {

using event::AppealState;
using event::Channel;
using event::ReviewDecision;
using wire::SourceClass;
using wire::Verdict;

constexpr int64_t kNowS = LookupWorld::kNowS;
constexpr int64_t kDayS = 86400;

std::string Phone(uint64_t number) { return "phone:+6681000000" + std::to_string(number); }
std::string Officer(uint64_t number) { return "tok:000000000000000" + std::to_string(number); }

struct Voice {
  Channel channel;
  std::string reporter;
  int64_t at_s;
  uint64_t seq;
  uint16_t report;
  size_t row;
  bool withdrawn = false;
};

struct Made {
  uint64_t seq;
  ReviewDecision decision;
  int64_t until_s;
  std::string officer;
};

// What is known of one phone.
struct Known {
  std::vector<Voice> voices;
  std::map<std::string, std::set<int64_t>> feeds;
  std::vector<Made> decisions;
  std::set<std::string> submitters;
  uint64_t appeal = 0;
  bool appeal_in_review = false;
  std::pair<uint64_t, size_t> queue{0, 0};

  const Made* InForce(int64_t now_s) const {
    const Made* latest = nullptr;
    for (const Made& made : decisions)
      if (made.until_s == 0 || made.until_s > now_s) latest = &made;
    return latest;
  }
  bool Cleared(int64_t now_s) const {
    const Made* made = InForce(now_s);
    return made != nullptr && made->decision == ReviewDecision::kClear;
  }
  bool Any() const {
    for (const Voice& voice : voices)
      if (!voice.withdrawn) return true;
    return !feeds.empty();
  }
  char Letter(int64_t now_s) const {
    if (appeal != 0) return 'a';
    if (const Made* made = InForce(now_s)) return made->decision == ReviewDecision::kClear ? 'c' : 'l';
    return Any() ? 'k' : 'n';
  }
};

struct Expected {
  Verdict verdict = Verdict::kUnknown;
  int score = 0;
  uint64_t reports = 0, reporters = 0;
};

Expected Ask(const Known& known, int64_t now_s) {
  Expected expected;
  if (known.Cleared(now_s)) return expected;
  double doubt = 1;
  bool strong = false;
  const auto weigh = [&](double weight, int64_t last_s, size_t voices) {
    const double decay = std::pow(2.0, -static_cast<double>(now_s - last_s) / (60.0 * kDayS));
    doubt *= std::pow(1 - weight * decay, static_cast<double>(voices));
  };
  for (const auto& [source, times] : known.feeds) {
    weigh(0.75, *times.rbegin(), 1);
    expected.reports += times.size();
    ++expected.reporters;
    strong = true;
  }
  for (const auto& [channel, weight, most] :
       {std::tuple{Channel::kTip, 0.15, 16}, {Channel::kPatrol, 0.60, 64}, {Channel::kHotline, 0.45, 64}}) {
    std::set<std::string> reporters;
    int64_t last_s = 0;
    for (const Voice& voice : known.voices) {
      if (voice.channel != channel || voice.withdrawn) continue;
      reporters.insert(voice.reporter);
      last_s = std::max(last_s, voice.at_s);
      ++expected.reports;
    }
    if (reporters.empty()) continue;
    expected.reporters += reporters.size();
    weigh(weight, last_s, std::min<size_t>(reporters.size(), static_cast<size_t>(most)));
    strong |= channel != Channel::kTip;
  }
  if (expected.reports != 0) {
    expected.score = std::min(99, static_cast<int>(100 * (1 - doubt) + 1e-9));
    expected.verdict = strong && expected.score >= 50 ? Verdict::kSuspected : Verdict::kReported;
  }
  if (known.InForce(now_s) != nullptr) {
    expected.verdict = Verdict::kListed;
    expected.score = 100;
  }
  return expected;
}

class Play {
 public:
  explicit Play(uint64_t seed) : random_(seed) {}
  uint64_t Below(uint64_t bound) { return random_() % bound; }
  int64_t NowS() { return world.clock().NowS(); }

  void Report() {
    std::vector<event::Report> reports(1 + Below(3));
    const bool patrol = Below(3) == 0;
    const std::string officer = Officer(Below(4));
    for (event::Report& report : reports) {
      const Channel channel = patrol ? Channel::kPatrol : Below(2) == 0 ? Channel::kTip : Channel::kHotline;
      std::vector<std::string> keys;
      for (uint64_t i = 1 + Below(3); i > 0; --i) keys.push_back(Phone(Below(8)));
      const std::string reporter = patrol ? officer : "net:" + std::to_string(Below(20));
      report = Said(channel, reporter, keys, NowS() - static_cast<int64_t>(Below(5)));
      for (event::ReportIndicator& indicator : report.indicators) indicator.counts = Below(8) != 0;
    }
    const event::Outcome outcome = world.Report(reports, patrol ? officer : "anon");
    ASSERT_TRUE(outcome.accepted) << outcome.code;
    std::string before;
    std::string queued;
    size_t row = 0;
    for (uint16_t number = 0; number < reports.size(); ++number) {
      std::set<std::string> counted;
      for (const event::ReportIndicator& indicator : reports[number].indicators) {
        const std::string key = indicator.key.ToString();
        Known& known = model[key];
        before += known.Letter(NowS());
        if (indicator.counts && counted.insert(key).second) {
          known.voices.push_back(
              {reports[number].channel, reports[number].reporter, reports[number].reported_s, outcome.seq, number, row});
          if (patrol) known.submitters.insert(officer);
          const Made* made = known.InForce(NowS());
          if (known.queue.first == 0 && (made == nullptr || made->decision == ReviewDecision::kClear)) {
            known.queue = {outcome.seq, row};
            queued += (queued.empty() ? "" : ",") + std::to_string(row);
          }
        }
        ++row;
      }
    }
    ASSERT_EQ(outcome.result, "{\"before\":\"" + before + "\",\"queued\":[" + queued + "]}");
    reports_.push_back({outcome.seq, static_cast<uint16_t>(reports.size())});
  }

  void Feed() {
    const std::string source = "feed" + std::to_string(Below(3));
    std::vector<event::FeedRow> rows;
    for (uint64_t i = 1 + Below(3); i > 0; --i)
      rows.push_back(SeenAt(Phone(Below(8)), NowS() - static_cast<int64_t>(Below(3)) * 100 - 1));
    const event::Outcome outcome = world.Feed(source, rows);
    std::string requeued;
    for (size_t i = 0; i < rows.size(); ++i) {
      Known& known = model[rows[i].key.ToString()];
      if (!known.feeds[source].insert(rows[i].observed_s).second) continue;
      if (known.queue.first != 0 || !known.Cleared(NowS())) continue;
      known.queue = {outcome.seq, i};
      requeued += (requeued.empty() ? "" : ",") + std::to_string(i);
    }
    const std::string tail = requeued.empty() ? "}" : ",\"requeued\":[" + requeued + "]}";
    ASSERT_TRUE(outcome.result.ends_with(tail)) << outcome.result << " should end in " << tail;
    fed.push_back(outcome.seq);
  }

  void Withdraw() {
    if (reports_.empty()) return;
    std::vector<event::ReportRef> refs;
    for (uint64_t i = 1 + Below(2); i > 0; --i) {
      const event::ReportRef& of = reports_[Below(reports_.size())];
      refs.push_back({of.seq, static_cast<uint16_t>(Below(of.report))});
    }
    const event::Outcome outcome = world.Withdraw(refs);
    ASSERT_TRUE(outcome.accepted);
    std::set<std::pair<uint64_t, size_t>> left;
    for (auto& [key, known] : model) {
      bool fewer = false, waits = std::ranges::find(fed, known.queue.first) != fed.end();
      for (Voice& voice : known.voices) {
        for (const event::ReportRef& ref : refs) {
          if (voice.seq != ref.seq || voice.report != ref.report || voice.withdrawn) continue;
          voice.withdrawn = fewer = true;
        }
        waits |= !voice.withdrawn && std::pair(voice.seq, voice.row) >= known.queue;
      }
      if (!fewer || waits || known.queue.first == 0) continue;
      left.insert(known.queue);
      known.queue = {0, 0};
    }
    std::string told;
    for (const auto& [seq, row] : left)
      told += (told.empty() ? ",\"left\":[[" : ",[") + std::to_string(seq) + "," + std::to_string(row) + "]";
    EXPECT_TRUE(outcome.result.ends_with(told.empty() ? "}" : told + "]}")) << outcome.result;
    EXPECT_EQ(outcome.result.find("left") != std::string::npos, !left.empty()) << outcome.result;
  }

  void Review() {
    const std::string officer = Officer(Below(4)), key = Phone(Below(8));
    const ReviewDecision decision = std::array{ReviewDecision::kList, ReviewDecision::kClear, ReviewDecision::kCompromised,
                                               ReviewDecision::kNeedsMore}[Below(4)];
    const int64_t until_s = Below(3) == 0 ? NowS() + 1 + static_cast<int64_t>(Below(400'000)) : 0;
    Known& known = model[key];
    std::string code;
    const Made* made = known.InForce(NowS());
    if (known.submitters.contains(officer))
      code = "own_work";
    else if (decision != ReviewDecision::kClear && decision != ReviewDecision::kNeedsMore && known.Cleared(NowS()) &&
             made->officer == officer)
      code = "own_decision";
    const event::Outcome outcome = world.Review(officer, decision, {key}, {}, until_s);
    ASSERT_EQ(outcome.code, code) << key;
    if (!code.empty()) return;
    std::string row = "{\"rows\":[{\"code\":\"\"";
    if (known.queue.first != 0)
      row += ",\"queue\":[" + std::to_string(known.queue.first) + "," + std::to_string(known.queue.second) + "]";
    ASSERT_EQ(outcome.result, row + "}]}");
    known.queue = {0, 0};
    if (decision == ReviewDecision::kNeedsMore) return;
    // Four stay; one that is over leaves first.
    if (known.decisions.size() == 4) {
      auto leaves = known.decisions.begin();
      for (auto at = known.decisions.begin(); at != known.decisions.end(); ++at) {
        if (at->until_s == 0 || at->until_s > NowS()) continue;
        leaves = at;
        break;
      }
      known.decisions.erase(leaves);
    }
    known.decisions.push_back({outcome.seq, decision, until_s, officer});
  }

  void Undo() {
    const std::string key = Phone(Below(8));
    Known& known = model[key];
    if (known.decisions.empty()) return;
    const size_t at = Below(known.decisions.size());
    ASSERT_TRUE(world.Undo(Officer(0), known.decisions[at].seq, key).accepted);
    known.decisions.erase(known.decisions.begin() + static_cast<std::ptrdiff_t>(at));
  }

  void Appeal() {
    const std::string officer = Officer(Below(4)), key = Phone(Below(8));
    Known& known = model[key];
    if (known.appeal == 0) {
      const event::Outcome outcome = world.Appeal(key);
      ASSERT_TRUE(outcome.accepted);
      known.appeal = outcome.seq;
      known.appeal_in_review = false;
      return;
    }
    if (Below(3) == 0) {  // somebody else appeals too: an older program refused that
      const uint16_t version = static_cast<uint16_t>(1 + Below(2));
      ASSERT_EQ(world.Appeal(key, version).code, version == 1 ? "wrong_state" : "");
      return;
    }
    const AppealState to = std::array{AppealState::kInReview, AppealState::kUpheld, AppealState::kCleared}[Below(3)];
    const event::Outcome outcome = world.MoveAppeal(officer, known.appeal, key, to);
    const Made* made = known.InForce(NowS());
    std::string code;
    if (known.appeal_in_review == (to == AppealState::kInReview))
      code = "wrong_state";
    else if (to != AppealState::kInReview && made != nullptr && made->officer == officer)
      code = "own_decision";
    else if (to != AppealState::kInReview && known.submitters.contains(officer))
      code = "own_work";
    ASSERT_EQ(outcome.code, code);
    if (!code.empty()) return;
    known.appeal_in_review = to == AppealState::kInReview;
    if (to == AppealState::kInReview) return;
    known.appeal = 0;
    if (to != AppealState::kCleared) return;
    known.queue = {0, 0};
    if (known.decisions.size() == 4) {
      auto leaves = known.decisions.begin();
      for (auto at = known.decisions.begin(); at != known.decisions.end(); ++at) {
        if (at->until_s == 0 || at->until_s > NowS()) continue;
        leaves = at;
        break;
      }
      known.decisions.erase(leaves);
    }
    known.decisions.push_back({outcome.seq, ReviewDecision::kClear, 0, officer});
  }

  void Step() {
    const uint64_t what = Below(20);
    if (what < 8)
      Report();
    else if (what < 11)
      Feed();
    else if (what < 13)
      Withdraw();
    else if (what < 16)
      Review();
    else if (what < 17)
      Undo();
    else
      Appeal();
    world.clock().Advance(static_cast<int64_t>(Below(40'000'000)));
  }

  void CheckAll(const std::string& what) {
    for (uint64_t number = 0; number < 8; ++number) {
      const Known& known = model[Phone(number)];
      const Expected expected = Ask(known, NowS());
      const wire::Answer answer = world.Check(indicator::Kind::kPhone, Phone(number).substr(6));
      ASSERT_EQ(answer.verdict, expected.verdict) << what << " " << number;
      ASSERT_EQ(answer.score, expected.score) << what << " " << number;
      ASSERT_EQ(answer.reports, expected.reports) << what << " " << number;
      ASSERT_EQ(answer.reporters, expected.reporters) << what << " " << number;
      const bool decided = known.InForce(NowS()) != nullptr;
      ASSERT_EQ(answer.under_review, known.appeal != 0 && (decided || known.Any())) << what << " " << number;
    }
  }

  uint64_t SomeReports() { return reports_[Below(reports_.size())].seq; }

  LookupWorld world;
  std::map<std::string, Known> model;
  std::vector<uint64_t> fed;

 private:
  std::mt19937_64 random_;
  std::vector<event::ReportRef> reports_;  // entry and how many reports it has
};

TEST(PeopleModel, TablesAnswerAsTheModelDoes) {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    Play play(seed);
    for (int round = 0; round < 300; ++round) {
      play.Step();
      if (testing::Test::HasFatalFailure()) return;
      if (round % 5 == 4) play.CheckAll("seed " + std::to_string(seed) + " round " + std::to_string(round));
      if (testing::Test::HasFatalFailure()) return;
    }
    ExpectSameTables(play.world.Dump(), play.world.Replayed()->Dump(), "seed " + std::to_string(seed));
  }
}

std::vector<Slot> SlotsThatHold(LookupWorld& world, const std::string& key) {
  std::vector<Slot> slots;
  if (const auto record = world.RecordOf(key))
    for (const Slot& slot : record->slots())
      if (slot.holds()) slots.push_back(slot);
  return slots;
}

// A feed's body redacted: its rows are gone, and people's evidence, decisions, appeals and outcomes are those of the log without
// it.
TEST(PeopleModel, RedactionComesToTheTablesOfTheLogWithoutIt) {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    Play play(seed * 100);
    for (int round = 0; round < 160; ++round) {
      play.Step();
      if (testing::Test::HasFatalFailure()) return;
    }
    for (int redacted = 0; redacted < 4 && !play.fed.empty(); ++redacted) {
      const size_t at = play.Below(play.fed.size());
      ASSERT_TRUE(play.world.Redact(play.fed[at]).accepted);
      play.fed.erase(play.fed.begin() + static_cast<std::ptrdiff_t>(at));
      ExpectSameTables(play.world.Dump(), play.world.Replayed()->Dump(), "seed " + std::to_string(seed));
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

// The same of reports. Where an officer was refused a decision because the report is their own, its body stays.
TEST(PeopleModel, RedactedReportsAreAsIfTheyHadNeverBeen) {
  int redacted = 0, kept = 0;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    Play play(seed * 1000);
    for (int round = 0; round < 160; ++round) {
      play.Step();
      if (testing::Test::HasFatalFailure()) return;
    }
    for (int i = 0; i < 6; ++i) {
      const event::Outcome outcome = play.world.Redact(play.SomeReports());
      ASSERT_TRUE(outcome.accepted || outcome.code == "own_work" || outcome.code == "already_redacted") << outcome.code;
      ++(outcome.accepted ? redacted : kept);
      ExpectSameTables(play.world.Dump(), play.world.Replayed()->Dump(), "seed " + std::to_string(seed));
      if (testing::Test::HasFatalFailure()) return;
    }
  }
  EXPECT_GT(redacted, 20);
  EXPECT_GT(kept, 0);
}

TEST(PeopleModel, ARedactedReportCountsNoMoreAndItsWithdrawalFindsNothing) {
  LookupWorld world, without;
  const std::string key = Phone(1);
  const uint64_t gone = world.Report({Said(Channel::kHotline, "per:a", {key})}).seq;
  world.Report({Said(Channel::kHotline, "per:b", {key})});
  without.Report({Said(Channel::kHotline, "per:b", {key})});
  EXPECT_EQ(world.Withdraw({{gone, 0}}).result, "{\"withdrawn\":1}");
  ASSERT_TRUE(world.Redact(gone).accepted);
  EXPECT_EQ(SlotsThatHold(world, key), SlotsThatHold(without, key));
  EXPECT_EQ(world.Check(indicator::Kind::kPhone, key.substr(6)).reports, 1u);
  const event::Outcome again = world.Withdraw({{gone, 0}});
  EXPECT_FALSE(again.accepted);
  EXPECT_EQ(again.code, "not_found");
  ExpectSameTables(world.Dump(), world.Replayed()->Dump(), "redacted");
}

TEST(PeopleModel, AReportStaysWhoseSenderWasRefusedADecisionForIt) {
  LookupWorld world;
  const std::string key = Phone(1), officer = Officer(1);
  const uint64_t own = world.Report({Said(Channel::kPatrol, officer, {key})}, officer).seq;
  EXPECT_EQ(world.Review(officer, ReviewDecision::kList, {key}).code, "own_work");
  EXPECT_EQ(world.Redact(own).code, "own_work");
  const uint64_t other = world.Report({Said(Channel::kPatrol, Officer(2), {key})}, Officer(2)).seq;
  ASSERT_TRUE(world.Redact(other).accepted);
  EXPECT_TRUE(world.Review(Officer(2), ReviewDecision::kList, {key}).accepted);  // nothing says any more that it is their own
  ExpectSameTables(world.Dump(), world.Replayed()->Dump(), "kept");
}

// Withdrawn reports leave no trace in any slot, though other sources have pushed slots out of the record and back.
TEST(PeopleProperty, WithdrawnReportsAreAsIfTheyHadNeverBeen) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 20; ++round) {
    LookupWorld with, without;
    std::vector<event::ReportRef> withdrawn;
    for (int step = 0; step < 80; ++step) {
      if (random() % 3 == 0) {
        const std::string source = "feed" + std::to_string(random() % (round % 2 == 0 ? 4 : 12));
        const auto row = SeenAt(Phone(random() % 4), kNowS - static_cast<int64_t>(random() % 1000));
        with.Feed(source, {row});
        without.Feed(source, {row});
        continue;
      }
      const Channel channel = std::array{Channel::kTip, Channel::kHotline, Channel::kPatrol}[random() % 3];
      event::Report report = Said(channel, "net:" + std::to_string(random() % 50), {Phone(random() % 4), Phone(random() % 4)},
                                  kNowS - static_cast<int64_t>(random() % 1000));
      const uint64_t seq = with.Report({report}).seq;
      if (random() % 3 == 0) {
        withdrawn.push_back({seq, 0});
        for (event::ReportIndicator& indicator : report.indicators) indicator.counts = false;
      }
      without.Report({report});
    }
    if (withdrawn.empty()) continue;
    ASSERT_TRUE(with.Withdraw(withdrawn).accepted);
    for (uint64_t number = 0; number < 4; ++number)
      ASSERT_EQ(SlotsThatHold(with, Phone(number)), SlotsThatHold(without, Phone(number))) << round << " " << number;
    ExpectSameTables(with.Dump(), with.Replayed()->Dump(), "withdrawn");
  }
}

TEST(PeopleProperty, OrderOfIndependentEntriesDoesNotMatter) {
  std::mt19937_64 random(6);
  for (int round = 0; round < 15; ++round) {
    std::vector<event::Report> reports;
    std::vector<std::pair<std::string, event::FeedRow>> rows;
    for (int i = 0; i < 60; ++i) {
      const Channel channel = std::array{Channel::kTip, Channel::kHotline, Channel::kPatrol}[random() % 3];
      reports.push_back(Said(channel, "net:" + std::to_string(random() % 60), {Phone(random() % 4)},
                             kNowS - static_cast<int64_t>(random() % 30)));
      reports.back().category = static_cast<uint8_t>(random() % 11);
      rows.emplace_back("feed" + std::to_string(random() % 9),
                        SeenAt(Phone(random() % 4), kNowS - static_cast<int64_t>(random() % 500)));
    }
    std::vector<size_t> order(120);
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    LookupWorld straight, shuffled;
    const auto apply = [&](LookupWorld& world) {
      for (size_t i = 0; i < 9; ++i) world.Feed("feed" + std::to_string(i), {});  // numbers of sources
      for (const size_t i : order) {
        if (i < 60)
          world.Report({reports[i]});
        else
          world.Feed(rows[i - 60].first, {rows[i - 60].second});
      }
    };
    apply(straight);
    std::shuffle(order.begin(), order.end(), random);
    apply(shuffled);
    for (uint64_t number = 0; number < 4; ++number)
      ASSERT_EQ(SlotsThatHold(straight, Phone(number)), SlotsThatHold(shuffled, Phone(number))) << round;
  }
}

// A source that withdraws all it said leaves withdrawn slots, and nothing else in any record.
TEST(PeopleProperty, AWithdrawnSourceIsAsIfItHadNeverBeen) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20; ++round) {
    LookupWorld with, without;
    std::set<std::string> named;
    for (int step = 0; step < 60; ++step) {
      const std::string key = Phone(random() % 4);
      const auto row = SeenAt(key, kNowS - static_cast<int64_t>(random() % 1000));
      switch (random() % 3) {
        case 0:
          with.Feed("leaves", {row});
          without.Feed("leaves", {});
          named.insert(key);
          break;
        case 1: {
          const std::string source = "stays" + std::to_string(random() % 3);
          with.Feed(source, {row});
          without.Feed(source, {row});
          break;
        }
        default: {
          const event::Report report = Said(Channel::kTip, "net:" + std::to_string(random() % 9), {key});
          with.Report({report});
          without.Report({report});
        }
      }
    }
    std::vector<event::FeedRow> rows;
    for (const std::string& key : named) {
      rows.push_back(SeenAt(key, kNowS));
      rows.back().withdrawn = true;
    }
    with.Feed("leaves", rows);
    for (uint64_t number = 0; number < 4; ++number) {
      ASSERT_EQ(SlotsThatHold(with, Phone(number)), SlotsThatHold(without, Phone(number))) << round;
      const auto a = with.Check(indicator::Kind::kPhone, Phone(number).substr(6));
      const auto b = without.Check(indicator::Kind::kPhone, Phone(number).substr(6));
      ASSERT_EQ(a.verdict, b.verdict);
      ASSERT_EQ(a.score, b.score);
    }
  }
}

TEST(PeopleProperty, OneMoreVoiceNeverLowersTheScore) {
  std::mt19937_64 random(8);
  for (int round = 0; round < 30; ++round) {
    LookupWorld world;
    int score = 0;
    Verdict verdict = Verdict::kUnknown;
    for (int step = 0; step < 60; ++step) {
      const Channel channel = std::array{Channel::kTip, Channel::kHotline, Channel::kPatrol}[random() % 3];
      world.Report({Said(channel, "net:" + std::to_string(random() % 90), {Phone(1)},
                         kNowS - static_cast<int64_t>(random() % (400 * kDayS)))});
      const wire::Answer answer = world.Check(indicator::Kind::kPhone, Phone(1).substr(6));
      ASSERT_GE(answer.score, score);
      ASSERT_GE(answer.verdict, verdict);
      ASSERT_LE(answer.verdict, Verdict::kSuspected);
      score = answer.score;
      verdict = answer.verdict;
    }
  }
}

// What people called it is told while what they said counts; entries of version 1 do not say.
TEST(PeopleProperty, CaseTypesAreThoseOfWhatCounts) {
  const auto said = [](const std::string& reporter, uint8_t case_number, const std::vector<std::string>& keys) {
    event::Report report = Said(Channel::kHotline, reporter, keys);
    report.case_number = case_number;
    return report;
  };
  LookupWorld world;
  const auto types = [&](uint64_t number) { return world.Check(indicator::Kind::kPhone, Phone(number).substr(6)).case_types; };
  const uint64_t goods = world.Report({said("per:a", 1, {Phone(1)}), said("per:b", 1, {Phone(2)})}).seq;
  world.Report({said("per:c", 11, {Phone(1), Phone(2)})});
  world.Report({said("per:d", 0, {Phone(3)})});
  EXPECT_EQ(types(1), wire::Bit(1) | wire::Bit(11));
  EXPECT_EQ(types(3), 0);
  ASSERT_TRUE(world.Withdraw({{goods, 0}}).accepted);
  EXPECT_EQ(types(1), wire::Bit(11));
  EXPECT_EQ(types(2), wire::Bit(1) | wire::Bit(11));
  EXPECT_EQ(world.Check(indicator::Kind::kPhone, Phone(2).substr(6), kNowS - 1000).case_types, 0) << "not known then";
  ASSERT_TRUE(world.Review(Officer(1), ReviewDecision::kClear, {Phone(2)}).accepted);
  EXPECT_EQ(types(2), 0);
  ASSERT_TRUE(world.Redact(goods).accepted);
  ExpectSameTables(world.Dump(), world.Replayed()->Dump(), "case types");
}

}  // namespace
}  // namespace cybercheck::lookup
