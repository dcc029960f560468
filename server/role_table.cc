// SPDX-License-Identifier: Apache-2.0
#include "server/role_table.h"

namespace cybercheck::server {
namespace {

std::string_view Name(LimitClass limit) {
  static constexpr std::string_view kNames[] = {"–", "check", "report", "officer", "issue"};
  return kNames[static_cast<size_t>(limit)];
}

}  // namespace

std::string RoleTable(std::span<const Route> routes) {
  std::string out = "| methods | address |";
  for (size_t role = 0; role < event::kRoleCount; ++role)
    out.append(" ").append(event::Name(static_cast<event::Role>(role))).append(" |");
  out.append(" recorded | limit |\n|---|---|");
  for (size_t role = 0; role < event::kRoleCount + 2; ++role) out.append("---|");
  out += '\n';
  for (const Route& route : routes) {
    std::string methods;
    for (size_t i = 0; i < kMethodCount; ++i) {
      // HEAD goes with GET, and a preflight asks for nothing.
      const auto method = static_cast<Method>(i);
      if ((route.methods & Bit(method)) == 0 || method == Method::kHead || method == Method::kOptions) continue;
      methods.append(methods.empty() ? "" : " ").append(Name(method));
    }
    out.append("| ").append(methods).append(" | `").append(route.path).append("` |");
    for (size_t role = 0; role < event::kRoleCount; ++role)
      out.append(Allows(route, static_cast<event::Role>(role)) ? " ✓ |" : " – |");
    out.append(route.audited ? " ✓ |" : " – |").append(" ").append(Name(route.limit)).append(" |\n");
  }
  return out;
}

}  // namespace cybercheck::server
