// SPDX-License-Identifier: Apache-2.0
#include "lookup/record.h"

#include <gtest/gtest.h>

#include <random>

#include "lookup/evidence.h"
#include "lookup/host_row.h"

namespace cybercheck::lookup {
namespace {

Slot RandomSlot(std::mt19937_64& random) {
  Slot slot;
  slot.source = random() % 3 == 0 ? kPeople : static_cast<uint16_t>(1 + random() % 65535);
  if (slot.source == kPeople)
    for (uint64_t count = random() % 80; count > 0; --count)
      slot.reporters = slot.sketch.Add(static_cast<uint32_t>(random()), slot.reporters);
  slot.source_class = static_cast<wire::SourceClass>(1 + random() % 8);
  slot.category = static_cast<wire::Category>(random() % 11);
  if (slot.source != kPeople) slot.reporters = static_cast<uint16_t>(random());
  slot.withdrawn_s = random() % 3 == 0 ? static_cast<int64_t>(random() % (1ull << 40)) : -1;
  slot.time_count = static_cast<uint8_t>(random() % 9);
  slot.observations = slot.time_count + static_cast<uint32_t>(random() % 1000);
  slot.first_s = static_cast<int64_t>(random() % 1000);
  int64_t time_s = kTimeMaxS;
  for (size_t i = 0; i < slot.time_count; ++i) slot.times_s[i] = time_s -= 1 + static_cast<int64_t>(random() % (1ull << 36));
  return slot;
}

Decision RandomDecision(std::mt19937_64& random) {
  Decision decision;
  decision.type = static_cast<Decision::Type>(1 + random() % 4);
  decision.ground = static_cast<Decision::Ground>(1 + random() % 4);
  decision.category = static_cast<wire::Category>(random() % 11);
  decision.until_s = static_cast<int64_t>(random() % (1ull << 40));
  decision.made_s = static_cast<int64_t>(random() % (1ull << 40));
  decision.seq = random();
  decision.proposal_seq = random() % 2 == 0 ? random() : 0;
  if (decision.type == Decision::Type::kMerged)
    for (uint8_t& byte : decision.into) byte = static_cast<uint8_t>(random());
  return decision;
}

Record RandomRecord(std::mt19937_64& random, std::string_view form) {
  Record record;
  record.form = form;
  record.more_sources = random() % 2 == 0;
  record.head = {random(), static_cast<uint16_t>(random())};
  record.slot_count = static_cast<uint8_t>(random() % (kSlotsMax + 1));
  if (random() % 2 == 0) record.case_types = static_cast<wire::CaseTypes>(random() & 0xfffe);
  for (size_t i = 0; i < record.slot_count; ++i) record.slot_array[i] = RandomSlot(random);
  record.decision_count = static_cast<uint8_t>(random() % (kDecisionsMax + 1));
  for (size_t i = 0; i < record.decision_count; ++i) record.decision_array[i] = RandomDecision(random);
  if (random() % 3 == 0) record.queue = {1 + random() % 1000, static_cast<uint16_t>(random())};
  if (random() % 3 == 0) {
    record.appeal = 1 + random() % 1000;
    record.appeal_opened_s = static_cast<int64_t>(random() % (1ull << 40));
    record.appeal_in_review = random() % 2 == 0;
  }
  return record;
}

void ExpectSame(const Record& a, const Record& b) {
  EXPECT_EQ(a.form, b.form);
  EXPECT_EQ(a.more_sources, b.more_sources);
  EXPECT_EQ(a.head, b.head);
  EXPECT_EQ(a.queue, b.queue);
  EXPECT_EQ(a.appeal, b.appeal);
  EXPECT_EQ(a.appeal_opened_s, b.appeal_opened_s);
  EXPECT_EQ(a.appeal_in_review, b.appeal_in_review);
  EXPECT_EQ(a.case_types, b.case_types);
  ASSERT_EQ(a.slot_count, b.slot_count);
  for (size_t i = 0; i < a.slot_count; ++i) EXPECT_EQ(a.slot_array[i], b.slot_array[i]) << i;
  ASSERT_EQ(a.decision_count, b.decision_count);
  for (size_t i = 0; i < a.decision_count; ++i) EXPECT_EQ(a.decision_array[i], b.decision_array[i]) << i;
}

TEST(Record, ReadsBackWhatWasWritten) {
  std::mt19937_64 random(11);
  Record back;  // reused, as the engine does: nothing of an earlier record may shine through
  for (int round = 0; round < 20000; ++round) {
    const std::string form(1 + random() % 200, static_cast<char>('a' + round % 26));
    const Record record = RandomRecord(random, form);
    std::string bytes, again;
    EncodeRecord(record, bytes);
    ASSERT_TRUE(DecodeRecord(bytes, back));
    ExpectSame(record, back);
    ASSERT_EQ(FormOfRecord(bytes), form);
    EncodeRecord(back, again);
    ASSERT_EQ(bytes, again);
  }
}

TEST(Record, EveryCutIsRefused) {
  std::mt19937_64 random(12);
  Record record = RandomRecord(random, "bad.example/login"), back;
  std::string bytes;
  EncodeRecord(record, bytes);
  for (size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(DecodeRecord(bytes.substr(0, size), back)) << size;
  EXPECT_FALSE(DecodeRecord(bytes + "x", back));
}

// Checksums stand before this; still any bytes must be safe to decode, and what decodes must encode to the same bytes.
TEST(Record, AnyBytesAreSafe) {
  std::mt19937_64 random(13);
  Record back;
  int accepted = 0;
  for (int round = 0; round < 200000; ++round) {
    std::string bytes;
    EncodeRecord(RandomRecord(random, "f"), bytes);
    const int flips = 1 + static_cast<int>(random() % 4);
    for (int i = 0; i < flips; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    if (random() % 4 == 0) bytes.resize(random() % (bytes.size() + 1));
    if (!DecodeRecord(bytes, back)) continue;
    ++accepted;
    std::string again;
    EncodeRecord(back, again);
    ASSERT_EQ(bytes, again);
  }
  EXPECT_GT(accepted, 0);
}

TEST(Record, OrdinaryOnesAreSmall) {
  Record record;
  record.form = "x";
  std::string bytes;
  for (uint16_t source = 1; source <= 4; ++source) {
    Slot slot = SlotOf({source, wire::SourceClass::kFeed, wire::Category::kScam, false, 1000});
    for (int i = 1; i < 20; ++i) AddToSlot({source, wire::SourceClass::kFeed, wire::Category::kScam, false, 1000 + i}, slot);
    PlaceSlot(slot, record);
  }
  EncodeRecord(record, bytes);
  EXPECT_LE(bytes.size() - 1, 300u);
  record.slot_count = 1;
  record.slot_array[0] = SlotOf({1, wire::SourceClass::kFeed, wire::Category::kScam, false, 1000});
  EncodeRecord(record, bytes);
  EXPECT_LE(bytes.size() - 1, 40u);
}

TEST(Evidence, ReadsBackAndAnyBytesAreSafe) {
  std::mt19937_64 random(14);
  for (int round = 0; round < 20000; ++round) {
    Evidence evidence;
    for (uint8_t& byte : evidence.key) byte = static_cast<uint8_t>(random());
    evidence.previous = {random(), static_cast<uint16_t>(random())};
    evidence.observation = {static_cast<uint16_t>(random()),
                            static_cast<wire::SourceClass>(1 + random() % 8),
                            static_cast<wire::Category>(random() % 11),
                            random() % 2 == 0,
                            static_cast<int64_t>(random() % (1ull << 40)),
                            static_cast<uint32_t>(random())};
    if (random() % 2 == 0) evidence.observation.source = kPeople;
    if (evidence.observation.source != kPeople) evidence.observation.reporter = 0;
    evidence.taken_back = random() % 2 == 0;
    std::string bytes;
    EncodeEvidence(evidence, bytes);
    const auto back = DecodeEvidence(bytes);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->key, evidence.key);
    EXPECT_EQ(back->previous, evidence.previous);
    EXPECT_EQ(back->observation, evidence.observation);
    EXPECT_EQ(back->taken_back, evidence.taken_back);
    for (size_t size = 0; size < bytes.size(); ++size) ASSERT_FALSE(DecodeEvidence(bytes.substr(0, size)));
    bytes[random() % bytes.size()] = static_cast<char>(random());
    static_cast<void>(DecodeEvidence(bytes));
  }
}

// One at a time, as rows arrive, against all at once from the list: the slots must agree, also where a ninth source came and
// went.
TEST(Slots, OneByOneEqualsTheFold) {
  std::mt19937_64 random(15);
  for (int round = 0; round < 3000; ++round) {
    const int sources = 1 + static_cast<int>(random() % 8);
    SlotFold fold;
    Record live;
    live.form = "x";
    for (int i = 0; i < 60; ++i) {
      const Observation observation{static_cast<uint16_t>(1 + random() % static_cast<unsigned>(sources)),
                                    wire::SourceClass::kFeed, wire::Category::kScam, random() % 10 == 0,
                                    static_cast<int64_t>(random() % 200)};
      const auto slots = live.slots();
      const auto same = std::find_if(slots.begin(), slots.end(), [&](const Slot& slot) { return SameVoice(slot, observation); });
      Slot slot = same == slots.end() ? SlotOf(observation) : *same;
      if (same != slots.end()) {
        if (NoveltyOf(slot, observation) != Novelty::kNew) continue;  // asks the evidence: left to the tests with tables
        AddToSlot(observation, slot);
      }
      PlaceSlot(slot, live);
      fold.Add(observation);
    }
    Record folded;
    fold.Finish(folded);
    ASSERT_EQ(live.slot_count, folded.slot_count);
    for (size_t i = 0; i < live.slot_count; ++i) ASSERT_EQ(live.slot_array[i], folded.slot_array[i]);
  }
}

TEST(Slots, TheNinthSourceReplacesTheOneHeardOfLongestAgo) {
  Record record;
  for (uint16_t source = 1; source <= 8; ++source)
    PlaceSlot(SlotOf({source, wire::SourceClass::kFeed, {}, false, 100 + source}), record);
  EXPECT_FALSE(record.more_sources);
  PlaceSlot(SlotOf({9, wire::SourceClass::kFeed, {}, false, 50}), record);
  EXPECT_TRUE(record.more_sources);
  EXPECT_EQ(record.slots().back().source, 1);
  PlaceSlot(SlotOf({10, wire::SourceClass::kFeed, {}, false, 500}), record);
  EXPECT_EQ(record.slots().front().source, 10);
  EXPECT_EQ(record.slots().back().source, 2);
}

indicator::KeyBytes Row(uint8_t number) {
  indicator::KeyBytes key{};
  key[8] = number;
  return key;
}

TEST(HostRow, FiveRowsWithinThirtyDays) {
  const Policy policy;
  constexpr int64_t kDayS = 86400;
  HostRow host;
  for (uint8_t i = 1; i <= 4; ++i) host.See(Row(i), i * kDayS, policy);
  EXPECT_EQ(host.ReachedAt(policy), std::nullopt);
  host.See(Row(4), 5 * kDayS, policy);  // the same row again is no new row
  EXPECT_EQ(host.ReachedAt(policy), std::nullopt);
  host.See(Row(5), 40 * kDayS, policy);  // five, but not within thirty days
  EXPECT_EQ(host.ReachedAt(policy), std::nullopt);
  host.See(Row(6), 6 * kDayS, policy);
  EXPECT_EQ(host.ReachedAt(policy), 6 * kDayS);
  EXPECT_FALSE(host.Forget(Row(6), 5 * kDayS));  // seen since
  EXPECT_TRUE(host.Forget(Row(6), 6 * kDayS));
  EXPECT_EQ(host.ReachedAt(policy), std::nullopt);
}

TEST(HostRow, KeepsTheNewestAndReadsBack) {
  Policy policy;
  std::mt19937_64 random(16);
  HostRow host;
  for (int i = 0; i < 200; ++i) host.See(Row(static_cast<uint8_t>(random())), static_cast<int64_t>(random() % 1000), policy);
  EXPECT_EQ(host.size(), 10u);
  host.form = "host.example/";
  host.derived_s = 77;
  std::string bytes, again;
  host.Encode(bytes);
  const auto back = HostRow::Decode(bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->derived_s, 77);
  EXPECT_EQ(back->form, "host.example/");
  back->Encode(again);
  EXPECT_EQ(bytes, again);
  for (size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(HostRow::Decode(bytes.substr(0, size)));
  policy.promote_rows = 0;
  EXPECT_EQ(host.ReachedAt(policy), std::nullopt);
}

}  // namespace
}  // namespace cybercheck::lookup
