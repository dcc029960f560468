// SPDX-License-Identifier: Apache-2.0
#include "indicator/handle.h"

#include <algorithm>
#include <iterator>

namespace cybercheck::indicator {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool IsAlnum(char c) { return IsDigit(c) || (Lower(c) >= 'a' && Lower(c) <= 'z'); }

bool IsOf(std::string_view text, size_t size_min, size_t size_max, std::string_view others) {
  return text.size() >= size_min && text.size() <= size_max &&
         std::all_of(text.begin(), text.end(), [&](char c) { return IsAlnum(c) || others.find(c) != std::string_view::npos; });
}

bool AnyAlnum(std::string_view text) { return std::any_of(text.begin(), text.end(), IsAlnum); }

void AppendLower(std::string_view text, std::string& out) {
  std::transform(text.begin(), text.end(), std::back_inserter(out), Lower);
}

// Sorted. From the platform's own navigation; a name of this list in a URL is a page, not a person.
constexpr std::string_view kReserved[] = {
    "about", "ads", "adsmanager", "ajax", "api", "apps", "bookmarks", "business", "careers", "composer", "connect", "dialog",
    "directory", "docs", "donate", "events", "feed", "flx", "friends", "fundraisers", "games", "gaming", "groups", "hashtag",
    "help", "home", "home.php", "join", "legal", "lite", "live", "local", "login", "login.php", "logout", "logout.php",
    "marketplace", "media", "memories", "messages", "messenger", "nearby", "news", "notes", "notifications", "offers", "pages",
    "people", "permalink.php", "photo", "photo.php", "photos", "places", "plugins", "policies", "policy", "privacy", "profile",
    "profile.php", "public", "r.php", "recover", "reel", "reels", "reg", "saved", "search", "settings", "share", "share.php",
    "sharer", "sharer.php", "signup", "stories", "story.php", "support", "terms", "terms.php", "tr", "unsupportedbrowser",
    "video", "video.php", "videos", "watch", "whitehat", "www"};
static_assert(std::ranges::is_sorted(kReserved));

}  // namespace

bool AppendLineId(std::string_view id, std::string& out) {
  if (!IsOf(id, 4, 20, ".-_") || !AnyAlnum(id)) return false;
  AppendLower(id, out);
  return true;
}

bool AppendLineOfficial(std::string_view id, std::string& out) {
  if (!IsOf(id, 2, 20, ".-_") || !AnyAlnum(id)) return false;
  out.push_back('@');
  AppendLower(id, out);
  return true;
}

bool AppendTiktokHandle(std::string_view handle, std::string& out) {
  if (!IsOf(handle, 2, 24, "._") || handle.front() == '.' || handle.find_first_not_of("._") == std::string_view::npos) return false;
  if (handle.size() >= 15 && IsPlatformId(handle)) return false;  // an account's number, never its name
  AppendLower(handle, out);
  return true;
}

bool AppendFacebookName(std::string_view name, std::string& out) {
  if (!IsOf(name, 5, 80, ".")) return false;
  const auto letters = static_cast<size_t>(std::count_if(name.begin(), name.end(), IsAlnum));
  if (letters < 5 || letters > 50 || name.find_first_not_of("0123456789.") == std::string_view::npos) return false;
  const size_t begin = out.size();
  for (const char c : name)
    if (c != '.') out.push_back(Lower(c));
  // ".groups" is no account either: a form must be read as it was written.
  if (!IsReservedFacebookName(std::string_view(out).substr(begin))) return true;
  out.resize(begin);
  return false;
}

bool AppendGroupName(std::string_view name, std::string& out) {
  if (!IsOf(name, 1, 80, ".-_") || !AnyAlnum(name)) return false;
  AppendLower(name, out);
  return true;
}

bool IsPlatformId(std::string_view id) { return id.size() >= 5 && id.size() <= 25 && std::all_of(id.begin(), id.end(), IsDigit); }

bool IsPlatformCode(std::string_view code) { return IsOf(code, 2, 128, "-_") && AnyAlnum(code); }

bool IsReservedFacebookName(std::string_view name) { return std::ranges::binary_search(kReserved, name); }

}  // namespace cybercheck::indicator
