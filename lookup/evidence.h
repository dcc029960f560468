// SPDX-License-Identifier: Apache-2.0
// One observation, and how observations fold into a record's slots. Table `evidence`, key {seq u64, row u16} of the row of a feed
// or indicator of a report that brought it (row + 0x8000: derived from that row); what was submitted stands in the entry's body.
// Integers are big-endian.
//
//   0          17             27          29      30         31      32           37               41
//   +----------+--------------+-----------+-------+----------+-------+------------+----------------+-------------+
//   | index    | previous     | source    | class | category | flags | observed   | [reporter u32] | [case type  |
//   | key      | seq,row      | u16       | u8    | u8       | u8    | u40        | source 0 only  |  u8]        |
//   +----------+--------------+-----------+-------+----------+-------+------------+----------------+-------------+
//   flags     1 withdrawn: the source says that what it observed up to this time no longer holds
//             2 taken back: the report was withdrawn, and the row is no longer folded
//             4 a case type was told (wire/case_type.h); source 0 only
//   reporter  hash of the voice (lookup/reporter_sketch.h)
//
// Rows of one key form a list, newest entry first: record.head -> previous -> … -> {0,0}. A feed's row that says nothing new
// (same source, key and time) is not stored, so importing a feed twice changes nothing. What people say is never a duplicate:
// every indicator of every report that counts is a row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indicator/key.h"
#include "lookup/record.h"

namespace cybercheck::lookup {

// The source of slots that a rule derived from other rows; not in table `sources`.
inline constexpr uint16_t kDerivedSource = 0xffff;
inline constexpr uint16_t kPeople = 0;  // the source of slots that people fill, one a class
inline constexpr uint16_t kDerivedRowBit = 0x8000;

struct Observation {
  uint16_t source = 0;
  wire::SourceClass source_class{};
  wire::Category category{};
  bool withdrawn = false;
  int64_t observed_s = 0;
  uint32_t reporter = 0;  // people only
  uint8_t case_type = 0;  // people only; 0: not told
  friend bool operator==(const Observation&, const Observation&) = default;
};

struct Evidence {
  indicator::KeyBytes key{};
  EvidenceRef previous;
  Observation observation;
  bool taken_back = false;
};

std::string EvidenceKey(EvidenceRef ref);
void EncodeEvidence(const Evidence& evidence, std::string& out);
// Errors: kDamaged (any bytes are safe).
base::Result<Evidence> DecodeEvidence(std::string_view bytes);

// Whether a slot speaks for the same source (feeds) or class of people.
bool SameVoice(const Slot& slot, const Observation& observation) noexcept;

// What a slot can tell about a feed's observation by itself.
enum class Novelty : uint8_t { kNew, kDuplicate, kAskEvidence };  // kAskEvidence: older than what the slot retained
Novelty NoveltyOf(const Slot& slot, const Observation& observation) noexcept;

Slot SlotOf(const Observation& observation) noexcept;                 // its first
void AddToSlot(const Observation& observation, Slot& slot) noexcept;  // of its voice, and not a duplicate
bool StandsBefore(const Slot& a, const Slot& b) noexcept;             // the order of slots in a record
// Puts `slot` among the record's, replacing the one of the same voice; where there is no room, the last leaves and more_sources
// is set.
void PlaceSlot(const Slot& slot, Record& record) noexcept;

// All observations of one key, in any order and with no limit on sources, to the slots of its record.
class SlotFold {
 public:
  void Add(const Observation& observation);
  // Slots, more_sources and case types of `record`; nothing else of it.
  void Finish(Record& record) const;
  const std::vector<Slot>& slots() const { return slots_; }
  void Clear() {
    slots_.clear();
    case_types_ = 0;
  }

 private:
  std::vector<Slot> slots_;
  wire::CaseTypes case_types_ = 0;
};

}  // namespace cybercheck::lookup
