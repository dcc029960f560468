// SPDX-License-Identifier: Apache-2.0
#include "server/token_text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/base64.h"
#include "base/hex.h"
#include "base/random.h"
#include "event/access_token.h"

namespace cybercheck::server {
namespace {

constexpr std::string_view kTokenBegin = "cct_", kInstallBegin = "cca_";
constexpr size_t kSecretBytes = 32, kSecretCharacters = 43;
constexpr size_t kInstallIdBytes = 16, kInstallMacBytes = 16;
constexpr size_t kInstallDayDigits = 5;
constexpr int64_t kInstallDayMax = 99999;  // in the year 2243
constexpr size_t kInstallTextBytes =
    kInstallBegin.size() + kInstallDayDigits + 1 + 2 * kInstallIdBytes + 1 + 2 * kInstallMacBytes;

bool IsLowerHex(std::string_view text) { return text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }

bool IsBase64Url(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

}  // namespace

NewToken MakeToken() {
  std::array<uint8_t, event::kTokenIdDigits / 2> id;
  std::array<uint8_t, kSecretBytes> secret;
  base::FillRandom(id);
  base::FillRandom(secret);
  std::string characters = base::Base64Encode({reinterpret_cast<const char*>(secret.data()), secret.size()});
  characters.resize(kSecretCharacters);  // without padding
  std::replace(characters.begin(), characters.end(), '+', '-');
  std::replace(characters.begin(), characters.end(), '/', '_');
  NewToken token{.id = base::HexEncode(id), .text = {}, .digest = {}};
  token.text = std::string(kTokenBegin) + token.id + "_" + characters;
  token.digest = base::Sha256(token.text);
  return token;
}

std::optional<std::string_view> TokenIdOf(std::string_view text) noexcept {
  if (text.size() != kTokenBegin.size() + event::kTokenIdDigits + 1 + kSecretCharacters || !text.starts_with(kTokenBegin))
    return std::nullopt;
  const std::string_view id = text.substr(kTokenBegin.size(), event::kTokenIdDigits);
  const std::string_view rest = text.substr(kTokenBegin.size() + event::kTokenIdDigits);
  if (!event::IsTokenId(id) || rest[0] != '_' || !std::all_of(rest.begin() + 1, rest.end(), IsBase64Url)) return std::nullopt;
  return id;
}

std::string MakeInstallToken(std::span<const uint8_t> secret, int64_t now_s) {
  std::array<uint8_t, kInstallIdBytes> id;
  base::FillRandom(id);
  std::string day = std::to_string(std::clamp<int64_t>(now_s / 86400, 0, kInstallDayMax));
  day.insert(0, kInstallDayDigits - day.size(), '0');
  const std::string signed_part = day + "_" + base::HexEncode(id);
  const base::Digest mac = base::HmacSha256(secret, signed_part);
  return std::string(kInstallBegin) + signed_part + "_" + base::HexEncode(std::span(mac).first(kInstallMacBytes));
}

std::optional<InstallToken> ReadInstallToken(std::string_view text, std::span<const uint8_t> secret) noexcept {
  if (text.size() != kInstallTextBytes || !text.starts_with(kInstallBegin)) return std::nullopt;
  const std::string_view signed_part = text.substr(kInstallBegin.size(), kInstallDayDigits + 1 + 2 * kInstallIdBytes);
  const std::string_view day = signed_part.substr(0, kInstallDayDigits), id = signed_part.substr(kInstallDayDigits + 1);
  const std::string_view mac_digits = text.substr(kInstallBegin.size() + signed_part.size() + 1);
  std::array<uint8_t, kInstallMacBytes> mac;
  InstallToken token{id};
  const auto [end, failure] = std::from_chars(day.data(), day.data() + day.size(), token.issued_day);
  if (failure != std::errc{} || end != day.data() + day.size() || token.issued_day < 0 || signed_part[kInstallDayDigits] != '_' ||
      text[kInstallBegin.size() + signed_part.size()] != '_' || !IsLowerHex(id) || !IsLowerHex(mac_digits) ||
      !base::HexDecode(mac_digits, mac))
    return std::nullopt;
  const base::Digest expected = base::HmacSha256(secret, signed_part);
  if (!EqualInConstantTime(mac, std::span(expected).first(kInstallMacBytes))) return std::nullopt;
  return token;
}

bool EqualInConstantTime(std::span<const uint8_t> a, std::span<const uint8_t> b) noexcept {
  if (a.size() != b.size()) return false;
  unsigned different = 0;
  for (size_t i = 0; i < a.size(); ++i) different |= static_cast<unsigned>(a[i] ^ b[i]);
  return different == 0;
}

}  // namespace cybercheck::server
