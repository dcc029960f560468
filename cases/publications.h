// SPDX-License-Identifier: Apache-2.0
// What was told to everybody, and what is told beside the figures: releases, targets, notes of bulletins. Their entries hold the
// whole; rows say where.
//
//   publications    number u64                 entry u64, kind u8, first day u32, last day u32
//   targets         fiscal year u32, name      entry u64 that set it
//   bulletin_notes  Sunday u32, entry u64      nothing; the last of a week is the one that is told
//
// Decide… run on the applier's thread and refuse before they write; reading functions work on a snapshot, any thread. Errors:
// kDamaged, kIo.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cases/tables.h"
#include "event/entry.h"
#include "event/publication.h"

namespace cybercheck::cases {

base::Result<event::Outcome> DecideReleasePublish(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideTargetSet(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideBulletinNote(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);

struct Publication {
  uint64_t number = 0, seq = 0;
  event::ReleaseKind kind{};
  uint32_t from = 0, to = 0;
};
base::Result<std::vector<Publication>> ReadPublications(const Tables& tables, const store::ReadTxn& txn);  // by number

template <class Body>
struct Told {
  uint64_t seq = 0;
  int64_t at_s = 0;
  std::string actor;
  Body body;
};
base::Result<std::optional<Told<event::ReleasePublish>>> ReadRelease(const Tables& tables, const store::ReadTxn& txn,
                                                                     uint64_t number);
base::Result<std::vector<Told<event::TargetSet>>> ReadTargets(const Tables& tables, const store::ReadTxn& txn,
                                                              uint32_t fiscal_year);  // by name
base::Result<std::optional<Told<event::BulletinNote>>> ReadBulletinNote(const Tables& tables, const store::ReadTxn& txn,
                                                                        uint32_t week);

}  // namespace cybercheck::cases
