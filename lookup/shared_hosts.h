// SPDX-License-Identifier: Apache-2.0
// Hosts whose pages or subdomains belong to many people, and shorteners: never listed as a whole. Beside the public suffix list,
// which the guard asks when an entry is made (ingest). Immutable once made; copying is cheap (shared).
//
// As JSON (the `content` of a shared_hosts_set entry); lower-case hosts as in a canonical URL form:
//   {"hosts":["sites.google.com"],       each page belongs to somebody else; the host itself and nothing below it
//    "suffixes":["pages.dev"],           each subdomain belongs to somebody else: pages.dev is shared, a.pages.dev is not
//    "shorteners":["bit.ly"]}            a code only the service can resolve: shared, and not listed = unresolvable
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::lookup {

class SharedHosts {
 public:
  SharedHosts();  // empty

  // Errors: kBadConfig, naming the list, the row (from 1) and what is wrong with it.
  static base::Result<SharedHosts> FromJson(std::string_view content_json);
  std::string ToJson() const;

  // Whether "host/" must never be listed: in any of the three lists, exactly. `host` as HostOf gives it.
  bool IsShared(std::string_view host) const noexcept;
  bool IsShortener(std::string_view host) const noexcept;
  size_t size() const noexcept;

 private:
  struct Lists;
  std::shared_ptr<const Lists> lists_;
};

}  // namespace cybercheck::lookup
