// SPDX-License-Identifier: Apache-2.0
#include "server/query_string.h"

#include <algorithm>
#include <charconv>

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

int HexValue(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

// The framing policy has checked that two hexadecimal digits follow every %.
std::string PercentDecode(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      decoded += static_cast<char>(HexValue(text[i + 1]) * 16 + HexValue(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace

base::Result<void> ReadQuery(std::string_view query,
                             std::initializer_list<std::pair<std::string_view, std::string*>> parameters) {
  uint64_t seen = 0;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return Fail(ErrorCode::kBadRequest, "the query must be NAME=VALUE&…");
    const std::string_view name = pair.substr(0, equals);
    const auto* const parameter = std::ranges::find(parameters, name, &std::pair<std::string_view, std::string*>::first);
    if (parameter == parameters.end())
      return Fail(ErrorCode::kUnknownMember, std::string(name.substr(0, 64)) + " is not a parameter of this address");
    const uint64_t bit = uint64_t{1} << (parameter - parameters.begin());
    if ((seen & bit) != 0) return Fail(ErrorCode::kBadRequest, std::string(name) + " stands twice");
    seen |= bit;
    *parameter->second = PercentDecode(pair.substr(equals + 1));
  }
  return {};
}

base::Result<void> ReadNumber(std::string_view name, std::string_view text, uint64_t low, uint64_t high, uint64_t& out) {
  if (text.empty()) return {};
  uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size() || number < low || number > high)
    return Fail(ErrorCode::kBadRequest,
                std::string(name) + " must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  out = number;
  return {};
}

}  // namespace cybercheck::server
