// SPDX-License-Identifier: Apache-2.0
#include "lookup/rules_set.h"

#include <boost/json.hpp>

#include "lookup/json_members.h"

namespace cybercheck::lookup {

namespace json = boost::json;

std::string EncodeRulesSet(const RulesSet& set) {
  std::string body = event::BeginBody();
  body.append(",\"digest\":").append(json::serialize(json::value(set.digest)));
  body.append(",\"file\":").append(json::serialize(json::value(set.file)));
  body.append(",\"content\":").append(set.content).append("}");
  return body;
}

base::Result<RulesSet> DecodeRulesSet(std::string_view body) {
  constexpr auto kCode = base::ErrorCode::kDamaged;
  ASSIGN_OR_RETURN(const json::value value, ParseContent(body, kCode, "body"));
  const Members members(value.get_object(), kCode, "body");
  TRY(members.Only({"salt", "digest", "file", "content"}));
  RulesSet set;
  TRY(members.Text("digest", set.digest, 64, true));
  TRY(members.Text("file", set.file, 4096));
  ASSIGN_OR_RETURN(const json::object* content, members.Object("content"));
  if (content == nullptr) return members.Wrong("content", "missing");
  set.content = json::serialize(*content);
  return set;
}

std::string_view RulesName(event::EntryType type) noexcept {
  switch (type) {
    case event::EntryType::kPolicySet:
      return "policy";
    case event::EntryType::kRegisterSet:
      return "register";
    case event::EntryType::kSharedHostsSet:
      return "shared_hosts";
    case event::EntryType::kPatternsSet:
      return "patterns";
    case event::EntryType::kTaxonomySet:
      return "taxonomy";
    default:
      return "";
  }
}

}  // namespace cybercheck::lookup
