// SPDX-License-Identifier: Apache-2.0
// Any bytes as a row of evidence: refused, or decoded to what encodes to the same bytes. Then the bytes as a run of observations:
// slots kept one by one equal the fold of all.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "lookup/evidence.h"

using namespace cybercheck;
using namespace cybercheck::lookup;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto evidence = DecodeEvidence(bytes)) {
    std::string again;
    EncodeEvidence(*evidence, again);
    CHECK(again == bytes);
  }

  SlotFold fold;
  Record live, folded;
  for (size_t i = 0; i + 4 <= size && i < 400; i += 4) {
    // Five feeds and three classes of people: as many as a record has slots.
    Observation observation{static_cast<uint16_t>(data[i] % 6), static_cast<wire::SourceClass>(1 + data[i + 1] % 8),
                            static_cast<wire::Category>(data[i + 1] / 8 % 11), data[i + 2] % 8 == 0, data[i + 3]};
    if (observation.source == kPeople) {
      observation.source_class = static_cast<wire::SourceClass>(static_cast<int>(wire::SourceClass::kTip) + data[i + 1] % 3);
      observation.withdrawn = false;
      observation.reporter = data[i + 2] * 0x01010101u;
    }
    const auto slots = live.slots();
    const auto same = std::find_if(slots.begin(), slots.end(), [&](const Slot& slot) { return SameVoice(slot, observation); });
    if (same == slots.end()) {
      PlaceSlot(SlotOf(observation), live);
    } else {
      if (observation.source != kPeople && NoveltyOf(*same, observation) != Novelty::kNew) continue;
      Slot slot = *same;
      AddToSlot(observation, slot);
      PlaceSlot(slot, live);
    }
    fold.Add(observation);
  }
  fold.Finish(folded);
  CHECK(live.slot_count == folded.slot_count && !live.more_sources);
  for (size_t i = 0; i < live.slot_count; ++i) CHECK(live.slot_array[i] == folded.slot_array[i]);
  return 0;
}
