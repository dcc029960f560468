// SPDX-License-Identifier: Apache-2.0
// The look-up expressions of a URL form, as Safe Browsing v4 has them: the exact host and up to four hosts made from its last
// five labels, each with the exact path with query, without query, and up to four leading directories from "/".
// Source: developers.google.com/safe-browsing/v4/urls-hashing. No suffix list: see docs/architecture.md.
//
//   form        a.b.c/1/2.html?param=1
//   expression    b.c/1/                    host suffix + path prefix = one contiguous piece of the form
//
// So every expression is a view into `form`: nothing is built, nothing allocated.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace cybercheck::indicator {

inline constexpr size_t kExpressionsMax = 30;

struct Expressions {
  std::array<std::string_view, kExpressionsMax> views;  // most specific first: by host from exact to shortest, by path likewise
  size_t count = 0;

  const std::string_view* begin() const { return views.data(); }
  const std::string_view* end() const { return views.data() + count; }
};

// `form` is a canonical URL form ("host/path?query"); it must outlive the views.
Expressions UrlExpressions(std::string_view form) noexcept;

// "host/" of a canonical URL form.
std::string_view HostExpression(std::string_view form) noexcept;
// The host alone.
std::string_view HostOf(std::string_view form) noexcept;

}  // namespace cybercheck::indicator
