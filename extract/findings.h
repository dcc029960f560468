// SPDX-License-Identifier: Apache-2.0
// What the scanners have found in one text, and which of its bytes are spoken for. Scanners run from the surest to the vaguest (a
// URL before a phone number inside it), and each takes only bytes that nobody took before: so spans never overlap. Offsets are
// those of the folded text. Used by one thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "extract/extractor.h"
#include "extract/folded_text.h"

namespace cybercheck::extract {

class Findings {
 public:
  // `text` must outlive the Findings.
  explicit Findings(const FoldedText& text) : text_(text), taken_(text.text().size(), false) {}

  const FoldedText& folded() const { return text_; }
  std::string_view text() const { return text_.text(); }
  bool Free(size_t begin, size_t end) const;

  // Takes [begin, end) as an indicator of `kind` written `value`. False when a byte of it is taken, or when canonicalization
  // refuses the value: then nothing is taken.
  bool Add(indicator::Kind kind, size_t begin, size_t end, std::string_view value);
  // The same, written as the text has it.
  bool Add(indicator::Kind kind, size_t begin, size_t end);
  bool AddWithoutKind(size_t begin, size_t end);
  // Takes what is no indicator but must not be read as one (an e-mail address).
  void Block(size_t begin, size_t end);

  // In order of appearance, at most kFoundMax. Empties the Findings.
  std::vector<Found> Finish();

 private:
  const FoldedText& text_;
  std::vector<bool> taken_;
  std::vector<Found> found_;
};

}  // namespace cybercheck::extract
