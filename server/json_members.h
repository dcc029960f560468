// SPDX-License-Identifier: Apache-2.0
// Writes the members of a JSON object, one after the other: out = "{"; AppendMember("seq", 7, out); … out += '}'. A comma is put
// where one is needed. Names are ours and are not escaped; texts are.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/timestamp.h"
#include "wire/answer.h"

namespace cybercheck::server {

inline void BeginMember(std::string_view name, std::string& out) {
  if (out.back() != '{') out += ',';
  out.append("\"").append(name).append("\":");
}

inline void AppendMember(std::string_view name, std::string_view text, std::string& out) {
  BeginMember(name, out);
  wire::AppendJsonString(text, out);
}
inline void AppendMember(std::string_view name, const char* text, std::string& out) {
  AppendMember(name, std::string_view(text), out);
}

template <std::integral Number>
void AppendMember(std::string_view name, Number number, std::string& out) {
  BeginMember(name, out);
  if constexpr (std::same_as<Number, bool>)
    out.append(number ? "true" : "false");
  else
    out.append(std::to_string(number));
}

// RFC 3339, UTC; 0: null.
inline void AppendTime(std::string_view name, int64_t unix_s, std::string& out) {
  BeginMember(name, out);
  if (unix_s == 0)
    out.append("null");
  else
    wire::AppendJsonString(base::FormatTime(unix_s), out);
}

}  // namespace cybercheck::server
