// SPDX-License-Identifier: Apache-2.0
#include "cli/suggestion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace cybercheck::cli {
namespace {

// The textbook recursion, without a table.
size_t SlowDistance(std::string_view a, std::string_view b) {
  if (a.empty()) return b.size();
  if (b.empty()) return a.size();
  size_t best = std::min({SlowDistance(a.substr(1), b) + 1, SlowDistance(a, b.substr(1)) + 1,
                          SlowDistance(a.substr(1), b.substr(1)) + (a[0] == b[0] ? 0 : 1)});
  if (a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0]) best = std::min(best, SlowDistance(a.substr(2), b.substr(2)) + 1);
  return best;
}

TEST(Suggestion, DistanceAgreesWithTheTextbookOverAllShortWords) {
  std::vector<std::string> words = {""};
  for (size_t i = 0; i < words.size() && words[i].size() < 4; ++i)
    for (const char c : {'a', 'b', 'c'}) words.push_back(words[i] + c);
  for (const std::string& a : words)
    for (const std::string& b : words) ASSERT_EQ(EditDistance(a, b), SlowDistance(a, b)) << a << " " << b;
}

TEST(Suggestion, NearestIsNearAndKnown) {
  const std::vector<std::string> known = {"serve", "check", "scan", "canonicalize", "import", "log", "policy", "scrub", "version"};
  for (const auto& [word, nearest] : std::vector<std::pair<std::string, std::string>>{
           {"chekc", "check"}, {"sevre", "serve"}, {"can", "canonicalize"}, {"imprt", "import"}, {"lgo", "log"}, {"polcy", "policy"}})
    EXPECT_EQ(Nearest(word, known).value_or("nothing"), nearest) << word;
  for (const char* word : {"", "zebra", "x", "statistics"}) EXPECT_FALSE(Nearest(word, known)) << word;
  EXPECT_FALSE(Nearest(std::string(100000, 'a'), known));
}

}  // namespace
}  // namespace cybercheck::cli
