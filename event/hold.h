// SPDX-License-Identifier: Apache-2.0
// Holds on money: the bodies of hold_open, hold_answer, hold_move, release_ask and release_move entries (docs/event_format.md).
// Four amounts, never mixed: requested, held (ระงับ, by the bank), frozen (อายัด, by warrant only), returned. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/case_file.h"

namespace cybercheck::event {

inline constexpr size_t kHoldsMax = 500;   // in one hold_open
inline constexpr size_t kOnwardMax = 500;  // in one hold_answer
// Version 2 of hold_answer holds many answers, of one workbook.
inline constexpr uint16_t kHoldAnswersVersion = 2;
inline constexpr size_t kHoldAnswersMax = 500, kAnswersOnwardMax = 2'000;  // and so many onward rows together
inline constexpr size_t kStageBytesMax = 32;

using HoldRef = MoneyRef;

// Which clock runs (decree on measures against technology crime B.E. 2566, sections 6 and 7). Stored by name, in rows by number.
enum class HoldGround : uint8_t {
  kVictim,        // the victim told the bank: time for the complaint from the hold, then from the complaint
  kBankDetected,  // the bank noticed: time from detection
  kWarrant,       // no clock
};
std::string_view Name(HoldGround ground) noexcept;  // "victim", "bank_detected", "warrant"
std::optional<HoldGround> HoldGroundNamed(std::string_view name) noexcept;

enum class HoldState : uint8_t {
  kRequested,
  kHeld,
  kPartly,
  kNothingLeft,
  kWrongAccount,
  kRefused,
  kLapsed,
  kReleased,
  kFrozen,
  kReturned
};
inline constexpr size_t kHoldStateCount = 10;
std::string_view Name(HoldState state) noexcept;  // "requested", "held", "partly", "nothing_left", "wrong_account", …
std::optional<HoldState> HoldStateNamed(std::string_view name) noexcept;

// Lengths in seconds; policy may have others than the decree, so the entry says which are in force.
struct HoldClocks {
  int64_t victim_s = 72 * 3600;     // from the hold, for the complaint
  int64_t complaint_s = 7 * 86400;  // from the complaint
  int64_t detected_s = 7 * 86400;   // from detection
  friend bool operator==(const HoldClocks&, const HoldClocks&) = default;
};

// One hold as it is opened.
struct HoldRequest {
  HoldGround ground{};
  MoneyNode at;                  // the account
  int64_t requested_satang = 0;  // 0: whatever is there of the case's money
  int64_t held_satang = 0;       // a bank may have held before anybody asked; then
  int64_t held_s = 0;            // since when; 0: not yet
  std::string bank_case_id;      // may be empty
  CaseRef of;                    // {0, 0}: no case yet
  std::string warrant = {};      // its number; only and always with that ground
};
struct HoldOpen {
  HoldClocks clocks;
  std::vector<HoldRequest> holds;
};

struct HoldAnswer {
  HoldRef hold;
  HoldClocks clocks;
  HoldState outcome{};  // held, partly, nothing_left, wrong_account or refused
  int64_t held_satang = 0;
  int64_t at_s = 0;              // when the bank did it
  std::vector<Transfer> onward;  // from this account; each opens the next bank's hold
};

// lapsed (by the scheduler, at its minute) · held (prolonged until `until_s`) · frozen (by warrant) · released · returned
struct HoldMove {
  HoldRef hold;
  HoldState to{};
  int64_t at_s = 0;     // when it took effect
  int64_t until_s = 0;  // held: the new end
  int64_t satang = 0;   // frozen: how much, 0 all there is; returned: how much was paid out, with the last step only
  std::string stage;    // returned: policy's name of the step (reported, announced, claimed, paid)
  std::string warrant;  // frozen: its number
  std::optional<Sealed> reason;
  std::string after = {};  // returned: the step it follows, so that no two officers take the same one; empty: it is the first
};

// Who holds the account asks to have it back.
struct ReleaseAsk {
  HoldRef hold;
  std::optional<Sealed> sealed;  // who asks, why, how to be reached
};
enum class ReleaseState : uint8_t { kAsked, kInReview, kReleased, kKept };
std::string_view Name(ReleaseState state) noexcept;  // "asked", "in_review", "released", "kept"
std::optional<ReleaseState> ReleaseStateNamed(std::string_view name) noexcept;
struct ReleaseMove {
  uint64_t ask = 0;  // number of the release_ask entry
  ReleaseState to{};
  std::optional<Sealed> reason;
};

std::string EncodeHoldOpen(const HoldOpen& open, std::string_view request = {});
base::Result<HoldOpen> DecodeHoldOpen(std::string_view body);  // kDamaged names the member
std::string EncodeHoldAnswer(const HoldAnswer& answer, std::string_view request = {});
base::Result<HoldAnswer> DecodeHoldAnswer(std::string_view body);
std::string EncodeHoldAnswers(const std::vector<HoldAnswer>& answers, std::string_view request = {});
base::Result<std::vector<HoldAnswer>> DecodeHoldAnswers(std::string_view body);
std::string EncodeHoldMove(const HoldMove& move, std::string_view request = {});
base::Result<HoldMove> DecodeHoldMove(std::string_view body);
std::string EncodeReleaseAsk(const ReleaseAsk& ask, std::string_view request = {});
base::Result<ReleaseAsk> DecodeReleaseAsk(std::string_view body);
std::string EncodeReleaseMove(const ReleaseMove& move, std::string_view request = {});
base::Result<ReleaseMove> DecodeReleaseMove(std::string_view body);

}  // namespace cybercheck::event
