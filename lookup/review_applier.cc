// SPDX-License-Identifier: Apache-2.0
#include "lookup/review_applier.h"

#include <utility>

#include "indicator/url_expressions.h"
#include "lookup/decisions.h"
#include "lookup/json_members.h"
#include "lookup/log_actors.h"
#include "lookup/submitters.h"

namespace cybercheck::lookup {
namespace {

using event::ReviewDecision;
using indicator::Kind;

// kNeedsMore decides nothing and has none.
Decision::Type TypeOf(ReviewDecision decision) {
  switch (decision) {
    case ReviewDecision::kList:
      return Decision::Type::kList;
    case ReviewDecision::kCompromised:
      return Decision::Type::kCompromised;
    case ReviewDecision::kMerge:
      return Decision::Type::kMerged;
    case ReviewDecision::kClear:
    case ReviewDecision::kNeedsMore:
      break;
  }
  return Decision::Type::kClear;
}

std::string QueueMember(EvidenceRef queue) {
  return "\"queue\":[" + std::to_string(queue.seq) + "," + std::to_string(queue.row) + "]";
}

}  // namespace

std::string QueueJson(EvidenceRef queue) { return queue.seq == 0 ? "{}" : "{" + QueueMember(queue) + "}"; }

bool NeedsSecond(const indicator::Key& key, const Rules& rules) {
  if (rules.official.Find(key.kind, key.form) != nullptr) return true;
  return key.kind == Kind::kUrl && indicator::HostExpression(key.form) == key.form &&
         rules.shared_hosts.IsShared(indicator::HostOf(key.form));
}

std::string_view ReviewApplier::RefusalOf(const event::ReviewDecide& decide) {
  if (decide.until_s < 0 || decide.until_s > kTimeMaxS || decide.category > static_cast<uint8_t>(wire::Category::kOtherIllegal))
    return "bad_body";
  for (const event::ReviewItem& item : decide.items)
    if (item.key.form.empty() || item.key.form.size() > kFormBytesMax || item.key == item.into) return "bad_body";
  return "";
}

std::string ReviewApplier::Told::ToJson() const {
  std::string json = "{\"rows\":[";
  for (const Item& item : items) {
    if (json.back() != '[') json += ',';
    json.append("{\"code\":\"").append(item.code).append("\"");
    if (item.queue.seq != 0) json.append(",").append(QueueMember(item.queue));
    json += '}';
  }
  return json + "]}";
}

base::Result<std::vector<ReviewApplier::Item>> ReviewApplier::Told::Parse(std::string_view result) {
  constexpr auto kCode = base::ErrorCode::kDamaged;
  ASSIGN_OR_RETURN(const auto value, ParseContent(result, kCode, "outcome"));
  const Members members(value.get_object(), kCode, "outcome");
  std::vector<Item> items;
  ASSIGN_OR_RETURN(const auto* rows, members.Array("rows"));
  for (size_t i = 0; rows != nullptr && i < rows->size(); ++i) {
    const auto* row = (*rows)[i].if_object();
    if (row == nullptr) return members.Wrong("rows", "must hold objects");
    const Members cells(*row, kCode, "outcome: rows");
    Item item;
    TRY(cells.Text("code", item.code, 32));
    ASSIGN_OR_RETURN(const auto* queue, cells.Array("queue"));
    if (queue != nullptr) {
      if (queue->size() != 2 || !(*queue)[0].is_int64() || !(*queue)[1].is_int64()) return cells.Wrong("queue", "is no place");
      item.queue = {static_cast<uint64_t>((*queue)[0].get_int64()), static_cast<uint16_t>((*queue)[1].get_int64())};
    }
    items.push_back(std::move(item));
  }
  return items;
}

base::Result<ReviewApplier::Told> ReviewApplier::Decide(const event::Header& header, const event::ReviewDecide& decide,
                                                        const Scope* scope) {
  Told told;
  for (const event::ReviewItem& item : decide.items) {
    if (scope != nullptr && !scope->key(indicator::IndexKey(item.key))) {
      told.items.push_back({.code = {}, .queue = {}, .skipped = true});
      continue;
    }
    ASSIGN_OR_RETURN(Item one, DecideOne(header, decide, item));
    told.accepted |= one.code.empty() || one.code == "second_needed";
    told.items.push_back(std::move(one));
  }
  return told;
}

base::Result<ReviewApplier::Item> ReviewApplier::DecideOne(const event::Header& header, const event::ReviewDecide& decide,
                                                           const event::ReviewItem& item) {
  ASSIGN_OR_RETURN(const bool own, rows_.Load(indicator::IndexKey(item.key), item.key.kind, item.key.form, row_));
  if (!own) return Item{"not_found", {}, false};
  ASSIGN_OR_RETURN(const std::string_view refusal, RefusalOfItem(header, decide));
  if (!refusal.empty()) return Item{std::string(refusal), {}, false};
  Record& record = row_.record;
  if (decide.decision != ReviewDecision::kNeedsMore) {
    Decision decision;
    decision.type = TypeOf(decide.decision);
    decision.category = static_cast<wire::Category>(decide.category);
    decision.until_s = decide.until_s;
    decision.made_s = header.time_ms / 1000;
    decision.seq = header.seq;
    if (decide.decision == ReviewDecision::kMerge) decision.into = indicator::IndexKey(item.into);
    if (NeedsSecond(item.key, rules_)) {
      const Proposal proposal{header.seq,      ActorHash(header.actor), decide.decision,
                              decide.category, decide.until_s,          decision.into};
      ASSIGN_OR_RETURN(const bool seconded, Seconded(proposal, decision.proposal_seq));
      if (!seconded) return Item{"second_needed", record.queue, false};
    }
    AddDecision(decision, record);
  }
  const EvidenceRef queue = std::exchange(record.queue, EvidenceRef{});
  if (decide.decision != ReviewDecision::kNeedsMore || queue.seq != 0) TRY(rows_.Store(row_));
  return Item{{}, queue, false};
}

base::Result<std::string_view> ReviewApplier::RefusalOfItem(const event::Header& header, const event::ReviewDecide& decide) {
  ASSIGN_OR_RETURN(const bool submitted, HasSubmitted(tables_, txn_, row_.key, header.actor, header.seq));
  if (submitted) return std::string_view("own_work");
  if (decide.decision == ReviewDecision::kClear || decide.decision == ReviewDecision::kNeedsMore) return std::string_view();
  const Decision* in_force = DecisionInForce(row_.record, header.time_ms / 1000);
  if (in_force == nullptr || in_force->type != Decision::Type::kClear || in_force->seq == header.seq) return std::string_view();
  ASSIGN_OR_RETURN(const bool made, MadeBy(log_, txn_, *in_force, header.actor));
  return made ? std::string_view("own_decision") : std::string_view();
}

base::Result<bool> ReviewApplier::Seconded(const Proposal& proposal, uint64_t& seq) {
  const std::string_view key = AsBytes(row_.key);
  ASSIGN_OR_RETURN(const auto bytes, tables_.proposals.Get(txn_, key));
  if (bytes) {
    ASSIGN_OR_RETURN(const Proposal first, DecodeProposal(*bytes));
    if (first.actor != proposal.actor && first.SaysTheSame(proposal)) {
      seq = first.seq;
      ASSIGN_OR_RETURN(const bool deleted, tables_.proposals.Delete(txn_, key));
      return deleted;
    }
    if (first.actor == proposal.actor && first.SaysTheSame(proposal)) return false;  // said again: the first stands
  }
  TRY(tables_.proposals.Put(txn_, key, EncodeProposal(proposal)));
  return false;
}

base::Result<ReviewApplier::Undone> ReviewApplier::Undo(const event::ReviewUndo& undo, const Scope* scope) {
  const indicator::KeyBytes key = indicator::IndexKey(undo.key);
  if (scope != nullptr && !scope->key(key)) return Undone{false, {}, true};
  ASSIGN_OR_RETURN(const bool own, rows_.Load(key, undo.key.kind, undo.key.form, row_));
  if (!own) return Undone();
  const Undone done{true, row_.record.queue, false};
  if (row_.known && RemoveDecision(undo.seq, row_.record)) {
    TRY(rows_.Store(row_));
    return done;
  }
  ASSIGN_OR_RETURN(const auto bytes, tables_.proposals.Get(txn_, AsBytes(key)));
  if (!bytes) return Undone();
  ASSIGN_OR_RETURN(const Proposal proposal, DecodeProposal(*bytes));
  if (proposal.seq != undo.seq) return Undone();
  TRY(tables_.proposals.Delete(txn_, AsBytes(key)));
  return done;
}

}  // namespace cybercheck::lookup
