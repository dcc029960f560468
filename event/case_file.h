// SPDX-License-Identifier: Apache-2.0
// The body of a case_file entry: complaints as they were filed, everything resolved (docs/event_format.md). A complaint opens a
// case of its own, or joins one it tells the same loss of; which of the two is decided when the entry is applied. Pure.
//
// A complaint is called by its entry and its number in it; so is the case it opens.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/money.h"
#include "event/report_submit.h"
#include "event/sealed.h"

namespace cybercheck::event {

inline constexpr size_t kComplaintsMax = 500;            // in one entry
inline constexpr size_t kVictimsMax = 20;                // of one complaint
inline constexpr size_t kComplaintTransfersMax = 1'000;  // of one complaint; more by amendment
inline constexpr size_t kCaseTransfersMax = 20'000;      // of one case, amendments counted
inline constexpr size_t kStationBytesMax = 16;

struct CaseRef {
  uint64_t seq = 0;  // of the case_file entry
  uint16_t number = 0;
  friend auto operator<=>(const CaseRef&, const CaseRef&) = default;
};

// All stored by name in bodies and by number in rows: never renumber.
enum class CaseChannel : uint8_t { kOnline, kHotline, kStation, kBank };
inline constexpr size_t kCaseChannelCount = 4;
std::string_view Name(CaseChannel channel) noexcept;  // "online", "hotline", "station", "bank"
std::optional<CaseChannel> CaseChannelNamed(std::string_view name) noexcept;

// What police make of what was filed: a crime of technology, another crime, or nothing to be followed.
enum class ComplaintKind : uint8_t { kOnlineCase, kOtherCriminal, kDisposed };
inline constexpr size_t kComplaintKindCount = 3;
std::string_view Name(ComplaintKind kind) noexcept;  // "online_case", "other_criminal", "disposed"
std::optional<ComplaintKind> ComplaintKindNamed(std::string_view name) noexcept;

// How the offender first reached the victim.
enum class ContactChannel : uint8_t { kUnknown, kFacebook, kLine, kMessenger, kTiktok, kPhone, kSms, kWebsite, kApp, kOther };
inline constexpr size_t kContactChannelCount = 10;
std::string_view Name(ContactChannel channel) noexcept;  // "unknown", "facebook", …
std::optional<ContactChannel> ContactChannelNamed(std::string_view name) noexcept;

enum class Sex : uint8_t { kUnknown, kFemale, kMale, kOther };
inline constexpr size_t kSexCount = 4;
std::string_view Name(Sex sex) noexcept;  // "unknown", "f", "m", "x"
std::optional<Sex> SexNamed(std::string_view name) noexcept;

enum class VictimKind : uint8_t { kPerson, kJuristic };
std::string_view Name(VictimKind kind) noexcept;  // "person", "juristic"
std::optional<VictimKind> VictimKindNamed(std::string_view name) noexcept;

// What others call the case. Each is unique in its kind.
enum class ExternalId : uint8_t { kBankCaseId, kTpoCaseId, kAocId, kCrimesId, kCrimeCaseNo };
inline constexpr size_t kExternalIdCount = 5;
std::string_view Name(ExternalId kind) noexcept;  // "bank_case_id", "tpo_case_id", "aoc_id", "crimes_id", "crime_case_no"
std::optional<ExternalId> ExternalIdNamed(std::string_view name) noexcept;
inline constexpr size_t kExternalIdBytesMax = 64;

inline constexpr uint8_t kAgeUnknown = 255;
inline constexpr uint8_t kAgeMax = 130;
inline constexpr int64_t kDamageUnknown = -1;
inline constexpr size_t kBlindIndexDigits = 32;

struct Victim {
  VictimKind kind = VictimKind::kPerson;
  uint8_t age = kAgeUnknown;  // years
  Sex sex{};
  uint8_t province = 0;     // the interior ministry's two digits (10 Bangkok … 96 Narathiwat); 0: unknown
  std::string nationality;  // ISO 3166-1 alpha-2; empty: unknown
  // Blind indexes: HMACs under secrets of `keys`, 32 hex digits; empty: not told.
  std::string person;  // of the national or juristic id
  std::string phone;   // of the number's key
  // Name, ids, contact, accounts: a JSON object.
  std::optional<Sealed> sealed;
  friend bool operator==(const Victim&, const Victim&) = default;
};

struct Complaint {
  CaseChannel channel{};
  ComplaintKind kind{};
  bool verified = false;  // an intake system filed it, or an officer confirmed who the person is
  // Whose voice its evidence is: "per:<blind index>" a person, "tok:<token id>" whoever filed for somebody unnamed; empty: none.
  std::string voice;
  int64_t reported_s = 0;
  int64_t occurred_s = 0;  // 0: unknown
  uint8_t category = 0;    // wire::Category of its indicators
  std::string case_type;   // taxonomy code; empty: unknown
  ContactChannel contact{};
  std::string station;  // unit that handles it; empty: none yet
  int64_t damage_satang = kDamageUnknown;
  std::array<std::string, kExternalIdCount> external_ids;
  CaseRef joins;  // the case it is told of, by whoever knows that; {0, 0}: none was named
  std::vector<Victim> victims;
  std::vector<ReportIndicator> indicators;
  std::vector<Transfer> transfers;
  std::optional<Sealed> narrative;
  // SHA-256 of its tracking code, the first 16 bytes as 32 hex digits: by it the case is found, the code is stored nowhere.
  std::string code;
};

struct CaseFile {
  uint16_t canon = indicator::kCanonVersion;
  std::vector<Complaint> complaints;
};

std::string EncodeCaseFile(const CaseFile& file, std::string_view request = {});  // with a fresh salt
base::Result<CaseFile> DecodeCaseFile(std::string_view body);                     // kDamaged names the member
// The last body decoded on this thread is remembered (event/report_submit.h).
base::Result<std::shared_ptr<const CaseFile>> DecodeCaseFileOnce(std::string_view body);

// The members of a complaint that an amendment sets: {"victims":[…],"damage":1234500,…}. What is not named stays.
// `ReadComplaintMembers` overwrites what `object` (JSON text) names; nothing but known members. Errors: kDamaged names the
// member.
base::Result<void> ApplyComplaintMembers(std::string_view object, Complaint& out);
// All members that differ from `from`, as such an object; "{}": none do.
std::string ComplaintMembers(const Complaint& complaint, const Complaint& from = {});

}  // namespace cybercheck::event
