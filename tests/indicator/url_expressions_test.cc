// SPDX-License-Identifier: Apache-2.0
#include "indicator/url_expressions.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "indicator/canonical.h"
#include "indicator/url_form.h"
#include "tests/indicator/test_rows.h"

namespace cybercheck::indicator {
namespace {

std::string FormOf(std::string_view url) {
  Canonical out;
  EXPECT_TRUE(WriteUrlForm(url, out).has_value()) << url;
  return out.key.form;
}

std::set<std::string> ExpressionsOf(std::string_view form) {
  const Expressions expressions = UrlExpressions(form);
  std::set<std::string> set;
  for (std::string_view view : expressions) {
    EXPECT_GE(view.data(), form.data());
    EXPECT_LE(view.data() + view.size(), form.data() + form.size());
    EXPECT_TRUE(set.emplace(view).second) << "twice: " << view;
  }
  EXPECT_LE(set.size(), kExpressionsMax);
  return set;
}

// The published rule, written out with strings.
std::set<std::string> Model(const std::string& form) {
  const std::string host = form.substr(0, form.find('/'));
  std::string path = form.substr(host.size()), query;
  if (const size_t mark = path.find('?'); mark != std::string::npos) query = path.substr(mark), path.resize(mark);

  std::vector<std::string> labels, hosts = {host};
  std::istringstream split(host);
  for (std::string label; std::getline(split, label, '.');) labels.push_back(label);
  bool address = host.starts_with('[') || labels.size() == 4;
  if (!host.starts_with('['))
    for (const std::string& label : labels)
      address = address && label.size() <= 3 && label.find_first_not_of("0123456789") == std::string::npos && std::stoi("0" + label) <= 255;
  if (!address)
    for (size_t first = labels.size() > 5 ? labels.size() - 5 : 1, made = 0; first + 1 < labels.size() && made < 4; ++first, ++made) {
      std::string shorter;
      for (size_t i = first; i < labels.size(); ++i) shorter += (i > first ? "." : "") + labels[i];
      hosts.push_back(shorter);
    }

  std::set<std::string> paths = {path + query, path, "/"};
  std::string directory = "/";
  std::istringstream components(path.substr(1));
  std::vector<std::string> names;
  for (std::string name; std::getline(components, name, '/');) names.push_back(name);
  if (!path.ends_with('/') && !names.empty()) names.pop_back();
  for (size_t i = 0; i < 3 && i < names.size(); ++i) paths.insert(directory += names[i] + "/");

  std::set<std::string> expressions;
  for (const std::string& one : hosts)
    for (const std::string& other : paths) expressions.insert(one + other);
  return expressions;
}

TEST(UrlExpressionsTest, PublishedExamples) {
  for (const test::Row& row : test::ReadVectors("safe_browsing_expressions.tsv")) {
    std::set<std::string> expected;
    std::istringstream words(row.fields[4]);
    for (std::string word; words >> word;) expected.insert(word);
    // v5 stops at the registrable domain, which needs a suffix list; the walk of v4 looks at one host more.
    if (row.fields[2] == "http://example.co.uk/1") expected.insert({"co.uk/1", "co.uk/"});
    EXPECT_EQ(ExpressionsOf(FormOf(row.fields[2])), expected) << "safe_browsing_expressions.tsv:" << row.line;
  }
}

TEST(UrlExpressionsTest, MostSpecificFirst) {
  const std::string form = "a.b.c/1/2/x?q";
  const Expressions expressions = UrlExpressions(form);
  const std::vector<std::string_view> got(expressions.begin(), expressions.end());
  EXPECT_EQ(got, (std::vector<std::string_view>{"a.b.c/1/2/x?q", "a.b.c/1/2/x", "a.b.c/1/2/", "a.b.c/1/", "a.b.c/", "b.c/1/2/x?q", "b.c/1/2/x",
                                                "b.c/1/2/", "b.c/1/", "b.c/"}));
}

TEST(UrlExpressionsTest, Hosts) {
  EXPECT_EQ(HostOf("a.b/c?d/e"), "a.b");
  EXPECT_EQ(HostExpression("a.b/c"), "a.b/");
  EXPECT_EQ(ExpressionsOf("localhost/"), (std::set<std::string>{"localhost/"}));
  EXPECT_EQ(ExpressionsOf("[2001:db8::1]/"), (std::set<std::string>{"[2001:db8::1]/"}));
  EXPECT_EQ(ExpressionsOf("1.2.3.256/"), (std::set<std::string>{"1.2.3.256/", "2.3.256/", "3.256/"})) << "no address";
  EXPECT_EQ(UrlExpressions("").count, 0u);
  EXPECT_EQ(UrlExpressions("no-slash").count, 0u) << "not a form";
}

TEST(UrlExpressionsTest, AtMostThirty) { EXPECT_EQ(ExpressionsOf("a.b.c.d.e.f.g.h/1/2/3/4/5/6?q").size(), kExpressionsMax); }

TEST(UrlExpressionsTest, AgreeWithTheRuleWrittenOut) {
  const std::vector<std::string> hosts = {"a", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e", "a.b.c.d.e.f", "a.b.c.d.e.f.g.h", "1.2.3.4", "x.1.2.3.4", "[::1]"};
  const std::vector<std::string> paths = {"/",        "/a",         "/a/",          "/a/b",      "/a/b/",     "/a/b/c",     "/a/b/c/",
                                          "/a/b/c/d", "/a/b/c/d/e", "/a/b/c/d/e/f/", "/a?q",      "/?q",       "/a/?q/r/s?t", "/a/b/c/d/e?q/"};
  for (const std::string& host : hosts)
    for (const std::string& path : paths) EXPECT_EQ(ExpressionsOf(host + path), Model(host + path)) << host + path;
  size_t urls = 0;
  for (const std::string& line : test::ReadReferenceData("openphish_stream.tsv.zst")) {
    if (++urls % 7 != 0) continue;
    Canonical out;
    if (WriteUrlForm(line.substr(line.find('\t') + 1), out).has_error()) continue;
    ASSERT_EQ(ExpressionsOf(out.key.form), Model(out.key.form)) << out.key.form;
  }
}

}  // namespace
}  // namespace cybercheck::indicator
