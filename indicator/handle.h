// SPDX-License-Identifier: Apache-2.0
// What names an account on a platform: which characters, how long. Thread-safe, allocates nothing.
// The rules of LINE, TikTok and Facebook, shared by their canonicalizers and by the reading of their URLs.
#pragma once

#include <string>
#include <string_view>

namespace cybercheck::indicator {

// Each appends the account's form to `out` and returns true, or returns false with `out` unchanged.
bool AppendLineId(std::string_view id, std::string& out);             // 4 to 20 of A-Z a-z 0-9 . - _, made lower-case
bool AppendLineOfficial(std::string_view id, std::string& out);       // "@" and 2 to 20 of the same; `id` without its @
bool AppendTiktokHandle(std::string_view handle, std::string& out);   // 2 to 24 of A-Z a-z 0-9 . _, made lower-case
bool AppendFacebookName(std::string_view name, std::string& out);     // 5 to 50 letters and digits, one a letter; dots and case dropped
bool AppendGroupName(std::string_view name, std::string& out);        // 1 to 80 of A-Z a-z 0-9 . - _, made lower-case

// 5 to 25 digits: what the platforms number accounts, groups and videos with.
bool IsPlatformId(std::string_view id);
// 2 to 128 of A-Z a-z 0-9 - _: a code that only its platform understands.
bool IsPlatformCode(std::string_view code);
// Paths that Facebook keeps for itself: facebook.com/help is nobody's account. Lower-case.
bool IsReservedFacebookName(std::string_view name);

}  // namespace cybercheck::indicator
