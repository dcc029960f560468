// SPDX-License-Identifier: Apache-2.0
// Random feeds against a slow and obvious model: all rows in a map, everything worked out anew for every question. Then the same
// log applied again, and redacted, must come to the same tables.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <set>

#include "tests/lookup/lookup_world.h"

namespace cybercheck::lookup {
namespace {

using event::FeedRow;
using indicator::Kind;
using wire::Verdict;

constexpr int64_t kNowS = LookupWorld::kNowS;
constexpr int64_t kDayS = 86400;

// What one source says of one key.
struct Said {
  std::set<int64_t> seen, withdrawn;
};

class Model {
 public:
  // How many rows named a key their source had not named.
  int Apply(const std::string& source, const std::vector<FeedRow>& rows) {
    int imported = 0;
    for (const FeedRow& row : rows) {
      auto& sources = said_[row.key.form];
      imported += !sources.contains(source);
      Said& said = sources[source];
      (row.withdrawn ? said.withdrawn : said.seen).insert(row.observed_s);
    }
    return imported;
  }

  struct Answer {
    Verdict verdict = Verdict::kUnknown;
    int score = 0;
    uint64_t reporters = 0;
    int64_t last_s = 0;
  };
  // Of the key alone, with the default policy, all of class feed.
  Answer Ask(const std::string& form, int64_t now_s) const {
    Answer answer;
    double doubt = 1;
    const auto found = said_.find(form);
    if (found == said_.end()) return answer;
    for (const auto& [source, said] : found->second) {
      int64_t withdrawn_s = -1, last_s = -1;
      for (const int64_t time_s : said.withdrawn)
        if (now_s == kNowS || time_s <= now_s) withdrawn_s = time_s;  // known now, whatever time it bears
      for (const int64_t time_s : said.seen)
        if (time_s <= now_s && time_s > withdrawn_s) last_s = time_s;
      if (last_s < 0) continue;
      ++answer.reporters;
      answer.last_s = std::max(answer.last_s, last_s);
      doubt *= 1 - 0.75 * std::pow(2.0, -static_cast<double>(now_s - last_s) / (30.0 * kDayS));
    }
    if (answer.reporters == 0) return answer;
    answer.score = std::min(99, static_cast<int>(100 * (1 - doubt) + 1e-9));
    answer.verdict = answer.score >= 50 ? Verdict::kSuspected : Verdict::kReported;
    return answer;
  }

 private:
  std::map<std::string, std::map<std::string, Said>> said_;  // by form and source
};

class Feeds {
 public:
  explicit Feeds(uint64_t seed) : random_(seed) {}
  uint64_t Below(uint64_t bound) { return random_() % bound; }
  std::string Source() { return "feed" + std::to_string(Below(6)); }
  std::string Form() {
    return "h" + std::to_string(Below(4)) + ".example/" + (Below(8) == 0 ? "" : "p" + std::to_string(Below(9)));
  }
  std::vector<FeedRow> Rows(bool promotes, bool withdrawals = true) {
    std::vector<FeedRow> rows(1 + Below(12));
    for (FeedRow& row : rows) {
      // Few distinct times, so that duplicates are common; some in the future.
      row = SeenAt("url:" + Form(), kNowS - static_cast<int64_t>(Below(60)) * 2 * kDayS + 4 * kDayS, promotes && Below(5) != 0);
      row.withdrawn = withdrawals && Below(12) == 0;
      row.category = static_cast<uint8_t>(Below(11));
    }
    return rows;
  }

