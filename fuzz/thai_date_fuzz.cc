// SPDX-License-Identifier: Apache-2.0
// Any bytes as a date: a time in the past or a named reason; written in ASCII digits it is the same; and what is read without
// being told that the day comes first, is read alike when told, or not at all.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "ingest/occurred_time.h"
#include "ingest/thai_date.h"

using namespace cybercheck;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr int64_t kNow = 1764000000;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  int64_t unix_s = 0, again_s = 0;
  const auto refused = ingest::ReadThaiDate(text, kNow, ingest::DateOrder::kUnsaid, unix_s);
  if (refused) {
    CHECK(!refused->reason.empty() && !refused->detail.empty());
  } else {
    CHECK(!ingest::WhyNotOccurred(unix_s, kNow));
    const std::string folded = ingest::FoldWritten(text);
    CHECK(ingest::FoldWritten(folded) == folded);
    CHECK(!ingest::ReadThaiDate(folded, kNow, ingest::DateOrder::kUnsaid, again_s) && again_s == unix_s);
  }
  if (!ingest::ReadThaiDate(text, kNow, ingest::DateOrder::kDayFirst, again_s) && !refused) CHECK(again_s == unix_s);
  return 0;
}
