// SPDX-License-Identifier: Apache-2.0
// What becomes of a case once it is filed: the bodies of case_amend, case_move, case_note, case_link, case_code, control_total
// and transfer_release entries (docs/event_format.md). The actor of the entry is who did it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/case_file.h"

namespace cybercheck::event {

// A case's life (cases/case_life.h draws it). Stored by name in bodies and by number in rows: never renumber.
enum class CaseState : uint8_t {
  kReceived,
  kStatementTaken,
  kAccepted,
  kInvestigating,
  kSuspended,  // the offender is unknown
  kFileSubmitted,
  kProsecution,
  kJudgment,
  kClosed,
  kTransferred,
  kMerged,
  kRejected,
  kReopened,
};
inline constexpr size_t kCaseStateCount = 13;
std::string_view Name(CaseState state) noexcept;  // "received", "statement_taken", …
std::optional<CaseState> CaseStateNamed(std::string_view name) noexcept;

// How a closed case ended.
enum class CaseOutcome : uint8_t { kNone, kConvicted, kAcquitted, kNotProsecuted, kWithdrawn, kSettled, kTimeBarred, kOther };
inline constexpr size_t kCaseOutcomeCount = 8;
std::string_view Name(CaseOutcome outcome) noexcept;  // "", "convicted", "acquitted", "not_prosecuted", "withdrawn", …
std::optional<CaseOutcome> CaseOutcomeNamed(std::string_view name) noexcept;  // "" is none

// Completes or corrects.
struct CaseAmend {
  CaseRef of;
  std::string set = "{}";                       // ComplaintMembers: what is named is overwritten
  std::vector<Transfer> add_transfers;          // behind those there are
  std::vector<ReportIndicator> add_indicators;  // those not there yet
  std::optional<Sealed> reason;
};

struct CaseMove {
  CaseRef of;
  CaseState to{};
  CaseOutcome outcome{};              // closed
  std::string crime_case_no;          // accepted: number/year at the station; may be empty
  std::string station;                // accepted, transferred: the unit it is with from then on
  std::vector<std::string> offences;  // accepted: sections of law
  std::string reason;                 // rejected: a code
  CaseRef into;                       // merged: the case it is counted with
  std::optional<Sealed> note;         // opinion, decision, what the officer wrote
};
inline constexpr size_t kOffencesMax = 20, kOffenceBytesMax = 128, kMoveReasonBytesMax = 64;

// A remark, or who works on it.
struct CaseNote {
  CaseRef of;
  std::string assignee;  // "tok:<token id>"; "-": nobody from now on; empty: as it was
  std::optional<Sealed> note;
};

// Two cases are one offender's, says an officer, or are not.
struct CaseLink {
  CaseRef a, b;
  bool confirmed = true;
  std::optional<Sealed> reason;
};

// A new tracking code: the one before is void.
struct CaseCode {
  CaseRef of;
  uint32_t issue = 1;
  std::string code;  // as Complaint::code
};

// What a channel says it sent in a day.
struct ControlTotal {
  CaseChannel channel{};
  std::string station;  // the sending unit; empty: the channel as a whole
  uint32_t day = 0;     // days since 1970-01-01, of reported_at in Asia/Bangkok
  uint64_t complaints = 0;
  int64_t damage_satang = 0;
};

// A transfer that is no part of the fraud (a shop was paid for goods): the trail does not follow it.
struct TransferRelease {
  CaseRef of;
  MoneyRef transfer;
  bool released = true;
  std::optional<Sealed> reason;
};

// Notifications that left the outbox, or that were given up after too many tries.
struct NoticeSent {
  std::vector<uint64_t> notices;  // numbers of the entries they told of
  bool given_up = false;
};
inline constexpr size_t kNoticesMax = 500;

std::string EncodeCaseAmend(const CaseAmend& amend, std::string_view request = {});
base::Result<CaseAmend> DecodeCaseAmend(std::string_view body);  // kDamaged names the member
std::string EncodeCaseMove(const CaseMove& move, std::string_view request = {});
base::Result<CaseMove> DecodeCaseMove(std::string_view body);
std::string EncodeCaseNote(const CaseNote& note, std::string_view request = {});
base::Result<CaseNote> DecodeCaseNote(std::string_view body);
std::string EncodeCaseLink(const CaseLink& link, std::string_view request = {});
base::Result<CaseLink> DecodeCaseLink(std::string_view body);
std::string EncodeCaseCode(const CaseCode& code, std::string_view request = {});
base::Result<CaseCode> DecodeCaseCode(std::string_view body);
std::string EncodeControlTotal(const ControlTotal& total, std::string_view request = {});
base::Result<ControlTotal> DecodeControlTotal(std::string_view body);
std::string EncodeTransferRelease(const TransferRelease& release, std::string_view request = {});
base::Result<TransferRelease> DecodeTransferRelease(std::string_view body);
std::string EncodeNoticeSent(const NoticeSent& sent, std::string_view request = {});
base::Result<NoticeSent> DecodeNoticeSent(std::string_view body);

}  // namespace cybercheck::event
