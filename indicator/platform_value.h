// SPDX-License-Identifier: Apache-2.0
// A value given as an account of one platform, as people write it: "ไลน์ไอดี: @shop ค่ะ", "@bad.shop (TikTok)", or the account's URL.
// Thread-safe; what CanonicalizeLine, CanonicalizeTiktok and CanonicalizeFacebook have in common.
#pragma once

#include <span>
#include <string_view>

#include "indicator/canonical.h"

namespace cybercheck::indicator {

// The words that name each platform or ask to add somebody there, to be read over (label.h).
std::span<const std::string_view> LabelsOf(Kind platform);

// Whether `text` is a URL rather than a name: a scheme, www., or one of the platforms' hosts and a path.
bool IsPlatformUrlText(std::string_view text);

// Canonicalizes `text`, a URL, into `out`; false when it has no key of `platform` (`out` then holds the URL's own key, or nothing:
// its form is empty).
bool TakePlatformUrl(Kind platform, std::string_view text, Canonical& out);

// The name in `text` (PlainText, not in `out`): labels, spaces and closing words dropped; with its @ if one is there.
// Empty when other words stand around it.
std::string_view NameIn(Kind platform, std::string_view text);

}  // namespace cybercheck::indicator
