// SPDX-License-Identifier: Apache-2.0
#include "indicator/url.h"

#include <optional>
#include <string>
#include <utility>

#include "indicator/line.h"
#include "indicator/platform_url.h"
#include "indicator/url_form.h"
#include "indicator/url_plain.h"

namespace cybercheck::indicator {
namespace {

constexpr int kUnwrapsMax = 16;  // wrappers around wrappers; bounds the work

std::string_view QueryOf(std::string_view url) {
  const size_t mark = url.find('?');
  if (mark == std::string_view::npos) return {};
  url.remove_prefix(mark + 1);
  return url.substr(0, url.find('#'));
}

}  // namespace

base::Result<void> CanonicalizeUrl(std::string_view value, Canonical& out) {
  thread_local std::string form;
  std::string inner;
  for (int unwraps = 0;; ++unwraps) {
    out.Clear();
    out.key.kind = Kind::kUrl;
    if (!WritePlainForm(value, out.key.form)) {
      ASSIGN_OR_RETURN(const UrlScheme scheme, WriteUrlForm(value, out));
      if (scheme == UrlScheme::kLine) return CanonicalizeLine(value, out);
    }
    std::optional<std::string> wrapped = UnwrapRedirect(out.key.form, QueryOf(value));
    if (!wrapped) break;
    // Not the wrapper's own key: that would be unwrapped when it is canonicalized again.
    if (unwraps == kUnwrapsMax) return base::Fail(base::ErrorCode::kNotAnIndicator, "redirects wrapped in redirects too often");
    inner = std::move(*wrapped);
    value = inner;
  }
  // Lent out while `out` is written.
  form.swap(out.key.form);
  if (!AccountOfUrl(form, out)) form.swap(out.key.form);
  return {};
}

}  // namespace cybercheck::indicator
