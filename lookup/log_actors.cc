// SPDX-License-Identifier: Apache-2.0
#include "lookup/log_actors.h"

namespace cybercheck::lookup {
namespace {

base::Result<bool> SignedBy(const store::Log& log, const store::WriteTxn& txn, uint64_t seq, std::string_view actor) {
  ASSIGN_OR_RETURN(const auto bytes, log.table().Get(txn, store::SeqKey(seq)));
  if (!bytes)
    return base::Fail(base::ErrorCode::kDamaged, "a decision names entry " + std::to_string(seq) + ", which is not in the log");
  ASSIGN_OR_RETURN(const store::LogRow row, store::ParseLogRow(*bytes));
  ASSIGN_OR_RETURN(const event::Header header, event::DecodeHeader(row.header));
  return header.actor == actor;
}

}  // namespace

base::Result<bool> MadeBy(const store::Log& log, const store::WriteTxn& txn, const Decision& decision, std::string_view actor) {
  ASSIGN_OR_RETURN(const bool made, SignedBy(log, txn, decision.seq, actor));
  if (made || decision.proposal_seq == 0) return made;
  return SignedBy(log, txn, decision.proposal_seq, actor);
}

}  // namespace cybercheck::lookup
