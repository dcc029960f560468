// SPDX-License-Identifier: Apache-2.0
#include "indicator/platform_value.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "indicator/label.h"
#include "indicator/text_form.h"
#include "indicator/url.h"

namespace cybercheck::indicator {
namespace {

constexpr std::string_view kLineLabels[] = {
    "line official account", "line official", "line oa", "line id", "lineid", "line@", "line", "id line", "id", "add line", "add",
    "ไลน์ไอดี", "ไอดีไลน์", "ไลน์ id", "แอดไลน์", "เพิ่มเพื่อน", "ไลน์", "ไลน", "แอด", "แอดมา", "ไอดี", "ทักไลน์", "ทัก", "ติดต่อ", "คือ", "ที่", "ได้", "ig", "ไอจี",
    "instagram"};
constexpr std::string_view kTiktokLabels[] = {
    "tiktok", "tik tok", "tiktok id", "tiktok shop", "tt", "id", "username", "user", "ติ๊กต็อก", "ติ๊กต๊อก", "ติ๊กตอก", "ติ้กต้อก", "ติ๊กต็อค", "ติกตอก", "ช่อง",
    "ไอดี", "แอด", "ติดตาม", "คือ", "follow", "ig", "ไอจี", "instagram"};
constexpr std::string_view kFacebookLabels[] = {
    "facebook", "facebook page", "fb", "fb page", "f.b.", "face book", "fanpage", "page", "username", "user", "id", "เฟซบุ๊ก", "เฟสบุ๊ค", "เฟซบุ๊ค",
    "เฟสบุ๊ก", "เฟสบุค", "เฟซบุค", "เฟส", "เฟซ", "เพจ", "เพจเฟส", "แฟนเพจ", "ไอดี", "ชื่อ", "แอด", "ทัก", "inbox", "messenger", "คือ", "ig", "ไอจี",
    "instagram"};

constexpr std::string_view kHosts[] = {"line.me", "lin.ee", "tiktok.com", "facebook.com", "fb.com", "fb.me", "fb.watch", "m.me",
                                       "messenger.com", "line.naver.jp"};

bool IsNameByte(char c) {
  return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '.' || c == '_' || c == '-' || c == '@';
}

}  // namespace

std::span<const std::string_view> LabelsOf(Kind platform) {
  switch (platform) {
    case Kind::kLine: return kLineLabels;
    case Kind::kTiktok: return kTiktokLabels;
    case Kind::kFacebook: return kFacebookLabels;
    default: CHECK(false && "a platform"); return {};
  }
}

bool IsPlatformUrlText(std::string_view text) {
  if (text.find("://") != std::string_view::npos || text.find("[.]") != std::string_view::npos) return true;
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash > 64) return false;
  std::array<char, 64> host;
  std::transform(text.begin(), text.begin() + static_cast<ptrdiff_t>(slash), host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const std::string_view lower(host.data(), slash);
  return std::ranges::any_of(kHosts, [&](std::string_view one) {
    return lower == one || (lower.ends_with(one) && lower[lower.size() - one.size() - 1] == '.');
  });
}

bool TakePlatformUrl(Kind platform, std::string_view text, Canonical& out) {
  if (CanonicalizeUrl(text, out).has_error()) {
    out.Clear();
    return false;
  }
  return out.key.kind == platform;
}

std::string_view NameIn(Kind platform, std::string_view text) {
  const Words labels = LabelsOf(platform);
  text = TrimSpaces(DropLabels(text, labels));
  const size_t size = static_cast<size_t>(std::ranges::find_if_not(text, IsNameByte) - text.begin());
  const std::string_view rest = text.substr(size);
  // A name ends where a space or another script begins; anything else is part of something that is no name.
  if (!rest.empty() && static_cast<unsigned char>(rest.front()) < 0x80 && std::string_view(" \t\r\n()[],;!'\"|").find(rest.front()) == std::string_view::npos)
    return {};
  return IsClosing(rest, labels) ? text.substr(0, size) : std::string_view();
}

}  // namespace cybercheck::indicator
