// SPDX-License-Identifier: Apache-2.0
#include "indicator/platform_url.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "indicator/handle.h"
#include "indicator/url_path.h"

namespace cybercheck::indicator {
namespace {

std::string_view Parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view one = query.substr(0, end);
    if (one.size() > name.size() && one.starts_with(name) && one[name.size()] == '=') return one.substr(name.size() + 1);
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return {};
}

// A canonical URL form taken apart; empty segments are left out.
struct Page {
  explicit Page(std::string_view form) {
    const size_t slash = std::min(form.find('/'), form.size());
    host = form.substr(0, slash);
    std::string_view rest = form.substr(slash);
    if (const size_t mark = rest.find('?'); mark != std::string_view::npos) {
      query = rest.substr(mark + 1);
      rest = rest.substr(0, mark);
    }
    while (!rest.empty() && count < segments.size()) {
      rest.remove_prefix(1);
      const size_t end = std::min(rest.find('/'), rest.size());
      if (end > 0) segments[count++] = rest.substr(0, end);
      rest.remove_prefix(end);
    }
  }

  // Segment `index`, or an empty view.
  std::string_view operator[](size_t index) const { return index < count ? segments[index] : std::string_view(); }

  std::string_view host;
  std::array<std::string_view, 6> segments;
  size_t count = 0;
  std::string_view query;
};

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> those) {
  return std::find(those.begin(), those.end(), text) != those.end();
}

bool Equals(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char t, char l) { return (t >= 'A' && t <= 'Z' ? t + 32 : t) == l; });
}

bool Take(Kind kind, std::string_view type, std::string_view code, bool opaque, Canonical& out) {
  out.key.kind = kind;
  out.key.form.assign(type).append(code);
  out.opaque = opaque;
  return true;
}

bool TakeCode(Kind kind, std::string_view type, std::string_view code, bool opaque, Canonical& out) {
  return IsPlatformCode(code) && Take(kind, type, code, opaque, out);
}

bool TakeId(Kind kind, std::string_view type, std::string_view id, Canonical& out) {
  return IsPlatformId(id) && Take(kind, type, id, false, out);
}

// Writes the account only when it has one, so that `out` is unchanged where it has none.
template <bool (*Append)(std::string_view, std::string&)>
bool TakeName(Kind kind, std::string_view type, std::string_view name, Canonical& out) {
  thread_local std::string form;
  form.assign(type);
  if (!Append(name, form)) return false;
  out.key.kind = kind;
  out.key.form.assign(form);
  return true;
}

// %40 arrives as '@'; a space or Thai text in a LINE address ends up escaped and fits no id.
bool TakeLineAccount(std::string_view id, Canonical& out) {
  if (id.starts_with('~')) return TakeName<AppendLineId>(Kind::kLine, "", id.substr(1), out);
  if (id.starts_with('@')) return TakeName<AppendLineOfficial>(Kind::kLine, "", id.substr(1), out);
  return TakeCode(Kind::kLine, "token:", id, true, out);
}

// Source of the addresses: developers.line.biz, "Use LINE features with the LINE URL scheme".
bool LineMe(const Page& page, Canonical& out) {
  const size_t r = Equals(page[0], "r") ? 1 : 0;
  const std::string_view verb = page[r], what = page[r + 1], id = page[r + 2];
  if (verb == "ti" && what == "p") return TakeLineAccount(id, out);
  if (verb == "ti" && what == "g") return TakeCode(Kind::kLine, "group:", id, false, out);
  if (verb == "ti" && what == "g2") return TakeCode(Kind::kLine, "openchat:", id, false, out);
  if (verb == "app") return TakeCode(Kind::kLine, "liff:", what, false, out);
  if (verb == "oaMessage" && what.starts_with('@')) return TakeName<AppendLineOfficial>(Kind::kLine, "", what.substr(1), out);
  if (verb == "home" && what == "public") {
    std::string_view name = Parameter(page.query, "id");
    if (name.starts_with('@')) name.remove_prefix(1);
    return TakeName<AppendLineOfficial>(Kind::kLine, "", name, out);
  }
  return false;
}

bool Line(const Page& page, Canonical& out) {
  if (IsOneOf(page.host, {"line.me", "www.line.me", "m.line.me", "line.naver.jp"})) return LineMe(page, out);
  if (page.host == "lin.ee") return TakeCode(Kind::kLine, "short:", page[0], true, out);
  if (page.host == "liff.line.me" || page.host == "miniapp.line.me") return TakeCode(Kind::kLine, "liff:", page[0], false, out);
  if (page.host == "page.line.me") {
    std::string_view name = page[0];
    if (name.starts_with('@')) name.remove_prefix(1);
    return TakeName<AppendLineOfficial>(Kind::kLine, "", name, out);
  }
  return false;
}

void AddVideo(std::string_view id, Canonical& out) {
  if (IsPlatformId(id)) out.AddAlso(Kind::kTiktok, Canonical::Relation::kWorst).key.form.assign("video:").append(id);
}

