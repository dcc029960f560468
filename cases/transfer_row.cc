// SPDX-License-Identifier: Apache-2.0
#include "cases/transfer_row.h"

#include <algorithm>
#include <array>

#include "base/hex.h"
#include "base/sha256.h"
#include "cases/case_row.h"
#include "cases/row_text.h"
#include "cases/transfer_graph.h"

namespace cybercheck::cases {
namespace {

using event::MoneyNode;
using event::MoneyNodeKind;

constexpr uint8_t kReleased = 1, kByBank = 2, kHasPayer = 4;
constexpr size_t kPayerBytes = 16;

void AppendNode(const MoneyNode& node, std::string& out) {
  base::AppendBe<1>(static_cast<uint8_t>(node.kind), out);
  AppendRowText(node.name, out);
}

bool TakeNode(base::ByteReader& reader, MoneyNode& node) {
  const uint64_t kind = reader.Take<1>();
  node.kind = static_cast<MoneyNodeKind>(kind);
  node.name = TakeRowText(reader);
  return kind < event::kMoneyNodeKindCount;
}

}  // namespace

std::string MoneyRefKey(const event::MoneyRef& ref) {
  std::string key;
  base::AppendBe<8>(ref.seq, key);
  base::AppendBe<2>(ref.number, key);
  base::AppendBe<4>(ref.row, key);
  return key;
}

base::Result<event::MoneyRef> DecodeMoneyRefKey(std::string_view bytes) {
  base::ByteReader reader(bytes);
  event::MoneyRef ref;
  ref.seq = reader.Take<8>();
  ref.number = static_cast<uint16_t>(reader.Take<2>());
  ref.row = static_cast<uint32_t>(reader.Take<4>());
  if (!reader.AtEnd()) return BadRow("transfers");
  return ref;
}

std::string TransferKey(event::CaseRef of, const event::MoneyRef& ref) { return CaseKey(of) + MoneyRefKey(ref); }

void EncodeTransferRow(const TransferRow& row, std::string& out) {
  out.clear();
  std::array<uint8_t, kPayerBytes> payer;
  const bool has_payer = base::HexDecode(row.transfer.payer, payer);
  base::AppendBe<1>((row.released ? kReleased : 0u) | (row.by_bank ? kByBank : 0u) | (has_payer ? kHasPayer : 0u), out);
  base::AppendBe<1>(row.level, out);
  base::AppendBe<8>(static_cast<uint64_t>(row.transfer.satang), out);
  base::AppendBe<8>(static_cast<uint64_t>(row.transfer.at_s), out);
  AppendNode(row.transfer.from, out);
  AppendNode(row.transfer.to, out);
  AppendRowText(row.transfer.reference, out);
  if (has_payer) out.append(reinterpret_cast<const char*>(payer.data()), kPayerBytes);
}

base::Result<TransferRow> DecodeTransferRow(std::string_view key, std::string_view bytes) {
  TransferRow row;
  if (key.size() != kCaseKeyBytes + kMoneyRefBytes) return BadRow("transfers");
  ASSIGN_OR_RETURN(row.ref, DecodeMoneyRefKey(key.substr(kCaseKeyBytes)));
  base::ByteReader reader(bytes);
  const uint64_t flags = reader.Take<1>();
  row.released = (flags & kReleased) != 0;
  row.by_bank = (flags & kByBank) != 0;
  row.level = static_cast<uint8_t>(reader.Take<1>());
  row.transfer.satang = static_cast<int64_t>(reader.Take<8>());
  row.transfer.at_s = static_cast<int64_t>(reader.Take<8>());
  bool good = TakeNode(reader, row.transfer.from);
  good &= TakeNode(reader, row.transfer.to);
  row.transfer.reference = TakeRowText(reader);
  if ((flags & kHasPayer) != 0) {
    const std::string_view payer = reader.TakeBytes(kPayerBytes);
    row.transfer.payer = base::HexEncode({reinterpret_cast<const uint8_t*>(payer.data()), payer.size()});
  }
  if (!good || !reader.AtEnd() || row.transfer.satang < 0) return BadRow("transfers");
  return row;
}

indicator::KeyBytes NodeKey(const MoneyNode& node) noexcept {
  if (node.kind == MoneyNodeKind::kAccount) return indicator::IndexKey(indicator::Kind::kAccount, node.name);
  if (node.kind == MoneyNodeKind::kPromptpay) return indicator::IndexKey(indicator::Kind::kPromptpay, node.name);
  const base::Digest digest = base::Sha256(node.name);
  indicator::KeyBytes key{};
  key[0] = static_cast<uint8_t>(0xf0 + static_cast<uint8_t>(node.kind));
  std::copy_n(digest.begin(), key.size() - 1, key.begin() + 1);
  return key;
}

bool CanBeHeld(const MoneyNode& node) noexcept {
  return node.kind == MoneyNodeKind::kAccount || node.kind == MoneyNodeKind::kPromptpay ||
         (node.kind == MoneyNodeKind::kWallet && !node.name.empty());
}

void SetLevels(std::vector<TransferRow>& rows) {
  const TransferGraph graph = GraphOf(rows);
  constexpr unsigned kNone = UINT32_MAX;
  const auto counts = [&graph](const TrailEdge& edge) {
    return edge.amount_satang > 0 && edge.from != edge.to && !IsEnd(graph.nodes[edge.from].kind);
  };
  std::vector<std::vector<uint32_t>> next(graph.nodes.size());
  for (const TrailEdge& edge : graph.edges)
    if (counts(edge) && !edge.released) next[edge.from].push_back(edge.to);
  std::vector<unsigned> levels(graph.nodes.size(), kNone);
  std::vector<uint32_t> reached;
  for (uint32_t i = 0; i < graph.nodes.size(); ++i) {
    if (graph.nodes[i].kind != MoneyNodeKind::kVictim) continue;
    levels[i] = 0;
    reached.push_back(i);
  }
  for (size_t i = 0; i < reached.size(); ++i) {
    for (const uint32_t to : next[reached[i]]) {
      if (levels[to] != kNone) continue;
      levels[to] = levels[reached[i]] + 1;
      reached.push_back(to);
    }
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    const TrailEdge& edge = graph.edges[i];
    const unsigned level = counts(edge) ? levels[edge.from] : kNone;
    rows[i].level = level == kNone ? kLevelUnknown : static_cast<uint8_t>(std::min<unsigned>(level + 1, kLevelUnknown - 1));
  }
}

}  // namespace cybercheck::cases
