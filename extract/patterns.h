// SPDX-License-Identifier: Apache-2.0
// How this room uses RE2: case-insensitive UTF-8 patterns, compiled once, whose memory is bounded. A search is linear in the
// text; patterns here look only a bounded distance past a match, so walking all matches is linear too.
#pragma once

#include <re2/re2.h>

#include <cstddef>
#include <string_view>

#include "base/check.h"

namespace cybercheck::extract {

inline constexpr int64_t kPatternMemoryBytesMax = 4 << 20;

inline RE2::Options PatternOptions() {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemoryBytesMax);
  return options;
}

// A pattern of ours that does not compile is a fault of the program.
inline void CheckPattern(const RE2& pattern) { CHECK(pattern.ok()); }

inline re2::StringPiece ToPiece(std::string_view text) { return {text.data(), text.size()}; }

// Calls f(begin, end) for each match of `pattern` from left to right: of its first group if it has one, else of all of it. A
// first group that took no part is skipped.
template <class F>
void ForEachMatch(const RE2& pattern, std::string_view text, F&& f) {
  const int group = pattern.NumberOfCapturingGroups() > 0 ? 1 : 0;
  re2::StringPiece pieces[2];
  for (size_t at = 0; at < text.size();) {
    if (!pattern.Match(ToPiece(text), at, text.size(), RE2::UNANCHORED, pieces, group + 1)) return;
    const auto offset = [&](const re2::StringPiece& piece) { return static_cast<size_t>(piece.data() - text.data()); };
    const size_t next = offset(pieces[0]) + pieces[0].size();
    if (pieces[group].data() != nullptr) f(offset(pieces[group]), offset(pieces[group]) + pieces[group].size());
    at = next > at ? next : at + 1;
  }
}

}  // namespace cybercheck::extract
