// SPDX-License-Identifier: Apache-2.0
// Reads the review queue page by page, and tells by what its rows belong together. Pure functions of a snapshot; any thread.
// Errors: kDamaged, kIo.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/claim.h"
#include "cases/queue_row.h"
#include "cases/tables.h"

namespace cybercheck::cases {

inline constexpr size_t kQueueScanMax = 10'000;  // rows looked at for one page

struct QueueQuery {
  QueuePlace after;              // seq 0: from the beginning
  bool newest_first = false;     // else the longest waiting first
  size_t limit = 50;             // items
  bool with_needs_more = false;  // also what waits for evidence, not for an officer
  bool unclaimed_only = false;
  std::string_view claimed_by;  // only what this actor has claimed; empty: everything
  std::optional<indicator::Kind> kind;
  int64_t now_s = 0;  // for claims
};

struct QueueItem {
  QueuePlace place;
  QueueRow row;
  std::optional<Claim> claim;  // not over
};

struct QueuePage {
  std::vector<QueueItem> items;
  std::optional<QueuePlace> next;  // `after` of the next page; nullopt: this is the last. A page may be short, and not the last
};

base::Result<QueuePage> ReadQueue(const Tables& tables, const store::ReadTxn& txn, const QueueQuery& query);
// What stands at a place; nullopt: nothing (any more).
base::Result<std::optional<QueueItem>> QueueItemAt(const Tables& tables, const store::ReadTxn& txn, QueuePlace place,
                                                   int64_t now_s);
// How many wait for an officer; those that wait for evidence are not counted.
base::Result<uint64_t> QueueLength(const Tables& tables, const store::ReadTxn& txn);

// A place as clients see it: "17.3".
std::string FormatPlace(QueuePlace place);
std::optional<QueuePlace> ParsePlace(std::string_view text) noexcept;

// Rows with an equal group may be decided together. Texts are sealed; that two say the same is told by their digests, and by what
// stood in them: indicators of one report have its number, those reported with one account have the account.
struct QueueGroups {
  indicator::Key host;          // of a URL: "url:host/"; else its form is empty
  indicator::KeyBytes account;  // the indicator itself if it is an account, else the one reported beside it; all zero: none
  std::string text;             // 32 hex digits; empty: none
  std::string report;           // "seq.report"
};
QueueGroups GroupsOf(const QueueItem& item);

}  // namespace cybercheck::cases
