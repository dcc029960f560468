// SPDX-License-Identifier: Apache-2.0
#include "lookup/record.h"

#include <algorithm>

#include "base/check.h"
#include "lookup/be_bytes.h"

namespace cybercheck::lookup {
namespace {

constexpr uint8_t kVersion = 1;
// Of the record.
constexpr uint8_t kMoreSources = 1, kQueued = 2, kAppealed = 4, kAppealInReview = 8, kCaseTypes = 16, kFlagsAll = 31;
// Of a slot; of a decision.
constexpr uint8_t kWithdrawn = 1;
constexpr uint8_t kProposed = 1;
constexpr uint64_t kClassMax = static_cast<uint64_t>(wire::SourceClass::kSample);
constexpr uint64_t kCategoryMax = static_cast<uint64_t>(wire::Category::kOtherIllegal);

void EncodeSlot(const Slot& slot, std::string& out) {
  AppendBe<2>(slot.source, out);
  AppendBe<1>(static_cast<uint8_t>(slot.source_class), out);
  AppendBe<1>(static_cast<uint8_t>(slot.category), out);
  AppendBe<1>(slot.withdrawn_s >= 0 ? kWithdrawn : 0, out);
  AppendBe<1>(slot.time_count, out);
  AppendBe<2>(slot.reporters, out);
  AppendBe<4>(slot.observations, out);
  AppendBe<5>(static_cast<uint64_t>(slot.first_s), out);
  if (slot.withdrawn_s >= 0) AppendBe<5>(static_cast<uint64_t>(slot.withdrawn_s), out);
  for (size_t i = 0; i < slot.time_count; ++i) AppendBe<5>(static_cast<uint64_t>(slot.times_s[i]), out);
  if (slot.source != 0) return;
  AppendBe<1>(slot.sketch.hashes().size(), out);
  for (const uint32_t hash : slot.sketch.hashes()) AppendBe<4>(hash, out);
}

bool DecodeSketch(ByteReader& reader, ReporterSketch& sketch) {
  const uint64_t count = reader.Take<1>();
  if (count > kSketchMax) return false;
  std::array<uint32_t, kSketchMax> hashes;
  for (size_t i = 0; i < count; ++i) hashes[i] = static_cast<uint32_t>(reader.Take<4>());
  return sketch.Assign({hashes.data(), count});
}

bool DecodeSlot(ByteReader& reader, Slot& slot) {
  slot.source = static_cast<uint16_t>(reader.Take<2>());
  const uint64_t source_class = reader.Take<1>(), category = reader.Take<1>(), flags = reader.Take<1>();
  slot.time_count = static_cast<uint8_t>(reader.Take<1>());
  slot.reporters = static_cast<uint16_t>(reader.Take<2>());
  slot.observations = static_cast<uint32_t>(reader.Take<4>());
  slot.first_s = static_cast<int64_t>(reader.Take<5>());
  if (source_class == 0 || source_class > kClassMax || category > kCategoryMax || flags > kWithdrawn ||
      slot.time_count > kSlotTimesMax)
    return false;
  slot.source_class = static_cast<wire::SourceClass>(source_class);
  slot.category = static_cast<wire::Category>(category);
  slot.withdrawn_s = (flags & kWithdrawn) != 0 ? static_cast<int64_t>(reader.Take<5>()) : -1;
  for (size_t i = 0; i < slot.time_count; ++i) {
    slot.times_s[i] = static_cast<int64_t>(reader.Take<5>());
    if (i > 0 && slot.times_s[i] >= slot.times_s[i - 1]) return false;
  }
  for (size_t i = slot.time_count; i < kSlotTimesMax; ++i) slot.times_s[i] = 0;
  slot.sketch.Clear();
  if (slot.source == 0 && !DecodeSketch(reader, slot.sketch)) return false;
  return reader.good() && slot.observations >= slot.time_count;
}

void EncodeDecision(const Decision& decision, std::string& out) {
  AppendBe<1>(static_cast<uint8_t>(decision.type), out);
  AppendBe<1>(static_cast<uint8_t>(decision.ground), out);
  AppendBe<1>(static_cast<uint8_t>(decision.category), out);
  AppendBe<1>(decision.proposal_seq != 0 ? kProposed : 0, out);
  AppendBe<5>(static_cast<uint64_t>(decision.until_s), out);
  AppendBe<5>(static_cast<uint64_t>(decision.made_s), out);
  AppendBe<8>(decision.seq, out);
  if (decision.proposal_seq != 0) AppendBe<8>(decision.proposal_seq, out);
  if (decision.type == Decision::Type::kMerged) out.append(decision.into.begin(), decision.into.end());
}

bool DecodeDecision(ByteReader& reader, Decision& decision) {
  const uint64_t type = reader.Take<1>(), ground = reader.Take<1>(), category = reader.Take<1>(), flags = reader.Take<1>();
  if (type < 1 || type > 4 || ground < 1 || ground > 4 || category > kCategoryMax || flags > kProposed) return false;
  decision.type = static_cast<Decision::Type>(type);
  decision.ground = static_cast<Decision::Ground>(ground);
  decision.category = static_cast<wire::Category>(category);
  decision.until_s = static_cast<int64_t>(reader.Take<5>());
  decision.made_s = static_cast<int64_t>(reader.Take<5>());
  decision.seq = reader.Take<8>();
  decision.proposal_seq = (flags & kProposed) != 0 ? reader.Take<8>() : 0;
  if ((flags & kProposed) != 0 && decision.proposal_seq == 0) return false;
  decision.into = {};
  if (decision.type == Decision::Type::kMerged) {
    const std::string_view into = reader.TakeBytes(decision.into.size());
    std::copy(into.begin(), into.end(), decision.into.begin());
  }
  return reader.good();
}

uint8_t FlagsOf(const Record& record) {
  return static_cast<uint8_t>(
      (record.more_sources ? kMoreSources : 0) | (record.queue.seq != 0 ? kQueued : 0) | (record.appeal != 0 ? kAppealed : 0) |
      (record.appeal != 0 && record.appeal_in_review ? kAppealInReview : 0) | (record.case_types != 0 ? kCaseTypes : 0));
}

}  // namespace

void EncodeRecord(const Record& record, std::string& out) {
  CHECK(record.form.size() <= kFormBytesMax && record.slot_count <= kSlotsMax && record.decision_count <= kDecisionsMax);
  out.clear();
  AppendBe<2>(record.form.size(), out);
  out.append(record.form);
  AppendBe<1>(kVersion, out);
  AppendBe<1>(FlagsOf(record), out);
  AppendBe<1>(static_cast<uint64_t>(record.slot_count << 4 | record.decision_count), out);
  AppendBe<8>(record.head.seq, out);
  AppendBe<2>(record.head.row, out);
  if (record.queue.seq != 0) {
    AppendBe<8>(record.queue.seq, out);
    AppendBe<2>(record.queue.row, out);
  }
  if (record.appeal != 0) {
    AppendBe<8>(record.appeal, out);
    AppendBe<5>(static_cast<uint64_t>(record.appeal_opened_s), out);
  }
  if (record.case_types != 0) AppendBe<2>(record.case_types, out);
  for (const Slot& slot : record.slots()) EncodeSlot(slot, out);
  for (const Decision& decision : record.decisions()) EncodeDecision(decision, out);
}

std::string_view FormOfRecord(std::string_view bytes) noexcept {
  ByteReader reader(bytes);
  return reader.TakeBytes(reader.Take<2>());
}

base::Result<void> DecodeRecord(std::string_view bytes, Record& record) {
  ByteReader reader(bytes);
  record.form = reader.TakeBytes(reader.Take<2>());
  const uint64_t version = reader.Take<1>(), flags = reader.Take<1>(), counts = reader.Take<1>();
  record.head.seq = reader.Take<8>();
  record.head.row = static_cast<uint16_t>(reader.Take<2>());
  record.more_sources = (flags & kMoreSources) != 0;
  record.queue = {};
  if ((flags & kQueued) != 0) {
    record.queue.seq = reader.Take<8>();
    record.queue.row = static_cast<uint16_t>(reader.Take<2>());
  }
  record.appeal = (flags & kAppealed) != 0 ? reader.Take<8>() : 0;
  record.appeal_opened_s = (flags & kAppealed) != 0 ? static_cast<int64_t>(reader.Take<5>()) : 0;
  record.appeal_in_review = (flags & kAppealInReview) != 0;
  record.case_types = (flags & kCaseTypes) != 0 ? static_cast<wire::CaseTypes>(reader.Take<2>()) : wire::CaseTypes{0};
  record.slot_count = static_cast<uint8_t>(counts >> 4);
  record.decision_count = static_cast<uint8_t>(counts & 15);
  bool good = reader.good() && !record.form.empty() && version == kVersion && flags <= kFlagsAll && FlagsOf(record) == flags &&
              (record.case_types & 1) == 0 && record.slot_count <= kSlotsMax && record.decision_count <= kDecisionsMax;
  for (size_t i = 0; good && i < record.slot_count; ++i) good = DecodeSlot(reader, record.slot_array[i]);
  for (size_t i = 0; good && i < record.decision_count; ++i) good = DecodeDecision(reader, record.decision_array[i]);
  if (!good || !reader.AtEnd()) return base::Fail(base::ErrorCode::kDamaged, "a record is not laid out as records are");
  return {};
}

}  // namespace cybercheck::lookup
