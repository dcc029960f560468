// SPDX-License-Identifier: Apache-2.0
// An indicator that waits for an officer's decision. It stands under the evidence that brought it in, so the queue grows at its
// end; lookup remembers the place and tells it when the indicator is decided (docs/event_format.md).
//
// Table `queue`, (seq u64, row u16) ->
//   0     1       9        11             28           +1     +1
//   +-----+-------+--------+--------------+------------+------+------------+
//   | why | since | report | beside       | [text      | kind | form       |   since u64 unix seconds; report u16; beside: index
//   | u8  | u64   | u16    | 17 bytes     |  16 bytes] | u8   | (the rest) |   key of the account named in the same report, all
//   +-----+-------+--------+--------------+------------+------+------------+   zero when there is none
//   why: its highest bit says that there is a text: the digest of what the report said (ingest/text_digest.h)
//
// Table `places`, index key -> (seq u64, row u16) of a row in `queue`, for the few that lookup's records do not know of (put back
// by an undo) or that wait for more evidence.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "indicator/key.h"

namespace cybercheck::cases {

// Stored by number.
enum class QueueWhy : uint8_t {
  kNew,           // its first evidence
  kRequeued,      // new evidence against what is cleared
  kNeedsMore,     // an officer asked for more evidence; nobody's turn until it comes
  kMoreCame,      // it came
  kUndone,        // a decision was taken back
  kSecondNeeded,  // one officer has decided, another must say the same
};
std::string_view Name(QueueWhy why) noexcept;  // "new", "requeued", "needs_more", "more_came", "undone", "second_needed"

struct QueuePlace {
  uint64_t seq = 0;  // 0: none
  uint16_t row = 0;
  friend auto operator<=>(const QueuePlace&, const QueuePlace&) = default;
};

struct QueueRow {
  QueueWhy why{};
  int64_t since_s = 0;
  uint16_t report = 0;             // of the entry `seq`, where that is a report_submit
  indicator::KeyBytes beside{};    // the account named in the same report
  std::array<uint8_t, 16> text{};  // all zero: none
  indicator::Key key;
  friend bool operator==(const QueueRow&, const QueueRow&) = default;
};

std::string QueueKey(QueuePlace place);
base::Result<QueuePlace> DecodeQueuePlace(std::string_view bytes);  // a key of `queue`, a value of `places`; kDamaged
void EncodeQueueRow(const QueueRow& row, std::string& out);
base::Result<QueueRow> DecodeQueueRow(std::string_view bytes);  // kDamaged; any bytes are safe

}  // namespace cybercheck::cases
