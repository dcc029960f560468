// SPDX-License-Identifier: Apache-2.0
#include "ingest/guard.h"

#include <libpsl.h>

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "indicator/url_expressions.h"

namespace cybercheck::ingest {
namespace {

constexpr const char* kDebianSuffixList = "/usr/share/publicsuffix/public_suffix_list.dafsa";  // package publicsuffix

struct HostHash {
  using is_transparent = void;
  size_t operator()(std::string_view host) const { return std::hash<std::string_view>{}(host); }
};
using HostSet = std::unordered_set<std::string, HostHash, std::equal_to<>>;

std::string_view Parent(std::string_view host) {
  const size_t dot = host.find('.');
  return dot == std::string_view::npos ? std::string_view() : host.substr(dot + 1);
}

}  // namespace

struct Guard::Lists {
  psl_ctx_t* suffixes_public = nullptr;
  HostSet hosts, shorteners, suffixes;
  HostSet parents_of_shared, parents_of_shorteners;
  ~Lists() {
    if (suffixes_public != nullptr) psl_free(suffixes_public);
  }
};

base::Result<Guard> Guard::Make(std::string_view shared_hosts_json, const std::string& suffix_list_file) {
  auto lists = std::make_shared<Lists>();
  lists->suffixes_public = psl_latest(suffix_list_file.empty() ? kDebianSuffixList : suffix_list_file.c_str());
  if (lists->suffixes_public == nullptr) return base::Fail(base::ErrorCode::kBadConfig, "no public suffix list could be read");

  boost::system::error_code broken;
  const boost::json::value content = boost::json::parse({shared_hosts_json.data(), shared_hosts_json.size()}, broken);
  if (broken || !content.is_object()) return base::Fail(base::ErrorCode::kBadConfig, "shared hosts: not a JSON object");
  const auto read = [&](std::string_view member, HostSet& into, HostSet* parents) -> base::Result<void> {
    const boost::json::value* list = content.get_object().if_contains({member.data(), member.size()});
    if (list == nullptr) return {};
    if (!list->is_array())
      return base::Fail(base::ErrorCode::kBadConfig, "shared hosts: " + std::string(member) + " is not a list");
    for (const boost::json::value& row : list->get_array()) {
      if (!row.is_string())
        return base::Fail(base::ErrorCode::kBadConfig,
                          "shared hosts: " + std::string(member) + " holds something else than text");
      const std::string_view host(row.get_string().data(), row.get_string().size());
      into.emplace(host);
      if (parents != nullptr)
        for (std::string_view parent = Parent(host); !parent.empty(); parent = Parent(parent)) parents->emplace(parent);
    }
    return {};
  };
  TRY(read("hosts", lists->hosts, &lists->parents_of_shared));
  TRY(read("suffixes", lists->suffixes, &lists->parents_of_shared));
  TRY(read("shorteners", lists->shorteners, &lists->parents_of_shorteners));
  return Guard(std::move(lists));
}

Guard::Refusal Guard::AskHost(std::string_view host) const {
  if (IsIpHost(host)) return Refusal::kNone;
  if (host.find('.') == std::string_view::npos) return Refusal::kPublicSuffix;  // a top-level name, known or not
  // www.SUFFIX is the platform's own page, but not a customer's.
  if (lists_->suffixes.contains(host) || (host.starts_with("www.") && lists_->suffixes.contains(host.substr(4))))
    return Refusal::kPublicSuffix;
  // Without the `*` rule: an unknown top-level domain makes its second-level names listable, not suffixes.
  if (psl_is_public_suffix2(lists_->suffixes_public, std::string(host).c_str(), PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) == 1)
    return Refusal::kPublicSuffix;
  for (std::string_view at = host; !at.empty(); at = Parent(at)) {
    if (lists_->shorteners.contains(at)) return Refusal::kShortener;
    if (lists_->hosts.contains(at)) return Refusal::kSharedHost;
  }
  if (lists_->parents_of_shared.contains(host)) return Refusal::kSharedHost;
  if (lists_->parents_of_shorteners.contains(host)) return Refusal::kShortener;
  return Refusal::kNone;
}

Guard::Refusal Guard::Ask(std::string_view form) const {
  const std::string_view host = indicator::HostOf(form);
  if (form.size() != host.size() + 1) return Refusal::kNone;
  return AskHost(host);
}

std::string Guard::SuffixListVersion() const {
  const psl_ctx_t* list = lists_->suffixes_public;
  return list == psl_builtin() ? std::string("libpsl's own") : std::string("file");
}

std::string_view ReasonCode(Guard::Refusal refusal) noexcept {
  switch (refusal) {
    case Guard::Refusal::kNone:
      return "";
    case Guard::Refusal::kPublicSuffix:
      return "guarded_public_suffix";
    case Guard::Refusal::kSharedHost:
      return "guarded_shared_host";
    case Guard::Refusal::kShortener:
      return "guarded_shortener";
  }
  return "";
}

bool IsIpHost(std::string_view host) noexcept {
  if (host.starts_with('[')) return true;
  if (host.empty() || host.back() < '0' || host.back() > '9') return false;
  // WHATWG: a host whose last label is a number is an IPv4 address or no host; canonical forms hold four decimal numbers.
  return std::count(host.begin(), host.end(), '.') == 3 && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace cybercheck::ingest
