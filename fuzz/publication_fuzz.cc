// SPDX-License-Identifier: Apache-2.0
// Any bytes as the body of a release, a target or a bulletin's note: refused by name, or decoded to what encodes to a body that
// decodes to the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "event/publication.h"

using namespace cybercheck;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  if (const auto release = event::DecodeReleasePublish(body)) {
    const auto again = event::DecodeReleasePublish(event::EncodeReleasePublish(*release));
    CHECK(again && again->number == release->number && again->kind == release->kind && again->from == release->from &&
          again->to == release->to && again->document == release->document && again->signature == release->signature);
  }
  if (const auto target = event::DecodeTargetSet(body)) {
    const auto again = event::DecodeTargetSet(event::EncodeTargetSet(*target));
    CHECK(again && again->name == target->name && again->formula == target->formula &&
          again->target_millionths == target->target_millionths && again->dropped == target->dropped);
  }
  if (const auto note = event::DecodeBulletinNote(body)) {
    const auto again = event::DecodeBulletinNote(event::EncodeBulletinNote(*note));
    CHECK(again && again->week == note->week && again->people_saved == note->people_saved && again->arrests == note->arrests &&
          again->warning == note->warning && again->source == note->source);
  }
  return 0;
}
