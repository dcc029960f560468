// SPDX-License-Identifier: Apache-2.0
#include "indicator/url_form.h"

#include <gtest/gtest.h>

#include <map>

#include "indicator/url_expressions.h"
#include "indicator/url_plain.h"
#include "tests/indicator/test_rows.h"

namespace cybercheck::indicator {
namespace {

using test::Row;

// The form, or "! error_code"; `out` holds the rest.
std::string FormOf(std::string_view url, Canonical& out) {
  out.Clear();
  if (WritePlainForm(url, out.key.form)) return out.key.form;
  const auto scheme = WriteUrlForm(url, out);
  if (scheme.has_error()) return "! " + std::string(base::Describe(scheme.error().code).name);
  return *scheme == UrlScheme::kLine ? "line:" : out.key.form;
}

std::string FormOf(std::string_view url) {
  Canonical out;
  return FormOf(url, out);
}

std::string Flags(const Canonical& out) {
  std::string flags;
  const auto add = [&](bool on, std::string_view name) {
    if (on) flags += (flags.empty() ? "" : ",") + std::string(name);
  };
  add(!out.visitable, "not_visitable");
  add(out.refanged, "refanged");
  add(out.truncated, "truncated");
  add(out.userinfo, "userinfo");
  return flags;
}

TEST(UrlFormTest, MessyUrls) {
  const std::vector<Row> rows = test::ReadVectors("url_messy.tsv");
  EXPECT_GE(rows.size(), 60u);
  for (const Row& row : rows) {
    Canonical out;
    const std::string form = FormOf(test::Unescape(row.fields[0]), out);
    EXPECT_EQ(form, row.fields[1]) << "url_messy.tsv:" << row.line;
    EXPECT_EQ(form.starts_with("! ") ? "" : Flags(out), row.fields.at(2)) << "url_messy.tsv:" << row.line;
  }
}

TEST(UrlFormTest, SafeBrowsingVectors) {
  // A query that is empty loses its mark: a browser asks the server for the same thing with and without it.
  const std::map<std::string, std::string> kDeviations = {{"http://www.google.com/q?", "www.google.com/q"}};
  size_t deviations = 0;
  for (const Row& row : test::ReadVectors("safe_browsing_canonical.tsv")) {
    const std::string input = test::Unescape(row.fields[2]);
    std::string expected = row.fields[3];
    if (row.fields[1] == "url") {
      expected.erase(0, expected.find("://") + 3);
    } else {  // host|path|query
      const size_t path = expected.find('|'), query = expected.find('|', path + 1);
      const std::string after = expected.substr(query + 1);
      expected = expected.substr(0, path) + expected.substr(path + 1, query - path - 1) + (after.empty() ? "" : "?" + after);
    }
    if (const auto deviation = kDeviations.find(input); deviation != kDeviations.end() && row.fields[0] == "DOC") {
      expected = deviation->second;
      ++deviations;
    }
    const std::string form = FormOf(input);
    if (expected.empty()) {
      EXPECT_EQ(form, "! unsupported_scheme") << "safe_browsing_canonical.tsv:" << row.line;
    } else {
      EXPECT_EQ(form, expected) << "safe_browsing_canonical.tsv:" << row.line;
    }
  }
  EXPECT_EQ(deviations, kDeviations.size());
}

// docs/canonicalization.md says why.
struct Deviation {
  std::string_view form_host;  // ours, instead of the browser's
  std::string_view reason;
};
const std::map<std::string, Deviation> kWhatwgDeviations = {
    {"http://./", {"", "nothing is left once the outer dots are trimmed: an error"}},
    {"http://../", {"", "nothing is left once the outer dots are trimmed: an error"}},
    {"http://foo.09..", {"foo.09", "outer dots are trimmed"}},
};

TEST(UrlFormTest, VisitsTheHostThatBrowsersVisit) {
  size_t deviations = 0, visited = 0, none = 0;
  for (const Row& row : test::ReadVectors("whatwg_http.tsv")) {
    const std::string input = test::FromJsonString(row.fields[0]);
    Canonical out;
    const std::string form = FormOf(input, out);
    const bool found = !form.starts_with("! ") && out.visitable;
    std::string host = found ? std::string(HostOf(form)) : "";
    std::string expected;
    if (row.fields[1] != "FAIL") {
      expected = test::FromJsonString(row.fields[2]);
      if (const size_t colon = expected.rfind(':'); colon != std::string::npos && expected.back() != ']') expected.resize(colon);
    }
    if (const auto deviation = kWhatwgDeviations.find(input); deviation != kWhatwgDeviations.end()) {
      EXPECT_NE(host, expected) << "this is no deviation any more: " << input;
      expected = deviation->second.form_host;
      ++deviations;
    }
    EXPECT_EQ(host, expected) << "whatwg_http.tsv:" << row.line << " " << row.fields[0] << " gave " << form;
    ++(expected.empty() ? none : visited);
  }
  EXPECT_EQ(deviations, kWhatwgDeviations.size());
  std::printf("%zu visited, %zu without a host, %zu deviations\n", visited, none, deviations);
}

TEST(UrlFormTest, LongUrlsAreCutAndStayTheirOwnForm) {
  for (size_t length : {size_t{8170}, size_t{8180}, size_t{8192}, size_t{9000}, size_t{100000}}) {
    for (std::string_view piece : {"a", "/a", "/..", "/../a", "/.a", "%41", "%2541", "%20", "?", "?a", "\xE0\xB8\x81", "/", "%", ".", "%2e/"}) {
      std::string url = "http://bad.example/x";
      while (url.size() < length) url += piece;
      Canonical out;
      const std::string form = FormOf(url, out);
      ASSERT_LE(form.size(), kUrlBytesMax) << piece;
      EXPECT_TRUE(form.starts_with("bad.example/")) << piece;
      EXPECT_TRUE(out.truncated || url.size() <= kUrlBytesMax + std::string_view("http://").size()) << piece;
      EXPECT_EQ(FormOf(form), form) << piece << " " << length;
    }
  }
}

TEST(UrlFormTest, UserinfoIsNotCounted) {
  Canonical out;
  EXPECT_EQ(FormOf("http://" + std::string(100000, 'a') + "@evil.example/x", out), "evil.example/x");
  EXPECT_FALSE(out.truncated);
  EXPECT_EQ(FormOf("http://" + std::string(9000, 'a') + "/x", out), "! invalid_host");
  EXPECT_EQ(FormOf("http://" + std::string(4000, ' ') + "x/", out), "! invalid_host") << "escaped it is too long";
}

// A deep escape costs what its length costs, not its square: the million bytes would take minutes.
TEST(UrlFormTest, MillionBytesOfAnything) {
  constexpr size_t kSize = 1 << 20;
  for (std::string_view piece : {"%25", "[", "[.]", "(dot)", ".", "@", ":", "/", "\\", "%2e/", "\xCC\x81", "\xE2\x80\x8B", "\xC3\xA4", "a."}) {
    std::string url = "http://x";
    while (url.size() < kSize) url += piece;
    Canonical out;
    FormOf(url, out);
    EXPECT_LE(out.key.form.size(), 3 * kSize);
  }
}

// Ways to write one URL that all mean the same page to a browser and to Safe Browsing.
std::vector<std::string> Rewritten(std::string_view url) {
  const size_t scheme = url.find("://");
  const std::string_view rest = url.substr(scheme + 3).substr(0, url.substr(scheme + 3).find('#'));
  const size_t end = std::min(rest.find_first_of("/?"), rest.size());
  const std::string host(rest.substr(0, end));
  const std::string path(rest.substr(end));
  const bool slash = path.starts_with('/');
  const std::string from_slash = slash ? path : "/" + path;
  std::string upper = host;
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  const auto escaped = [](std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (i % 3 == 1 && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
        static constexpr char kHex[] = "0123456789abcdef";
        out += {'%', kHex[c >> 4], kHex[c & 15]};
      } else {
        out += c;
      }
    }
    return out;
  };
  const bool port = host.rfind(':') != std::string::npos;
  return {
      "https://" + host + path,
      "HTTP://" + host + path,
      "ftp://" + host + path,
      host + path,
      "hxxp://" + host + path,
      "http://" + host + (port ? "" : ":80") + path,
      "https://" + host + (port ? "" : ":443") + path,
      "http://" + host + path + "#fragment",
      "http://user:pass%40@" + host + path,
      "http://" + upper + path,
      "http://" + host + "/." + from_slash,
      "http://" + host + "/zz/.." + from_slash,
      "http://" + host + "/zz/%2e%2E" + from_slash,
      "http://" + host + "//" + from_slash,
      "http:\\\\" + host + path,
      "http://" + escaped(host) + path,
      "http://" + host + escaped(path),
      "  http://" + host + path + "\r\n",
      "http://u@" + upper + (port ? "" : ":80") + "//./zz/.." + escaped(from_slash) + "#x",
  };
}

TEST(UrlFormTest, RealUrlsHoweverTheyAreWritten) {
  size_t urls = 0, compared = 0, refused = 0, wrong = 0;
  for (const std::string& line : test::ReadReferenceData("openphish_stream.tsv.zst")) {
    const std::string url = line.substr(line.find('\t') + 1);
    Canonical out;
    const std::string form = FormOf(url, out);
    ++urls;
    if (form.starts_with("! ")) {
      ++refused;
      continue;
    }
    ASSERT_EQ(FormOf(form), form) << url;
    // The fast way and the long way.
    std::string plain;
    if (WritePlainForm(url, plain)) {
      Canonical longer;
      ASSERT_TRUE(WriteUrlForm(url, longer).has_value());
      ASSERT_EQ(longer.key.form, plain) << url;
      ASSERT_EQ(Flags(longer), "") << url;
    }
    if (out.truncated || url.find("://") == std::string::npos) continue;
    for (const std::string& other : Rewritten(url)) {
      ++compared;
      const std::string other_form = FormOf(other);
      EXPECT_EQ(other_form, form) << url << "\nwritten as " << other;
      if (other_form != form && ++wrong > 10) return;
    }
  }
  if (urls > 0) std::printf("%zu URLs, %zu refused, %zu other spellings compared\n", urls, refused, compared);
}

TEST(UrlFormTest, OrdinaryUrlsAreTheirOwnForm) {
  for (const std::string& url : test::ReadReferenceData("benign_urls.txt.zst")) {
    const std::string form = FormOf(url);
    ASSERT_FALSE(form.starts_with("! ")) << url;
    ASSERT_EQ(FormOf(form), form) << url;
  }
}

// Random text over what the rules look at: the form is stable, and the fast way never differs from the long way.
TEST(UrlFormTest, RandomTextIsStable) {
  static constexpr std::string_view kPieces[] = {"http://", "https:", "a",  "b.c", ".", "..", "/",  "//", "\\",   "?",    "#",   "@",   ":",  "80",   "%",
                                                 "%2",      "%2e",    "25", "%25", "4", "1",  "41", "[",  "]",    "(.)",  "[.]", "dot", "(",  ")",    "{",
                                                 "0x",      "127",    " ",  "\t",  "ä", "。", "．", "％", "แ",   "\u200D", "\u00AD", "xn--", "-", "%C3%A4", "^", "\xFF"};
  uint64_t state = 88172645463325252u;
  const auto next = [&](size_t limit) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return static_cast<size_t>(state % limit);
  };
  size_t accepted = 0;
  for (int i = 0; i < 300000; ++i) {
    std::string url;
    for (size_t count = 1 + next(10); count > 0; --count) url += kPieces[next(std::size(kPieces))];
    Canonical out;
    const std::string form = FormOf(url, out);
    if (form.starts_with("! ") || form == "line:") continue;
    ++accepted;
    ASSERT_EQ(FormOf(form), form) << url;
    for (const unsigned char c : form) ASSERT_TRUE(c > 0x20 && c < 0x7F) << url;
    std::string plain;
    Canonical longer;
    if (WritePlainForm(url, plain)) {
      ASSERT_TRUE(WriteUrlForm(url, longer).has_value()) << url;
      ASSERT_EQ(longer.key.form + Flags(longer), plain) << url;
    }
  }
  EXPECT_GT(accepted, 50000u);
}

}  // namespace
}  // namespace cybercheck::indicator
