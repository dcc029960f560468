// SPDX-License-Identifier: Apache-2.0
// A money trail as a document. Pure; any thread. Only what a trail shows is written: nodes and edges with a row, and the receiver
// of a released edge, which may have none. Nodes and edges are named by the indices that the trail has; a victim's label is never
// written. Bytes that are not UTF-8 become U+FFFD.
//
//   json     {"case","method","depth_max","nodes":[{"id","kind","label","row","colour","received_satang","sent_satang",
//             "remaining_satang","first_at"}],"edges":[{"id","from","to","row","at","amount_satang","tainted_satang","lag_s",
//             "released","reference","transfer"}],"exits":[{"node","kind","amount_satang"}],"proposals":[{"edge","reason"}],
//             "totals":{Trail::Totals},"partial","partial_because":["depth"|"work"|"amounts"|"colours"],"followed_until"};
//             what is absent is null
//   csv      one row an edge, in their order (RFC 4180); texts quoted, and inert in a spreadsheet (base/csv_cell.h)
//   graphml  a directed graph with the same members as data, absent ones left out; characters that XML 1.0 cannot hold become
//            U+FFFD
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cases/account_colour.h"
#include "cases/trail.h"

namespace cybercheck::cases {

enum class TrailFormat : uint8_t { kJson, kCsv, kGraphml };
std::optional<TrailFormat> TrailFormatNamed(std::string_view name) noexcept;  // "json", "csv", "graphml"
std::string_view ContentType(TrailFormat format) noexcept;

// What a document is made from. `colours` is empty, or has one for each node.
struct TrailDocument {
  std::string_view case_id;
  TrailOptions options;
  std::span<const TrailNode> nodes;
  std::span<const TrailEdge> edges;
  std::span<const std::optional<AccountColour>> colours;
  const Trail* trail = nullptr;                 // ComputeTrail(nodes, edges, options)
  std::span<const std::string> transfers = {};  // what each edge's transfer is called; or empty
  bool cut_colours = false;                     // not every colour was looked up
};

// Appends the document to `out`.
void WriteTrail(const TrailDocument& document, TrailFormat format, std::string& out);

}  // namespace cybercheck::cases
