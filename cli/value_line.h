// SPDX-License-Identifier: Apache-2.0
// A line of standard input that holds a value: VALUE, KIND<TAB>VALUE, or KIND<TAB>VALUE<TAB>AS_OF. A value may itself hold a tab
// (browsers drop it from addresses), so what stands before the first tab is a kind only if it is a word of a-z and "_" (or empty:
// find out); and what stands after the last one is a time only where the caller asks for times and it is one.
#pragma once

#include <string_view>

namespace cybercheck::cli {

struct ValueLine {
  std::string_view kind;   // empty: find out
  std::string_view value;
  std::string_view as_of;  // empty: none
};

ValueLine ParseValueLine(std::string_view line, bool with_as_of) noexcept;

}  // namespace cybercheck::cli
