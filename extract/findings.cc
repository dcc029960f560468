// SPDX-License-Identifier: Apache-2.0
#include "extract/findings.h"

#include <algorithm>
#include <utility>

namespace cybercheck::extract {

bool Findings::Free(size_t begin, size_t end) const {
  return std::find(taken_.begin() + static_cast<ptrdiff_t>(begin), taken_.begin() + static_cast<ptrdiff_t>(end), true) ==
         taken_.begin() + static_cast<ptrdiff_t>(end);
}

bool Findings::Add(indicator::Kind kind, size_t begin, size_t end, std::string_view value) {
  if (!Free(begin, end)) return false;
  indicator::Canonical canonical;
  if (indicator::Canonicalize(kind, value, canonical).has_error()) return false;
  // A link to pay a person shows that person's national id; as the PromptPay id it is, it is keyed.
  if (indicator::Canonical payee; kind == indicator::Kind::kUrl &&
                                  canonical.key.form.find("promptpay.io/") != std::string::npos &&
                                  indicator::Canonicalize(indicator::Kind::kPromptpay, value, payee) && payee.sensitive)
    canonical = std::move(payee);
  Block(begin, end);
  found_.push_back({text_.Begin(begin), text_.End(end - 1), std::move(canonical)});
  return true;
}

bool Findings::Add(indicator::Kind kind, size_t begin, size_t end) { return Add(kind, begin, end, text_.Original(begin, end)); }

bool Findings::AddWithoutKind(size_t begin, size_t end) {
  if (!Free(begin, end)) return false;
  Block(begin, end);
  found_.push_back({text_.Begin(begin), text_.End(end - 1), std::nullopt});
  return true;
}

void Findings::Block(size_t begin, size_t end) {
  std::fill(taken_.begin() + static_cast<ptrdiff_t>(begin), taken_.begin() + static_cast<ptrdiff_t>(end), true);
}

std::vector<Found> Findings::Finish() {
  std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) { return a.begin < b.begin; });
  if (found_.size() > kFoundMax) found_.resize(kFoundMax);
  return std::exchange(found_, {});
}

}  // namespace cybercheck::extract
