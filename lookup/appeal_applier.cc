// SPDX-License-Identifier: Apache-2.0
#include "lookup/appeal_applier.h"

#include <utility>

#include "lookup/decisions.h"
#include "lookup/log_actors.h"
#include "lookup/submitters.h"

namespace cybercheck::lookup {
namespace {

using event::AppealState;

constexpr uint16_t kJoinsVersion = 2;  // of appeal_open: goes along with the one that is open

bool FitsKey(const indicator::Key& key) { return !key.form.empty() && key.form.size() <= kFormBytesMax; }

}  // namespace

base::Result<std::string_view> AppealApplier::Open(const event::Header& header, const event::AppealOpen& open,
                                                   const Scope* scope) {
  const indicator::KeyBytes key = indicator::IndexKey(open.key);
  if (!FitsKey(open.key)) return std::string_view("bad_body");
  if (scope != nullptr && !scope->key(key)) return std::string_view();
  ASSIGN_OR_RETURN(const bool own, rows_.Load(key, open.key.kind, open.key.form, row_));
  if (!own) return std::string_view("not_found");
  if (row_.record.appeal != 0) return std::string_view(header.version >= kJoinsVersion ? "" : "wrong_state");
  row_.record.appeal = header.seq;
  row_.record.appeal_opened_s = header.time_ms / 1000;
  row_.record.appeal_in_review = false;
  TRY(rows_.Store(row_));
  return std::string_view();
}

base::Result<AppealApplier::Moved> AppealApplier::Move(const event::Header& header, const event::AppealMove& move,
                                                       const Scope* scope) {
  const indicator::KeyBytes key = indicator::IndexKey(move.key);
  if (!FitsKey(move.key) || move.until_s < 0 || move.until_s > kTimeMaxS) return Moved{"bad_body", {}, false};
  if (scope != nullptr && !scope->key(key)) return Moved{{}, {}, true};
  ASSIGN_OR_RETURN(const bool own, rows_.Load(key, move.key.kind, move.key.form, row_));
  if (!own) return Moved{"not_found", {}, false};
  ASSIGN_OR_RETURN(const std::string_view refusal, RefusalOf(header, move));
  if (!refusal.empty()) return Moved{refusal, {}, false};
  Moved moved;
  Record& record = row_.record;
  if (move.to == AppealState::kInReview) {
    record.appeal_in_review = true;
  } else {
    record.appeal = 0;
    record.appeal_opened_s = 0;
    record.appeal_in_review = false;
  }
  if (move.to == AppealState::kCleared) {
    Decision clear;
    clear.type = Decision::Type::kClear;
    clear.ground = Decision::Ground::kAppeal;
    clear.until_s = move.until_s;
    clear.made_s = header.time_ms / 1000;
    clear.seq = header.seq;
    AddDecision(clear, record);
    moved.queue = std::exchange(record.queue, EvidenceRef{});
  }
  TRY(rows_.Store(row_));
  return moved;
}

base::Result<std::string_view> AppealApplier::RefusalOf(const event::Header& header, const event::AppealMove& move) const {
  const Record& record = row_.record;
  if (record.appeal != move.appeal) {
    ASSIGN_OR_RETURN(const bool opened, WasOpened(move, header.seq));
    return opened ? std::string_view("wrong_state") : std::string_view("not_found");
  }
  // From opened to in review, and from there to an end.
  if (record.appeal_in_review == (move.to == AppealState::kInReview)) return std::string_view("wrong_state");
  if (move.to == AppealState::kInReview) return std::string_view();
  if (const Decision* decision = DecisionInForce(record, header.time_ms / 1000)) {
    ASSIGN_OR_RETURN(const bool made, MadeBy(log_, txn_, *decision, header.actor));
    if (made) return std::string_view("own_decision");
  }
  ASSIGN_OR_RETURN(const bool submitted, HasSubmitted(tables_, txn_, row_.key, header.actor, header.seq));
  return submitted ? std::string_view("own_work") : std::string_view();
}

base::Result<bool> AppealApplier::WasOpened(const event::AppealMove& move, uint64_t before_seq) const {
  if (move.appeal >= before_seq) return false;
  ASSIGN_OR_RETURN(const auto entry, log_.Read(txn_, move.appeal));
  if (!entry || entry->header.type != event::EntryType::kAppealOpen || !entry->body) return false;
  const auto open = event::DecodeAppealOpen(*entry->body);
  return open.has_value() && open->key == move.key;
}

}  // namespace cybercheck::lookup
