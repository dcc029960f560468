// SPDX-License-Identifier: Apache-2.0
// A log entry: one command with its inputs resolved. Everything that applying it needs stands in it: keys, times, the guard's
// verdict. The bytes are drawn in docs/event_format.md. Values of EntryType are stored: never renumber.
//
//   Draft    what a writer hands to the Sequencer
//   Header   what the Sequencer adds and chains: hash(seq) = SHA-256(encoded header seq), header.prev = hash(seq - 1)
//   Entry    header + body as read back; the body may have been redacted (its hash in the header remains)
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sha256.h"

namespace cybercheck::event {

enum class EntryType : uint16_t {
  kFeedObserved = 1,    // up to 1,000 rows of one source
  kPolicySet = 2,       // the policy, whole
  kRegisterSet = 3,     // the official register, whole
  kSharedHostsSet = 4,  // shared hosts and shorteners, whole
  kPatternsSet = 5,     // text patterns, whole
  kTaxonomySet = 6,     // categories and case types, whole
  kBodyRedact = 7,      // names an earlier entry whose body is removed
  // Decided by lookup: they change what is known of an indicator.
  kReportSubmit = 8,    // one report, or a batch of up to 500
  kReportWithdraw = 9,  // reports whose evidence is taken back
  kReviewDecide = 10,   // a supervisor lists, clears … up to 500 indicators
  kReviewUndo = 11,     // takes a decision back
  kAppealOpen = 12,     // somebody says that an indicator is wrongly listed
  kAppealMove = 13,     // in review, upheld, cleared
  // Decided by cases.
  kReviewClaim = 14,  // an officer works on these indicators for now
  kTokenCreate = 15,  // a credential: the digest of its secret, its role
  kTokenRevoke = 16,
  kSubjectErase = 17,     // people whose sealing keys are destroyed
  kAttachmentAdd = 18,    // a sealed file that a report may name
  kCaseFile = 19,         // complaints: each opens a case or joins one
  kCaseAmend = 20,        // completes or corrects a case
  kCaseMove = 21,         // to its next state
  kCaseNote = 22,         // a remark, or who works on it
  kCaseLink = 23,         // two cases belong together, or do not
  kCaseCode = 24,         // a new tracking code
  kControlTotal = 25,     // what a channel says it sent in a day
  kTransferRelease = 26,  // a transfer the money's trail does not follow
  kHoldOpen = 27,         // a bank or an officer opens holds
  kHoldAnswer = 28,       // what a bank did
  kHoldMove = 29,         // lapsed, prolonged, frozen, released, returned
  kReleaseAsk = 30,       // who holds an account asks to have it back
  kReleaseMove = 31,      // what became of that
  kNoticeSent = 32,       // a notification left the outbox
  kReleasePublish = 33,   // figures of a period, for everybody, signed
  kTargetSet = 34,        // what a figure should come to in a fiscal year
  kBulletinNote = 35,     // what a week's bulletin tells that no table knows
};

std::string_view Name(EntryType type) noexcept;  // "feed_observed", …; "unknown" for other values
std::optional<EntryType> EntryTypeNamed(std::string_view name) noexcept;

using EntryId = base::Digest;  // 32 bytes; the same id is the same command, submitted again

inline constexpr size_t kBodyBytesMax = 8 << 20;
inline constexpr size_t kActorBytesMax = 128;
inline constexpr uint32_t kRulesCurrent = 1;  // selects the decision code; raised when a decision changes, old code stays

struct Draft {
  EntryId id{};
  int64_t time_ms = 0;  // unix milliseconds
  EntryType type{};
  uint16_t version = 1;  // of the body's layout
  uint32_t rules = kRulesCurrent;
  std::string actor;  // who: "import:openphish", "config", …; no personal data
  std::string body;   // JSON object; its first member is "salt" (32 hex digits)
};

struct Header {
  uint64_t seq = 0;  // from 1
  EntryId id{};
  int64_t time_ms = 0;
  EntryType type{};
  uint16_t version = 0;
  uint32_t rules = 0;
  std::string actor;
  base::Digest prev{};       // all zero for seq 1
  base::Digest body_hash{};  // SHA-256 of the stored body bytes
};

struct Entry {
  Header header;
  std::optional<std::string> body;  // nullopt: redacted
  uint64_t redacted_by = 0;         // by this entry; 0 while there is a body
};

// The canonical bytes of a header; these are what is hashed and stored.
std::string EncodeHeader(const Header& header);
// Errors: kDamaged (not the layout of docs/event_format.md), kNewerVersion.
base::Result<Header> DecodeHeader(std::string_view bytes);
base::Digest HashOf(const Header& header);

// Begins a body: {"salt":"<32 hex digits>" — the writer appends ,"member":value … and '}'.
// `request`, 64 hex digits, stands second where an entry was made from a request whose resolved body differs each time (server's
// time, sealed texts): a keyed hash of the request's bytes. Two such bodies are the same command when these are equal.
std::string BeginBody(std::string_view request = {});

// What became of an entry, stored under its id.
struct Outcome {
  uint64_t seq = 0;
  bool accepted = false;
  std::string code;    // refused: a stable snake_case code; accepted: empty
  std::string result;  // JSON object with result ids and counts; may be empty
};
std::string EncodeOutcome(const Outcome& outcome);
base::Result<Outcome> DecodeOutcome(std::string_view bytes);

}  // namespace cybercheck::event
