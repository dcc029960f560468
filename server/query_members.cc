// SPDX-License-Identifier: Apache-2.0
#include "server/query_members.h"

#include <algorithm>

#include "base/hex.h"
#include "base/utf8.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

std::string PercentDecoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    uint8_t byte = 0;
    if (text[at] == '%' && base::HexDecode(text.substr(at + 1, 2), {&byte, 1})) {
      out += static_cast<char>(byte);
      at += 2;
    } else {
      out += text[at];
    }
  }
  return out;
}

}  // namespace

base::Result<QueryMembers> QueryMembers::Read(std::string_view query, std::initializer_list<std::string_view> names) {
  QueryMembers members;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return Fail(ErrorCode::kBadRequest, "the query must be NAME=VALUE&…");
    const std::string name(pair.substr(0, equals));
    if (std::find(names.begin(), names.end(), name) == names.end())
      return Fail(ErrorCode::kUnknownMember, name.substr(0, 64) + " is not a member of this request");
    std::string value = PercentDecoded(pair.substr(equals + 1));
    if (!base::IsValidUtf8(value)) return Fail(ErrorCode::kInvalidUtf8, name + " is not UTF-8");
    if (!members.values_.emplace(name, std::move(value)).second) return Fail(ErrorCode::kBadRequest, name + " stands twice");
  }
  return members;
}

const std::string& QueryMembers::operator[](std::string_view name) const {
  static const std::string kAbsent;
  const auto at = values_.find(name);
  return at == values_.end() ? kAbsent : at->second;
}

}  // namespace cybercheck::server
