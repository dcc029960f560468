// SPDX-License-Identifier: Apache-2.0
#include "indicator/url_path.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace cybercheck::indicator {
namespace {

std::string Unescaped(std::string_view text) {
  std::string out = "%4";  // what stood there before must not become part of an escape
  AppendUnescaped(text, out);
  EXPECT_TRUE(out.starts_with("%4"));
  return out.substr(2);
}

std::string UnescapedOnce(std::string_view text) {
  std::string out;
  AppendUnescapedOnce(text, out);
  return out;
}

std::string Path(std::string_view path) {
  std::string out = "h";
  AppendCanonicalPath(path, out);
  EXPECT_TRUE(out.starts_with("h/")) << path;
  return out.substr(1);
}

// Every text of up to seven of these pieces: one pass gives what passes until nothing changes give.
TEST(UrlPathTest, UnescapingInOnePassIsUnescapingUntilNothingChanges) {
  static constexpr std::string_view kPieces[] = {"%", "2", "5", "%2", "%25", "4", "1", "a", "xyz"};
  size_t texts = 1;
  for (int length = 0; length <= 6; ++length, texts *= std::size(kPieces))
    for (size_t number = 0; number < texts; ++number) {
      std::string text;
      size_t rest = number;
      for (int i = 0; i < length; ++i, rest /= std::size(kPieces)) text += kPieces[rest % std::size(kPieces)];
      std::string expected = text;
      for (std::string before; before != expected;) {
        before = expected;
        expected = UnescapedOnce(before);
      }
      ASSERT_EQ(Unescaped(text), expected) << text;
    }
}

TEST(UrlPathTest, Unescape) {
  EXPECT_EQ(UnescapedOnce("%2541%4g%"), "%41%4g%");
  EXPECT_EQ(Unescaped("1"), "1");
  EXPECT_EQ(Unescaped("%25252541"), "A");
  EXPECT_EQ(Unescaped(std::string("%00a", 4)), std::string("\0a", 2));
}

TEST(UrlPathTest, Escape) {
  std::string out = "x";
  AppendEscaped(std::string_view("a b\0%#\\?\x7F\xFFz", 11), "\\", out);
  EXPECT_EQ(out, "xa%20b%00%25%23%5C?%7F%FFz");
}

// A slow model of what a browser and then Safe Browsing make of segments.
std::string Model(std::string_view path) {
  const auto resolve = [](const std::string& text, bool collapse) {
    std::vector<std::string> segments, kept;
    std::string segment;
    for (char c : text.substr(1) + "/") {
      if (c != '/') {
        segment += c;
        continue;
      }
      segments.push_back(segment);
      segment.clear();
    }
    for (size_t i = 0; i < segments.size(); ++i) {
      const bool last = i + 1 == segments.size();
      if (segments[i] == "..") {
        if (!kept.empty()) kept.pop_back();
        if (last) kept.push_back("");
      } else if (segments[i] == ".") {
        if (last) kept.push_back("");
      } else if (!segments[i].empty() || !collapse || last) {
        kept.push_back(segments[i]);
      }
    }
    std::string joined;
    for (const std::string& one : kept) joined += "/" + one;
    return joined;
  };
  return resolve(resolve(std::string(path), false), true);
}

TEST(UrlPathTest, EveryShortPathAgreesWithTheModel) {
  static constexpr char kBytes[] = {'/', '.', 'a'};
  size_t texts = 1;
  for (int length = 0; length <= 10; ++length, texts *= 3)
    for (size_t number = 0; number < texts; ++number) {
      std::string path = "/";
      size_t rest = number;
      for (int i = 0; i < length; ++i, rest /= 3) path += kBytes[rest % 3];
      const std::string form = Path(path);
      ASSERT_EQ(form, Model(path)) << path;
      ASSERT_EQ(Path(form), form) << path;
    }
}

TEST(UrlPathTest, Path) {
  EXPECT_EQ(Path(""), "/");
  EXPECT_EQ(Path("\\a\\..\\b"), "/b");
  EXPECT_EQ(Path("/a/%2E%2e/b/.%2e/c"), "/c");
  EXPECT_EQ(Path("/a%5C..%5Cb"), "/a%5C..%5Cb") << "an escaped backslash is no slash";
  EXPECT_EQ(Path("/a%2f..%2fb"), "/b");
  EXPECT_EQ(Path("/%3Fa#"), "/%3Fa%23");
}

TEST(UrlPathTest, Query) {
  std::string out;
  AppendCanonicalQuery("a=%2541&b=/../\\?%23 \xE0", out);
  EXPECT_EQ(out, "a=A&b=/../%5C?%23%20%E0");
}

}  // namespace
}  // namespace cybercheck::indicator
