// SPDX-License-Identifier: Apache-2.0
#include "indicator/kind.h"

#include "base/check.h"

namespace cybercheck::indicator {
namespace {

constexpr std::array<std::string_view, 8> kNames = {"phone",    "url",     "line",      "tiktok",
                                                    "facebook", "account", "promptpay", "sms_sender"};

}  // namespace

bool IsKind(uint8_t tag) noexcept { return tag >= 1 && tag <= kNames.size(); }

std::string_view Name(Kind kind) noexcept {
  CHECK(IsKind(static_cast<uint8_t>(kind)));
  return kNames[static_cast<size_t>(kind) - 1];
}

std::optional<Kind> KindNamed(std::string_view name) noexcept {
  for (Kind kind : kAllKinds)
    if (Name(kind) == name) return kind;
  return std::nullopt;
}

}  // namespace cybercheck::indicator
