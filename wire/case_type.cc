// SPDX-License-Identifier: Apache-2.0
#include "wire/case_type.h"

#include <algorithm>
#include <iterator>

namespace cybercheck::wire {
namespace {

constexpr std::string_view kCodes[] = {"",
                                       "goods",
                                       "job",
                                       "loan",
                                       "investment",
                                       "call_center",
                                       "impersonation_borrow",
                                       "prize_or_other",
                                       "remote_control",
                                       "goods_syndicate",
                                       "hacking",
                                       "romance",
                                       "ponzi",
                                       "digital_asset",
                                       "ransomware",
                                       "outside_taxonomy"};
static_assert(std::size(kCodes) == kCaseTypeMax + 1);

}  // namespace

std::string_view CaseTypeName(uint8_t case_type) noexcept {
  return case_type <= kCaseTypeMax ? kCodes[case_type] : std::string_view();
}

uint8_t CaseTypeNamed(std::string_view code) noexcept {
  if (code.empty()) return 0;
  const auto* const found = std::find(std::begin(kCodes), std::end(kCodes), code);
  return found == std::end(kCodes) ? uint8_t{0} : static_cast<uint8_t>(found - std::begin(kCodes));
}

}  // namespace cybercheck::wire
