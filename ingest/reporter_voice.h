// SPDX-License-Identifier: Apache-2.0
// Whose voice a report is: what distinct reporters are counted by, and all that is stored of them outside sealed boxes.
//
//   tok:<token id>   a credential
//   per:<HMAC>       a person an intake system has verified, by the keyed digits of the national id
//   net:<HMAC>       an anonymous sender's network (IPv4 /24, IPv6 /48) in one month, under that month's own key
//   src:<name>       a file somebody imports, all its rows that name no verified person
// Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::ingest {

std::string TokenVoice(std::string_view token_id);
std::string SourceVoice(std::string_view name);
inline constexpr size_t kVoiceSourceBytesMax = 44;

// The 13 digits of a national or juristic id as people write it. Errors: as of PersonVoice.
base::Result<std::string> NationalIdDigits(std::string_view national_id);
// `national_id` as people write it; its check digit must hold. Errors: kNotAPromptpayId, kNationalIdChecksum; the text is not
// repeated.
base::Result<std::string> PersonVoice(std::span<const uint8_t> secret, std::string_view national_id);

// `address` as text; what is no address is one network of its own.
std::string NetworkVoice(std::span<const uint8_t> month_key, std::string_view address);

// "2026-11" in Thailand.
std::string MonthOf(int64_t unix_s);

}  // namespace cybercheck::ingest
