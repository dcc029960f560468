// SPDX-License-Identifier: Apache-2.0
// shared_hosts.tsv: hosts that belong to many, and shorteners (docs/files.md).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::ingest {

// The content of a shared_hosts_set entry. Errors: kBadConfig with "FILE:LINE: column: what".
base::Result<std::string> ParseSharedHosts(std::string_view file, std::string_view text);

}  // namespace cybercheck::ingest
