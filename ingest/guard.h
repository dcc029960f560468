// SPDX-License-Identifier: Apache-2.0
// What may be listed as a whole. A row lists exactly its own expression; "host/" lists everything on the host and, because checks
// walk up to parent hosts, everything below it. So "host/" is refused for
//
//   a public suffix   by the public suffix list, its private part (github.io, web.app) included, or our `suffixes`
//   a shared host     of our `hosts`, everything below one (m.facebook.com), and every parent of one (google.com holds
//   sites.google.com) a shortener       likewise
//
// Deeper paths always pass. An address in an official host passes too: the verdict caps it. Immutable; any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::ingest {

class Guard {
 public:
  enum class Refusal : uint8_t { kNone, kPublicSuffix, kSharedHost, kShortener };

  // `shared_hosts_json`: the `content` in force (lookup/shared_hosts.h). `suffix_list_file`: a public suffix list (text or
  // DAFSA); used when newer than the one libpsl was built with; empty: Debian's. Errors: kBadConfig.
  static base::Result<Guard> Make(std::string_view shared_hosts_json, const std::string& suffix_list_file = {});

  // `form` is a canonical URL form. kNone for anything but "host/".
  Refusal Ask(std::string_view form) const;
  // Whether a row on this host counts towards listing "host/" (policy `promote`). IP addresses may be listed.
  bool MayListHost(std::string_view host) const { return AskHost(host) == Refusal::kNone; }

  // The version of the suffix list, as text for logs.
  std::string SuffixListVersion() const;

 private:
  struct Lists;
  explicit Guard(std::shared_ptr<const Lists> lists) : lists_(std::move(lists)) {}
  Refusal AskHost(std::string_view host) const;
  std::shared_ptr<const Lists> lists_;
};

// The reason code of a rejected row: "guarded_public_suffix" …; empty for kNone.
std::string_view ReasonCode(Guard::Refusal refusal) noexcept;

// Four dotted numbers, or a bracketed IPv6 address, as canonical forms write them.
bool IsIpHost(std::string_view host) noexcept;

}  // namespace cybercheck::ingest
