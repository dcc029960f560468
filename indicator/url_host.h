// SPDX-License-Identifier: Apache-2.0
// A URL's host as the key has it: the name or address a browser would ask for, without the dots around it.
//
//   %62ad.EXAMPLE.    bad.example           escapes undone once, UTS-46, lower case, outer dots trimmed
//   0x7f.1            127.0.0.1             IPv4 in any radix, one to four parts
//   [::ffff:1.2.3.4]  1.2.3.4               IPv6 compressed; IPv4-mapped and NAT64 (64:ff9b::/96) as IPv4
//   ho%2Fst           ho%2Fst, not visitable: escapes undone to the end, then escaped one way
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::indicator {

struct Host {
  bool visitable = true;   // a browser has this host; false: the lenient Safe Browsing form was used
  bool refanged = false;   // a defanged dot came to light under escapes
};

// Appends the canonical form of `raw` (SplitUrl's host) to `out`. A form is its own canonical form, by construction: each step
// is repeated until nothing changes.
// Errors: kEmptyHost when nothing but dots is left, kInvalidHost for brackets without IPv6 and hosts too long.
base::Result<Host> AppendCanonicalHost(std::string_view raw, std::string& out);

// Whether a canonical host is an IPv4 or IPv6 address.
bool IsAddress(std::string_view host) noexcept;

// Whether every byte of `host` is a lower-case letter, digit, '-', '_' or a dot between two others, and its last label starts with
// no digit: then it is its own canonical form.
bool IsPlainHost(std::string_view host) noexcept;

}  // namespace cybercheck::indicator
