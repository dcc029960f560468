// SPDX-License-Identifier: Apache-2.0
#include "tests/extract/score.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace cybercheck::extract {
namespace {

std::string KindOf(const Found& found) {
  return found.canonical ? std::string(indicator::Name(found.canonical->key.kind)) : "ussd";
}

bool IsLinkKind(std::string_view kind) { return kind == "url" || kind == "line" || kind == "tiktok" || kind == "facebook"; }

// Which of its kinds a link to a platform has is for canonicalization to say, and tested there.
bool SameKind(std::string_view wanted, std::string_view found, std::string_view text) {
  return wanted == found || (text.find('/') != std::string_view::npos && IsLinkKind(wanted) && IsLinkKind(found));
}

double Ratio(size_t part, size_t whole) { return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole); }

}  // namespace

void Score::Add(std::string_view name, std::string_view text, const std::vector<Expected>& expected,
                const std::vector<Found>& found) {
  std::vector<bool> used(found.size(), false);
  for (const Expected& wanted : expected) {
    Counts& counts = by_kind_[wanted.kind];
    ++counts.expected;
    size_t hit = found.size();
    for (size_t i = 0; i < found.size() && hit == found.size(); ++i) {
      if (used[i]) continue;
      const std::string kind = KindOf(found[i]);
      const std::string_view wanted_text = text.substr(wanted.begin, wanted.end - wanted.begin);
      if (match_ == Match::kExact ? kind != wanted.kind : !SameKind(wanted.kind, kind, wanted_text)) continue;
      const bool same_span = found[i].begin == wanted.begin && found[i].end == wanted.end;
      const bool covers = found[i].begin <= wanted.begin && found[i].end >= wanted.end;
      const bool same_form = wanted.form.empty() || (found[i].canonical && found[i].canonical->key.form == wanted.form);
      if (same_form && (match_ == Match::kExact ? same_span : covers)) hit = i;
    }
    if (hit == found.size()) {
      std::printf("  missed %s at %.*s: \"%s\" %s\n", wanted.kind.c_str(), static_cast<int>(name.size()), name.data(),
                  std::string(text.substr(wanted.begin, wanted.end - wanted.begin)).c_str(), wanted.form.c_str());
      continue;
    }
    used[hit] = true;
    ++counts.found;
    ++counts.hit;
    counts.same_span += found[hit].begin == wanted.begin && found[hit].end == wanted.end;
  }
  for (size_t i = 0; i < found.size(); ++i) {
    if (used[i]) continue;
    ++by_kind_[KindOf(found[i])].found;
    std::printf("  wrong %s at %.*s: \"%s\" %s\n", KindOf(found[i]).c_str(), static_cast<int>(name.size()), name.data(),
                std::string(text.substr(found[i].begin, found[i].end - found[i].begin)).c_str(),
                found[i].canonical ? indicator::PrintableKey(*found[i].canonical).c_str() : "");
  }
}

void Score::Print(std::string_view title) const {
  std::printf("%.*s\n  %-11s %9s %6s %8s %10s %10s %8s\n", static_cast<int>(title.size()), title.data(), "kind", "annotated",
              "found", "correct", "same span", "precision", "recall");
  for (const auto& [kind, c] : by_kind_)
    std::printf("  %-11s %9zu %6zu %8zu %10zu %10.4f %8.4f\n", kind.c_str(), c.expected, c.found, c.hit, c.same_span,
                Ratio(c.hit, c.found), Ratio(c.hit, c.expected));
}

size_t Score::Occurrences(std::string_view kind) const {
  const auto it = by_kind_.find(kind);
  return it == by_kind_.end() ? 0 : it->second.expected;
}

void Score::ExpectAtLeast(double least) const {
  for (const auto& [kind, c] : by_kind_) {
    EXPECT_GE(Ratio(c.hit, c.found), least) << "precision of " << kind;
    EXPECT_GE(Ratio(c.hit, c.expected), least) << "recall of " << kind;
  }
}

}  // namespace cybercheck::extract
