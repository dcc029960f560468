// SPDX-License-Identifier: Apache-2.0
// Notices that wait to be told to victims: each move of a case leaves one, notice_sent takes it away. Who is told and how is the
// server's business (server/notifier.h).
//
// Table `outbox`, seq u64 of the case_move -> case (seq u64, number u16), state u8 it was moved to
//
// Errors: kDamaged, kIo.
#pragma once

#include <vector>

#include "cases/tables.h"
#include "event/case_work.h"

namespace cybercheck::cases {

struct OutboxRow {
  uint64_t seq = 0;  // of the move
  event::CaseRef of;
  event::CaseState to{};
};
std::string EncodeOutboxRow(event::CaseRef of, event::CaseState to);

// Those after `seq`, the oldest first, at most `count`.
base::Result<std::vector<OutboxRow>> ReadOutbox(const Tables& tables, const store::ReadTxn& txn, uint64_t after, size_t count);
base::Result<bool> WaitsInOutbox(const Tables& tables, const store::ReadTxn& txn, uint64_t seq);
base::Result<uint64_t> OutboxLength(const Tables& tables, const store::ReadTxn& txn);

}  // namespace cybercheck::cases
