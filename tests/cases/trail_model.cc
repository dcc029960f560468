// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/trail_model.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace cybercheck::cases {
namespace {

__extension__ using Wide = __int128;

bool Ends(event::MoneyNodeKind kind) {
  return kind == event::MoneyNodeKind::kCashOut || kind == event::MoneyNodeKind::kCrypto ||
         kind == event::MoneyNodeKind::kForeign || kind == event::MoneyNodeKind::kMerchant;
}

// Divides `part` between the tainted and the clean satang of a whole: each gets what it has for certain, and a satang that is
// over goes to the larger remainder, of equal ones the clean.
Wide Divide(Wide part, Wide tainted, Wide clean) {
  const Wide whole = tainted + clean;
  Wide of_tainted = part * tainted / whole;
  const Wide of_clean = part * clean / whole;
  if (of_tainted + of_clean < part && part * tainted % whole > part * clean % whole) ++of_tainted;
  return of_tainted;
}

struct Piece {
  Wide tainted, clean;
  int64_t at_s;  // 0: not told
};

struct Account {
  // fifo: what is there, oldest first. prorata: one piece, of all; at_s the arrival that found nothing tainted.
  std::vector<Piece> pieces;

  void Put(Piece piece, TrailMethod method) {
    if (method == TrailMethod::kFifo || pieces.empty()) {
      pieces.push_back(piece);
      return;
    }
    if (pieces[0].tainted == 0) pieces[0].at_s = piece.at_s;
    pieces[0].tainted += piece.tainted;
    pieces[0].clean += piece.clean;
  }

  Wide Take(Wide amount, std::optional<int64_t>& since_s) {
    Wide taken = 0;
    while (amount > 0 && !pieces.empty()) {
      Piece& piece = pieces.front();
      const Wide part = std::min(amount, piece.tainted + piece.clean);
      const Wide tainted = Divide(part, piece.tainted, piece.clean);
      if (tainted > 0 && !since_s) since_s = piece.at_s;
      piece.tainted -= tainted;
      piece.clean -= part - tainted;
      amount -= part;
      taken += tainted;
      if (piece.tainted + piece.clean == 0) pieces.erase(pieces.begin());
    }
    return taken;
  }
};

}  // namespace

