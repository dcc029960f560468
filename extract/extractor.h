// SPDX-License-Identifier: Apache-2.0
// Indicators in free text: SMS, chat, posts, in Thai and English, as people write them. What is found and what is left alone:
// docs/extraction.md.
//
//   "โอน กสิกร 123-4-56789-0 แล้วแอดไลน์ @badshop หรือคลิกhttps://bad.example/payด่วน"
//              └─ account ─┘          └ line ─┘        └── url ────────────┘
//
// A span is what a person would underline: the sign @ belongs to a LINE id, an extension to its number; a label ("โทร", "LINE
// ID:"), the bank's name (it is in the key) and the punctuation of the sentence do not. Canonicalization is indicator's; a piece
// of text it refuses is not an indicator. Immutable after construction; Extract may run on any thread at once. Time is linear in
// the length of the text.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "indicator/canonical.h"

namespace cybercheck::extract {

inline constexpr size_t kTextBytesMax = 16 << 10;
inline constexpr size_t kFoundMax = 256;  // more indicators than this in one text: the first are given

struct Found {
  size_t begin = 0;  // byte offsets in the text as given, [begin, end)
  size_t end = 0;
  // Absent for a USSD code (*123*4#): a span without a kind. It cannot be looked up, but it is not a phone number either.
  std::optional<indicator::Canonical> canonical;
};

class Extractor {
 public:
  Extractor();  // compiles the patterns, once
  ~Extractor();
  Extractor(const Extractor&) = delete;
  Extractor& operator=(const Extractor&) = delete;

  // All indicators of `text` in order of appearance; spans do not overlap; at most kFoundMax.
  // Errors: kValueTooLong above kTextBytesMax, kInvalidUtf8. No indicator is an empty list, not an error.
  base::Result<std::vector<Found>> Extract(std::string_view text) const;

 private:
  struct Patterns;
  std::unique_ptr<const Patterns> patterns_;
};

}  // namespace cybercheck::extract
