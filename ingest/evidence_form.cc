// SPDX-License-Identifier: Apache-2.0
#include "ingest/evidence_form.h"

#include <algorithm>

#include "indicator/url_expressions.h"
#include "ingest/email_rule.h"

namespace cybercheck::ingest {

void MakeEvidenceForm(const Guard& guard, const indicator::Canonical& canonical, std::string_view written, bool personal,
                      EvidenceForm& out) {
  out.key = canonical.key;
  out.submitted.clear();
  out.refusal = Guard::Refusal::kNone;
  out.promotes_host = false;
  bool email = HoldsEmail(written);
  if (out.key.kind == indicator::Kind::kUrl) {
    const size_t query = out.key.form.find('?');
    const bool in_form = query != std::string::npos && HoldsEmail(std::string_view(out.key.form).substr(query));
    if (in_form || (email && HoldsEmail(QueryAndFragment(written)))) {
      email = true;
      out.key.form.resize(std::min(query, out.key.form.size()));
    }
    out.refusal = guard.Ask(out.key.form);
    out.promotes_host = out.refusal == Guard::Refusal::kNone && guard.MayListHost(indicator::HostOf(out.key.form));
  }
  if (!email && !personal && written != out.key.form && written.size() <= kSubmittedBytesMax) out.submitted = written;
}

}  // namespace cybercheck::ingest
