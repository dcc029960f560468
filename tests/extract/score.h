// SPDX-License-Identifier: Apache-2.0
// Precision and recall per kind over annotated messages.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "extract/extractor.h"
#include "tests/extract/marked_text.h"

namespace cybercheck::extract {

enum class Match {
  kExact,   // same span, same kind, same form where one is given
  kCovers,  // same kind (a link: any kind of link), and the span holds all of the expected one
};

class Score {
 public:
  explicit Score(Match match) : match_(match) {}

  // Compares one message; prints what was missed and what was found for nothing under `name`.
  void Add(std::string_view name, std::string_view text, const std::vector<Expected>& expected, const std::vector<Found>& found);
  void Print(std::string_view title) const;
  size_t Occurrences(std::string_view kind) const;
  // Expects precision and recall of every kind seen to be at least `least`.
  void ExpectAtLeast(double least) const;

 private:
  struct Counts {
    size_t expected = 0;
    size_t found = 0;
    size_t hit = 0;        // expected and found
    size_t same_span = 0;  // of those, with exactly the expected span
  };
  Match match_;
  std::map<std::string, Counts, std::less<>> by_kind_;
};

}  // namespace cybercheck::extract
