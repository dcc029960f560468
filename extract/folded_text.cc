// SPDX-License-Identifier: Apache-2.0
#include "extract/folded_text.h"

#include "base/utf8.h"
#include "indicator/text_form.h"

namespace cybercheck::extract {
namespace {

bool IsDash(char32_t c) { return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63; }

}  // namespace

FoldedText::FoldedText(std::string_view original) : original_(original) {
  text_.reserve(original.size());
  origin_.reserve(original.size());
  for (size_t at = 0; at < original.size();) {
    const base::CodePoint c = base::DecodeUtf8(original, at);
    if (!indicator::IsZeroWidth(c.value)) {
      base::AppendUtf8(text_, IsDash(c.value) ? U'-' : indicator::FoldWidth(c.value));
      origin_.resize(text_.size(), static_cast<uint32_t>(at));
    }
    at += c.size == 0 ? 1 : c.size;
  }
}

size_t FoldedText::End(size_t i) const {
  const size_t begin = origin_[i];
  const uint8_t size = base::DecodeUtf8(original_, begin).size;
  return begin + (size == 0 ? 1 : size);
}

}  // namespace cybercheck::extract
