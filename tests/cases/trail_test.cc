// SPDX-License-Identifier: Apache-2.0
#include "cases/trail.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <random>
#include <string>

#include "tests/cases/trail_model.h"

namespace cybercheck::cases {

// For EXPECT_EQ of whole trails.
bool operator==(const Trail::Node& a, const Trail::Node& b) {
  return a.row == b.row && a.received_satang == b.received_satang && a.sent_satang == b.sent_satang &&
         a.remaining_satang == b.remaining_satang && a.known_satang == b.known_satang && a.first_at_s == b.first_at_s;
}
bool operator==(const Trail::Edge& a, const Trail::Edge& b) {
  return a.row == b.row && a.tainted_satang == b.tainted_satang && a.lag_s == b.lag_s;
}
bool operator==(const Trail::Exit& a, const Trail::Exit& b) { return a.node == b.node && a.satang == b.satang; }
bool operator==(const Trail::Proposal& a, const Trail::Proposal& b) { return a.edge == b.edge && a.reason == b.reason; }
bool operator==(const Trail::Totals& a, const Trail::Totals& b) {
  return a.from_victims_satang == b.from_victims_satang && a.remaining_satang == b.remaining_satang &&
         a.exits_satang == b.exits_satang && a.returned_satang == b.returned_satang && a.released_satang == b.released_satang &&
         a.beyond_depth_satang == b.beyond_depth_satang;
}
void PrintTo(const Trail::Node& node, std::ostream* out) {
  *out << "row " << static_cast<int32_t>(node.row) << " received " << node.received_satang << " sent " << node.sent_satang
       << " remaining " << node.remaining_satang << " known " << node.known_satang << " first " << node.first_at_s.value_or(-1);
}
void PrintTo(const Trail::Edge& edge, std::ostream* out) {
  *out << "row " << static_cast<int32_t>(edge.row) << " tainted " << edge.tainted_satang << " lag " << edge.lag_s;
}
void PrintTo(const Trail::Proposal& proposal, std::ostream* out) { *out << Name(proposal.reason) << " of " << proposal.edge; }

namespace {

using Kind = event::MoneyNodeKind;
constexpr TrailMethod kMethods[] = {TrailMethod::kProRata, TrailMethod::kFifo};

struct Graph {
  std::vector<TrailNode> nodes;
  std::vector<TrailEdge> edges;

