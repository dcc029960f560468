// SPDX-License-Identifier: Apache-2.0
#include "lookup/lookups.h"

#include "indicator/url_expressions.h"

namespace cybercheck::lookup {

using indicator::Canonical;
using indicator::Kind;

Lookups::Lookups(const Canonical& canonical) noexcept {
  Add(canonical.key.kind, canonical.key.form, Lookup::Relation::kOwn);
  if (canonical.key.kind == Kind::kUrl)
    for (const std::string_view expression : indicator::UrlExpressions(canonical.key.form))
      if (expression.size() != canonical.key.form.size()) Add(Kind::kUrl, expression, Lookup::Relation::kParent);
  for (const Canonical::Also& also : canonical.Alsos()) {
    if (also.relation == Canonical::Relation::kHint) {
      Add(also.key.kind, also.key.form, Lookup::Relation::kHint);
      continue;
    }
    Add(also.key.kind, also.key.form, Lookup::Relation::kAlso);
    if (also.key.kind != Kind::kUrl) continue;
    for (const std::string_view expression : indicator::UrlExpressions(also.key.form))
      if (expression.size() != also.key.form.size()) Add(Kind::kUrl, expression, Lookup::Relation::kAlso);
  }
}

void Lookups::Add(Kind kind, std::string_view form, Lookup::Relation relation) noexcept {
  if (count_ == kMax) return;
  lookups_[count_++] = {kind, relation, form.data(), form.size()};
}

}  // namespace cybercheck::lookup
