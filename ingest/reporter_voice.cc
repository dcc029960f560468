// SPDX-License-Identifier: Apache-2.0
#include "ingest/reporter_voice.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/hex.h"
#include "base/sha256.h"
#include "base/timestamp.h"
#include "indicator/national_id.h"
#include "ingest/thai_date.h"

namespace cybercheck::ingest {
namespace {

constexpr size_t kVoiceBytes = 16;

std::string Keyed(std::string_view prefix, std::span<const uint8_t> key, std::string_view what) {
  const base::Digest digest = base::HmacSha256(key, what);
  return std::string(prefix) + base::HexEncode(std::span(digest).first<kVoiceBytes>());
}

// The first bytes of an address that one subscriber line or office shares.
std::string NetworkOf(std::string_view address) {
  const std::string text(address);
  in6_addr six{};
  in_addr four{};
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) return "4" + std::string(reinterpret_cast<const char*>(&four), 3);
  if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return "-";
  const char* const bytes = reinterpret_cast<const char*>(&six);
  if (IN6_IS_ADDR_V4MAPPED(&six)) return "4" + std::string(bytes + 12, 3);
  return "6" + std::string(bytes, 6);
}

}  // namespace

std::string TokenVoice(std::string_view token_id) { return "tok:" + std::string(token_id); }
std::string SourceVoice(std::string_view name) { return "src:" + std::string(name.substr(0, kVoiceSourceBytesMax)); }

base::Result<std::string> NationalIdDigits(std::string_view national_id) {
  std::string digits;
  for (const char c : FoldWritten(national_id)) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (c != '-' && c != ' ')
      return base::Fail(base::ErrorCode::kNotAPromptpayId, "a national id has 13 digits");
  }
  if (digits.size() != indicator::kNationalIdDigits)
    return base::Fail(base::ErrorCode::kNotAPromptpayId, "a national id has 13 digits");
  if (!indicator::IsNationalId(digits)) return base::Fail(base::ErrorCode::kNationalIdChecksum);
  return digits;
}

base::Result<std::string> PersonVoice(std::span<const uint8_t> secret, std::string_view national_id) {
  ASSIGN_OR_RETURN(const std::string digits, NationalIdDigits(national_id));
  return Keyed("per:", secret, "per:" + digits);
}

std::string NetworkVoice(std::span<const uint8_t> month_key, std::string_view address) {
  return Keyed("net:", month_key, NetworkOf(address));
}

std::string MonthOf(int64_t unix_s) { return base::FormatTime(unix_s + kThailandS).substr(0, 7); }

}  // namespace cybercheck::ingest
