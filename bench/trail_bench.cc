// SPDX-License-Identifier: Apache-2.0
// What does it cost to follow the money of a case? By number of transfers and method; beside it, sorting the same transfers by
// time, below which nobody can follow them.
//
//   trail_bench [--smoke]
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "bench/stopwatch.h"
#include "cases/trail_document.h"

namespace cybercheck::bench {
namespace {

using cases::TrailEdge;
using cases::TrailMethod;
using cases::TrailNode;
using event::MoneyNodeKind;

struct Graph {
  std::vector<TrailNode> nodes;
  std::vector<TrailEdge> edges;
};

// A network of mules: victims pay into the first row, each row splits to the next within minutes, money from outside mixes in,
// and a tenth of all ends as cash, crypto or goods. Told by many banks, so in no order.
Graph Network(uint32_t edges) {
  std::mt19937_64 random(edges);
  const auto below = [&random](uint64_t n) { return static_cast<uint32_t>(random() % n); };
  Graph graph;
  const uint32_t a_row = std::max(edges / 16, 4u);
  constexpr uint32_t kRows = 6;
  static constexpr MoneyNodeKind kEnds[] = {MoneyNodeKind::kCashOut, MoneyNodeKind::kCrypto, MoneyNodeKind::kMerchant};
  for (uint32_t row = 0; row < kRows; ++row)
    for (uint32_t i = 0; i < a_row; ++i) {
      MoneyNodeKind kind = row == 0 ? MoneyNodeKind::kVictim : MoneyNodeKind::kAccount;
      if (row > 1 && i % 10 == 0) kind = kEnds[below(3)];
      graph.nodes.push_back({kind, "004:0000000000"});
    }
  for (uint32_t i = 0; i < edges; ++i) {
    const uint32_t row = below(kRows - 1);
    TrailEdge edge{row * a_row + below(a_row),
                   (row + 1) * a_row + below(a_row),
                   1 + below(5'000'000),
                   300 * row + below(86'400),
                   below(100) == 0,
                   "BC-2026-000000"};
    graph.edges.push_back(edge);
  }
  return graph;
}

// The same few accounts round and round at random times: the longest queues.
Graph Hostile(uint32_t edges) {
  std::mt19937_64 random(edges);
  Graph graph{{{MoneyNodeKind::kVictim, {}}}, {}};
  for (int i = 1; i < 50; ++i) graph.nodes.push_back({MoneyNodeKind::kAccount, "004:0000000000"});
  for (uint32_t i = 0; i < edges; ++i)
    graph.edges.push_back({static_cast<uint32_t>(i % 4 == 0 ? 0 : random() % 50),
                           static_cast<uint32_t>(random() % 50),
                           static_cast<int64_t>(random() >> (22 + random() % 42)),
                           static_cast<int64_t>(random() % 1'000'000),
                           false,
                           {}});
  return graph;
}

// The fastest of some runs, in milliseconds.
template <class Operation>
double Milliseconds(Operation&& operation, int runs) {
  double best = std::numeric_limits<double>::max();
  for (int i = 0; i < runs; ++i) {
    const double begin_ns = ThreadNanoseconds();
    operation();
    best = std::min(best, (ThreadNanoseconds() - begin_ns) / 1e6);
  }
  return best;
}

void Row(const char* name, const Graph& graph, int runs) {
  const double sort_ms = Milliseconds(
      [&] {
        std::vector<std::pair<int64_t, uint32_t>> times;
        for (uint32_t i = 0; i < graph.edges.size(); ++i) times.emplace_back(graph.edges[i].at_s, i);
        std::sort(times.begin(), times.end());
        Keep(times.data());
      },
      runs);
  for (const TrailMethod method : {TrailMethod::kProRata, TrailMethod::kFifo}) {
    cases::TrailOptions options;
    options.method = method;
    cases::Trail trail;
    const double ms = Milliseconds([&] { trail = cases::ComputeTrail(graph.nodes, graph.edges, options); }, runs);
    std::printf("| %s, %zu transfers, %s | %.2f | %.1f × | %zu%s |", name, graph.edges.size(), std::string(Name(method)).c_str(),
                ms, ms / sort_ms, trail.work, trail.partial() ? ", partial" : "");
    for (const cases::TrailFormat format : {cases::TrailFormat::kJson, cases::TrailFormat::kCsv, cases::TrailFormat::kGraphml}) {
      std::string out;
      const double write_ms = Milliseconds(
          [&] {
            out.clear();
            WriteTrail({"case", options, graph.nodes, graph.edges, {}, &trail}, format, out);
          },
          runs);
      std::printf(" %.2f |", write_ms);
    }
    std::printf("\n");
  }
}

}  // namespace
}  // namespace cybercheck::bench

int main(int argc, char** argv) {
  using namespace cybercheck::bench;
  const bool smoke = argc == 2 && std::strcmp(argv[1], "--smoke") == 0;
  std::printf("| graph | ms | to sorting | steps | JSON, ms | CSV, ms | GraphML, ms |\n|---|---:|---:|---:|---:|---:|---:|\n");
  Row("network", Network(100), smoke ? 1 : 50);
  Row("network", Network(10'000), smoke ? 1 : 50);
  if (smoke) return 0;
  Row("network", Network(1'000'000), 3);
  Row("hostile", Hostile(1'000'000), 3);
  return 0;
}