bool Tiktok(const Page& page, Canonical& out) {
  if (IsOneOf(page.host, {"vt.tiktok.com", "vm.tiktok.com"})) return TakeCode(Kind::kTiktok, "short:", page[0], true, out);
  if (!IsOneOf(page.host, {"tiktok.com", "www.tiktok.com", "m.tiktok.com", "lite.tiktok.com"})) return false;
  const std::string_view first = page[0];
  const bool names_video = page[1] == "video" || page[1] == "photo";
  if (first.starts_with('@')) {
    if (TakeName<AppendTiktokHandle>(Kind::kTiktok, "", first.substr(1), out)) {
      if (names_video) AddVideo(page[2], out);
      return true;
    }
    // The site accepts any handle, or none, before a video.
    return names_video && TakeId(Kind::kTiktok, "video:", page[2], out);
  }
  if (first == "t") return TakeCode(Kind::kTiktok, "short:", page[1], true, out);
  if (first == "v") {
    std::string_view id = page[1];
    if (id.ends_with(".html")) id.remove_suffix(5);
    return TakeId(Kind::kTiktok, "video:", id, out);
  }
  if (first == "embed") return TakeId(Kind::kTiktok, "video:", page[page.count - 1], out);
  const size_t share = first == "i18n" ? 1 : 0;
  if (page[share] == "share" && page[share + 1] == "video") return TakeId(Kind::kTiktok, "video:", page[share + 2], out);
  if (page[share] == "share" && page[share + 1] == "user") return TakeId(Kind::kTiktok, "id:", page[share + 2], out);
  return false;
}

bool IsFacebookHost(std::string_view host) {
  if (IsOneOf(host, {"facebook.com", "fb.com", "www.fb.com", "m.fb.com", "fb.me", "www.fb.me"})) return true;
  if (!host.ends_with(".facebook.com")) return false;
  host.remove_suffix(std::string_view(".facebook.com").size());
  if (IsOneOf(host, {"www", "m", "mobile", "mbasic", "web", "touch", "free", "business", "p", "upload"})) return true;
  // th-th.facebook.com: a language and a country.
  return host.size() == 5 && host[2] == '-' && host.find('.') == std::string_view::npos;
}

// A number at the end of "Name-100012345678901".
std::string_view TrailingId(std::string_view text) {
  const size_t at = text.find_last_not_of("0123456789");
  return at == std::string_view::npos ? text : text.substr(at + 1);
}

bool FacebookAccount(std::string_view name, Canonical& out) {
  if (IsPlatformId(name)) return Take(Kind::kFacebook, "id:", name, false, out);
  thread_local std::string lower;
  lower.assign(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (IsReservedFacebookName(lower) || lower.ends_with(".php")) return false;
  return TakeName<AppendFacebookName>(Kind::kFacebook, "", name, out);
}

bool FacebookPage(const Page& page, Canonical& out) {
  const std::string_view first = page[0], second = page[1];
  if (IsOneOf(first, {"profile.php", "story.php", "permalink.php"})) return TakeId(Kind::kFacebook, "id:", Parameter(page.query, "id"), out);
  if (first == "people" || first == "pages" || first == "p") {
    const std::string_view last = page[page.count - 1];
    return page.count > 1 && TakeId(Kind::kFacebook, "id:", TrailingId(last), out);
  }
  if (first == "pg") return FacebookAccount(second, out);
  if (first == "groups") return TakeName<AppendGroupName>(Kind::kFacebook, "group:", second, out);
  if (first == "share") {
    const std::string_view code = IsOneOf(second, {"p", "v", "r", "g"}) ? page[2] : second;
    return TakeCode(Kind::kFacebook, "share:", code, true, out);
  }
  if (first == "watch") return TakeId(Kind::kFacebook, "watch:", Parameter(page.query, "v"), out);
  if (first == "reel") return TakeId(Kind::kFacebook, "watch:", second, out);
  return FacebookAccount(first, out);
}

bool Facebook(const Page& page, Canonical& out) {
  if (page.host == "fb.watch") return TakeCode(Kind::kFacebook, "watch:", page[0], !IsPlatformId(page[0]), out);
  if (page.host == "m.me" || page.host == "www.m.me") return FacebookAccount(page[0], out);
  if (page.host == "messenger.com" || page.host == "www.messenger.com") return page[0] == "t" && FacebookAccount(page[1], out);
  return IsFacebookHost(page.host) && FacebookPage(page, out);
}

}  // namespace

bool AccountOfUrl(std::string_view form, Canonical& out) {
  const Page page(form);
  if (page.count == 0) return false;
  const size_t also_count = out.also_count;
  if (!Line(page, out) && !Tiktok(page, out) && !Facebook(page, out)) {
    out.also_count = also_count;
    return false;
  }
  out.AddAlso(Kind::kUrl, Canonical::Relation::kWorst).key.form.assign(form);
  return true;
}

std::optional<std::string> UnwrapRedirect(std::string_view form, std::string_view query) {
  constexpr std::string_view kWrappers[] = {"l.facebook.com/l.php?", "lm.facebook.com/l.php?"};
  const auto wrapper = std::ranges::find_if(kWrappers, [&](std::string_view one) { return form.starts_with(one); });
  if (wrapper == std::end(kWrappers)) return std::nullopt;
  std::string_view escaped = Parameter(query, "u");
  // The name itself may be escaped; and a form that was kept must never be one that would be opened.
  if (escaped.empty()) escaped = Parameter(form.substr(wrapper->size()), "u");
  if (escaped.empty()) return std::nullopt;
  std::string inner;
  AppendUnescapedOnce(escaped, inner);
  if (inner.find("://") == std::string::npos) {
    inner.clear();
    AppendUnescaped(escaped, inner);
  }
  // fbclid is added at the click: the page that was posted did not have it.
  for (const std::string_view mark : {"?fbclid=", "&fbclid="}) {
    const size_t at = inner.find(mark);
    if (at == std::string::npos) continue;
    const size_t end = inner.find('&', at + 1);
    if (end == std::string::npos) {
      inner.resize(at);
    } else {
      inner.erase(at + 1, end - at);
    }
  }
  return inner;
}

bool IsReservedFacebookUrl(std::string_view form) {
  const Page page(form);
  return IsFacebookHost(page.host) && (page.count == 0 || IsReservedFacebookName(page[0]) || page[0].ends_with(".php"));
}

}  // namespace cybercheck::indicator
