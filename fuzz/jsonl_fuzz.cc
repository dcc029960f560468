// SPDX-License-Identifier: Apache-2.0
// Any bytes as an import file of each format, up to the resolved row: nothing crashes, every row is taken or has a reason, and a
// row that is taken holds valid UTF-8 within its bounds.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "ingest/row_reader.h"
#include "ingest/row_resolver.h"

using namespace cybercheck;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto guard =
      ingest::Guard::Make(R"({"hosts":["docs.google.com"],"suffixes":["weebly.com"],"shorteners":["bit.ly"]})");
  CHECK(guard.has_value());
  if (size < 2) return 0;
  const auto format = static_cast<ingest::FeedFormat>(data[0] % 5);
  const size_t piece = size_t{data[1]} + 1;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  ingest::RowDefaults defaults;
  defaults.kind = indicator::kAllKinds[data[1] % indicator::kAllKinds.size()];
  defaults.observed_s = 1700000000;
  defaults.now_s = 1800000000;
  ingest::RowResolver resolver(*guard, defaults, [](indicator::Canonical& canonical) -> base::Result<void> {
    indicator::KeyNationalId(std::vector<uint8_t>(32, 1), canonical);
    return {};
  });
  event::FeedRow out;
  ingest::RowReader reader(format, {}, true, ',', [&](const ingest::RawRow& row) -> base::Result<void> {
    const auto rejection = resolver.Resolve(row, out);
    if (rejection) {
      CHECK(!rejection->reason.empty());
    } else {
      CHECK(!out.key.form.empty() && base::IsValidUtf8(out.key.form) && base::IsValidUtf8(out.submitted));
      CHECK(out.submitted.size() <= ingest::kSubmittedBytesMax && out.observed_s > 0);
    }
    return {};
  });
  for (size_t at = 0; at < text.size(); at += piece)
    if (reader.Feed(text.substr(at, piece)).has_error()) return 0;
  (void)reader.Finish().has_error();
  return 0;
}