  uint32_t Add(Kind kind) {
    nodes.push_back({kind, {}});
    return static_cast<uint32_t>(nodes.size() - 1);
  }
  uint32_t Send(uint32_t from, uint32_t to, int64_t satang, int64_t at_s, bool released = false) {
    edges.push_back({from, to, satang, at_s, released, {}});
    return static_cast<uint32_t>(edges.size() - 1);
  }
  Trail Follow(TrailMethod method, unsigned depth_max = 20, size_t work_max = 4'000'000) const {
    return ComputeTrail(nodes, edges, {depth_max, method, work_max});
  }
};

void ExpectConserved(const Graph& graph, const Trail& trail) {
  const Trail::Totals& totals = trail.totals;
  EXPECT_EQ(totals.from_victims_satang,
            totals.remaining_satang + totals.exits_satang + totals.returned_satang + totals.released_satang);
  EXPECT_LE(totals.beyond_depth_satang, totals.from_victims_satang);
  std::vector<int64_t> in(graph.nodes.size()), out(graph.nodes.size());
  for (size_t i = 0; i < graph.edges.size(); ++i) {
    const int64_t tainted = trail.edges[i].tainted_satang;
    EXPECT_GE(tainted, 0);
    EXPECT_LE(tainted, std::max<int64_t>(0, graph.edges[i].amount_satang));
    if (graph.nodes[graph.edges[i].from].kind == Kind::kVictim && trail.edges[i].row != Trail::kNoRow && !trail.cut_work) {
      EXPECT_EQ(tainted, graph.edges[i].amount_satang);
    }
    out[graph.edges[i].from] += tainted;
    if (!graph.edges[i].released) in[graph.edges[i].to] += tainted;
  }
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const Trail::Node& node = trail.nodes[i];
    EXPECT_GE(node.remaining_satang, 0);
    EXPECT_LE(node.received_satang, node.known_satang);
    EXPECT_LE(node.first_at_s.has_value(), node.received_satang > 0);
    if (graph.nodes[i].kind == Kind::kVictim)
      EXPECT_EQ(node.remaining_satang, 0);
    else
      EXPECT_EQ(node.received_satang, node.sent_satang + node.remaining_satang);
    if (trail.cut_depth) continue;  // then transfers are hidden
    EXPECT_EQ(node.received_satang, in[i]);
    EXPECT_EQ(node.sent_satang, out[i]);
  }
}

// The example of cases/trail.h, in baht.
struct Example : Graph {
  uint32_t v = Add(Kind::kVictim), x = Add(Kind::kAccount), a = Add(Kind::kAccount), b = Add(Kind::kAccount),
           cash = Add(Kind::kCashOut);
  uint32_t va = Send(v, a, 16'000, 36'000), xa = Send(x, a, 4'000, 36'300), ab = Send(a, b, 10'000, 36'600),
           ac = Send(a, cash, 30'000, 37'200);
};

TEST(Trail, TheExampleProRata) {
  const Example graph;
  const Trail trail = graph.Follow(TrailMethod::kProRata);
  EXPECT_EQ(trail.edges[graph.va], (Trail::Edge{1, 16'000, Trail::kNoLag}));
  EXPECT_EQ(trail.edges[graph.xa], Trail::Edge{}) << "who pays from outside is not shown";
  EXPECT_EQ(trail.edges[graph.ab], (Trail::Edge{2, 8'000, 600}));
  EXPECT_EQ(trail.edges[graph.ac], (Trail::Edge{2, 8'000, 1200}));
  EXPECT_EQ(trail.nodes[graph.v], (Trail::Node{0, 0, 16'000, 0, 0, std::nullopt}));
  EXPECT_EQ(trail.nodes[graph.x], Trail::Node{});
  EXPECT_EQ(trail.nodes[graph.a], (Trail::Node{1, 16'000, 16'000, 0, 20'000, 36'000}));
  EXPECT_EQ(trail.nodes[graph.b], (Trail::Node{2, 8'000, 0, 8'000, 10'000, 36'600}));
  EXPECT_EQ(trail.exits, (std::vector<Trail::Exit>{{graph.cash, 8'000}}));
  EXPECT_EQ(trail.totals, (Trail::Totals{16'000, 8'000, 8'000, 0, 0, 0}));
  EXPECT_FALSE(trail.partial());
}

TEST(Trail, TheExampleFifo) {
  const Example graph;
  const Trail trail = graph.Follow(TrailMethod::kFifo);
  EXPECT_EQ(trail.edges[graph.ab], (Trail::Edge{2, 10'000, 600}));
  EXPECT_EQ(trail.edges[graph.ac], (Trail::Edge{2, 6'000, 1200}));
  EXPECT_EQ(trail.totals, (Trail::Totals{16'000, 10'000, 6'000, 0, 0, 0}));
}

TEST(Trail, LagIsFromTheEarliestArrivalThatIsStillThere) {
  Graph graph;
  const uint32_t v = graph.Add(Kind::kVictim), a = graph.Add(Kind::kAccount), b = graph.Add(Kind::kAccount);
  graph.Send(v, a, 100, 1000);
  const uint32_t first = graph.Send(a, b, 100, 1010);  // and the pool is empty
  graph.Send(v, a, 100, 2000);
  graph.Send(v, a, 100, 3000);
  const uint32_t second = graph.Send(a, b, 100, 3005);
  const uint32_t third = graph.Send(a, b, 100, 3010);
  for (const TrailMethod method : kMethods) {
    const Trail trail = graph.Follow(method);
    EXPECT_EQ(trail.edges[first].lag_s, 10);
    EXPECT_EQ(trail.edges[second].lag_s, 1005);
    EXPECT_EQ(trail.edges[third].lag_s, method == TrailMethod::kFifo ? 10 : 1010);
  }
}

TEST(Trail, WhatLeftBeforeAnythingArrivedIsClean) {
  Graph graph;
  const uint32_t v = graph.Add(Kind::kVictim), a = graph.Add(Kind::kAccount), b = graph.Add(Kind::kAccount);
  const uint32_t early = graph.Send(a, b, 5'000, 999);
  graph.Send(v, a, 5'000, 1000);
  for (const TrailMethod method : kMethods) {
    const Trail trail = graph.Follow(method);
    EXPECT_EQ(trail.edges[early], (Trail::Edge{2, 0, Trail::kNoLag}));
    EXPECT_EQ(trail.nodes[b].row, 2u) << "near, but not tainted";
    EXPECT_EQ(trail.nodes[b].received_satang, 0);
    EXPECT_EQ(trail.nodes[a].remaining_satang, 5'000);
  }
}

TEST(Trail, AChainWithinOneMinuteIsAChainInAnyOrder) {
  Graph graph;
  const uint32_t v = graph.Add(Kind::kVictim), a = graph.Add(Kind::kAccount), b = graph.Add(Kind::kPromptpay),
                 out = graph.Add(Kind::kCrypto);
  graph.Send(b, out, 700, 60);
  graph.Send(a, b, 800, 60);
  graph.Send(v, a, 900, 60);
  for (const TrailMethod method : kMethods) EXPECT_EQ(graph.Follow(method).totals, (Trail::Totals{900, 200, 700, 0, 0, 0}));
}

TEST(Trail, ATimeNobodyToldIsWhenTheMoneyWasThere) {
  Graph graph;
  const uint32_t v = graph.Add(Kind::kVictim), a = graph.Add(Kind::kAccount), b = graph.Add(Kind::kAccount),
                 cash = graph.Add(Kind::kCashOut);
  const uint32_t untold = graph.Send(v, a, 300, kTimeNotTold);
  const uint32_t drawn = graph.Send(b, cash, 1'000, 1100);
  const uint32_t on = graph.Send(a, b, 1'000, kTimeNotTold);
  graph.Send(v, a, 200, 1000);
  graph.Send(v, a, 500, 1050);
  for (const TrailMethod method : kMethods) {
    const Trail trail = graph.Follow(method);
    EXPECT_EQ(trail.edges[untold], (Trail::Edge{1, 300, Trail::kNoLag}));
    EXPECT_EQ(trail.edges[on], (Trail::Edge{2, 1'000, Trail::kNoLag}));
    EXPECT_EQ(trail.edges[drawn], (Trail::Edge{3, 1'000, Trail::kNoLag}));
    EXPECT_EQ(trail.nodes[a].first_at_s, std::nullopt);
    EXPECT_EQ(trail.nodes[cash].first_at_s, 1100);
  }
  Graph silent;  // nobody told any time
  silent.nodes = graph.nodes;
  for (TrailEdge edge : graph.edges) {
    edge.at_s = kTimeNotTold;
    silent.edges.push_back(edge);
  }
  EXPECT_EQ(silent.Follow(TrailMethod::kFifo).totals, (Trail::Totals{1'000, 0, 1'000, 0, 0, 0}));
}

TEST(Trail, AReleasedTransferTakesItsMoneyAndLeadsNowhere) {
  Graph graph;
  const uint32_t v = graph.Add(Kind::kVictim), a = graph.Add(Kind::kAccount), shop = graph.Add(Kind::kAccount),
                 c = graph.Add(Kind::kAccount);
  graph.Send(v, a, 1'000, 1);
  const uint32_t released = graph.Send(a, shop, 400, 2, true);
  graph.Send(shop, c, 400, 3);
  for (const TrailMethod method : kMethods) {
    const Trail trail = graph.Follow(method);
    EXPECT_EQ(trail.edges[released], (Trail::Edge{2, 400, 1})) << "seen, so that it can be taken back";
    EXPECT_EQ(trail.nodes[shop], Trail::Node{});
    EXPECT_EQ(trail.nodes[c], Trail::Node{});
    EXPECT_EQ(trail.totals, (Trail::Totals{1'000, 600, 0, 0, 400, 0}));
    EXPECT_EQ(graph.Follow(method, 1).edges[released], (Trail::Edge{2, 400, 1})) << "with its sender";
    EXPECT_EQ(graph.Follow(method, 0).edges[released], Trail::Edge{});
  }
}

TEST(Trail, EndsEnd) {
  for (const Kind kind : {Kind::kCashOut, Kind::kCrypto, Kind::kForeign, Kind::kMerchant}) {
    Graph graph;
    const uint32_t v = graph.Add(Kind::kVictim), a = graph.Add(Kind::kWallet), end = graph.Add(kind),
                   after = graph.Add(Kind::kAccount);
    graph.Send(v, a, 1'000, 1);
    graph.Send(a, end, 1'000, 2);
    const uint32_t on = graph.Send(end, after, 1'000, 3);
    graph.Send(end, a, 500, 3);
    const uint32_t again = graph.Send(a, after, 500, 4);
    const Trail trail = graph.Follow(TrailMethod::kProRata);
    EXPECT_TRUE(IsEnd(kind));
    EXPECT_EQ(trail.exits, (std::vector<Trail::Exit>{{end, 1'000}})) << Name(kind);
    EXPECT_EQ(trail.edges[on], Trail::Edge{});
    EXPECT_EQ(trail.edges[again].tainted_satang, 0) << "what an end pays is clean";
  }
  for (const Kind kind : {Kind::kVictim, Kind::kAccount, Kind::kPromptpay, Kind::kWallet}) EXPECT_FALSE(IsEnd(kind));
}

TEST(Trail, WhatComesBackToAVictimHasEndedAndIsSentInFullAgain) {
  Graph graph;
  const uint32_t v = graph.Add(Kind::kVictim), a = graph.Add(Kind::kAccount);
  graph.Send(v, a, 1'000, 1);
  graph.Send(a, v, 200, 2);  // the "profit" that makes a victim send more
  graph.Send(v, a, 5'000, 3);
  for (const TrailMethod method : kMethods) {
    const Trail trail = graph.Follow(method);
    EXPECT_EQ(trail.totals, (Trail::Totals{6'000, 5'800, 0, 200, 0, 0}));
    EXPECT_EQ(trail.nodes[v], (Trail::Node{0, 200, 6'000, 0, 200, 2}));
  }
}

TEST(Trail, NothingAndToOneselfDoNotCount) {
  Graph graph;
  const uint32_t v = graph.Add(Kind::kVictim), a = graph.Add(Kind::kAccount), b = graph.Add(Kind::kAccount);
  graph.Send(v, a, 100, 1);
  for (const uint32_t edge : {graph.Send(a, b, 0, 2), graph.Send(a, b, -5, 2), graph.Send(a, a, 50, 2), graph.Send(v, v, 50, 2)})
    EXPECT_EQ(graph.Follow(TrailMethod::kFifo).edges[edge], Trail::Edge{});
  EXPECT_EQ(graph.Follow(TrailMethod::kFifo).nodes[b], Trail::Node{});
  EXPECT_EQ(graph.Follow(TrailMethod::kFifo).totals, (Trail::Totals{100, 100, 0, 0, 0, 0}));
}

TEST(Trail, TwiceToldIsTwiceSent) {
  Graph graph;
  const uint32_t v = graph.Add(Kind::kVictim), a = graph.Add(Kind::kAccount);
  graph.Send(v, a, 100, 1);
  graph.Send(v, a, 100, 1);
  EXPECT_EQ(graph.Follow(TrailMethod::kProRata).totals.from_victims_satang, 200);
}

TEST(Trail, ACycleGoesRoundWithTheSameMoney) {
  Graph graph;
  const uint32_t v = graph.Add(Kind::kVictim), a = graph.Add(Kind::kAccount), b = graph.Add(Kind::kAccount),
                 c = graph.Add(Kind::kAccount);
  graph.Send(v, a, 1'000, 0);
  for (int round = 0; round < 100; ++round) {
    graph.Send(a, b, 1'000, 3 * round + 1);
    graph.Send(b, c, 1'000, 3 * round + 2);
    graph.Send(c, a, 1'000, 3 * round + 3);
  }
  for (const TrailMethod method : kMethods) {
    const Trail trail = graph.Follow(method);
    EXPECT_EQ(trail.totals, (Trail::Totals{1'000, 1'000, 0, 0, 0, 0}));
    EXPECT_EQ(trail.nodes[a].received_satang, 101'000);
    EXPECT_EQ(trail.nodes[a].remaining_satang, 1'000);
    ExpectConserved(graph, trail);
  }
}

TEST(Trail, RoundsToTheLargestRemainder) {
  // 2 of 3 are tainted. One leaves: 0.67, so it is tainted; then 1 of 2 is: a half, and the clean one leaves.
  Graph graph;
  const uint32_t v = graph.Add(Kind::kVictim), x = graph.Add(Kind::kAccount), a = graph.Add(Kind::kAccount),
                 b = graph.Add(Kind::kAccount);
  graph.Send(v, a, 2, 1);
  graph.Send(x, a, 1, 1);
  const uint32_t first = graph.Send(a, b, 1, 2), second = graph.Send(a, b, 1, 3), third = graph.Send(a, b, 1, 4);
  const Trail trail = graph.Follow(TrailMethod::kProRata);
  EXPECT_EQ(trail.edges[first].tainted_satang, 1);
  EXPECT_EQ(trail.edges[second].tainted_satang, 0);
  EXPECT_EQ(trail.edges[third].tainted_satang, 1);
}

TEST(Trail, HugeAmountsAndTimes) {
  constexpr int64_t kMost = INT64_MAX;
  Graph graph;
  const uint32_t v = graph.Add(Kind::kVictim), x = graph.Add(Kind::kAccount), a = graph.Add(Kind::kAccount),
                 b = graph.Add(Kind::kAccount);
  graph.Send(v, a, kMost / 4, INT64_MIN);
  graph.Send(x, a, kMost / 4, INT64_MIN);
  const uint32_t on = graph.Send(a, b, kMost / 4, INT64_MAX);
  const uint32_t impossible = graph.Send(v, a, kMost / 2, 0);
  for (const TrailMethod method : kMethods) {
    const Trail trail = graph.Follow(method);
    EXPECT_TRUE(trail.cut_amounts);
    EXPECT_TRUE(trail.partial());
    EXPECT_EQ(trail.edges[impossible], Trail::Edge{});
    EXPECT_EQ(trail.edges[on].lag_s, INT64_MAX) << "as far as it can be told";
    EXPECT_EQ(trail.edges[on].tainted_satang, method == TrailMethod::kFifo ? kMost / 4 : kMost / 8);
    ExpectConserved(graph, trail);
  }
}

TEST(Trail, DepthChangesWhatIsShownAndNoAmount) {
  Graph graph;
  uint32_t last = graph.Add(Kind::kVictim);
  for (int row = 1; row <= 6; ++row) {
    const uint32_t next = graph.Add(Kind::kAccount);
    graph.Send(last, next, 1'000 - row, row);
    last = next;
  }
  const Trail whole = graph.Follow(TrailMethod::kFifo);
  EXPECT_FALSE(whole.cut_depth);
  for (unsigned depth = 0; depth < 6; ++depth) {
    const Trail trail = graph.Follow(TrailMethod::kFifo, depth);
    EXPECT_TRUE(trail.cut_depth);
    int64_t shown = 0;
    for (uint32_t i = 0; i < graph.nodes.size(); ++i) {
      EXPECT_EQ(trail.nodes[i], i <= depth ? whole.nodes[i] : Trail::Node{});
      shown += trail.nodes[i].remaining_satang;
    }
    EXPECT_EQ(trail.totals.beyond_depth_satang, trail.totals.from_victims_satang - shown);
    EXPECT_EQ(trail.totals.remaining_satang, whole.totals.remaining_satang);
  }
}

TEST(Trail, WorkEndsWhereItIsSpent) {
  const Example graph;  // 3 transfers from nodes with a row, 4 to follow; fifo uses two arrivals up, with the last
  for (const TrailMethod method : kMethods) {
    for (size_t work_max = 0; work_max < 10; ++work_max) {
      const Trail trail = graph.Follow(method, 20, work_max);
      ExpectConserved(graph, trail);
      EXPECT_EQ(trail.cut_work, work_max < 7) << work_max;
      EXPECT_EQ(trail.partial(), work_max < 7);
      EXPECT_EQ(trail.followed_until_s.has_value(), 3 <= work_max && work_max < 7);
      if (work_max == 3) {
        EXPECT_EQ(trail.followed_until_s, 36'000);
      }
      if (work_max == 6) {
        EXPECT_EQ(trail.followed_until_s, 37'200);
        EXPECT_EQ(trail.totals.exits_satang, 0);
        EXPECT_EQ(trail.totals.remaining_satang, 16'000);
      }
    }
  }
}

TEST(Trail, ProposesWhatLooksLikeBuying) {
  const auto proposals = [](int64_t amount, int payments, int64_t beside) {
    Graph graph;
    const uint32_t v = graph.Add(Kind::kVictim), a = graph.Add(Kind::kAccount), shop = graph.Add(Kind::kMerchant);
    graph.Send(v, a, amount * payments + beside, 1);
    for (int i = 0; i < payments; ++i) graph.Send(a, shop, amount, 2 + i);
    return graph.Follow(TrailMethod::kProRata).proposals.size();
  };
  EXPECT_EQ(proposals(1'290'00, 1, 1), 1u);
  EXPECT_EQ(proposals(1'290'00, 3, 1), 3u);
  EXPECT_EQ(proposals(1'290'00, 4, 1), 0u) << "often";
  EXPECT_EQ(proposals(1'290'55, 1, 1), 0u) << "not a price";
  EXPECT_EQ(proposals(50'000'00, 1, 1), 1u);
  EXPECT_EQ(proposals(50'001'00, 1, 1), 0u) << "much";
  EXPECT_EQ(proposals(1'290'00, 1, 0), 0u) << "sweeps the account";
}

TEST(Trail, ProposesWhoReceivesMuchElse) {
  const auto proposals = [](int64_t tainted, int senders, bool inside, bool victim) {
    Graph graph;
    const uint32_t v = graph.Add(Kind::kVictim), a = graph.Add(Kind::kAccount), shop = graph.Add(Kind::kAccount);
    graph.Send(v, a, tainted, 1);
    for (int i = 0; i < senders; ++i) {
      const uint32_t sender = graph.Add(Kind::kAccount);
      if (inside && i == 0) graph.Send(v, sender, 1, 100);  // after it paid: it has a row, its money was clean
      graph.Send(sender, shop, 9'500 / senders, 2);
      if (!inside) graph.Send(sender, shop, 1, 3);  // a sender counts once
    }
    const uint32_t into = graph.Send(victim ? v : a, shop, tainted, 4);
    const Trail trail = graph.Follow(TrailMethod::kFifo);
    EXPECT_EQ(trail.edges[into].tainted_satang, tainted);
    return trail.proposals;
  };
  EXPECT_EQ(proposals(500, 5, false, false).size(), 1u);
  EXPECT_EQ(proposals(500, 5, false, true).size(), 1u) << "a victim's too";
  EXPECT_EQ(proposals(501, 5, false, false).size(), 0u) << "more than 5 %";
  EXPECT_EQ(proposals(300, 3, false, false).size(), 1u);
  EXPECT_EQ(proposals(300, 2, false, false).size(), 0u) << "from too few";
  EXPECT_EQ(proposals(300, 3, true, false).size(), 0u) << "one of them is in the trail";
  EXPECT_EQ(proposals(300, 4, true, false)[0].reason, InnocentReason::kSmallShare);
}

TEST(Trail, NamesGoBothWays) {
  for (const TrailMethod method : kMethods) EXPECT_EQ(TrailMethodNamed(Name(method)), method);
  EXPECT_EQ(TrailMethodNamed("lifo"), std::nullopt);
}

Graph RandomGraph(std::mt19937_64& random) {
  const auto below = [&random](uint64_t n) { return random() % n; };
  static constexpr Kind kKinds[] = {Kind::kVictim,  Kind::kAccount,   Kind::kAccount,  Kind::kAccount,
                                    Kind::kAccount, Kind::kPromptpay, Kind::kWallet,   Kind::kCrypto,
                                    Kind::kCashOut, Kind::kMerchant,  Kind::kMerchant, Kind::kForeign};
  Graph graph;
  graph.Add(below(20) == 0 ? Kind::kAccount : Kind::kVictim);
  const uint64_t nodes = 1 + below(14), edges = below(80);
  for (uint64_t i = 0; i < nodes; ++i) graph.Add(kKinds[below(std::size(kKinds))]);
  const uint64_t amounts = below(4), times = 1 + below(60);
  for (uint64_t i = 0; i < edges; ++i) {
    int64_t amount = static_cast<int64_t>(below(12));
    if (amounts == 1) amount = static_cast<int64_t>(below(60'000)) * 100;
    if (amounts == 2) amount = static_cast<int64_t>(below(1'000'000'000'000));
    if (amounts == 3) amount = static_cast<int64_t>(random() >> below(64)) * (below(30) == 0 ? -1 : 1);
    int64_t at_s = static_cast<int64_t>(below(times));
    if (below(40) == 0) at_s = static_cast<int64_t>(random());
    if (below(10) == 0) at_s = kTimeNotTold;
    // More from the beginning of the list, so that there are chains.
    const auto from = static_cast<uint32_t>(below(1 + below(nodes + 1))), to = static_cast<uint32_t>(below(nodes + 1));
    graph.Send(from, to, amount, at_s, below(8) == 0);
    if (below(10) == 0) graph.edges.push_back(graph.edges[below(graph.edges.size())]);
  }
  return graph;
}

TEST(Trail, AgreesWithTheModelOnRandomGraphsAndConserves) {
  std::mt19937_64 random(20'260'101);
  size_t tainted = 0, proposals = 0, exits = 0, cut_depth = 0, cut_amounts = 0, differ = 0;
  for (int round = 0; round < 3'000 && !::testing::Test::HasFailure(); ++round) {
    const Graph graph = RandomGraph(random);
    const auto depth_max = static_cast<unsigned>(random() % 2 == 0 ? 20 : random() % 4);
    std::vector<Trail> trails;
    for (const TrailMethod method : kMethods) {
      SCOPED_TRACE("round " + std::to_string(round) + " " + std::string(Name(method)) + " depth " + std::to_string(depth_max));
      const Trail trail = graph.Follow(method, depth_max);
      const Trail model = ModelTrail(graph.nodes, graph.edges, {depth_max, method, 0});
      EXPECT_EQ(trail.nodes, model.nodes);
      EXPECT_EQ(trail.edges, model.edges);
      EXPECT_EQ(trail.exits, model.exits);
      EXPECT_EQ(trail.proposals, model.proposals);
      EXPECT_EQ(trail.totals, model.totals);
      EXPECT_EQ(trail.cut_depth, model.cut_depth);
      EXPECT_EQ(trail.cut_amounts, model.cut_amounts);
      EXPECT_FALSE(trail.cut_work);
      EXPECT_LE(trail.work, 3 * graph.edges.size());
      ExpectConserved(graph, trail);
      for (const Trail::Edge& edge : trail.edges) tainted += edge.tainted_satang > 0;
      proposals += trail.proposals.size();
      exits += trail.exits.size();
      cut_depth += trail.cut_depth;
      cut_amounts += trail.cut_amounts;
      trails.push_back(trail);
      // Wherever the work ends, money is conserved.
      ExpectConserved(graph, graph.Follow(method, depth_max, random() % (3 * graph.edges.size() + 1)));
    }
    EXPECT_EQ(trails[0].totals.from_victims_satang, trails[1].totals.from_victims_satang);
    differ += trails[0].edges != trails[1].edges;
  }
  // That the graphs were not empty of what is to be tested.
  EXPECT_GT(tainted, 20'000u);
  EXPECT_GT(proposals, 100u);
  EXPECT_GT(exits, 1'000u);
  EXPECT_GT(cut_depth, 100u);
  EXPECT_GT(cut_amounts, 100u);
  EXPECT_GT(differ, 500u);
}

TEST(Trail, OrderGivenPlaysNoPartWhereTimesDiffer) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 200; ++round) {
    Graph graph = RandomGraph(random);
    for (TrailEdge& edge : graph.edges) edge.amount_satang = std::max<int64_t>(edge.amount_satang & 0xFFFFFFFF, 0);
    for (size_t i = 0; i < graph.edges.size(); ++i) graph.edges[i].at_s = static_cast<int64_t>(1 + i * 7919 % 10'007);
    std::vector<uint32_t> place(graph.edges.size());
    std::iota(place.begin(), place.end(), 0);
    std::shuffle(place.begin(), place.end(), random);
    Graph shuffled{graph.nodes, {}};
    for (const uint32_t i : place) shuffled.edges.push_back(graph.edges[i]);
    for (const TrailMethod method : kMethods) {
      const Trail a = graph.Follow(method), b = shuffled.Follow(method);
      EXPECT_EQ(a.nodes, b.nodes);
      EXPECT_EQ(a.totals, b.totals);
      for (size_t i = 0; i < place.size(); ++i) EXPECT_EQ(a.edges[place[i]], b.edges[i]);
    }
  }
}

// A million transfers between few accounts or many, of every kind, round and round, out of order, huge, of nothing.
Graph HostileGraph(uint32_t nodes, uint32_t edges) {
  std::mt19937_64 random(nodes);
  Graph graph;
  graph.Add(Kind::kVictim);
  for (uint32_t i = 1; i < nodes; ++i)
    graph.Add(static_cast<Kind>(i % 50 == 0 ? random() % event::kMoneyNodeKindCount : 1 + random() % 3));
  for (uint32_t i = 0; i < edges; ++i) {
    const auto from = static_cast<uint32_t>(i % 4 == 0 ? 0 : random() % nodes), to = static_cast<uint32_t>(random() % nodes);
    graph.Send(from, to, static_cast<int64_t>(random() >> (22 + random() % 42)), static_cast<int64_t>(random() % 1'000'000),
               random() % 50 == 0);
  }
  return graph;
}

TEST(Trail, AMillionHostileTransfersEnd) {
  for (const uint32_t nodes : {3u, 1'000u, 900'000u}) {
    const Graph graph = HostileGraph(nodes, 1'000'000);
    for (const TrailMethod method : kMethods) {
      const Trail whole = graph.Follow(method);
      EXPECT_FALSE(whole.cut_work);
      EXPECT_LE(whole.work, 3'000'000u);
      EXPECT_EQ(whole.totals.from_victims_satang, whole.totals.remaining_satang + whole.totals.exits_satang +
                                                      whole.totals.returned_satang + whole.totals.released_satang);
      if (method == TrailMethod::kProRata) continue;
      const Trail cut = graph.Follow(method, 20, whole.work / 2);
      EXPECT_TRUE(cut.cut_work);
      EXPECT_TRUE(cut.partial());
      EXPECT_LE(cut.work, whole.work);
      EXPECT_EQ(cut.totals.from_victims_satang,
                cut.totals.remaining_satang + cut.totals.exits_satang + cut.totals.returned_satang + cut.totals.released_satang);
    }
  }
}

TEST(Trail, ALongChainAndALongQueueEnd) {
  Graph graph;
  uint32_t last = graph.Add(Kind::kVictim);
  for (int i = 0; i < 200'000; ++i) {
    const uint32_t next = graph.Add(Kind::kAccount);
    graph.Send(last, next, 1'000'000, 200'000 - i);  // each before the one it would need
    last = next;
  }
  const uint32_t a = graph.Add(Kind::kAccount), b = graph.Add(Kind::kAccount);
  for (int i = 0; i < 400'000; ++i) graph.Send(0, a, 3, 300'000);
  for (int i = 0; i < 400'000; ++i) graph.Send(a, b, 3, 300'001);
  for (const TrailMethod method : kMethods) {
    const Trail trail = graph.Follow(method, UINT32_MAX);
    EXPECT_FALSE(trail.partial());
    EXPECT_EQ(trail.nodes[last].row, 200'000u);
    EXPECT_EQ(trail.nodes[last].received_satang, 0);
    EXPECT_EQ(trail.nodes[b].remaining_satang, 1'200'000);
  }
}

TEST(Trail, EmptyIsEmpty) {
  const Trail trail = ComputeTrail({}, {}, {});
  EXPECT_FALSE(trail.partial());
  EXPECT_EQ(trail.totals, Trail::Totals{});
}

}  // namespace
}  // namespace cybercheck::cases
