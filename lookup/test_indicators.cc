// SPDX-License-Identifier: Apache-2.0
#include "lookup/test_indicators.h"

#include "indicator/url_expressions.h"

namespace cybercheck::lookup {
namespace {

using indicator::Kind;
using wire::Verdict;

// The last digit of a reserved number.
std::optional<Verdict> ByDigit(std::string_view form, std::string_view prefix) {
  if (form.size() != prefix.size() + 1 || !form.starts_with(prefix) || form.back() < '1' || form.back() > '6')
    return std::nullopt;
  return static_cast<Verdict>(form.back() - '1');
}

// The rest of a reserved name.
std::optional<Verdict> ByName(std::string_view form, std::string_view prefix) {
  if (!form.starts_with(prefix)) return std::nullopt;
  return wire::VerdictNamed(form.substr(prefix.size()));
}

}  // namespace

std::optional<Verdict> TestVerdict(Kind kind, std::string_view form) noexcept {
  switch (kind) {
    case Kind::kPhone:
      return ByDigit(form, "+6667000000");
    case Kind::kUrl: {
      constexpr std::string_view kDomain = ".cybercheck.test";
      std::string_view host = indicator::HostOf(form);
      if (!host.ends_with(kDomain)) return std::nullopt;
      host.remove_suffix(kDomain.size());
      return wire::VerdictNamed(host);
    }
    case Kind::kLine:
    case Kind::kTiktok:
      return ByName(form, "cc_test_");
    case Kind::kFacebook:
      return ByName(form, "cctest");
    case Kind::kAccount:
      return ByDigit(form, "004:000000000");
    case Kind::kPromptpay:
      return ByDigit(form, "mobile:+6667000000");
    case Kind::kSmsSender:
      return ByName(form, "cybertest");
  }
  return std::nullopt;
}

}  // namespace cybercheck::lookup
