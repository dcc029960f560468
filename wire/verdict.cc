// SPDX-License-Identifier: Apache-2.0
#include "wire/verdict.h"

#include <array>

#include "base/check.h"

namespace cybercheck::wire {
namespace {

using std::string_view;

constexpr std::array<string_view, 6> kVerdicts = {"unknown", "unresolvable", "reported", "suspected", "listed", "official"};

constexpr std::array<string_view, 11> kCategories = {"",
                                                     "scam",
                                                     "gambling",
                                                     "e_cigarette",
                                                     "obscene",
                                                     "weapons",
                                                     "drugs",
                                                     "false_information",
                                                     "royal_institution",
                                                     "intellectual_property",
                                                     "other_illegal"};

constexpr std::array<string_view, 9> kSources = {"",       "feed",      "derived", "pattern", "tip",
                                                 "patrol", "complaint", "case",    "sample"};

constexpr std::array<string_view, kReasonCount> kReasons = {"listed_by_review",
                                                            "listed_by_court",
                                                            "listed_by_cases",
                                                            "cleared",
                                                            "compromised",
                                                            "under_review",
                                                            "in_feed",
                                                            "in_feeds",
                                                            "derived_from_host",
                                                            "reported_by_tips",
                                                            "reported_by_patrol",
                                                            "reported_by_complaints",
                                                            "matches_pattern",
                                                            "old_evidence",
                                                            "capped_by_official_host",
                                                            "not_found",
                                                            "short_link",
                                                            "account_needs_bank",
                                                            "not_visitable",
                                                            "truncated",
                                                            "has_userinfo",
                                                            "official_register",
                                                            "official_but_spoofable",
                                                            "official_shown_from_abroad",
                                                            "call_from_abroad",
                                                            "resembles_official",
                                                            "resembles_sender",
                                                            "related_phone",
                                                            "related_promptpay",
                                                            "related_domestic_number",
                                                            "matched_host",
                                                            "matched_parent_path",
                                                            "matched_url",
                                                            "shared_host",
                                                            "patterns_unsure",
                                                            "test_indicator",
                                                            "merged"};
static_assert(!kReasons.back().empty());

constexpr std::array<string_view, 5> kContexts = {"", "incoming_call", "sms", "transfer", "visit"};

template <class Enum, size_t N>
string_view NameIn(const std::array<string_view, N>& names, Enum value) noexcept {
  CHECK(static_cast<size_t>(value) < N);
  return names[static_cast<size_t>(value)];
}

template <class Enum, size_t N>
std::optional<Enum> ValueIn(const std::array<string_view, N>& names, string_view name) noexcept {
  for (size_t i = 0; i < N; ++i)
    if (names[i] == name && !name.empty()) return static_cast<Enum>(i);
  return std::nullopt;
}

// The rank in which answers about one thing are told. Official only speaks where nothing else is known: an official number that
// is itself reported must show the report.
constexpr int Rank(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::kUnknown:
      return 0;
    case Verdict::kUnresolvable:
      return 1;
    case Verdict::kOfficial:
      return 2;
    case Verdict::kReported:
      return 3;
    case Verdict::kSuspected:
      return 4;
    case Verdict::kListed:
      return 5;
  }
  return 0;
}

}  // namespace

string_view Name(Verdict verdict) noexcept { return NameIn(kVerdicts, verdict); }
std::optional<Verdict> VerdictNamed(string_view name) noexcept { return ValueIn<Verdict>(kVerdicts, name); }
bool IsWorse(Verdict a, Verdict b) noexcept { return Rank(a) > Rank(b); }

string_view Name(Category category) noexcept { return NameIn(kCategories, category); }
std::optional<Category> CategoryNamed(string_view name) noexcept { return ValueIn<Category>(kCategories, name); }

string_view Name(SourceClass source) noexcept { return NameIn(kSources, source); }
std::optional<SourceClass> SourceClassNamed(string_view name) noexcept { return ValueIn<SourceClass>(kSources, name); }

string_view Name(Reason reason) noexcept { return NameIn(kReasons, reason); }
string_view Name(Context context) noexcept { return NameIn(kContexts, context); }
std::optional<Context> ContextNamed(string_view name) noexcept { return ValueIn<Context>(kContexts, name); }

}  // namespace cybercheck::wire
