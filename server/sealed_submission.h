// SPDX-License-Identifier: Apache-2.0
// An entry in whose body one part is sealed: what somebody wrote. Sealing may wait for the disk, so the entry is made off the
// threads that answer checks.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "server/sealed_words.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {

// `draft` lacks the body, `body` what `words` become in `part`; of no words it is nullopt.
template <class Body>
Submission SealedSubmission(const Request& request, Services& services, event::Draft draft, Body body,
                            std::optional<event::Sealed> Body::*part, std::string words,
                            std::string (*encode)(const Body& body, std::string_view request)) {
  Submission submission;
  submission.prepare = [&services, draft = std::move(draft), body = std::move(body), part, words = std::move(words), encode,
                        key = RequestKeyOf(services.secrets, request)]() mutable -> base::Result<event::Draft> {
    ASSIGN_OR_RETURN(body.*part, SealWritten(words, draft.id, services));
    draft.body = encode(body, key);
    return std::move(draft);
  };
  return submission;
}

}  // namespace cybercheck::server
