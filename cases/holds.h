// SPDX-License-Identifier: Apache-2.0
// Reads holds and the requests to have held accounts back: one, the lists, the figures that are published. Pure functions of a
// snapshot; any thread. Errors: kDamaged, kIo.
//
// A hold is called as what asked for it: the public id of that entry (cases/public_id.h; ".N" for complaint N), then "-" and its
// row: "0123456789abcdef0123456789abcdef-0", "0123456789abcdef0123456789abcdef.3-1".
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/figure_rows.h"
#include "cases/hold_store.h"
#include "cases/public_id.h"
#include "cases/release_row.h"
#include "cases/transfer_row.h"

namespace cybercheck::cases {

struct HoldId {
  PublicId entry;
  uint32_t row = 0;
};
std::optional<HoldId> ParseHoldId(std::string_view text) noexcept;

// Public ids of entries by their numbers; a page names few, many times.
class EntryNames {
 public:
  EntryNames(const Tables& tables, const store::ReadTxn& txn) : tables_(tables), txn_(txn) {}
  base::Result<std::string> Of(uint64_t seq, uint16_t number);
  base::Result<std::string> Of(const event::HoldRef& ref);
  base::Result<std::string> Of(event::CaseRef ref) { return Of(ref.seq, ref.number); }

 private:
  const Tables& tables_;
  const store::ReadTxn& txn_;
  std::map<uint64_t, event::EntryId> known_;
};

struct Hold {
  event::HoldRef ref;
  HoldRow row;
};
// nullopt: there is none.
base::Result<std::optional<Hold>> FindHold(const Tables& tables, const store::ReadTxn& txn, const HoldId& id);

struct HoldPlace {
  int64_t requested_s = 0;
  event::HoldRef ref;
  friend auto operator<=>(const HoldPlace&, const HoldPlace&) = default;
};
std::string FormatHoldPlace(const HoldPlace& place);
std::optional<HoldPlace> ParseHoldPlace(std::string_view text) noexcept;

// The hold of a transfer of the case: the one that is called as it is, unless that is where the transfer was told to have gone
// before it was corrected; then another of the case where it went. nullopt: none.
base::Result<std::optional<RefAndHold>> HoldOfTransfer(const Tables& tables, const store::ReadTxn& txn, event::CaseRef of,
                                                       const TransferRow& transfer);

struct HoldQuery {
  std::optional<std::string> bank;  // three digits; "---": those that no bank answers for; nullopt: all
  std::optional<event::HoldState> state;
  std::optional<HoldPlace> after;
  size_t limit = 50;
};
struct HoldPage {
  std::vector<Hold> holds;        // the longest asked first
  std::optional<HoldPlace> next;  // nullopt: this is the last page
};
base::Result<HoldPage> ReadHolds(const Tables& tables, const store::ReadTxn& txn, const HoldQuery& query);

// Holds that came to be after `after`, in the order in which they did, of `bank` (nullopt: all) and in `state`; stops after
// `looked` rows or `limit` holds. `last` follows what was looked at.
base::Result<std::vector<Hold>> HoldsSince(const Tables& tables, const store::ReadTxn& txn, event::HoldRef& last,
                                           const std::optional<std::string>& bank, std::optional<event::HoldState> state,
                                           size_t looked, size_t limit);
// The newest hold there is; {0, 0, 0}: none.
base::Result<event::HoldRef> LastHold(const Tables& tables, const store::ReadTxn& txn);
// Those whose clock has run out, the first due first, with that time.
base::Result<std::vector<std::pair<int64_t, event::HoldRef>>> HoldsDue(const Tables& tables, const store::ReadTxn& txn,
                                                                       int64_t now_s, size_t limit);

struct Release {
  uint64_t seq = 0;
  event::EntryId entry_id{};
  ReleaseRow row;
};
base::Result<std::optional<Release>> FindRelease(const Tables& tables, const store::ReadTxn& txn, const PublicId& id);
// Those not decided, in the order of their holds.
base::Result<std::vector<Release>> ReadOpenReleases(const Tables& tables, const store::ReadTxn& txn, size_t limit);

// Minutes, exact to the minute up to kMinutesMax (cases/figure_rows.h); nullopt: of none.
struct HoldFigures {
  struct Bank {
    uint64_t held = 0;         // after the complaint; the minutes are of these
    uint64_t held_before = 0;  // the bank was first
    std::optional<double> hold_median, hold_p90;
    uint64_t answered = 0, answered_held = 0;
    std::optional<double> answer_median, answer_p90;
  };
  Bank all;
  std::map<std::string, Bank> banks;  // by code
  uint64_t releases_open = 0, releases_asked = 0, released = 0, kept = 0;
  std::optional<double> release_median_hours;
};
base::Result<HoldFigures> ReadHoldFigures(const Tables& tables, const store::ReadTxn& txn);

}  // namespace cybercheck::cases
