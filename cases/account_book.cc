// SPDX-License-Identifier: Apache-2.0
#include "cases/account_book.h"

#include <map>
#include <optional>
#include <set>

#include "cases/account_colours.h"
#include "cases/account_row.h"
#include "cases/hold_row.h"
#include "cases/stopped_money.h"
#include "cases/tally_rows.h"

namespace cybercheck::cases {
namespace {

using event::MoneyNode;

// What has no name is no place of its own: a victim, cash.
std::map<MoneyNode, AccountShare> SharesOf(std::span<const TransferRow> rows) {
  std::map<MoneyNode, AccountShare> shares;
  for (const TransferRow& row : rows) {
    const event::Transfer& transfer = row.transfer;
    if (transfer.to.kind == event::MoneyNodeKind::kVictim || transfer.to.name.empty()) continue;
    const uint8_t level = row.released ? kLevelUnknown : row.level;
    Add({1, row.released ? 1u : 0u, transfer.satang, level, transfer.at_s, transfer.at_s}, shares[transfer.to]);
  }
  return shares;
}

base::Result<AccountRow> SumOf(const MoneyNode& node, const Tables& tables, store::WriteTxn& txn) {
  AccountRow row;
  row.node = node;
  const std::string prefix(KeyOf(NodeKey(node)));
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.account_cases));
  ASSIGN_OR_RETURN(auto found, cursor.SeekAtLeast(prefix));
  while (found && found->key.starts_with(prefix)) {
    ASSIGN_OR_RETURN(const AccountShare share, DecodeAccountShare(found->value));
    Add(share, row.all);
    ++row.cases;
    ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return row;
}

// Only where a case takes something back can a least or a last be lost; then all its cases are summed again.
base::Result<void> BookAccount(event::CaseRef of, const MoneyNode& node, const AccountShare* before, const AccountShare* after,
                               const Tables& tables, store::WriteTxn& txn) {
  const indicator::KeyBytes key = NodeKey(node);
  std::string value;
  if (after != nullptr) {
    EncodeAccountShare(*after, value);
    TRY(tables.account_cases.Put(txn, AccountCaseKey(key, of), value));
  } else {
    TRY(tables.account_cases.Delete(txn, AccountCaseKey(key, of)));
  }
  AccountRow row;
  ASSIGN_OR_RETURN(const auto bytes, tables.accounts.Get(txn, KeyOf(key)));
  if (bytes) {
    ASSIGN_OR_RETURN(row, DecodeAccountRow(*bytes));
    TallyAccount(row, true, *tables.tallied);
  }
  if (before == nullptr) {
    tables.colours->Gains(key, of, bytes ? &row : nullptr);
    row.node = node;
    ++row.cases;
    Add(*after, row.all);
  } else {
    AccountRow summed;
    ASSIGN_OR_RETURN(summed, SumOf(node, tables, txn));
    summed.colour = row.colour;
    summed.hold_released = row.hold_released;
    row = std::move(summed);
  }
  if (row.cases != 0) TallyAccount(row, false, *tables.tallied);
  if (row.cases == 0) {
    TRY(tables.accounts.Delete(txn, KeyOf(key)));
    return {};
  }
  EncodeAccountRow(row, value);
  return tables.accounts.Put(txn, KeyOf(key), value);
}

}  // namespace

base::Result<void> BookAccounts(event::CaseRef of, std::span<const TransferRow> before, std::span<const TransferRow> after,
                                const Tables& tables, store::WriteTxn& txn) {
  tables.stopped->Touch(of);
  const std::map<MoneyNode, AccountShare> was = SharesOf(before), is = SharesOf(after);
  std::set<MoneyNode> nodes;
  for (const auto& [node, share] : was) nodes.insert(node);
  for (const auto& [node, share] : is) nodes.insert(node);
  for (const MoneyNode& node : nodes) {
    const auto old = was.find(node), now = is.find(node);
    const AccountShare* from = old == was.end() ? nullptr : &old->second;
    const AccountShare* to = now == is.end() ? nullptr : &now->second;
    if (from != nullptr) tables.colours->Changes(NodeKey(node), *from, to);
    if (from != nullptr && to != nullptr && *from == *to) continue;
    TRY(BookAccount(of, node, from, to, tables, txn));
  }
  return {};
}

void TallyAccount(const AccountRow& row, bool out, TallyChanges& tallies) {
  const std::string_view bank = row.node.bank();
  std::string group(bank.empty() ? kNoBank : bank);
  group += static_cast<char>(row.node.kind);
  group += static_cast<char>(row.all.level);
  group += static_cast<char>(row.colour ? static_cast<uint8_t>(*row.colour) : kNoColour);
  tallies.Add(Tally::kAccounts, row.all.first_s == 0 ? 0 : DayOf(row.all.first_s), std::move(group),
              {1, row.cases, static_cast<uint64_t>(row.all.received_satang)}, out);
}

}  // namespace cybercheck::cases
