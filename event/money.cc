// SPDX-License-Identifier: Apache-2.0
#include "event/money.h"

#include <iterator>

#include "event/transfer_members.h"

namespace cybercheck::event {
namespace {

constexpr std::string_view kKinds[] = {"victim", "account", "promptpay", "wallet", "crypto", "cash_out", "merchant", "foreign"};
static_assert(std::size(kKinds) == kMoneyNodeKindCount);

base::Result<MoneyNode> ReadNode(const BodyMembers& members, std::string_view member) {
  std::string text;
  TRY(members.Text(member, kMoneyNameBytesMax + 16, text, true));
  auto node = ParseMoneyNode(text);
  if (!node) return members.Wrong(member);
  return std::move(*node);
}

}  // namespace

std::string_view Name(MoneyNodeKind kind) noexcept { return kKinds[static_cast<size_t>(kind)]; }

std::optional<MoneyNodeKind> MoneyNodeKindNamed(std::string_view name) noexcept {
  for (size_t i = 0; i < std::size(kKinds); ++i)
    if (kKinds[i] == name) return static_cast<MoneyNodeKind>(i);
  return std::nullopt;
}

std::string MoneyNode::ToString() const {
  std::string text(Name(kind));
  if (kind != MoneyNodeKind::kVictim) text.append(":").append(name);
  return text;
}

std::string_view MoneyNode::bank() const noexcept {
  const bool is_account = kind == MoneyNodeKind::kAccount && name.size() > 3 && name[3] == ':';
  return is_account ? std::string_view(name).substr(0, 3) : std::string_view();
}

std::optional<MoneyNode> ParseMoneyNode(std::string_view text) {
  const size_t colon = text.find(':');
  const auto kind = MoneyNodeKindNamed(text.substr(0, colon));
  if (!kind || (colon == std::string_view::npos) != (*kind == MoneyNodeKind::kVictim)) return std::nullopt;
  MoneyNode node{*kind, {}};
  if (colon != std::string_view::npos) node.name = text.substr(colon + 1);
  const bool needs_name =
      *kind == MoneyNodeKind::kAccount || *kind == MoneyNodeKind::kPromptpay || *kind == MoneyNodeKind::kCrypto;
  if (node.name.size() > kMoneyNameBytesMax || (needs_name && node.name.empty())) return std::nullopt;
  return node;
}

base::Result<Transfer> ReadTransfer(const boost::json::value& value, std::string where) {
  ASSIGN_OR_RETURN(const BodyMembers members, BodyMembers::Of(value, std::move(where)));
  TRY(members.AllKnown({"from", "to", "satang", "at", "ref", "payer"}));
  Transfer transfer;
  ASSIGN_OR_RETURN(transfer.from, ReadNode(members, "from"));
  ASSIGN_OR_RETURN(transfer.to, ReadNode(members, "to"));
  TRY(members.Integer("satang", 0, kSatangMax, transfer.satang));
  TRY(members.Integer("at", 0, INT64_MAX, transfer.at_s));
  TRY(members.Text("ref", kTransferReferenceBytesMax, transfer.reference));
  TRY(members.Text("payer", 32, transfer.payer));
  return transfer;
}

base::Result<void> ReadTransfers(const BodyMembers& members, std::string_view member, size_t count_max,
                                 std::vector<Transfer>& out) {
  ASSIGN_OR_RETURN(const boost::json::array* transfers, members.Array(member, count_max));
  out.clear();
  for (const auto& value : *transfers) {
    std::string where = members.where() + "." + std::string(member) + "[" + std::to_string(out.size()) + "]";
    ASSIGN_OR_RETURN(Transfer transfer, ReadTransfer(value, std::move(where)));
    out.push_back(std::move(transfer));
  }
  return {};
}

void AppendTransfers(std::string_view member, const std::vector<Transfer>& transfers, std::string& out) {
  if (transfers.empty()) return;
  out.append(",\"").append(member).append("\":[");
  for (const Transfer& transfer : transfers) {
    if (out.back() != '[') out += ',';
    out.append("{\"from\":").append(Quoted(transfer.from.ToString()));
    AppendText("to", transfer.to.ToString(), out);
    AppendNumber("satang", transfer.satang, out);
    AppendNumber("at", transfer.at_s, out);
    AppendText("ref", transfer.reference, out);
    AppendText("payer", transfer.payer, out);
    out += '}';
  }
  out += ']';
}

}  // namespace cybercheck::event
