// SPDX-License-Identifier: Apache-2.0
// A case's transfers as the graph that a trail follows (cases/trail.h): an edge for each row, in their order. Pure; any thread.
#pragma once

#include <span>
#include <vector>

#include "cases/trail.h"
#include "cases/transfer_row.h"

namespace cybercheck::cases {

struct TransferGraph {
  std::vector<TrailNode> nodes;
  std::vector<TrailEdge> edges;
  std::vector<const event::MoneyNode*> places;  // of nodes
};

// Two transfers meet where kind and name are the same. A wallet or account without a name is a place of its own each time,
// because nobody knows whether two of them are one; victims, and ends of one kind, are one place. Labels, references and places
// are views of `rows`.
TransferGraph GraphOf(std::span<const TransferRow> rows);

}  // namespace cybercheck::cases
