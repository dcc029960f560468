// SPDX-License-Identifier: Apache-2.0
#include "lookup/evidence.h"

#include <algorithm>

#include "lookup/be_bytes.h"

namespace cybercheck::lookup {
namespace {

constexpr uint8_t kWithdrawn = 1, kTakenBack = 2, kCaseType = 4, kFlagsAll = 7;

}  // namespace

std::string EvidenceKey(EvidenceRef ref) {
  std::string key;
  AppendBe<8>(ref.seq, key);
  AppendBe<2>(ref.row, key);
  return key;
}

void EncodeEvidence(const Evidence& evidence, std::string& out) {
  out.assign(evidence.key.begin(), evidence.key.end());
  AppendBe<8>(evidence.previous.seq, out);
  AppendBe<2>(evidence.previous.row, out);
  AppendBe<2>(evidence.observation.source, out);
  AppendBe<1>(static_cast<uint8_t>(evidence.observation.source_class), out);
  AppendBe<1>(static_cast<uint8_t>(evidence.observation.category), out);
  AppendBe<1>(static_cast<uint64_t>((evidence.observation.withdrawn ? kWithdrawn : 0) | (evidence.taken_back ? kTakenBack : 0) |
                                    (evidence.observation.case_type != 0 ? kCaseType : 0)),
              out);
  AppendBe<5>(static_cast<uint64_t>(evidence.observation.observed_s), out);
  if (evidence.observation.source != kPeople) return;
  AppendBe<4>(evidence.observation.reporter, out);
  if (evidence.observation.case_type != 0) AppendBe<1>(evidence.observation.case_type, out);
}

base::Result<Evidence> DecodeEvidence(std::string_view bytes) {
  ByteReader reader(bytes);
  Evidence evidence;
  const std::string_view key = reader.TakeBytes(indicator::kKeyBytes);
  std::copy(key.begin(), key.end(), evidence.key.begin());
  evidence.previous.seq = reader.Take<8>();
  evidence.previous.row = static_cast<uint16_t>(reader.Take<2>());
  Observation& observation = evidence.observation;
  observation.source = static_cast<uint16_t>(reader.Take<2>());
  const uint64_t source_class = reader.Take<1>(), category = reader.Take<1>(), flags = reader.Take<1>();
  observation.observed_s = static_cast<int64_t>(reader.Take<5>());
  if (reader.good() && observation.source == kPeople) observation.reporter = static_cast<uint32_t>(reader.Take<4>());
  const bool typed = (flags & kCaseType) != 0;
  if (reader.good() && typed) observation.case_type = static_cast<uint8_t>(reader.Take<1>());
  if (typed != (observation.case_type != 0) || observation.case_type > wire::kCaseTypeMax ||
      (typed && observation.source != kPeople))
    return base::Fail(base::ErrorCode::kDamaged, "a row of evidence is not laid out as evidence is");
  if (!reader.AtEnd() || source_class == 0 || source_class > static_cast<uint64_t>(wire::SourceClass::kSample) ||
      category > static_cast<uint64_t>(wire::Category::kOtherIllegal) || flags > kFlagsAll)
    return base::Fail(base::ErrorCode::kDamaged, "a row of evidence is not laid out as evidence is");
  observation.source_class = static_cast<wire::SourceClass>(source_class);
  observation.category = static_cast<wire::Category>(category);
  observation.withdrawn = (flags & kWithdrawn) != 0;
  evidence.taken_back = (flags & kTakenBack) != 0;
  return evidence;
}

bool SameVoice(const Slot& slot, const Observation& observation) noexcept {
  return slot.source == observation.source && (slot.source != 0 || slot.source_class == observation.source_class);
}

Novelty NoveltyOf(const Slot& slot, const Observation& observation) noexcept {
  if (observation.withdrawn) {
    if (observation.observed_s == slot.withdrawn_s) return Novelty::kDuplicate;
    return observation.observed_s > slot.withdrawn_s ? Novelty::kNew : Novelty::kAskEvidence;
  }
  const auto times = slot.times_s.begin(), end = times + slot.time_count;
  if (std::find(times, end, observation.observed_s) != end) return Novelty::kDuplicate;
  const bool all_retained = slot.observations == slot.time_count;
  return all_retained || observation.observed_s > *(end - 1) ? Novelty::kNew : Novelty::kAskEvidence;
}

Slot SlotOf(const Observation& observation) noexcept {
  Slot slot;
  slot.source = observation.source;
  slot.source_class = observation.source_class;
  slot.reporters = observation.source == kPeople ? 0 : 1;
  AddToSlot(observation, slot);
  return slot;
}

void AddToSlot(const Observation& observation, Slot& slot) noexcept {
  if (observation.withdrawn) {
    slot.withdrawn_s = std::max(slot.withdrawn_s, observation.observed_s);
    return;
  }
  slot.first_s = slot.observations == 0 ? observation.observed_s : std::min(slot.first_s, observation.observed_s);
  if (slot.observations != UINT32_MAX) ++slot.observations;
  if (observation.source == kPeople) slot.reporters = slot.sketch.Add(observation.reporter, slot.reporters);
  size_t at = 0;
  while (at < slot.time_count && slot.times_s[at] > observation.observed_s) ++at;
  // Several people in one second: the time is kept once. Of their categories the one with the larger number, whoever came first.
  if (at < slot.time_count && slot.times_s[at] == observation.observed_s) {
    if (at == 0) slot.category = std::max(slot.category, observation.category);
    return;
  }
  if (at == 0) {
    slot.source_class = observation.source_class;
    slot.category = observation.category;
  }
  if (at == kSlotTimesMax) return;
  if (slot.time_count < kSlotTimesMax) ++slot.time_count;
  for (size_t i = slot.time_count - 1u; i > at; --i) slot.times_s[i] = slot.times_s[i - 1];
  slot.times_s[at] = observation.observed_s;
}

bool StandsBefore(const Slot& a, const Slot& b) noexcept {
  if (a.last_heard_s() != b.last_heard_s()) return a.last_heard_s() > b.last_heard_s();
  if (a.observations != b.observations) return a.observations > b.observations;
  if (a.first_s != b.first_s) return a.first_s < b.first_s;
  if (a.withdrawn_s != b.withdrawn_s) return a.withdrawn_s > b.withdrawn_s;
  return a.source != b.source ? a.source < b.source : a.source_class < b.source_class;
}

void PlaceSlot(const Slot& slot, Record& record) noexcept {
  auto* const begin = record.slot_array.data();
  auto* end = begin + record.slot_count;
  auto* same = std::find_if(begin, end, [&](const Slot& other) {
    return other.source == slot.source && (slot.source != 0 || other.source_class == slot.source_class);
  });
  if (same == end) {
    if (record.slot_count < kSlotsMax) {
      ++record.slot_count;
      ++end;
    } else {
      record.more_sources = true;
      same = end - 1;
      if (!StandsBefore(slot, *same)) return;
    }
  }
  *same = slot;
  std::sort(begin, end, StandsBefore);
}

void SlotFold::Add(const Observation& observation) {
  case_types_ |= wire::Bit(observation.case_type);
  for (Slot& slot : slots_) {
    if (SameVoice(slot, observation)) {
      AddToSlot(observation, slot);
      return;
    }
  }
  slots_.push_back(SlotOf(observation));
}

void SlotFold::Finish(Record& record) const {
  record.slot_count = 0;
  record.more_sources = false;
  record.case_types = case_types_;
  for (const Slot& slot : slots_) PlaceSlot(slot, record);
}

}  // namespace cybercheck::lookup
