// SPDX-License-Identifier: Apache-2.0
#include "server/token_text.h"

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/hex.h"
#include "base/random.h"
#include "event/access_token.h"

namespace cybercheck::server {
namespace {

constexpr std::string_view kTokenBegin = "cct_", kInstallBegin = "cca_";
constexpr size_t kSecretBytes = 32, kSecretCharacters = 43;
constexpr size_t kInstallIdBytes = 16, kInstallMacBytes = 16;
constexpr size_t kInstallTextBytes = kInstallBegin.size() + 2 * kInstallIdBytes + 1 + 2 * kInstallMacBytes;

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

std::string MakeInstallToken(std::span<const uint8_t> secret) {
  std::array<uint8_t, kInstallIdBytes> id;
  base::FillRandom(id);
  const std::string digits = base::HexEncode(id);
  const base::Digest mac = base::HmacSha256(secret, digits);
  return std::string(kInstallBegin) + digits + "_" + base::HexEncode(std::span(mac).first(kInstallMacBytes));
}

std::optional<std::string_view> InstallIdOf(std::string_view text, std::span<const uint8_t> secret) noexcept {
  if (text.size() != kInstallTextBytes || !text.starts_with(kInstallBegin)) return std::nullopt;
  const std::string_view id = text.substr(kInstallBegin.size(), 2 * kInstallIdBytes);
  const std::string_view mac_digits = text.substr(kInstallBegin.size() + id.size() + 1);
  std::array<uint8_t, kInstallMacBytes> mac;
  if (text[kInstallBegin.size() + id.size()] != '_' || !IsLowerHex(id) || !IsLowerHex(mac_digits) ||
      !base::HexDecode(mac_digits, mac))
    return std::nullopt;
  const base::Digest expected = base::HmacSha256(secret, id);
  if (!EqualInConstantTime(mac, std::span(expected).first(kInstallMacBytes))) return std::nullopt;
  return id;
}

bool EqualInConstantTime(std::span<const uint8_t> a, std::span<const uint8_t> b) noexcept {
  if (a.size() != b.size()) return false;
  unsigned different = 0;
  for (size_t i = 0; i < a.size(); ++i) different |= static_cast<unsigned>(a[i] ^ b[i]);
  return different == 0;
}

}  // namespace cybercheck::server
