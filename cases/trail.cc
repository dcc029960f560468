// SPDX-License-Identifier: Apache-2.0
#include "cases/trail.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "cases/trail_pools.h"

namespace cybercheck::cases {
namespace {

using event::MoneyNodeKind;

bool IsVictim(const TrailNode& node) noexcept { return node.kind == MoneyNodeKind::kVictim; }

// One trail in the making: what counts, then rows, then the transfers in order of time, then what is shown of it.
class Following {
 public:
  Following(std::span<const TrailNode> nodes, std::span<const TrailEdge> edges, const TrailOptions& options)
      : nodes_(nodes), edges_(edges), options_(options), counts_(edges.size()), left_some_(edges.size()) {
    CHECK(nodes.size() < UINT32_MAX && edges.size() < UINT32_MAX);
    trail_.nodes.resize(nodes.size());
    trail_.edges.resize(edges.size());
  }

  Trail Run() {
    FindWhatCounts();
    FindRows();
    FindOrder();
    if (options_.method == TrailMethod::kFifo)
      FollowInTime(FifoPools(nodes_.size(), order_.size()));
    else
      FollowInTime(ProRataPools(nodes_.size(), order_.size()));
    Settle();
    ShowToDepth();
    Propose();
    return std::move(trail_);
  }

 private:
  struct Moment {
    int64_t at_s;
    uint32_t row;  // of the sender
    uint32_t edge;
    friend bool operator<(const Moment& a, const Moment& b) noexcept {
      return std::tie(a.at_s, a.row, a.edge) < std::tie(b.at_s, b.row, b.edge);
    }
  };
  using Pair = std::pair<uint32_t, uint32_t>;

  bool IsReached(uint32_t node) const noexcept { return trail_.nodes[node].row != Trail::kNoRow; }
  bool HasPool(uint32_t node) const noexcept { return !IsVictim(nodes_[node]) && !IsEnd(nodes_[node].kind); }
  bool Leads(uint32_t edge) const noexcept {
    return counts_[edge] != 0 && !edges_[edge].released && !IsEnd(nodes_[edges_[edge].from].kind);
  }

  void FindWhatCounts();
  void FindRows();
  void FindOrder();
  void SupposeTimes();
  template <class Pools>
  void FollowInTime(Pools pools);
  void Settle();
  void ShowToDepth();
  void Propose();
  void ProposePurchases();
  void ProposeSmallShares();

