// SPDX-License-Identifier: Apache-2.0
#include "extract/url_scanner.h"

#include <algorithm>
#include <string>

#include "extract/patterns.h"
#include "extract/script.h"
#include "extract/top_level_domain.h"
#include "extract/url_tail.h"

namespace cybercheck::extract {
namespace {

using indicator::Kind;

constexpr size_t kLabelLookBackBytes = 48;
constexpr size_t kUrlLookBackBytes = 512;
constexpr size_t kLocalPartMax = 64;  // RFC 5321, 4.5.3.1.1
constexpr size_t kThaiLetterBytes = 3;

bool IsAllDigits(std::string_view s) { return std::all_of(s.begin(), s.end(), IsDigit); }

// "In", "To": the first word of a sentence, rather than a domain in lower or upper case.
bool IsCapitalized(std::string_view label) {
  return label.size() >= 2 && label[0] >= 'A' && label[0] <= 'Z' && label[1] >= 'a' && label[1] <= 'z';
}

// "host.example/go?u=https://…": whether the scheme at `at` may be a parameter of a URL that began before it.
bool IsInsideUrl(std::string_view text, size_t at) {
  if (at < 2 || std::string_view("=/?&").find(text[at - 1]) == std::string_view::npos) return false;
  size_t begin = at - 1;
  bool slash = false;
  while (begin > 0 && at - begin < kUrlLookBackBytes) {
    const char c = text[begin - 1];
    if (c <= ' ' || static_cast<uint8_t>(c) >= 0x80) return false;
    slash |= c == '/' || c == '?';
    if (slash && c == '.') return true;
    --begin;
  }
  return false;
}

// "name.me+shop@": whether what follows a dotted word makes it an e-mail address.
bool IsLocalPart(std::string_view text, size_t end) {
  size_t at = end;
  while (at < text.size() && at - end < kLocalPartMax &&
         (IsAlnum(text[at]) || std::string_view(".+-_%").find(text[at]) != std::string_view::npos))
    ++at;
  return at < text.size() && text[at] == '@';
}

// Ends a host written with a scheme where Thai text is glued to it: "bad.exampleด่วน", "bad.example.กรุณา".
void CutGluedText(std::string_view text, HostRun& host) {
  for (size_t i = 1; i < host.labels.size(); ++i) {
    HostRun::Label& label = host.labels[i];
    if (label.unspaced) continue;
    size_t at = label.begin;
    while (at < label.end) {
      const Letter letter = LetterAt(text, at);
      if (letter.script == Script::kUnspaced) break;
      at += letter.size;
    }
    if (at == label.end) continue;
    const bool more = i + 1 < host.labels.size() && IsPlausibleTld(host.Last(text));
    if (more) continue;
    label.end = at;
    while (label.end > label.begin + 1 && !IsAlnum(text[label.end - 1]) && static_cast<uint8_t>(text[label.end - 1]) < 0x80)
      --label.end;
    host.labels.resize(i + 1);
    return;
  }
  while (host.labels.size() > 1 && host.labels.back().unspaced && !IsPlausibleTld(host.Last(text))) host.labels.pop_back();
}

// Leaves of a run without a scheme what can be a host: no Thai words before an ASCII name, nothing after its top-level domain.
void CutToHost(std::string_view text, HostRun& host) {
  auto& labels = host.labels;
  while (!labels.empty() && labels.back().unspaced && !IsPlausibleTld(host.Last(text))) labels.pop_back();
  // "bad.com.Click": a sentence that goes on.
  if (labels.size() > 2 && !IsPlausibleTld(host.Last(text)) && IsCapitalized(host.Last(text))) {
    const auto& before = labels[labels.size() - 2];
    if (IsUnmistakableTld(text.substr(before.begin, before.end - before.begin))) labels.pop_back();
  }
  if (labels.size() < 2) return labels.clear();
  // A Thai label of one or two letters is an abbreviation ("บ.", "ก.ค."), not a name.
  const auto abbreviation = [](const HostRun::Label& label) {
    return label.unspaced && label.end - label.begin < 3 * kThaiLetterBytes;
  };
  labels.erase(labels.begin(), std::find_if(labels.rbegin() + 1, labels.rend(), abbreviation).base());
  if (labels.size() < 2) return labels.clear();
  const bool all_unspaced = std::all_of(labels.begin(), labels.end() - 1, [](const auto& label) { return label.unspaced; });
  if (all_unspaced) return;
  const auto last_unspaced = std::find_if(labels.rbegin() + 1, labels.rend(), [](const auto& label) { return label.unspaced; });
  labels.erase(labels.begin(), last_unspaced.base());
  if (labels.size() < 2) labels.clear();
}

}  // namespace

UrlScanner::UrlScanner()
    : email_(R"([A-Za-z0-9][A-Za-z0-9._%+\-]*@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)", PatternOptions()),
      scheme_(R"((?:h(?:tt|xx|\*\*|t\[t\]|xt|tx)ps?|hxxxps?|fxp|ftps?|line)(?: ?: ?/ ?/|\[:\] ?//|\[://\]|:/|:\\\\))",
              PatternOptions()),
      handle_label_(
          R"((?:line|ไลน์|tik ?tok|ติ๊กต[็๊]?อก|facebook|fb|เฟซบุ๊ก|เฟสบุ๊[คก]|เฟ[ซส]|เพจ|ไอดี|id|ig|instagram)[ )]*[:=?]?[ ]*@?$)",
          PatternOptions()) {
  CheckPattern(email_);
  CheckPattern(scheme_);
  CheckPattern(handle_label_);
}

void UrlScanner::Scan(Findings& findings) const {
  // First what no other URL can hold, then hosts with all that follows them, then schemes left inside other text.
  ScanSchemes(findings, /*embedded=*/false);
  ScanBareHosts(findings);
  ScanSchemes(findings, /*embedded=*/true);
  ScanEmails(findings);
}

void UrlScanner::ScanEmails(Findings& findings) const {
  ForEachMatch(email_, findings.text(), [&](size_t begin, size_t end) { findings.Block(begin, end); });
}

void UrlScanner::ScanSchemes(Findings& findings, bool embedded) const {
  const std::string_view text = findings.text();
  HostRun host;
  ForEachMatch(scheme_, text, [&](size_t begin, size_t after) {
    if (!findings.Free(begin, after) || (!embedded && IsInsideUrl(text, begin))) return;
    // "https:// bad.example": a space that a messenger put in.
    const bool spaced = after < text.size() && text[after] == ' ';
    size_t at = after + (spaced ? 1 : 0);
    while (at < text.size() && (text[at] == '/' || text[at] == '\\')) ++at;
    // user:password@ before the host
    size_t authority_end = at;
    while (authority_end < text.size() && static_cast<uint8_t>(text[authority_end]) > ' ' &&
           std::string_view("/?#\\\"<>").find(text[authority_end]) == std::string_view::npos)
      ++authority_end;
    if (const size_t sign = text.substr(at, authority_end - at).rfind('@'); sign != std::string_view::npos && !spaced)
      at += sign + 1;
    if (at >= text.size()) return;
    size_t host_end = at;
    if (text[at] == '[' && DotAt(text, at) == 0) {  // [2001:db8::1]
      host_end = text.substr(0, authority_end).find(']', at);
      if (host_end == std::string_view::npos) return;
      ++host_end;
    } else {
      ReadHostRun(text, at, /*mixed=*/true, host);
      CutGluedText(text, host);
      const bool number = host.labels.size() == 1 && IsAllDigits(host.Last(text)) && host.end() - host.begin() >= 8;
      if (host.labels.empty() || (host.labels.size() < 2 && !number)) return;
      if (spaced && !IsPlausibleTld(host.Last(text))) return;
      host_end = host.end();
    }
    const size_t end = UrlEnd(findings.folded(), host_end);
    if (findings.Add(Kind::kUrl, begin, end)) return;
    // What canonicalization does not read defanged (a space, "[://]"), it reads written plainly.
    if (host_end == at || host.labels.empty()) return;
    std::string plain(text.substr(begin, 1) == "l" || text.substr(begin, 1) == "L" ? "line://" : "http://");
    plain += host.Written(text);
    if (end > host_end) plain += findings.folded().Original(host_end, end);
    findings.Add(Kind::kUrl, begin, end, plain);
  });
}

bool UrlScanner::IsBelievable(std::string_view text, const HostRun& host, bool has_path) const {
  const std::string_view tld = host.Last(text);
  const HostRun::Label& second = host.labels[host.labels.size() - 2];
  const std::string_view name = text.substr(second.begin, second.end - second.begin);
  if (!IsPlausibleTld(tld)) {
    // An address in numbers is told from a version by its path.
    return host.labels.size() == 4 && has_path && std::all_of(host.labels.begin(), host.labels.end(), [&](const auto& label) {
             return IsAllDigits(text.substr(label.begin, label.end - label.begin));
           });
  }
  if (host.labels.size() > 2 || has_path || host.refanged) return true;
  if (IsCapitalized(tld) && !IsUnmistakableTld(tld)) return false;
  if (IsFileExtension(tld)) return false;
  if (name.size() == 1 && (IsDigit(name[0]) || tld.size() == 2)) return false;
  if (IsAllDigits(name) && (tld == "am" || tld == "pm" || tld == "AM" || tld == "PM")) return false;
  if ((name == "Co" || name == "co" || name == "CO") && (tld == "Ltd" || tld == "ltd" || tld == "LTD")) return false;
  return true;
}

void UrlScanner::ScanBareHosts(Findings& findings) const {
  const std::string_view text = findings.text();
  HostRun host;
  for (size_t at = 0; at < text.size();) {
    const Letter letter = LetterAt(text, at);
    if (letter.script == Script::kNone) {
      at += letter.size;
      continue;
    }
    ReadHostRun(text, at, /*mixed=*/false, host);
    const size_t run_end = host.end();
    at = run_end;
    CutToHost(text, host);
    if (host.labels.empty()) continue;
    const size_t begin = host.begin();
    if (!findings.Free(begin, host.end())) continue;
    if (begin > 0 && text[begin - 1] == '@') continue;  // a handle, or the rest of an address
    if (IsLocalPart(text, host.end())) continue;
    const size_t end = UrlEnd(findings.folded(), host.end());
    const bool has_path = end > host.end();
    if (!IsBelievable(text, host, has_path)) continue;
    if (!has_path && host.labels.size() == 2 && IsHandleEnding(host.Last(text))) {
      const size_t from = begin > kLabelLookBackBytes ? begin - kLabelLookBackBytes : 0;
      if (RE2::PartialMatch(ToPiece(text.substr(from, begin - from)), handle_label_)) continue;
    }
    if (findings.Add(Kind::kUrl, begin, end)) {
      at = std::max(at, end);
    } else if (host.refanged) {
      std::string plain = host.Written(text);
      if (has_path) plain += findings.folded().Original(host.end(), end);
      if (findings.Add(Kind::kUrl, begin, end, plain)) at = std::max(at, end);
    }
  }
}

}  // namespace cybercheck::extract
