// SPDX-License-Identifier: Apache-2.0
// The bodies of the control socket (server/control_routes.h), as the client writes and reads them. Pure.
#pragma once

#include <string>
#include <vector>

#include "event/entry.h"
#include "store/sequencer.h"

namespace cybercheck::cli {

// The body of POST /control/entries.
std::string EncodeSubmission(const event::Draft& draft, store::Priority priority);
// Its answer, status 200. Errors: kUnavailable when it is not what this version expects.
base::Result<store::Sequencer::Reply> DecodeReply(std::string_view json);

struct LogPage {
  uint64_t applied_seq = 0;
  std::vector<event::Entry> entries;
};
// The answer of GET /control/log.
base::Result<LogPage> DecodeLogPage(std::string_view json);
// `applied_seq` of GET /control/status.
base::Result<uint64_t> DecodeAppliedSeq(std::string_view json);

}  // namespace cybercheck::cli