  std::span<const TrailNode> nodes_;
  std::span<const TrailEdge> edges_;
  TrailOptions options_;
  std::vector<uint8_t> counts_;     // of an edge: whether it moves money
  std::vector<uint8_t> left_some_;  // of an edge: whether its sender's pool held more
  std::vector<Moment> order_;       // of the edges that touch a node with a row
  size_t followed_ = 0;             // of `order_`
  Trail trail_;
};

void Following::FindWhatCounts() {
  int64_t sum = 0;
  for (size_t i = 0; i < edges_.size(); ++i) {
    const TrailEdge& edge = edges_[i];
    CHECK(edge.from < nodes_.size() && edge.to < nodes_.size());
    if (edge.amount_satang <= 0 || edge.from == edge.to) continue;
    if (edge.amount_satang > std::numeric_limits<int64_t>::max() - sum) {
      trail_.cut_amounts = true;
      continue;
    }
    sum += edge.amount_satang;
    counts_[i] = 1;
  }
}

// Breadth first, over an array of receivers ordered by sender.
void Following::FindRows() {
  std::vector<uint32_t> begin(nodes_.size() + 1);
  for (uint32_t i = 0; i < edges_.size(); ++i)
    if (Leads(i)) ++begin[edges_[i].from + 1];
  for (size_t node = 0; node < nodes_.size(); ++node) begin[node + 1] += begin[node];
  std::vector<uint32_t> receivers(begin.back());
  std::vector<uint32_t> next(begin.begin(), begin.end() - 1);
  for (uint32_t i = 0; i < edges_.size(); ++i)
    if (Leads(i)) receivers[next[edges_[i].from]++] = edges_[i].to;

  std::vector<uint32_t> queue;
  queue.reserve(nodes_.size());
  for (uint32_t node = 0; node < nodes_.size(); ++node) {
    if (!IsVictim(nodes_[node])) continue;
    trail_.nodes[node].row = 0;
    queue.push_back(node);
  }
  for (size_t done = 0; done < queue.size(); ++done) {
    const uint32_t sender = queue[done];
    for (uint32_t i = begin[sender]; i < begin[sender + 1]; ++i) {
      if (trail_.work >= options_.work_max) {
        trail_.cut_work = true;
        return;
      }
      ++trail_.work;
      if (IsReached(receivers[i])) continue;
      trail_.nodes[receivers[i]].row = trail_.nodes[sender].row + 1;
      queue.push_back(receivers[i]);
    }
  }
}

void Following::FindOrder() {
  if (trail_.cut_work) return;  // nothing could be followed
  for (uint32_t i = 0; i < edges_.size(); ++i) {
    const TrailEdge& edge = edges_[i];
    if (counts_[i] != 0 && (IsReached(edge.from) || IsReached(edge.to)))
      order_.push_back({edge.at_s, trail_.nodes[edge.from].row, i});
  }
  SupposeTimes();
  std::sort(order_.begin(), order_.end());
}

// Gives the moments that nobody told their time, row by row: what a row sends says when the next one has it.
void Following::SupposeTimes() {
  const auto is_told = [this](const Moment& moment) { return edges_[moment.edge].at_s != kTimeNotTold; };
  if (std::all_of(order_.begin(), order_.end(), is_told)) return;
  std::optional<int64_t> earliest_s;
  for (const Moment& moment : order_)
    if (is_told(moment)) earliest_s = std::min(earliest_s.value_or(moment.at_s), moment.at_s);
  std::vector<std::optional<int64_t>> last_s(nodes_.size());  // when a node had the last money of the row before
  std::sort(order_.begin(), order_.end(), [](const Moment& a, const Moment& b) { return a.row < b.row; });
  for (Moment& moment : order_) {
    const TrailEdge& edge = edges_[moment.edge];
    if (!is_told(moment)) moment.at_s = last_s[edge.from].value_or(earliest_s.value_or(kTimeNotTold));
    if (Leads(moment.edge) && moment.row != Trail::kNoRow && trail_.nodes[edge.to].row == moment.row + 1)
      last_s[edge.to] = std::max(last_s[edge.to].value_or(moment.at_s), moment.at_s);
  }
}

template <class Pools>
void Following::FollowInTime(Pools pools) {
  for (const Moment& moment : order_) {
    if (trail_.work >= options_.work_max) {
      trail_.cut_work = true;
      trail_.followed_until_s = moment.at_s;
      return;
    }
    ++trail_.work;
    ++followed_;
    const TrailEdge& edge = edges_[moment.edge];
    const bool is_told = edge.at_s != kTimeNotTold;
    Trail::Edge& result = trail_.edges[moment.edge];
    if (IsVictim(nodes_[edge.from])) {
      result.tainted_satang = edge.amount_satang;
      trail_.totals.from_victims_satang += edge.amount_satang;
    } else if (IsReached(edge.from) && HasPool(edge.from)) {
      const Taken taken = pools.Take(edge.from, edge.amount_satang);
      trail_.work += taken.used_up;
      left_some_[moment.edge] = taken.left_some;
      result.tainted_satang = taken.tainted;
      if (taken.tainted > 0 && taken.since.is_told && is_told) {  // times are any 64 bits
        const uint64_t lag_s = static_cast<uint64_t>(edge.at_s) - static_cast<uint64_t>(taken.since.at_s);
        result.lag_s = static_cast<int64_t>(std::min<uint64_t>(lag_s, std::numeric_limits<int64_t>::max()));
      }
    }
    trail_.nodes[edge.from].sent_satang += result.tainted_satang;
    if (!IsReached(edge.to)) continue;
    const int64_t arrives = edge.released ? 0 : result.tainted_satang;
    Trail::Node& receiver = trail_.nodes[edge.to];
    receiver.known_satang += edge.amount_satang;
    receiver.received_satang += arrives;
    if (arrives > 0 && receiver.received_satang == arrives && is_told) receiver.first_at_s = edge.at_s;
    if (HasPool(edge.to)) pools.Put(edge.to, edge.amount_satang, arrives, {edge.at_s, is_told});
  }
}

void Following::Settle() {
  Trail::Totals& totals = trail_.totals;
  for (uint32_t i = 0; i < nodes_.size(); ++i) {
    Trail::Node& node = trail_.nodes[i];
    if (IsVictim(nodes_[i])) {
      totals.returned_satang += node.received_satang;
      continue;
    }
    node.remaining_satang = node.received_satang - node.sent_satang;
    (IsEnd(nodes_[i].kind) ? totals.exits_satang : totals.remaining_satang) += node.remaining_satang;
    if (IsReached(i) && node.row > options_.depth_max) totals.beyond_depth_satang += node.remaining_satang;
  }
  for (size_t i = 0; i < edges_.size(); ++i) {
    if (!edges_[i].released) continue;
    const int64_t ended = trail_.edges[i].tainted_satang;
    totals.released_satang += ended;
    if (ended > 0 && trail_.nodes[edges_[i].from].row > options_.depth_max) totals.beyond_depth_satang += ended;
  }
}

void Following::ShowToDepth() {
  for (Trail::Node& node : trail_.nodes) {
    if (node.row <= options_.depth_max && node.row != Trail::kNoRow) continue;
    trail_.cut_depth |= node.row != Trail::kNoRow;
    node = {};
  }
  for (uint32_t i = 0; i < edges_.size(); ++i) {
    const TrailEdge& edge = edges_[i];
    // A released transfer must be seen to be taken back, so its receiver needs no row.
    const bool is_shown =
        counts_[i] != 0 && IsReached(edge.from) && !IsEnd(nodes_[edge.from].kind) && (IsReached(edge.to) || edge.released);
    if (is_shown)
      trail_.edges[i].row = trail_.nodes[edge.from].row + 1;
    else
      trail_.edges[i] = {};
  }
  for (uint32_t i = 0; i < nodes_.size(); ++i)
    if (IsEnd(nodes_[i].kind) && trail_.nodes[i].remaining_satang > 0)
      trail_.exits.push_back({i, trail_.nodes[i].remaining_satang});
  std::stable_sort(trail_.exits.begin(), trail_.exits.end(),
                   [](const Trail::Exit& a, const Trail::Exit& b) { return a.satang > b.satang; });
}

void Following::Propose() {
  ProposePurchases();
  ProposeSmallShares();
  std::sort(trail_.proposals.begin(), trail_.proposals.end(),
            [](const Trail::Proposal& a, const Trail::Proposal& b) { return a.edge < b.edge; });
}

void Following::ProposePurchases() {
  std::vector<Pair> payments;  // between an account and a merchant
  const auto pays = [this](uint32_t i) {
    const TrailEdge& edge = edges_[i];
    return trail_.edges[i].tainted_satang > 0 && !edge.released && HasPool(edge.from) &&
           nodes_[edge.to].kind == MoneyNodeKind::kMerchant;
  };
  for (uint32_t i = 0; i < edges_.size(); ++i)
    if (pays(i)) payments.emplace_back(edges_[i].from, edges_[i].to);
  std::sort(payments.begin(), payments.end());
  for (uint32_t i = 0; i < edges_.size(); ++i) {
    const TrailEdge& edge = edges_[i];
    if (!pays(i) || edge.amount_satang % 100 != 0 || edge.amount_satang > kPurchaseSatangMax || left_some_[i] == 0) continue;
    const auto [first, last] = std::equal_range(payments.begin(), payments.end(), Pair(edge.from, edge.to));
    if (last - first <= kPurchasesMax) trail_.proposals.push_back({i, InnocentReason::kPurchase});
  }
}

void Following::ProposeSmallShares() {
  __extension__ using Wide = __int128;
  const auto is_small = [this](uint32_t i) {
    const Trail::Node& node = trail_.nodes[i];
    return HasPool(i) && node.received_satang > 0 &&
           Wide{node.received_satang} * 100 <= Wide{node.known_satang} * kSmallSharePercent;
  };
  std::vector<Pair> outside;  // receiver, and a sender whom no row reaches
  for (size_t n = 0; n < followed_; ++n) {
    const TrailEdge& edge = edges_[order_[n].edge];
    // By the row found, not by what is shown.
    if (order_[n].row == Trail::kNoRow && is_small(edge.to)) outside.emplace_back(edge.to, edge.from);
  }
  std::sort(outside.begin(), outside.end());
  outside.erase(std::unique(outside.begin(), outside.end()), outside.end());
  for (uint32_t i = 0; i < edges_.size(); ++i) {
    const TrailEdge& edge = edges_[i];
    if (trail_.edges[i].tainted_satang == 0 || edge.released || !is_small(edge.to)) continue;
    const auto first = std::lower_bound(outside.begin(), outside.end(), Pair(edge.to, 0));
    const auto last = std::upper_bound(first, outside.end(), Pair(edge.to, UINT32_MAX));
    if (last - first >= kOutsideSendersMin) trail_.proposals.push_back({i, InnocentReason::kSmallShare});
  }
}

}  // namespace

bool IsEnd(event::MoneyNodeKind kind) noexcept {
  return kind == event::MoneyNodeKind::kCrypto || kind == event::MoneyNodeKind::kCashOut ||
         kind == event::MoneyNodeKind::kMerchant || kind == event::MoneyNodeKind::kForeign;
}

std::string_view Name(TrailMethod method) noexcept { return method == TrailMethod::kFifo ? "fifo" : "prorata"; }

std::optional<TrailMethod> TrailMethodNamed(std::string_view name) noexcept {
  if (name == "prorata") return TrailMethod::kProRata;
  if (name == "fifo") return TrailMethod::kFifo;
  return std::nullopt;
}

std::string_view Name(InnocentReason reason) noexcept { return reason == InnocentReason::kPurchase ? "purchase" : "small_share"; }

Trail ComputeTrail(std::span<const TrailNode> nodes, std::span<const TrailEdge> edges, const TrailOptions& options) {
  return Following(nodes, edges, options).Run();
}

}  // namespace cybercheck::cases
