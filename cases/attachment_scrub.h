// SPDX-License-Identifier: Apache-2.0
// Compares the files that came with reports with what the entries say of them: which are missing, changed, or nobody's. Needs no
// key: a file whose digest is the one its entry tells opens under its subject's key. Reads in short transactions, beside a
// server.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/environment.h"

namespace cybercheck::cases {

struct AttachmentScrub {
  uint64_t files = 0;                 // that are what was written
  std::vector<std::string> problems;  // missing or changed, each with its id and why; at most kAttachmentProblemsMax
  // Ids of files that no entry names, or whose subject is erased: left where something was cut short; they may be removed.
  std::vector<std::string> orphans;
};
inline constexpr size_t kAttachmentProblemsMax = 100;

// `directory` is the data directory, `data` its environment. Errors: kDamaged (a row), kIo.
base::Result<AttachmentScrub> ScrubAttachments(store::Environment& data, const std::string& directory, int64_t now_s);

}  // namespace cybercheck::cases
