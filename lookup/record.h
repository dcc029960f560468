// SPDX-License-Identifier: Apache-2.0
// What is known of one indicator: the value in table `records`. Everything but the decisions is a fold over its evidence list
// (lookup/evidence.h), so that a row withdrawn or redacted can be taken out again exactly. Integers are big-endian.
//
//   0        2          2+n     +1      +1           +9        +11
//   +--------+----------+-------+-------+------------+---------+---------+----------+----------+--------------+------------+
//   | n  u16 | form (n) | ver 1 | flags | slots u4,  | head    | head    | [queue   | [appeal  | slots,       | decisions, |
//   |        |          |       |       | decis. u4  | seq u64 | row u16 | 10]      | 13]      | one a source | latest 1st |
//   +--------+----------+-------+-------+------------+---------+---------+----------+----------+--------------+------------+
//   flags     1 more sources than slots: the eight kept are those last heard of; the rest stand in the evidence list
//             2 waits for review: queue = seq u64 · row u16, where it entered the queue
//             4 an appeal is open: appeal = seq u64 of the entry that opened it · opened u40
//             8 that appeal is in review
//             16 case types were told: behind queue and appeal stands u16, bit n for type n of wire/case_type.h, of all that
//             people said and have not taken back; absent in records that no entry of report_submit version 2 has touched
//   slot      source u16 · class u8 · category u8 · flags u8 (1 withdrawn) · times u8 · reporters u16 · observations u32 ·
//             first u40 · [withdrawn u40] · times × u40, newest first                        17 to 62 bytes; most are 22
//             source 0 (people): then n u8 · n × u32, the sketch of its reporters (lookup/reporter_sketch.h), at most 129 bytes
//   decision  type u8 · ground u8 · category u8 · flags u8 (1 proposed before) · until u40 (0: no end) · made u40 · seq u64 ·
//             [proposal u64] · [merged: index key of the other, 17]                           22 to 47 bytes
//
// Ordinary records (up to 4 sources) take at most 300 bytes besides the form; eight full slots 520, and a class of people of more
// than 32 voices 129 more. Times are unix seconds in 5 bytes (to the year 36812).
//
// Slots are kept in the order: last heard of first, then more observations, earlier first, later withdrawal, smaller source
// number. When a ninth source comes, the last one leaves; when it is heard of again its slot is made again from the evidence
// list. More evidence only ever moves a slot forward, so which eight stand here depends on the evidence, not on the order in
// which it came.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "indicator/key.h"
#include "lookup/reporter_sketch.h"
#include "wire/case_type.h"
#include "wire/verdict.h"

namespace cybercheck::lookup {

inline constexpr size_t kSlotsMax = 8;
inline constexpr size_t kSlotTimesMax = 8;
inline constexpr size_t kDecisionsMax = 4;
inline constexpr size_t kFormBytesMax = 0xffff;
inline constexpr int64_t kTimeMaxS = (int64_t{1} << 40) - 1;

// Where an evidence row stands: entry and row in it. {0, 0} is none.
struct EvidenceRef {
  uint64_t seq = 0;
  uint16_t row = 0;
  friend bool operator==(const EvidenceRef&, const EvidenceRef&) = default;
};

// What one source (feeds) or class of people (source 0) says.
struct Slot {
  uint16_t source = 0;  // number in table `sources`; 0: people
  wire::SourceClass source_class{};
  wire::Category category{};  // of the newest observation
  uint16_t reporters = 0;     // distinct; of people: what `sketch` comes to
  uint32_t observations = 0;
  int64_t first_s = 0;
  int64_t withdrawn_s = -1;  // observations up to this time no longer hold; -1: none
  uint8_t time_count = 0;
  std::array<int64_t, kSlotTimesMax> times_s{};  // the latest, newest first, distinct
  ReporterSketch sketch;                         // people only

  // When it was last heard of: by observation or withdrawal.
  int64_t last_heard_s() const { return time_count == 0 || withdrawn_s > times_s[0] ? withdrawn_s : times_s[0]; }
  bool holds() const { return time_count != 0 && times_s[0] > withdrawn_s; }
  friend bool operator==(const Slot&, const Slot&) = default;
};

// A decision by an authority. Who made it stands in the header of its entry.
struct Decision {
  // kMerged: it is the same as another indicator, whose answer it gives where that is worse than its own.
  enum class Type : uint8_t { kList = 1, kClear = 2, kCompromised = 3, kMerged = 4 };
  enum class Ground : uint8_t { kReview = 1, kCourt = 2, kCases = 3, kAppeal = 4 };
  Type type = Type::kList;
  Ground ground = Ground::kReview;
  wire::Category category{};
  int64_t until_s = 0;  // 0: no end
  int64_t made_s = 0;
  uint64_t seq = 0;            // the entry that made it
  uint64_t proposal_seq = 0;   // where two officers were needed, the first one's; else 0
  indicator::KeyBytes into{};  // kMerged
  friend bool operator==(const Decision&, const Decision&) = default;
};

struct Record {
  std::string_view form;  // into the decoded bytes, or the caller's
  bool more_sources = false;
  EvidenceRef head;     // newest evidence
  EvidenceRef queue;    // where it entered the review queue; none: it does not wait
  uint64_t appeal = 0;  // the entry that opened the appeal that is open; 0: none
  int64_t appeal_opened_s = 0;
  bool appeal_in_review = false;
  wire::CaseTypes case_types = 0;
  uint8_t slot_count = 0, decision_count = 0;
  std::array<Slot, kSlotsMax> slot_array;
  std::array<Decision, kDecisionsMax> decision_array;  // latest first (lookup/decisions.h)

  std::span<const Slot> slots() const { return {slot_array.data(), slot_count}; }
  std::span<const Decision> decisions() const { return {decision_array.data(), decision_count}; }
};

// Replaces `out`.
void EncodeRecord(const Record& record, std::string& out);
// `record.form` points into `bytes`. No allocation. Errors: kDamaged (any bytes are safe).
base::Result<void> DecodeRecord(std::string_view bytes, Record& record);
// The form alone, to compare before decoding the rest. Empty when damaged.
std::string_view FormOfRecord(std::string_view bytes) noexcept;

}  // namespace cybercheck::lookup
