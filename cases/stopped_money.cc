// SPDX-License-Identifier: Apache-2.0
#include "cases/stopped_money.h"

#include <algorithm>
#include <map>
#include <string>

#include "cases/case_life.h"
#include "cases/case_store.h"
#include "cases/hold_store.h"
#include "cases/row_text.h"
#include "cases/tally_rows.h"
#include "cases/trail.h"
#include "cases/transfer_graph.h"

namespace cybercheck::cases {
namespace {

struct AtLevel {
  uint64_t places = 0, stopped = 0, held = 0;
  friend bool operator==(const AtLevel&, const AtLevel&) = default;
};
struct Stopped {
  uint32_t day = 0;
  std::map<uint8_t, AtLevel> levels;
  friend bool operator==(const Stopped&, const Stopped&) = default;
};

std::string Encode(const Stopped& stopped) {
  std::string bytes;
  base::AppendBe<4>(stopped.day, bytes);
  for (const auto& [level, at] : stopped.levels) {
    base::AppendBe<1>(level, bytes);
    base::AppendBe<4>(at.places, bytes);
    base::AppendBe<8>(at.stopped, bytes);
    base::AppendBe<8>(at.held, bytes);
  }
  return bytes;
}

base::Result<Stopped> Decode(std::string_view bytes) {
  base::ByteReader reader(bytes);
  Stopped stopped;
  stopped.day = static_cast<uint32_t>(reader.Take<4>());
  while (reader.good() && reader.left() != 0) {
    const auto level = static_cast<uint8_t>(reader.Take<1>());
    AtLevel& at = stopped.levels[level];
    at.places = reader.Take<4>();
    at.stopped = reader.Take<8>();
    at.held = reader.Take<8>();
  }
  if (!reader.AtEnd()) return BadRow("case_stopped");
  return stopped;
}

void Tell(const Stopped& stopped, bool out, TallyChanges& tallies) {
  for (const auto& [level, at] : stopped.levels)
    tallies.Add(Tally::kMoneyStopped, stopped.day, std::string(1, static_cast<char>(level)), {at.places, at.stopped, at.held},
                out);
}

base::Result<Stopped> StoppedOf(event::CaseRef of, const Tables& tables, const store::WriteTxn& txn) {
  Stopped stopped;
  ASSIGN_OR_RETURN(const auto row, ReadCase(tables, txn, of));
  // Most cases: nothing is held, and no trail need be followed to know it.
  if (!row || !IsCounted(row->state) || row->held_satang + row->frozen_satang + row->returned_satang == 0) return stopped;
  ASSIGN_OR_RETURN(const std::vector<RefAndHold> holds, ReadCaseHolds(tables, txn, of));
  std::map<event::MoneyNode, int64_t> held_at;
  for (const auto& [ref, hold] : holds) {
    const int64_t satang = hold.held_satang + hold.frozen_satang + hold.returned_satang;
    if (satang != 0) held_at[hold.at] += satang;
  }
  ASSIGN_OR_RETURN(const std::vector<TransferRow> rows, ReadTransfers(tables, txn, of));
  const TransferGraph graph = GraphOf(rows);
  TrailOptions options;
  options.depth_max = kLevelUnknown;
  const Trail trail = ComputeTrail(graph.nodes, graph.edges, options);
  stopped.day = DayOf(row->reported_s);
  for (size_t i = 0; i < trail.nodes.size(); ++i) {
    const Trail::Node& node = trail.nodes[i];
    const auto held = node.row == Trail::kNoRow ? held_at.end() : held_at.find(*graph.places[i]);
    if (held == held_at.end()) continue;
    const int64_t satang = std::min(held->second, node.remaining_satang);
    if (satang <= 0) continue;
    AtLevel& at = stopped.levels[static_cast<uint8_t>(std::min<uint32_t>(node.row, kLevelUnknown))];
    ++at.places;
    at.stopped += static_cast<uint64_t>(satang);
    at.held += static_cast<uint64_t>(held->second);
  }
  if (stopped.levels.empty()) stopped.day = 0;
  return stopped;
}

}  // namespace

base::Result<void> StoppedMoney::Flush(const Tables& tables, store::WriteTxn& txn) {
  for (const event::CaseRef of : touched_) {
    const std::string key = CaseKey(of);
    Stopped before;
    {
      ASSIGN_OR_RETURN(const auto bytes, tables.case_stopped.Get(txn, key));
      if (bytes) {
        ASSIGN_OR_RETURN(before, Decode(*bytes));
      }
    }
    ASSIGN_OR_RETURN(const Stopped now, StoppedOf(of, tables, txn));
    if (now == before) continue;
    Tell(before, true, *tables.tallied);
    Tell(now, false, *tables.tallied);
    if (now.levels.empty()) {
      TRY(tables.case_stopped.Delete(txn, key));
    } else {
      TRY(tables.case_stopped.Put(txn, key, Encode(now)));
    }
  }
  touched_.clear();
  return {};
}

}  // namespace cybercheck::cases
