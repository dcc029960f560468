// SPDX-License-Identifier: Apache-2.0
// Any bytes as a graph of transfers: the trail ends, by both methods, with every satang of the victims accounted for, wherever
// depth or work cut it; and it is written in every format.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/utf8.h"
#include "cases/trail_document.h"

using namespace cybercheck;
using namespace cybercheck::cases;

namespace {

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  bool empty() const { return bytes_.empty(); }
  uint64_t Number(size_t size) {
    uint64_t value = 0;
    size = std::min(size, bytes_.size());
    if (size > 0) std::memcpy(&value, bytes_.data(), size);
    bytes_.remove_prefix(size);
    return value;
  }
  std::string_view Text() {
    const size_t size = Number(1) % 32;
    const std::string_view text = bytes_.substr(0, size);
    bytes_.remove_prefix(std::min(text.size(), bytes_.size()));
    return text;
  }

 private:
  std::string_view bytes_;
};

void CheckConserved(const std::vector<TrailNode>& nodes, const std::vector<TrailEdge>& edges, const Trail& trail) {
  const Trail::Totals& totals = trail.totals;
  CHECK(totals.from_victims_satang ==
        totals.remaining_satang + totals.exits_satang + totals.returned_satang + totals.released_satang);
  for (const int64_t part : {totals.remaining_satang, totals.exits_satang, totals.returned_satang, totals.released_satang})
    CHECK(part >= 0);
  for (size_t i = 0; i < nodes.size(); ++i) {
    const Trail::Node& node = trail.nodes[i];
    CHECK(node.remaining_satang >= 0 && node.received_satang <= node.known_satang);
    CHECK(nodes[i].kind == event::MoneyNodeKind::kVictim ? node.remaining_satang == 0
                                                         : node.received_satang == node.sent_satang + node.remaining_satang);
  }
  for (size_t i = 0; i < edges.size(); ++i)
    CHECK(trail.edges[i].tainted_satang >= 0 && trail.edges[i].tainted_satang <= std::max<int64_t>(edges[i].amount_satang, 0));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes bytes(std::string_view(reinterpret_cast<const char*>(data), size));
  TrailOptions options;
  options.depth_max = static_cast<unsigned>(bytes.Number(1));
  options.work_max = bytes.Number(2);
  std::vector<TrailNode> nodes(1 + bytes.Number(1) % 64);
  for (TrailNode& node : nodes) {
    node.kind = static_cast<event::MoneyNodeKind>(bytes.Number(1) % event::kMoneyNodeKindCount);
    node.label = bytes.Text();
  }
  std::vector<TrailEdge> edges;
  while (!bytes.empty()) {
    TrailEdge edge;
    edge.from = static_cast<uint32_t>(bytes.Number(1) % nodes.size());
    edge.to = static_cast<uint32_t>(bytes.Number(1) % nodes.size());
    const auto shape = static_cast<unsigned>(bytes.Number(1));
    edge.released = (shape & 1) != 0;
    edge.amount_satang = static_cast<int64_t>(bytes.Number((shape & 2) != 0 ? 8 : 2));
    edge.at_s = static_cast<int64_t>(bytes.Number((shape & 4) != 0 ? 8 : 1));
    if ((shape & 8) != 0) edge.reference = bytes.Text();
    edges.push_back(edge);
  }
  const std::vector<std::optional<AccountColour>> colours(nodes.size(), AccountColour::kDarkGrey);
  for (const TrailMethod method : {TrailMethod::kProRata, TrailMethod::kFifo}) {
    options.method = method;
    const Trail trail = ComputeTrail(nodes, edges, options);
    CheckConserved(nodes, edges, trail);
    for (const TrailFormat format : {TrailFormat::kJson, TrailFormat::kCsv, TrailFormat::kGraphml}) {
      std::string out;
      WriteTrail({"case", options, nodes, edges, colours, &trail}, format, out);
      CHECK(base::IsValidUtf8(out));
    }
    TrailOptions whole = options;
    whole.work_max = SIZE_MAX;
    CheckConserved(nodes, edges, ComputeTrail(nodes, edges, whole));
  }
  return 0;
}
