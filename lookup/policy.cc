// SPDX-License-Identifier: Apache-2.0
#include "lookup/policy.h"

#include <boost/json.hpp>

#include "lookup/json_members.h"

namespace cybercheck::lookup {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using indicator::Kind;
using wire::SourceClass;
using wire::Verdict;

constexpr auto kCode = ErrorCode::kBadPolicy;

// A table whose members are named by `name_of(index)`; each is a whole number within bounds.
template <class Array, class NameOf>
base::Result<void> ReadNumbers(const Members& top, std::string_view table, size_t first, int64_t low, int64_t high,
                               NameOf name_of, Array& out) {
  ASSIGN_OR_RETURN(const json::object* object, top.Object(table));
  if (object == nullptr) return {};
  const Members members(*object, kCode, std::string(table));
  size_t known = 0;
  for (size_t i = first; i < out.size(); ++i) {
    int64_t value = out[i];
    TRY(members.Integer(name_of(i), low, high, value));
    out[i] = static_cast<typename Array::value_type>(value);
    known += object->contains(name_of(i)) ? 1 : 0;
  }
  if (known != object->size()) {
    for (const auto& member : *object) {
      bool found = false;
      for (size_t i = first; i < out.size(); ++i) found |= name_of(i) == std::string_view(member.key());
      if (!found) return members.Wrong(std::string_view(member.key()).substr(0, 64), "no such member");
    }
  }
  return {};
}

std::string_view ClassName(size_t i) { return wire::Name(static_cast<SourceClass>(i)); }
std::string_view KindName(size_t i) { return indicator::Name(static_cast<Kind>(i)); }
std::string_view VerdictName(size_t i) { return wire::Name(static_cast<Verdict>(i)); }

base::Result<void> ReadCaps(const Members& top, Policy& policy) {
  ASSIGN_OR_RETURN(const json::object* object, top.Object("cap"));
  if (object == nullptr) return {};
  const Members members(*object, kCode, "cap");
  for (const auto& member : *object) {
    const auto source = wire::SourceClassNamed(member.key());
    if (!source) return members.Wrong(std::string_view(member.key()).substr(0, 64), "no such member");
    const auto cap = member.value().is_string() ? wire::VerdictNamed(member.value().get_string()) : std::nullopt;
    if (cap != Verdict::kReported && cap != Verdict::kSuspected)
      return members.Wrong(member.key(), "must be reported or suspected (listed only comes by decision)");
    policy.cap[static_cast<size_t>(*source)] = *cap;
  }
  return {};
}

}  // namespace

base::Result<Policy> Policy::FromJson(std::string_view content_json) {
  ASSIGN_OR_RETURN(const json::value value, ParseContent(content_json, kCode, "policy"));
  const Members top(value.get_object(), kCode, "");
  TRY(top.Only({"name", "weight_percent", "cap", "reporters_max", "half_life_days", "suspected_from", "old_after_days", "cases",
                "promote", "ttl_s"}));
  Policy policy;
  TRY(top.Text("name", policy.name, 64));
  TRY(ReadNumbers(top, "weight_percent", 1, 0, 100, ClassName, policy.weight_percent));
  TRY(ReadCaps(top, policy));
  TRY(ReadNumbers(top, "reporters_max", 1, 1, 1000, ClassName, policy.reporters_max));
  TRY(ReadNumbers(top, "half_life_days", 1, 1, 36500, KindName, policy.half_life_days));
  TRY(ReadNumbers(top, "ttl_s", 0, 0, 86400, VerdictName, policy.ttl_s));
  int64_t suspected_from = policy.suspected_from, old_after_days = policy.old_after_days;
  TRY(top.Integer("suspected_from", 1, 100, suspected_from));
  TRY(top.Integer("old_after_days", 1, 36500, old_after_days));
  policy.suspected_from = static_cast<uint8_t>(suspected_from);
  policy.old_after_days = static_cast<uint16_t>(old_after_days);
  ASSIGN_OR_RETURN(const json::object* cases, top.Object("cases"));
  if (cases != nullptr) {
    const Members members(*cases, kCode, "cases");
    TRY(members.Only({"list_from"}));
    int64_t list_from = policy.cases_list_from;
    TRY(members.Integer("list_from", kCasesListFromMin, kCasesListFromMax, list_from));
    policy.cases_list_from = static_cast<uint8_t>(list_from);
  }
  ASSIGN_OR_RETURN(const json::object* promote, top.Object("promote"));
  if (promote != nullptr) {
    const Members members(*promote, kCode, "promote");
    TRY(members.Only({"rows", "days"}));
    int64_t rows = policy.promote_rows, days = policy.promote_days;
    TRY(members.Integer("rows", 0, kPromoteRowsMax, rows));
    TRY(members.Integer("days", 1, 3650, days));
    if (rows == 1) return members.Wrong("rows", "must be 0 (never) or at least 2: one page never lists its host");
    policy.promote_rows = static_cast<uint8_t>(rows);
    policy.promote_days = static_cast<uint16_t>(days);
  }
  return policy;
}

std::string Policy::ToJson() const {
  json::object weights, caps, reporters, half_lives, ttls;
  for (size_t i = 1; i < kSourceClassCount; ++i) {
    weights[ClassName(i)] = weight_percent[i];
    caps[ClassName(i)] = wire::Name(cap[i]);
    reporters[ClassName(i)] = reporters_max[i];
  }
  for (size_t i = 1; i < kKindCount; ++i) half_lives[KindName(i)] = half_life_days[i];
  for (size_t i = 0; i < kVerdictCount; ++i) ttls[VerdictName(i)] = ttl_s[i];
  const json::object top = {{"name", name},
                            {"weight_percent", std::move(weights)},
                            {"cap", std::move(caps)},
                            {"reporters_max", std::move(reporters)},
                            {"half_life_days", std::move(half_lives)},
                            {"suspected_from", suspected_from},
                            {"old_after_days", old_after_days},
                            {"cases", {{"list_from", cases_list_from}}},
                            {"promote", {{"rows", promote_rows}, {"days", promote_days}}},
                            {"ttl_s", std::move(ttls)}};
  return json::serialize(top);
}

}  // namespace cybercheck::lookup
