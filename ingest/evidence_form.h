// SPDX-License-Identifier: Apache-2.0
// The last step from a canonical indicator to what may be stored of it: an e-mail address in a URL is cut out with its query, the
// guard is asked, and the submitted form is kept where it says more than the key and names nobody. Shared by feeds and reports.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "indicator/canonical.h"
#include "ingest/guard.h"

namespace cybercheck::ingest {

inline constexpr size_t kSubmittedBytesMax = 8192;

struct EvidenceForm {
  indicator::Key key;
  std::string submitted;  // as written; empty: the form itself, too long, or it holds an e-mail address or a national id
  Guard::Refusal refusal = Guard::Refusal::kNone;  // it would list a whole host that belongs to many
  bool promotes_host = false;                      // the host is one owner's
};

// `written`: the value `canonical` was made of. `personal`: it was a national id before it was keyed.
void MakeEvidenceForm(const Guard& guard, const indicator::Canonical& canonical, std::string_view written, bool personal,
                      EvidenceForm& out);

}  // namespace cybercheck::ingest
