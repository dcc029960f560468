// SPDX-License-Identifier: Apache-2.0
#include "cases/transfer_graph.h"

#include <functional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace cybercheck::cases {
namespace {

using event::MoneyNode;
using event::MoneyNodeKind;

using Place = std::pair<MoneyNodeKind, std::string_view>;
struct PlaceHash {
  size_t operator()(const Place& place) const noexcept {
    return std::hash<std::string_view>()(place.second) + static_cast<size_t>(place.first) * 0x9e3779b97f4a7c15;
  }
};

}  // namespace

TransferGraph GraphOf(std::span<const TransferRow> rows) {
  TransferGraph graph;
  std::unordered_map<Place, uint32_t, PlaceHash> known;
  known.reserve(rows.size());
  const auto node_of = [&](const MoneyNode& node) {
    const auto next = static_cast<uint32_t>(graph.nodes.size());
    if (!node.name.empty() || node.kind == MoneyNodeKind::kVictim || IsEnd(node.kind)) {
      const auto [found, added] = known.emplace(Place(node.kind, node.name), next);
      if (!added) return found->second;
    }
    graph.nodes.push_back({node.kind, node.name});
    graph.places.push_back(&node);
    return next;
  };
  graph.edges.reserve(rows.size());
  for (const TransferRow& row : rows) {
    const event::Transfer& transfer = row.transfer;
    const uint32_t from = node_of(transfer.from), to = node_of(transfer.to);
    graph.edges.push_back({from, to, transfer.satang, transfer.at_s, row.released, transfer.reference});
  }
  return graph;
}

}  // namespace cybercheck::cases
