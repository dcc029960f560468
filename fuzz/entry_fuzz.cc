// SPDX-License-Identifier: Apache-2.0
// Any bytes as an entry's header and as a row of the log: refused, or decoded to what encodes to the same bytes.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"
#include "event/chain.h"
#include "store/log.h"

using namespace cybercheck;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto header = event::DecodeHeader(bytes)) CHECK(event::EncodeHeader(*header) == bytes);
  if (const auto row = store::ParseLogRow(bytes)) {
    CHECK((row->body ? store::EncodeLogRow(row->header, *row->body)
                     : store::EncodeRedactedLogRow(row->header, row->redacted_by)) == bytes);
    static_cast<void>(store::EntryOf(*row));
    event::ChainVerifier chain;
    std::optional<std::string> body;
    if (row->body) body = std::string(*row->body);
    static_cast<void>(chain.Next(row->header, body));
  }
  return 0;
}
