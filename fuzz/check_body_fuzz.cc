// SPDX-License-Identifier: Apache-2.0
// Any bytes as a body or query of check and scan: what the strict reader takes, Boost.JSON takes too and reads alike; an error's
// words stay short.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "server/check_body.h"

using namespace cybercheck;

namespace {

void CheckError(const base::Result<void>& result) {
  if (result.has_error()) CHECK(result.error().detail.size() < 512);
}

void CheckAlike(std::string_view text, const server::CheckBody& body) {
  boost::system::error_code failure;
  const boost::json::value value = boost::json::parse(text, failure);
  CHECK(!failure);
  const boost::json::array& items = value.at("items").as_array();
  CHECK(items.size() == body.items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    CHECK(std::string_view(items[i].at("value").as_string()) == body.items[i].value);
    CHECK(base::IsValidUtf8(body.items[i].value));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  static server::CheckBody body;
  if (data[0] % 4 == 0) {
    const auto result = server::DecodeCheckQuery(text, body);
    CheckError(result);
    CHECK(result.has_error() || body.items.size() == 1);
  } else if (data[0] % 4 == 1) {
    CheckError(server::DecodeScanBody(text, body));
  } else {
    const auto result = server::DecodeCheckBody(text, data[0] % 4 == 3, body);
    CheckError(result);
    if (result.has_value()) CheckAlike(text, body);
  }
  return 0;
}
