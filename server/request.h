// SPDX-License-Identifier: Apache-2.0
// One request as handlers see it. All views point into the connection's read buffer and end with the handler's return.
#pragma once

#include <cstdint>
#include <string_view>

namespace cybercheck::server {

enum class Method : uint8_t { kGet, kHead, kPost, kOptions, kPut, kDelete, kPatch };
std::string_view Name(Method method) noexcept;

struct Request {
  Method method = Method::kGet;
  std::string_view path;   // exactly as sent: routes are compared undecoded
  std::string_view query;  // after the '?', still percent-encoded
  std::string_view body;
  std::string_view if_none_match;
  bool from_control = false;  // came over DIR/control.sock: its peer owns the data
};

}  // namespace cybercheck::server
