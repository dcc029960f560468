// SPDX-License-Identifier: Apache-2.0
#include "cases/transfer_graph.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace cybercheck::cases {
namespace {

using event::MoneyNode;
using event::MoneyNodeKind;

TransferRow Row(MoneyNode from, MoneyNode to, int64_t satang = 100, bool released = false) {
  TransferRow row;
  row.transfer = {std::move(from), std::move(to), satang, 0, {}, {}};
  row.released = released;
  return row;
}

MoneyNode Account(const std::string& digits) { return {MoneyNodeKind::kAccount, "004:" + digits}; }

std::vector<int> Levels(std::vector<TransferRow> rows) {
  SetLevels(rows);
  std::vector<int> levels;
  for (const TransferRow& row : rows) levels.push_back(row.level == kLevelUnknown ? 0 : row.level);
  return levels;
}

TEST(TransferGraph, LevelsEndAtEndsAndAtWhatWasReleased) {
  const MoneyNode a = Account("1"), b = Account("2"), c = Account("3"), shop{MoneyNodeKind::kMerchant, "shop"};
  EXPECT_EQ(Levels({Row({}, a), Row(a, b), Row(b, c)}), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(Levels({Row({}, a), Row(a, b, 100, true), Row(b, c)}), (std::vector<int>{1, 2, 0}));
  EXPECT_EQ(Levels({Row({}, shop), Row(shop, b), Row(b, c)}), (std::vector<int>{1, 0, 0}));
  EXPECT_EQ(Levels({Row({}, a), Row(a, a), Row(a, b, 0), Row(b, c)}), (std::vector<int>{1, 0, 0, 0}));
}

TEST(TransferGraph, TwoWalletsThatNobodyNamedAreNotOne) {
  const MoneyNode wallet{MoneyNodeKind::kWallet, {}}, cash{MoneyNodeKind::kCashOut, {}};
  const std::vector<TransferRow> rows = {Row({}, wallet), Row(wallet, Account("1")), Row({}, cash), Row({}, cash)};
  const TransferGraph graph = GraphOf(rows);
  EXPECT_NE(graph.edges[0].to, graph.edges[1].from);
  EXPECT_EQ(graph.edges[2].to, graph.edges[3].to);
  EXPECT_EQ(Levels(rows), (std::vector<int>{1, 0, 1, 1}));
}

// What is stored beside each transfer is what the trail says of it.
TEST(TransferGraph, LevelsAreTheRowsOfTheTrail) {
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    std::mt19937_64 random(seed);
    const auto below = [&random](uint64_t n) { return static_cast<size_t>(random() % n); };
    const size_t places = 2 + below(12);
    std::vector<MoneyNode> nodes = {MoneyNode{}};
    for (size_t i = 1; i < places; ++i) {
      const auto kind = static_cast<MoneyNodeKind>(below(3) == 0 ? 1 + below(event::kMoneyNodeKindCount - 1) : 1);
      const bool unnamed = kind >= MoneyNodeKind::kWallet && kind != MoneyNodeKind::kCrypto && below(3) == 0;
      nodes.push_back({kind, unnamed ? std::string() : std::to_string(i)});
    }
    std::vector<TransferRow> rows;
    for (size_t i = below(30); i > 0; --i) {
      rows.push_back(Row(nodes[below(3) == 0 ? 0 : below(places)], nodes[below(places)], static_cast<int64_t>(below(5)) * 50,
                         below(6) == 0));
      rows.back().transfer.at_s = static_cast<int64_t>(below(1000));
    }
    SetLevels(rows);
    const TransferGraph graph = GraphOf(rows);
    for (const TrailMethod method : {TrailMethod::kProRata, TrailMethod::kFifo}) {
      const Trail trail = ComputeTrail(graph.nodes, graph.edges, {1000, method, 4'000'000});
      for (size_t i = 0; i < rows.size(); ++i)
        ASSERT_EQ(rows[i].level == kLevelUnknown ? Trail::kNoRow : rows[i].level, trail.edges[i].row)
            << "seed " << seed << " edge " << i;
    }
  }
}

}  // namespace
}  // namespace cybercheck::cases
