// SPDX-License-Identifier: Apache-2.0
// The vocabulary of answers. Names go over the wire; numbers are stored: never renumber. A reader that meets a name it does not
// know treats the verdict as `unknown` and ignores the reason.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cybercheck::wire {

// In rising order of alarm for kUnknown … kListed. kOfficial and kUnresolvable stand apart.
enum class Verdict : uint8_t {
  kUnknown = 0,       // nothing known; never means safe
  kUnresolvable = 1,  // a short link only its platform can resolve, not listed itself
  kReported = 2,      // somebody reported it; not confirmed
  kSuspected = 3,
  kListed = 4,    // by decision of an authority
  kOfficial = 5,  // in the official register; caller ids can be faked
};
std::string_view Name(Verdict verdict) noexcept;
std::optional<Verdict> VerdictNamed(std::string_view name) noexcept;
// Which of two answers about one thing is told: listed > suspected > reported > unresolvable > unknown; official only against
// unknown and unresolvable.
bool IsWorse(Verdict a, Verdict b) noexcept;

// What the thing is reported for; apart from the police's case types.
enum class Category : uint8_t {
  kNone = 0,
  kScam = 1,
  kGambling = 2,
  kECigarette = 3,
  kObscene = 4,
  kWeapons = 5,
  kDrugs = 6,
  kFalseInformation = 7,
  kRoyalInstitution = 8,
  kIntellectualProperty = 9,
  kOtherIllegal = 10,
};
std::string_view Name(Category category) noexcept;  // kNone: ""
std::optional<Category> CategoryNamed(std::string_view name) noexcept;

// Who speaks: decides weight and cap (policy). Stored in record slots.
enum class SourceClass : uint8_t {
  kFeed = 1,       // a published list
  kDerived = 2,    // by rule from other rows (promote)
  kPattern = 3,    // a text pattern
  kTip = 4,        // anybody
  kPatrol = 5,     // an officer, not reviewed
  kComplaint = 6,  // received, not accepted
  kCase = 7,       // accepted by an officer
  kSample = 8,     // sample and reserved test data
};
std::string_view Name(SourceClass source) noexcept;
std::optional<SourceClass> SourceClassNamed(std::string_view name) noexcept;

// Why an answer is what it is. Texts in wire/words.h.
enum class Reason : uint8_t {
  kListedByReview,
  kListedByCourt,
  kListedByCases,
  kCleared,
  kCompromised,
  kUnderReview,
  kInFeed,
  kInFeeds,
  kDerivedFromHost,
  kReportedByTips,
  kReportedByPatrol,
  kReportedByComplaints,
  kMatchesPattern,
  kOldEvidence,
  kCappedByOfficialHost,
  kNotFound,
  kShortLink,
  kAccountNeedsBank,
  kNotVisitable,
  kTruncated,
  kHasUserinfo,
  kOfficialRegister,
  kOfficialButSpoofable,
  kOfficialShownFromAbroad,
  kCallFromAbroad,
  kResemblesOfficial,
  kResemblesSender,
  kRelatedPhone,
  kRelatedPromptpay,
  kRelatedDomesticNumber,
  kMatchedHost,
  kMatchedParentPath,
  kMatchedUrl,
  kSharedHost,
  kPatternsUnsure,
  kTestIndicator,
  kMerged,
};
inline constexpr size_t kReasonCount = static_cast<size_t>(Reason::kMerged) + 1;
std::string_view Name(Reason reason) noexcept;

// The situation a check is asked in.
enum class Context : uint8_t { kNone, kIncomingCall, kSms, kTransfer, kVisit };
std::string_view Name(Context context) noexcept;
std::optional<Context> ContextNamed(std::string_view name) noexcept;

}  // namespace cybercheck::wire
