// SPDX-License-Identifier: Apache-2.0
// How much of what is there the extractor finds, and how much of what it finds is there.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <set>
#include <string>

#include "extract/extractor.h"
#include "tests/extract/marked_text.h"
#include "tests/extract/score.h"
#include "tests/extract/sms_corpus.h"

namespace cybercheck::extract {
namespace {

constexpr double kLeast = 0.98;
constexpr size_t kMessagesLeast = 300;
constexpr size_t kOccurrencesLeast = 40;
constexpr size_t kEmptyMessagesLeast = 60;
constexpr size_t kAnnotatedRowsLeast = 150;

// Spans must be the marked ones to the byte, and keys as marked.
TEST(Accuracy, SyntheticMessages) {
  std::ifstream file(CYBERCHECK_SOURCE_DIR "/tests/vectors/extract_synthetic.tsv");
  ASSERT_TRUE(file.good());
  const Extractor extractor;
  Score score(Match::kExact);
  size_t messages = 0, empty = 0, line_number = 0;
  std::set<std::string> seen;
  for (std::string line; std::getline(file, line);) {
    ++line_number;
    if (line.empty() || line.starts_with("# ")) continue;
    EXPECT_TRUE(seen.insert(line).second) << "line " << line_number << " stands there twice";
    const MarkedText marked = ParseMarkedText(line);
    const auto found = extractor.Extract(marked.text);
    ASSERT_TRUE(found.has_value()) << "line " << line_number;
    score.Add("line " + std::to_string(line_number), marked.text, marked.expected, *found);
    ++messages;
    empty += marked.expected.empty();
  }
  score.Print("synthetic messages (same span, same kind, key where given): " + std::to_string(messages) + " messages, " +
              std::to_string(empty) + " without an indicator");
  EXPECT_GE(messages, kMessagesLeast);
  EXPECT_GE(empty, kEmptyMessagesLeast);
  for (const indicator::Kind kind : indicator::kAllKinds) EXPECT_GE(score.Occurrences(indicator::Name(kind)), kOccurrencesLeast);
  score.ExpectAtLeast(kLeast);
}

// A span must hold all of the annotated one: real links are broken by stray spaces and run into the words behind them.
TEST(Accuracy, RealMessages) {
  const auto corpus = LoadSmsCorpus();
  if (!corpus) {
    std::printf("left out: shared/data/thai_sms_cp874.csv is not beside this checkout; 430 real messages not measured\n");
    return;
  }
  const Extractor extractor;
  Score score(Match::kCovers);
  for (const SmsCorpus::Message& message : corpus->annotated) {
    const auto found = extractor.Extract(message.marked.text);
    ASSERT_TRUE(found.has_value()) << "row " << message.row;
    score.Add("row " + std::to_string(message.row), message.marked.text, message.marked.expected, *found);
  }
  score.Print("real messages (same kind, span holds the annotated one): " + std::to_string(corpus->annotated.size()) + " of " +
              std::to_string(corpus->rows));
  EXPECT_GE(corpus->annotated.size(), kAnnotatedRowsLeast);
  score.ExpectAtLeast(kLeast);
}

}  // namespace
}  // namespace cybercheck::extract