Trail ModelTrail(const std::vector<TrailNode>& nodes, const std::vector<TrailEdge>& edges, const TrailOptions& options) {
  Trail trail;
  trail.nodes.resize(nodes.size());
  trail.edges.resize(edges.size());
  const auto victim = [&](uint32_t node) { return nodes[node].kind == event::MoneyNodeKind::kVictim; };
  const auto end = [&](uint32_t node) { return Ends(nodes[node].kind); };

  std::set<uint32_t> counting;
  Wide sum = 0;
  for (uint32_t i = 0; i < edges.size(); ++i) {
    if (edges[i].from == edges[i].to || edges[i].amount_satang <= 0) continue;
    if (sum + edges[i].amount_satang > INT64_MAX) {
      trail.cut_amounts = true;
    } else {
      sum += edges[i].amount_satang;
      counting.insert(i);
    }
  }

  std::map<uint32_t, uint32_t> rows;
  for (uint32_t i = 0; i < nodes.size(); ++i)
    if (victim(i)) rows[i] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (const uint32_t i : counting) {
      const TrailEdge& edge = edges[i];
      if (edge.released || end(edge.from) || !rows.count(edge.from)) continue;
      const uint32_t row = rows[edge.from] + 1;
      if (rows.count(edge.to) && rows[edge.to] <= row) continue;
      rows[edge.to] = row;
      changed = true;
    }
  }

  // When each transfer happened, as far as it must be supposed.
  std::optional<int64_t> earliest_s;
  for (const uint32_t i : counting)
    if (edges[i].at_s != 0 && (rows.count(edges[i].from) || rows.count(edges[i].to)))
      earliest_s = std::min(earliest_s.value_or(INT64_MAX), edges[i].at_s);
  std::map<uint32_t, int64_t> times;
  const std::function<int64_t(uint32_t)> time_of = [&](uint32_t i) -> int64_t {
    if (times.count(i)) return times[i];
    int64_t at_s = edges[i].at_s;
    if (at_s == 0) {
      std::optional<int64_t> last_s;
      for (const uint32_t before : counting)
        if (edges[before].to == edges[i].from && !edges[before].released && !end(edges[before].from) &&
            rows.count(edges[before].from) && rows[edges[before].from] + 1 == rows[edges[i].from])
          last_s = std::max(last_s.value_or(INT64_MIN), time_of(before));
      at_s = last_s ? *last_s : earliest_s.value_or(0);
    }
    return times[i] = at_s;
  };

  std::map<uint32_t, Account> accounts;
  std::map<uint32_t, std::set<uint32_t>> outside;  // receiver -> senders without a row
  std::set<uint32_t> left_some, first;
  std::set<uint32_t> todo = counting;
  while (!todo.empty()) {
    uint32_t next = *todo.begin();
    for (const uint32_t i : todo) {
      if (time_of(i) > time_of(next)) continue;
      const auto row = [&](uint32_t edge) { return rows.count(edges[edge].from) ? rows[edges[edge].from] : UINT32_MAX; };
      if (time_of(i) < time_of(next) || row(i) < row(next)) next = i;
    }
    todo.erase(next);
    const TrailEdge& edge = edges[next];
    Wide tainted = 0;
    if (victim(edge.from)) {
      tainted = edge.amount_satang;
      trail.totals.from_victims_satang += edge.amount_satang;
    } else if (rows.count(edge.from) && !end(edge.from)) {
      std::optional<int64_t> since_s;
      tainted = accounts[edge.from].Take(edge.amount_satang, since_s);
      if (since_s.value_or(0) != 0 && edge.at_s != 0)
        trail.edges[next].lag_s = static_cast<int64_t>(std::min<Wide>(Wide{edge.at_s} - *since_s, INT64_MAX));
      if (!accounts[edge.from].pieces.empty()) left_some.insert(next);
    }
    trail.edges[next].tainted_satang = static_cast<int64_t>(tainted);
    trail.nodes[edge.from].sent_satang += static_cast<int64_t>(tainted);
    if (edge.released) {
      trail.totals.released_satang += static_cast<int64_t>(tainted);
      if (tainted > 0 && rows[edge.from] > options.depth_max) trail.totals.beyond_depth_satang += static_cast<int64_t>(tainted);
      tainted = 0;
    }
    if (!rows.count(edge.to)) continue;
    Trail::Node& receiver = trail.nodes[edge.to];
    receiver.known_satang += edge.amount_satang;
    receiver.received_satang += static_cast<int64_t>(tainted);
    if (tainted > 0 && first.insert(edge.to).second && edge.at_s != 0) receiver.first_at_s = edge.at_s;
    if (victim(edge.to))
      trail.totals.returned_satang += static_cast<int64_t>(tainted);
    else if (!end(edge.to))
      accounts[edge.to].Put({tainted, edge.amount_satang - tainted, edge.at_s}, options.method);
    if (!rows.count(edge.from)) outside[edge.to].insert(edge.from);
  }

  for (uint32_t i = 0; i < nodes.size(); ++i) {
    Trail::Node& node = trail.nodes[i];
    if (!rows.count(i)) {
      node = {};
      continue;
    }
    node.row = rows[i];
    if (end(i)) {
      node.remaining_satang = node.received_satang;
      trail.totals.exits_satang += node.received_satang;
    } else if (!victim(i)) {
      for (const Piece& piece : accounts[i].pieces) node.remaining_satang += static_cast<int64_t>(piece.tainted);
      trail.totals.remaining_satang += node.remaining_satang;
    }
    if (node.row <= options.depth_max) continue;
    trail.cut_depth = true;
    trail.totals.beyond_depth_satang += node.remaining_satang;
    node = {};
  }

  for (uint32_t i = 0; i < edges.size(); ++i) {
    const TrailEdge& edge = edges[i];
    const auto shown = [&](uint32_t node) { return rows.count(node) && rows[node] <= options.depth_max; };
    const bool is_shown = counting.count(i) && shown(edge.from) && !end(edge.from) && (shown(edge.to) || edge.released);
    if (!is_shown) {
      trail.edges[i] = {};
      continue;
    }
    trail.edges[i].row = rows[edge.from] + 1;
  }

  std::set<std::pair<Wide, uint32_t>> exits;
  for (uint32_t i = 0; i < nodes.size(); ++i)
    if (end(i) && trail.nodes[i].remaining_satang > 0) exits.insert({-Wide{trail.nodes[i].remaining_satang}, i});
  for (const auto& [negative, node] : exits) trail.exits.push_back({node, trail.nodes[node].remaining_satang});

  const auto carries = [&](uint32_t i) { return trail.edges[i].tainted_satang > 0 && !edges[i].released; };
  for (uint32_t i = 0; i < edges.size(); ++i) {
    if (!carries(i)) continue;
    const TrailEdge& edge = edges[i];
    if (nodes[edge.to].kind == event::MoneyNodeKind::kMerchant && !victim(edge.from)) {
      unsigned payments = 0;
      for (uint32_t j = 0; j < edges.size(); ++j) payments += carries(j) && edges[j].from == edge.from && edges[j].to == edge.to;
      if (payments <= kPurchasesMax && edge.amount_satang <= kPurchaseSatangMax && edge.amount_satang % 100 == 0 &&
          left_some.count(i))
        trail.proposals.push_back({i, InnocentReason::kPurchase});
    }
    if (!end(edge.to) && !victim(edge.to) && outside[edge.to].size() >= kOutsideSendersMin &&
        Wide{trail.nodes[edge.to].received_satang} * 100 <= Wide{trail.nodes[edge.to].known_satang} * kSmallSharePercent)
      trail.proposals.push_back({i, InnocentReason::kSmallShare});
  }
  return trail;
}

}  // namespace cybercheck::cases