 private:
  std::mt19937_64 random_;
};

TEST(FeedModel, TablesAnswerAsTheModelDoes) {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    LookupWorld world;
    Model model;
    Feeds feeds(seed);
    for (int round = 0; round < 120; ++round) {
      const std::string source = feeds.Source();
      const auto rows = feeds.Rows(false);
      const int imported = model.Apply(source, rows);
      const event::Outcome outcome = world.Feed(source, rows);
      ASSERT_EQ(outcome.result, "{\"imported\":" + std::to_string(imported) +
                                    ",\"merged\":" + std::to_string(rows.size() - static_cast<size_t>(imported)) + "}");
      if (round % 10 != 9) continue;
      for (int host = 0; host < 4; ++host) {
        for (int page = -1; page < 9; ++page) {
          const std::string form = "h" + std::to_string(host) + ".example/" + (page < 0 ? "" : "p" + std::to_string(page));
          for (const int64_t ago_s : {int64_t{0}, 3 * kDayS + 7, 40 * kDayS, 90 * kDayS}) {
            const wire::Answer answer = world.Check(Kind::kUrl, form, ago_s == 0 ? 0 : kNowS - ago_s);
            Model::Answer expected = model.Ask(form, kNowS - ago_s);
            const Model::Answer of_host = model.Ask("h" + std::to_string(host) + ".example/", kNowS - ago_s);
            if (wire::IsWorse(of_host.verdict, expected.verdict)) expected = of_host;
            ASSERT_EQ(answer.verdict, expected.verdict) << "seed " << seed << " round " << round << " " << form << " " << ago_s;
            ASSERT_EQ(answer.score, expected.score) << form << " " << ago_s;
            ASSERT_EQ(answer.reporters, expected.reporters) << form << " " << ago_s;
            ASSERT_EQ(answer.last_seen_s, expected.last_s) << form << " " << ago_s;
          }
        }
      }
    }
  }
}

// Independent rows in another order, cut into other entries: the same verdicts at any time.
TEST(FeedModel, OrderOfRowsDoesNotChangeAnswers) {
  Feeds feeds(77);
  for (int round = 0; round < 6; ++round) {
    std::vector<std::pair<std::string, FeedRow>> rows;
    for (int i = 0; i < 60; ++i) {
      const std::string source = "feed" + std::to_string(feeds.Below(12));
      for (FeedRow& row : feeds.Rows(false)) rows.emplace_back(source, row);
    }
    // Rows that are the same but for their category do depend on which came first.
    for (auto& [source, row] : rows) row.category = 1;
    LookupWorld straight, shuffled;
    for (const auto& [source, row] : rows) straight.Feed(source, {row});
    for (size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[feeds.Below(i)]);
    for (const auto& [source, row] : rows) shuffled.Feed(source, {row});
    for (int i = 0; i < 100; ++i) {
      const std::string form = feeds.Form();
      const wire::Answer a = straight.Check(Kind::kUrl, form), b = shuffled.Check(Kind::kUrl, form);
      ASSERT_EQ(a.verdict, b.verdict) << form;
      ASSERT_EQ(a.score, b.score) << form;
      ASSERT_EQ(a.reports, b.reports) << form;
      ASSERT_EQ(a.first_seen_s, b.first_seen_s) << form;
      ASSERT_EQ(a.last_seen_s, b.last_seen_s) << form;
    }
  }
}

constexpr char kTwoRows[] = R"({"promote":{"rows":2,"days":10}})";

TEST(FeedModel, ReplayComesToTheSameTables) {
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    LookupWorld world;
    Feeds feeds(seed);
    for (int round = 0; round < 60; ++round) {
      if (round == 30) {
        ASSERT_TRUE(world.Set(event::EntryType::kPolicySet, kTwoRows).accepted);
      }
      world.Feed(feeds.Source(), feeds.Rows(true));
    }
    ExpectSameTables(world.Dump(), world.Replayed()->Dump(), "seed " + std::to_string(seed));
  }
}

// After any redactions, the tables are those of a log whose entries never had those bodies.
TEST(FeedModel, RedactionComesToTheTablesOfTheLogWithoutIt) {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    LookupWorld world;
    Feeds feeds(seed * 1000);
    std::vector<uint64_t> fed;
    for (int round = 0; round < 50; ++round) {
      if (round == 20) {
        ASSERT_TRUE(world.Set(event::EntryType::kPolicySet, kTwoRows).accepted);
      } else if (round == 25) {
        ASSERT_FALSE(world.Set(event::EntryType::kPolicySet, R"({"promote":{"rows":99}})").accepted);
      }
      fed.push_back(world.Feed(feeds.Source(), feeds.Rows(true)).seq);
      if (round % 12 != 11) continue;
      const uint64_t seq = fed[feeds.Below(fed.size())];
      ASSERT_TRUE(world.Redact(seq).accepted);
      const std::string what =
          "seed " + std::to_string(seed) + " round " + std::to_string(round) + " redacted " + std::to_string(seq);
      ExpectSameTables(world.Dump(), world.Replayed()->Dump(), what);
      if (HasFatalFailure()) return;
    }
  }
}

// The first entry of a source, its only mention of a key, and an entry that was refused.
TEST(FeedModel, RedactionOfFirstsAndOfRefusals) {
  LookupWorld world;
  const uint64_t first = world.Feed("a", {SeenAt("url:x.example/", kNowS)}).seq;
  event::FeedObserved bad;
  bad.source = "b";
  bad.canon = 9;
  bad.rows = {SeenAt("url:y.example/", kNowS)};
  const event::Outcome refused = world.TryFeed("b", bad);
  ASSERT_FALSE(refused.accepted);
  world.Feed("c", {SeenAt("url:x.example/", kNowS), SeenAt("url:z.example/", kNowS)});
  world.Feed("a", {SeenAt("url:x.example/", kNowS), SeenAt("url:w.example/", kNowS)});
  ASSERT_TRUE(world.Redact(first).accepted);
  EXPECT_EQ(world.Check(Kind::kUrl, "x.example").verdict, Verdict::kSuspected);
  ExpectSameTables(world.Dump(), world.Replayed()->Dump(), "first");
  ASSERT_TRUE(world.Redact(refused.seq).accepted);
  ExpectSameTables(world.Dump(), world.Replayed()->Dump(), "refused");
  EXPECT_EQ(world.Redact(first).code, "already_redacted");
  ExpectSameTables(world.Dump(), world.Replayed()->Dump(), "again");
}

TEST(FeedModel, RedactionLeavesNoTraceOfAKeyOnlyItNamed) {
  LookupWorld world;
  const uint64_t seq = world.Feed("a", {SeenAt("url:private.example/secret", kNowS, true)}).seq;
  ASSERT_TRUE(world.Redact(seq).accepted);
  EXPECT_EQ(world.Check(Kind::kUrl, "private.example/secret").verdict, Verdict::kUnknown);
  EXPECT_EQ(world.projection().stats().records, 0u);
  for (const auto& [key, value] : world.Dump()) EXPECT_EQ(value.find("private.example"), std::string::npos) << key;
}

}  // namespace
}  // namespace cybercheck::lookup
