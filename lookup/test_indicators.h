// SPDX-License-Identifier: Apache-2.0
// Reserved indicators for people who build apps: each always answers its verdict, with reason test_indicator, on every server,
// without any stored data; evidence about them is not looked up. They belong to nobody: hosts under .test (RFC 6761), an area of
// the number plan that is not assigned (0 67 0…), account digits that no bank gives out.
//
//   phone, PromptPay   067-000-000N          N: 1 unknown, 2 unresolvable, 3 reported, 4 suspected, 5 listed, 6 official
//   account            004:000000000N        the same N
//   url                NAME.cybercheck.test  NAME: unknown, unresolvable, reported, suspected, listed, official; every page
//   line, tiktok       cc_test_NAME          (a LINE id has at most 20 characters)
//   facebook           cctestNAME
//   sms_sender         CyberTestNAME
#pragma once

#include <optional>
#include <string_view>

#include "indicator/kind.h"
#include "wire/verdict.h"

namespace cybercheck::lookup {

// Canonical form to the verdict it is reserved for. No allocation.
std::optional<wire::Verdict> TestVerdict(indicator::Kind kind, std::string_view form) noexcept;

}  // namespace cybercheck::lookup
