// SPDX-License-Identifier: Apache-2.0
// Reserved indicators for people who build apps: each always answers its verdict, with reason test_indicator, on every server, without
// any stored data; evidence about them is not looked up. They belong to nobody: hosts under .test (RFC 6761), an area of the number plan
// that is not assigned (0 67 0…), account digits that no bank gives out.
//
//   verdict        phone          url (every page)               line · tiktok · facebook       account, promptpay        sms_sender
//   unknown        067-000-0001   unknown.cybercheck.test        cybercheck_test_unknown *      004:0000000001            CyberTestUnknown
//   unresolvable   067-000-0002   unresolvable.cybercheck.test   cybercheck_test_unresolvable   004:0000000002            CyberTestUnresolvable
//   reported       067-000-0003   reported.cybercheck.test       cybercheck_test_reported       004:0000000003            CyberTestReported
//   suspected      067-000-0004   suspected.cybercheck.test      cybercheck_test_suspected      004:0000000004            CyberTestSuspected
//   listed         067-000-0005   listed.cybercheck.test         cybercheck_test_listed         004:0000000005            CyberTestListed
//   official       067-000-0006   official.cybercheck.test       cybercheck_test_official       004:0000000006            CyberTestOfficial
//
//   * TikTok with dots for underscores also; Facebook without either: cyberchecktestlisted. PromptPay: the phone numbers.
#pragma once

#include <optional>
#include <string_view>

#include "indicator/kind.h"
#include "wire/verdict.h"

namespace cybercheck::lookup {

// Canonical form to the verdict it is reserved for. No allocation.
std::optional<wire::Verdict> TestVerdict(indicator::Kind kind, std::string_view form) noexcept;

}  // namespace cybercheck::lookup
