// SPDX-License-Identifier: Apache-2.0
// Any bytes as the body of a feed_observed or body_redact entry: refused, or decoded to what comes back the same when encoded and
// read again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "event/body_redact.h"
#include "event/feed_observed.h"

using namespace cybercheck;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto feed = event::DecodeFeedObserved(bytes)) {
    const auto again = event::DecodeFeedObserved(event::EncodeFeedObserved(*feed));
    CHECK(again.has_value() && again->source == feed->source && again->rows.size() == feed->rows.size());
    for (size_t i = 0; i < feed->rows.size(); ++i) {
      CHECK(again->rows[i].key.ToString() == feed->rows[i].key.ToString());
      CHECK(again->rows[i].observed_s == feed->rows[i].observed_s && again->rows[i].submitted == feed->rows[i].submitted);
    }
  }
  if (const auto redact = event::DecodeBodyRedact(bytes)) {
    const auto again = event::DecodeBodyRedact(event::EncodeBodyRedact(*redact));
    CHECK(again.has_value() && again->seq == redact->seq && again->reason == redact->reason);
  }
  return 0;
}
