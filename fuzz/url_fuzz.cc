// SPDX-License-Identifier: Apache-2.0
// Any bytes as a URL: a key or a named error; a form that is its own form; the fast way and the long way agree.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "indicator/canonical.h"
#include "indicator/idna.h"
#include "indicator/url_expressions.h"
#include "indicator/url_form.h"
#include "indicator/url_plain.h"

using namespace cybercheck::indicator;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static Canonical out, again;

  out.Clear();
  std::string plain;
  const bool is_plain = WritePlainForm(text, plain);
  const auto scheme = WriteUrlForm(text, out);
  if (is_plain) CHECK(scheme.has_value() && *scheme == UrlScheme::kWeb && out.key.form == plain);
  if (is_plain) CHECK(out.visitable && !out.truncated && !out.userinfo && !out.refanged);
  if (scheme.has_value() && *scheme == UrlScheme::kWeb) {
    const std::string form = out.key.form;
    CHECK(form.size() <= kUrlBytesMax);
    for (char c : form) CHECK(c > 0x20 && c < 0x7F);
    CHECK(HostExpression(form).size() >= 2);
    again.Clear();
    const auto second = WriteUrlForm(form, again);
    CHECK(second.has_value() && *second == UrlScheme::kWeb && again.key.form == form && !again.truncated);
    for (std::string_view expression : UrlExpressions(form)) CHECK(expression.find('/') != std::string_view::npos);
  }

  // The whole way, with what platforms make of it: the key of a key's form is the key.
  if (Canonicalize(Kind::kUrl, text, out).has_value() && out.key.kind == Kind::kUrl) {
    const std::string form = out.key.form;
    CHECK(Canonicalize(Kind::kUrl, form, again).has_value());
    CHECK(again.key.kind == Kind::kUrl && again.key.form == form);
  }

  std::string ascii, twice;
  if (DomainToAscii(text, ascii)) CHECK(DomainToAscii(ascii, twice) && twice == ascii);
  return 0;
}
