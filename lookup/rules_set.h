// SPDX-License-Identifier: Apache-2.0
// The body of a …_set entry (docs/event_format.md): a file's content, parsed and validated, entered whole.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "event/entry.h"

namespace cybercheck::lookup {

struct RulesSet {
  std::string digest;   // SHA-256 of the file, hex
  std::string file;     // its name, for people
  std::string content;  // a JSON object
};

// With a fresh salt. `content` is a JSON object.
std::string EncodeRulesSet(const RulesSet& set);
// Errors: kDamaged names the member.
base::Result<RulesSet> DecodeRulesSet(std::string_view body);

// The name a set of this type has in table `rules`: "policy", "register", "shared_hosts", "patterns", "taxonomy"; "" for other
// types.
std::string_view RulesName(event::EntryType type) noexcept;

}  // namespace cybercheck::lookup
