// SPDX-License-Identifier: Apache-2.0
// The policy: numbers that turn evidence into a verdict (docs/verdict.md). A value; immutable once published. No answer is
// stored, so a new policy changes every answer at once and costs nothing.
//
// As JSON (the `content` of a policy_set entry; policy.toml has the same members as tables). Absent members keep their default,
// an unknown member is an error:
//   {"name":"default",
//    "weight_percent": {"feed":75,"derived":60,"pattern":55,"tip":15,"patrol":60,"complaint":45,"case":85,"sample":75},
//    "cap":            {"feed":"suspected","tip":"reported", …},          reported | suspected; `listed` only comes by decision
//    "reporters_max":  {"tip":16,"patrol":64,"complaint":64,"case":64, …}, so many distinct voices of a class weigh, more do not
//    "half_life_days": {"phone":60,"url":30,"line":60,"tiktok":60,"facebook":60,"account":180,"promptpay":180,"sms_sender":60},
//    "suspected_from": 50,                                                the score from which evidence reads `suspected`
//    "old_after_days": 365,                                               last seen longer ago: the answer says so
//    "cases": {"list_from":2},                                            accepted cases of so many different people list what
//                                                                         they name, without a decision
//    "promote": {"rows":5,"days":30},                                     distinct rows on one unshared host that add "host/";
//                                                                         rows 0: never
//    "ttl_s": {"unknown":300,"unresolvable":300,"reported":300,"suspected":900,"listed":3600,"official":3600}}
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "indicator/kind.h"
#include "wire/verdict.h"

namespace cybercheck::lookup {

inline constexpr size_t kSourceClassCount = 9;  // values of wire::SourceClass, and 0
inline constexpr size_t kKindCount = 9;         // values of indicator::Kind, and 0
inline constexpr size_t kVerdictCount = 6;
inline constexpr int kPromoteRowsMax = 16;
// One case is one person's word. People are counted exactly up to here (lookup/reporter_sketch.h): above it the number is an
// estimate, and nothing is listed by one.
inline constexpr int kCasesListFromMin = 2, kCasesListFromMax = 32;

struct Policy {
  std::string name = "default";
  // Indexed by wire::SourceClass.
  std::array<uint8_t, kSourceClassCount> weight_percent = {0, 75, 60, 55, 15, 60, 45, 85, 75};
  std::array<wire::Verdict, kSourceClassCount> cap = {
      wire::Verdict::kReported,  wire::Verdict::kSuspected, wire::Verdict::kSuspected,
      wire::Verdict::kSuspected, wire::Verdict::kReported,  wire::Verdict::kSuspected,
      wire::Verdict::kSuspected, wire::Verdict::kSuspected, wire::Verdict::kSuspected};
  std::array<uint16_t, kSourceClassCount> reporters_max = {1, 1, 1, 1, 16, 64, 64, 64, 1};
  // Indexed by indicator::Kind.
  std::array<uint16_t, kKindCount> half_life_days = {60, 60, 30, 60, 60, 60, 180, 180, 60};
  uint8_t suspected_from = 50;
  uint16_t old_after_days = 365;
  uint8_t cases_list_from = 2;
  uint8_t promote_rows = 5;
  uint16_t promote_days = 30;
  // Indexed by wire::Verdict.
  std::array<int32_t, kVerdictCount> ttl_s = {300, 300, 300, 900, 3600, 3600};

  // Errors: kBadPolicy, naming the member and what it may be.
  static base::Result<Policy> FromJson(std::string_view content_json);
  std::string ToJson() const;  // every member; FromJson(ToJson()) is the same policy
  friend bool operator==(const Policy&, const Policy&) = default;
};

}  // namespace cybercheck::lookup
