// SPDX-License-Identifier: Apache-2.0
// The files whose content is entered into the log as …_set entries: policy.toml, register.tsv, shared_hosts.tsv, patterns.toml,
// taxonomy.toml. Formats: docs/files.md. Each is validated whole; a refusal names file, line and member, and changes nothing.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/sha256.h"
#include "event/entry.h"

namespace cybercheck::ingest {

enum class RulesKind : uint8_t { kPolicy, kRegister, kSharedHosts, kPatterns, kTaxonomy };
inline constexpr std::array kAllRules = {RulesKind::kPolicy, RulesKind::kRegister, RulesKind::kSharedHosts, RulesKind::kPatterns,
                                         RulesKind::kTaxonomy};

std::string_view Name(RulesKind kind) noexcept;      // "policy" …: the key of lookup's `rules` table
std::string_view FileName(RulesKind kind) noexcept;  // "policy.toml" …
event::EntryType EntryTypeOf(RulesKind kind) noexcept;

inline constexpr int kRegisterFreshDays = 180;  // a row verified longer ago is warned about

struct RulesContent {
  RulesKind kind{};
  std::string file;                   // its name, without directories
  base::Digest digest{};              // SHA-256 of the file's bytes
  std::string json;                   // what the entry carries
  std::vector<std::string> warnings;  // "register.tsv:12: verified 200 days ago"
};

// Errors: kBadPolicy, kBadRegister, kBadConfig with "FILE:LINE: member: what".
base::Result<RulesContent> ParseRules(RulesKind kind, std::string_view file, std::string_view text, int64_t now_s);

// Paths by RulesKind; empty: what ships with the binary.
using RulesPaths = std::array<std::string, kAllRules.size()>;

// All five. Errors: also kIo.
base::Result<std::vector<RulesContent>> ReadRules(const RulesPaths& paths, int64_t now_s);

}  // namespace cybercheck::ingest
