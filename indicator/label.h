// SPDX-License-Identifier: Apache-2.0
// Words around a value that name what it is ("เบอร์", "Tel:", "ไลน์ไอดี:") or merely close the sentence ("ค่ะ"). Thread-safe.
// Thai is written without spaces, so a Thai word is read off wherever it stands; a Latin one only as a whole word: "line" is not
// read off "lineshop" or "line_shop", and never when nothing would be left.
#pragma once

#include <span>
#include <string_view>

#include "indicator/kind.h"

namespace cybercheck::indicator {

using Words = std::span<const std::string_view>;  // lower-case

// Bytes of the longest of `words` at the start of `text`, ASCII case ignored; 0 when none stands there as a word.
size_t WordAt(std::string_view text, Words words) noexcept;

// `text` without the "kind:" with which keys are printed, where it stands before something.
std::string_view DropKindName(Kind kind, std::string_view text) noexcept;

// `text` behind all leading `labels`, spaces, and the marks that follow a label (: = , -> and a dash or dot before a space).
std::string_view DropLabels(std::string_view text, Words labels) noexcept;

// Whether `text` says nothing more: only spaces, punctuation, emoji, `labels` and closing particles (ค่ะ, ครับ, นะ …).
bool IsClosing(std::string_view text, Words labels) noexcept;

}  // namespace cybercheck::indicator
