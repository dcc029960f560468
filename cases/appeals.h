// SPDX-License-Identifier: Apache-2.0
// Reads appeals: one by its number or by what it is about, and the open ones, the longest overdue first. Pure functions of a
// snapshot; any thread. Errors: kDamaged, kIo.
#pragma once

#include <optional>
#include <vector>

#include "cases/appeal_row.h"
#include "cases/public_id.h"
#include "cases/tables.h"

namespace cybercheck::cases {

struct Appeal {
  uint64_t seq = 0;           // of its appeal_open entry
  event::EntryId entry_id{};  // FormatPublicId names it; receipt codes are made from it
  AppealRow row;

  bool IsOverdue(int64_t now_s) const noexcept { return !row.IsDecided() && now_s > row.due_s; }
};

// nullopt: there is no such appeal.
base::Result<std::optional<Appeal>> AppealAt(const Tables& tables, const store::ReadTxn& txn, uint64_t seq);
base::Result<std::optional<Appeal>> FindAppeal(const Tables& tables, const store::ReadTxn& txn, const PublicId& id);
// The numbers of those about an indicator that are not decided, oldest first. The first leads: moves name it, and go for all.
base::Result<std::vector<uint64_t>> OpenAppealsOn(const Tables& tables, const store::ReadTxn& txn,
                                                  const indicator::KeyBytes& key);

// The entry that decided it, which tells why. No table names it: entries' times grow with their numbers but for some seconds, so
// it is looked for among those of about that time. nullopt: it is not decided, or its entry does not stand there.
base::Result<std::optional<uint64_t>> DecidingEntry(const Tables& tables, const store::ReadTxn& txn, const Appeal& appeal);

// Where a page of open appeals ends.
struct AppealCursor {
  int64_t due_s = 0;
  uint64_t seq = 0;
  friend bool operator==(const AppealCursor&, const AppealCursor&) = default;
};
struct AppealPage {
  std::vector<Appeal> appeals;
  std::optional<AppealCursor> next;  // nullopt: this is the last
};
base::Result<AppealPage> ReadOpenAppeals(const Tables& tables, const store::ReadTxn& txn, std::optional<AppealCursor> after,
                                         size_t limit);

}  // namespace cybercheck::cases
