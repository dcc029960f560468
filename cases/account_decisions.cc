// SPDX-License-Identifier: Apache-2.0
#include "cases/account_decisions.h"

#include <algorithm>
#include <set>
#include <string>

#include "cases/account_colours.h"
#include "cases/outcome_result.h"
#include "cases/row_text.h"
#include "cases/transfer_row.h"
#include "event/appeal.h"
#include "event/review.h"

namespace cybercheck::cases {
namespace {

using event::Entry;
using event::EntryType;
using event::MoneyNodeKind;
using indicator::KeyBytes;

std::string RowKey(const KeyBytes& key, uint64_t seq) {
  std::string out(KeyOf(key));
  base::AppendBe<8>(seq, out);
  return out;
}

std::string Encode(const AccountDecision& decision) {
  std::string out(1, decision.listed ? '\1' : '\0');
  for (const int64_t at_s : {decision.made_s, decision.until_s, decision.undone_s})
    base::AppendBe<8>(static_cast<uint64_t>(at_s), out);
  base::AppendBe<1>(static_cast<uint8_t>(decision.node.kind), out);
  AppendRowText(decision.node.name, out);
  return out;
}

base::Result<AccountDecision> Decode(std::string_view key, std::string_view bytes) {
  AccountDecision decision;
  base::ByteReader number(key.substr(std::min(key.size(), KeyBytes{}.size()))), reader(bytes);
  decision.seq = number.Take<8>();
  const uint64_t listed = reader.Take<1>();
  decision.listed = listed == 1;
  for (int64_t* at_s : {&decision.made_s, &decision.until_s, &decision.undone_s}) *at_s = static_cast<int64_t>(reader.Take<8>());
  decision.node.kind = static_cast<MoneyNodeKind>(reader.Take<1>());
  decision.node.name = TakeRowText(reader);
  if (!number.AtEnd() || !reader.AtEnd() || listed > 1 ||
      (decision.node.kind != MoneyNodeKind::kAccount && decision.node.kind != MoneyNodeKind::kPromptpay))
    return BadRow("account_decisions");
  return decision;
}

std::optional<MoneyNodeKind> NodeKindOf(indicator::Kind kind) {
  if (kind == indicator::Kind::kAccount) return MoneyNodeKind::kAccount;
  if (kind == indicator::Kind::kPromptpay) return MoneyNodeKind::kPromptpay;
  return std::nullopt;
}

bool IsInForce(const AccountDecision& decision, int64_t at_s) {
  return decision.made_s <= at_s && (decision.until_s == 0 || at_s < decision.until_s) &&
         (decision.undone_s == 0 || at_s < decision.undone_s);
}

bool IsListed(const std::vector<AccountDecision>& decisions, int64_t at_s) {
  const auto latest =
      std::find_if(decisions.rbegin(), decisions.rend(), [at_s](const AccountDecision& one) { return IsInForce(one, at_s); });
  return latest != decisions.rend() && latest->listed;
}

}  // namespace

base::Result<void> AccountDecisions::Put(const indicator::Key& key, const AccountDecision& decision) {
  const std::optional<MoneyNodeKind> kind = NodeKindOf(key.kind);
  const KeyBytes index_key = indicator::IndexKey(key);
  if (!kind || (scope_ != nullptr && !(*scope_)(index_key))) return {};
  AccountDecision kept = decision;
  kept.node = {*kind, key.form};
  tables_.colours->Decides(index_key);
  return tables_.account_decisions.Put(txn_, RowKey(index_key, decision.seq), Encode(kept));
}

base::Result<void> AccountDecisions::Apply(const Entry& entry, const event::Outcome& outcome) {
  AccountDecision decision;
  decision.seq = entry.header.seq;
  decision.made_s = entry.header.time_ms / 1000;
  switch (entry.header.type) {
    case EntryType::kReviewDecide: {
      ASSIGN_OR_RETURN(const event::ReviewDecide decide, event::DecodeReviewDecide(*entry.body));
      if (decide.decision == event::ReviewDecision::kNeedsMore) return {};
      ASSIGN_OR_RETURN(const std::vector<ReviewedItem> results, ReadReviewResult(outcome.result));
      decision.listed = decide.decision == event::ReviewDecision::kList;
      decision.until_s = decide.until_s;
      for (size_t i = 0; i < decide.items.size() && i < results.size(); ++i)
        if (results[i].code.empty()) TRY(Put(decide.items[i].key, decision));
      return {};
    }
    case EntryType::kAppealMove: {
      ASSIGN_OR_RETURN(const event::AppealMove move, event::DecodeAppealMove(*entry.body));
      if (move.to != event::AppealState::kCleared) return {};
      decision.until_s = move.until_s;
      return Put(move.key, decision);
    }
    case EntryType::kReviewUndo: {
      ASSIGN_OR_RETURN(const event::ReviewUndo undo, event::DecodeReviewUndo(*entry.body));
      const std::string at = RowKey(indicator::IndexKey(undo.key), undo.seq);
      ASSIGN_OR_RETURN(const auto bytes, tables_.account_decisions.Get(txn_, at));
      if (!bytes) return {};
      ASSIGN_OR_RETURN(AccountDecision undone, Decode(at, *bytes));
      undone.undone_s = decision.made_s;
      return Put(undo.key, undone);
    }
    default:
      return {};
  }
}

base::Result<void> AccountDecisions::Forget(const KeyBytes& key) {
  ASSIGN_OR_RETURN(const std::vector<AccountDecision> decisions, ReadAccountDecisions(tables_, txn_, key));
  for (const AccountDecision& decision : decisions) TRY(tables_.account_decisions.Delete(txn_, RowKey(key, decision.seq)));
  if (!decisions.empty()) tables_.colours->Decides(key);
  return {};
}

template <class Txn>
base::Result<std::vector<AccountDecision>> ReadAccountDecisions(const Tables& tables, const Txn& txn, const KeyBytes& key) {
  std::vector<AccountDecision> decisions;
  const std::string_view prefix = KeyOf(key);
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.account_decisions));
  ASSIGN_OR_RETURN(auto found, cursor.SeekAtLeast(prefix));
  while (found && found->key.starts_with(prefix)) {
    ASSIGN_OR_RETURN(AccountDecision decision, Decode(found->key, found->value));
    decisions.push_back(std::move(decision));
    ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return decisions;
}
template base::Result<std::vector<AccountDecision>> ReadAccountDecisions(const Tables&, const store::ReadTxn&, const KeyBytes&);
template base::Result<std::vector<AccountDecision>> ReadAccountDecisions(const Tables&, const store::WriteTxn&, const KeyBytes&);

void AddDecisionGrounds(const std::vector<AccountDecision>& decisions, ColourFacts& facts) {
  // Between two of these nothing changes.
  std::set<int64_t> turns;
  for (const AccountDecision& decision : decisions)
    for (const int64_t at_s : {decision.made_s, decision.until_s, decision.undone_s})
      if (at_s != 0) turns.insert(at_s);
  std::optional<int64_t> since_s;
  for (const int64_t at_s : turns) {
    const bool listed = IsListed(decisions, at_s);
    if (listed && !since_s) since_s = at_s;
    if (listed || !since_s) continue;
    facts.grounds.push_back({AccountColour::kBlack, *since_s, at_s});
    since_s.reset();
  }
  if (since_s) facts.grounds.push_back({AccountColour::kBlack, *since_s, std::nullopt});
}

}  // namespace cybercheck::cases
