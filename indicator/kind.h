// SPDX-License-Identifier: Apache-2.0
// The kinds of thing that can be asked about. The numeric values are stored (index keys, entries): never renumber.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cybercheck::indicator {

enum class Kind : uint8_t {
  kPhone = 1,
  kUrl = 2,
  kLine = 3,
  kTiktok = 4,
  kFacebook = 5,
  kAccount = 6,
  kPromptpay = 7,
  kSmsSender = 8,
};

inline constexpr std::array kAllKinds = {Kind::kPhone,    Kind::kUrl,     Kind::kLine,      Kind::kTiktok,
                                         Kind::kFacebook, Kind::kAccount, Kind::kPromptpay, Kind::kSmsSender};

// "phone", "url", "line", "tiktok", "facebook", "account", "promptpay", "sms_sender".
std::string_view Name(Kind kind) noexcept;
std::optional<Kind> KindNamed(std::string_view name) noexcept;
// Whether `tag` is the number of a kind.
bool IsKind(uint8_t tag) noexcept;

}  // namespace cybercheck::indicator
