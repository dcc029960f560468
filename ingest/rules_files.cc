// SPDX-License-Identifier: Apache-2.0
#include "ingest/rules_files.h"

#include <boost/json.hpp>

#include "base/file.h"
#include "ingest/register_file.h"
#include "ingest/shared_hosts_file.h"
#include "ingest/shipped.h"
#include "ingest/taxonomy_file.h"
#include "ingest/toml_content.h"
#include "lookup/patterns.h"
#include "lookup/policy.h"

namespace cybercheck::ingest {
namespace {

struct Row {
  std::string_view name, file;
  event::EntryType type;
};
constexpr std::array<Row, kAllRules.size()> kRows = {{{"policy", "policy.toml", event::EntryType::kPolicySet},
                                                      {"register", "register.tsv", event::EntryType::kRegisterSet},
                                                      {"shared_hosts", "shared_hosts.tsv", event::EntryType::kSharedHostsSet},
                                                      {"patterns", "patterns.toml", event::EntryType::kPatternsSet},
                                                      {"taxonomy", "taxonomy.toml", event::EntryType::kTaxonomySet}}};

constexpr size_t kFileBytesMax = 4 << 20;  // half of what an entry's body may hold

// What the file says, as lookup understands it, written out whole: a later change of a default changes no policy in force.
base::Result<std::string> ParsePolicy(std::string_view file, std::string_view text) {
  ASSIGN_OR_RETURN(const TomlContent content, TomlContent::Parse(file, text, base::ErrorCode::kBadPolicy));
  auto policy = lookup::Policy::FromJson(boost::json::serialize(content.json()));
  if (policy.has_error()) return content.Locate(std::move(policy).error());
  return policy->ToJson();
}

base::Result<std::string> ParsePatterns(std::string_view file, std::string_view text) {
  ASSIGN_OR_RETURN(const TomlContent content, TomlContent::Parse(file, text, base::ErrorCode::kBadConfig));
  auto patterns = lookup::Patterns::FromJson(boost::json::serialize(content.json()));
  if (patterns.has_error()) return content.Locate(std::move(patterns).error(), "patterns");
  return patterns->ToJson();
}

}  // namespace

std::string_view Name(RulesKind kind) noexcept { return kRows[static_cast<size_t>(kind)].name; }
std::string_view FileName(RulesKind kind) noexcept { return kRows[static_cast<size_t>(kind)].file; }
event::EntryType EntryTypeOf(RulesKind kind) noexcept { return kRows[static_cast<size_t>(kind)].type; }

base::Result<RulesContent> ParseRules(RulesKind kind, std::string_view file, std::string_view text, int64_t now_s) {
  RulesContent content;
  content.kind = kind;
  content.file = file.substr(file.rfind('/') + 1);
  content.digest = base::Sha256(text);
  auto json = base::Result<std::string>(base::Fail(base::ErrorCode::kInternal));
  switch (kind) {
    case RulesKind::kPolicy:
      json = ParsePolicy(content.file, text);
      break;
    case RulesKind::kRegister:
      json = ParseRegister(content.file, text, now_s, content.warnings);
      break;
    case RulesKind::kSharedHosts:
      json = ParseSharedHosts(content.file, text);
      break;
    case RulesKind::kPatterns:
      json = ParsePatterns(content.file, text);
      break;
    case RulesKind::kTaxonomy:
      json = ParseTaxonomy(content.file, text);
      break;
  }
  if (json.has_error()) return std::move(json).error();
  content.json = std::move(*json);
  return content;
}

base::Result<std::vector<RulesContent>> ReadRules(const RulesPaths& paths, int64_t now_s) {
  std::vector<RulesContent> all;
  for (const RulesKind kind : kAllRules) {
    const std::string& path = paths[static_cast<size_t>(kind)];
    std::string text(Shipped(kind));
    if (!path.empty()) {
      ASSIGN_OR_RETURN(text, base::ReadFile(path, kFileBytesMax));
    }
    ASSIGN_OR_RETURN(RulesContent content, ParseRules(kind, path.empty() ? FileName(kind) : std::string_view(path), text, now_s));
    all.push_back(std::move(content));
  }
  return all;
}

}  // namespace cybercheck::ingest
