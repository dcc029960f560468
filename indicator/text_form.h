// SPDX-License-Identifier: Apache-2.0
// Text as people paste it, brought to the text they meant, before any kind's own rules: characters nobody sees are removed, Thai
// and full-width digits become ASCII, odd spaces become spaces. Pure, thread-safe; bytes that are not valid UTF-8 are kept.
//
// Each function takes a buffer and returns a view: of `text` itself when nothing had to change (always so for plain ASCII, then
// without allocation), else of `buffer`, which is overwritten. `text` must not lie in `buffer`.
#pragma once

#include <string>
#include <string_view>

namespace cybercheck::indicator {

// Zero-width and bidi controls: U+00AD, U+200B..200F, U+202A..202E, U+2060..2064, U+2066..2069, U+FEFF.
bool IsZeroWidth(char32_t c) noexcept;
// A space other than U+0020: NBSP, U+2000..200A, U+202F, U+205F, U+3000.
bool IsOddSpace(char32_t c) noexcept;
// U+0E50..0E59 and U+FF10..FF19 to '0'..'9', U+FF01..FF5E to '!'..'~', odd spaces to ' '; any other as it is.
char32_t FoldWidth(char32_t c) noexcept;

std::string_view StripZeroWidth(std::string_view text, std::string& buffer);
// StripZeroWidth and FoldWidth in one pass: what phones, accounts and handles are read from.
std::string_view PlainText(std::string_view text, std::string& buffer);
// Without leading and trailing ASCII spaces and controls (<= 0x20).
std::string_view TrimSpaces(std::string_view text) noexcept;

// NFKC_Casefold (Unicode 15, UAX #44) with canonical composition: compatibility forms and case folded, default-ignorable code points
// removed. Replaces `out`. Bytes that are not valid UTF-8 become U+FFFD. Idempotent.
void NfkcCasefold(std::string_view text, std::string& out);

}  // namespace cybercheck::indicator
