// SPDX-License-Identifier: Apache-2.0
#include "event/body_redact.h"

#include <boost/json.hpp>

#include "event/entry.h"

namespace cybercheck::event {

namespace json = boost::json;

std::string EncodeBodyRedact(const BodyRedact& redact) {
  return BeginBody() + ",\"seq\":" + std::to_string(redact.seq) + ",\"reason\":" + json::serialize(json::value(redact.reason)) +
         "}";
}

base::Result<BodyRedact> DecodeBodyRedact(std::string_view body) {
  const auto damaged = [](const std::string& what) { return base::Fail(base::ErrorCode::kDamaged, "body_redact: " + what); };
  boost::system::error_code error;
  const json::value root = json::parse(json::string_view(body.data(), body.size()), error, {}, {.max_depth = 2});
  if (error || !root.is_object()) return damaged("not a JSON object");
  BodyRedact redact;
  for (const auto& [name, member] : root.get_object()) {
    if (name == "salt" && member.is_string()) continue;
    if (name == "seq" && member.is_int64() && member.get_int64() > 0) {
      redact.seq = static_cast<uint64_t>(member.get_int64());
    } else if (name == "reason" && member.is_string()) {
      redact.reason = member.get_string();
    } else {
      return damaged("member '" + std::string(name) + "' is unknown or of the wrong type");
    }
  }
  if (redact.seq == 0) return damaged("seq is missing");
  return redact;
}

}  // namespace cybercheck::event
