// SPDX-License-Identifier: Apache-2.0
#include "lookup/shared_hosts.h"

#include <algorithm>
#include <boost/json.hpp>
#include <vector>

#include "lookup/json_members.h"

namespace cybercheck::lookup {
namespace {

namespace json = boost::json;
constexpr auto kCode = base::ErrorCode::kBadConfig;

bool Contains(const std::vector<std::string>& sorted, std::string_view host) {
  return std::binary_search(sorted.begin(), sorted.end(), host, std::less<>());
}

// As HostOf gives it: lower case ASCII, no scheme, port or path.
bool IsHostName(std::string_view host) {
  if (host.empty() || host.size() > 253 || host.front() == '.' || host.back() == '.') return false;
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; });
}

base::Result<void> ReadList(const Members& top, std::string_view name, std::vector<std::string>& out) {
  ASSIGN_OR_RETURN(const json::array* list, top.Array(name));
  if (list == nullptr) return {};
  for (size_t i = 0; i < list->size(); ++i) {
    const json::value& row = (*list)[i];
    if (!row.is_string() || !IsHostName(row.get_string()))
      return top.Wrong(name, "row " + std::to_string(i + 1) + " is not a lower-case host name without scheme, port and path");
    out.emplace_back(row.get_string());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return {};
}

}  // namespace

struct SharedHosts::Lists {
  std::vector<std::string> hosts, suffixes, shorteners;  // each sorted
};

SharedHosts::SharedHosts() : lists_(std::make_shared<const Lists>()) {}

base::Result<SharedHosts> SharedHosts::FromJson(std::string_view content_json) {
  ASSIGN_OR_RETURN(const json::value value, ParseContent(content_json, kCode, "shared hosts"));
  const Members top(value.get_object(), kCode, "shared hosts");
  TRY(top.Only({"hosts", "suffixes", "shorteners"}));
  auto lists = std::make_shared<Lists>();
  TRY(ReadList(top, "hosts", lists->hosts));
  TRY(ReadList(top, "suffixes", lists->suffixes));
  TRY(ReadList(top, "shorteners", lists->shorteners));
  SharedHosts shared;
  shared.lists_ = std::move(lists);
  return shared;
}

std::string SharedHosts::ToJson() const {
  const auto array = [](const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); };
  return json::serialize(json::object{
      {"hosts", array(lists_->hosts)}, {"suffixes", array(lists_->suffixes)}, {"shorteners", array(lists_->shorteners)}});
}

bool SharedHosts::IsShared(std::string_view host) const noexcept {
  return Contains(lists_->hosts, host) || Contains(lists_->shorteners, host) || Contains(lists_->suffixes, host);
}

bool SharedHosts::IsShortener(std::string_view host) const noexcept { return Contains(lists_->shorteners, host); }

size_t SharedHosts::size() const noexcept { return lists_->hosts.size() + lists_->suffixes.size() + lists_->shorteners.size(); }

}  // namespace cybercheck::lookup
