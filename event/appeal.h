// SPDX-License-Identifier: Apache-2.0
// The bodies of appeal_open and appeal_move entries: somebody says that an indicator is wrongly listed, and what becomes of it.
// An appeal is known by the number of the entry that opened it. Pure.
//
//   opened -> in_review -> upheld   (the listing stands)
//                       -> cleared  (a standing clear is put on the indicator)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "event/report_submit.h"
#include "event/sealed.h"
#include "indicator/key.h"

namespace cybercheck::event {

enum class AppealGround : uint8_t { kMistake, kNewOwner, kSpoofed, kHackedRecovered, kInnocentReceiver };
std::string_view Name(
    AppealGround ground) noexcept;  // "mistake", "new_owner", "spoofed", "hacked_recovered", "innocent_receiver"
std::optional<AppealGround> AppealGroundNamed(std::string_view name) noexcept;

enum class AppealState : uint8_t { kOpened, kInReview, kUpheld, kCleared };
std::string_view Name(AppealState state) noexcept;  // "opened", "in_review", "upheld", "cleared"
std::optional<AppealState> AppealStateNamed(std::string_view name) noexcept;

struct AppealOpen {
  indicator::Key key;
  AppealGround ground{};
  Channel channel = Channel::kOnline;  // the page, the hotline or a station
  int64_t due_s = 0;                   // by when the policy wants it answered
  std::optional<Sealed> sealed;        // JSON object: contact, text
};

struct AppealMove {
  uint64_t appeal = 0;  // number of the appeal_open entry
  indicator::Key key;   // of that appeal
  AppealState to{};     // not kOpened
  int64_t until_s = 0;  // of a clear: when it is looked at again; 0: no end
  std::optional<Sealed> reason;
};

std::string EncodeAppealOpen(const AppealOpen& open, std::string_view request = {});
base::Result<AppealOpen> DecodeAppealOpen(std::string_view body);  // kDamaged names the member
std::string EncodeAppealMove(const AppealMove& move, std::string_view request = {});
base::Result<AppealMove> DecodeAppealMove(std::string_view body);

}  // namespace cybercheck::event
