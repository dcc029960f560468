// SPDX-License-Identifier: Apache-2.0
// The applier's own decision: removing a body from the log.
#include "event/body_redact.h"
#include "store/applier.h"

namespace cybercheck::store {
namespace {

event::Outcome Refused(std::string code) {
  event::Outcome outcome;
  outcome.code = std::move(code);
  return outcome;
}

}  // namespace

base::Result<event::Outcome> Applier::Redact(const event::Entry& entry, WriteTxn& txn) {
  if (!entry.body)
    return base::Fail(base::ErrorCode::kDamaged,
                      "entry " + std::to_string(entry.header.seq) + " redacts, and has no body itself");
  const auto redact = event::DecodeBodyRedact(*entry.body);
  if (redact.has_error()) return Refused("bad_body");
  if (redact->seq >= entry.header.seq) return Refused("not_found");
  ASSIGN_OR_RETURN(const auto target, log_->Read(txn, redact->seq));
  if (!target) return Refused("not_found");
  if (target->header.type != event::EntryType::kFeedObserved && target->header.type != event::EntryType::kReportSubmit)
    return Refused("not_redactable");
  // In a replay the body is gone from the start; the row says which entry took it, so that one and no other is accepted again.
  if (!target->body && target->redacted_by != entry.header.seq) return Refused("already_redacted");
  for (Projection* projection : projections_) {
    if (!target->body) break;
    ASSIGN_OR_RETURN(const std::string_view why, projection->WhyBodyStays(*target, txn));
    if (!why.empty()) return Refused(std::string(why));
  }

  event::Outcome outcome;
  outcome.accepted = true;
  // Observers undo what the body put into their tables while it can still be read. In a replay there is nothing to undo, for it
  // was applied without a body.
  for (Projection* projection : projections_) TRY(projection->Observe(entry, outcome, txn));
  TRY(log_->table().Put(txn, SeqKey(redact->seq), EncodeRedactedLogRow(event::EncodeHeader(target->header), entry.header.seq)));
  event::Outcome blank = Blank();
  blank.seq = redact->seq;
  TRY(outcomes_.Replace(txn, target->header.id, blank));
  txn.MergeRecent();
  return outcome;
}

}  // namespace cybercheck::store
