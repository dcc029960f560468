// SPDX-License-Identifier: Apache-2.0
// The monthly files of an access log as they lie in its directory, and whether their chain holds (store/access_log.h draws a
// line). Reads only; may run beside the program that writes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/sha256.h"

namespace cybercheck::store {

// "2026-11" of 2026-11.ndjson, oldest first. Errors: kIo; kNotFound when there is no such directory.
base::Result<std::vector<std::string>> AccessMonths(const std::string& directory);
std::string AccessMonthPath(const std::string& directory, const std::string& month);

// Where a chain has got to: what the next line must say.
struct AccessChainHead {
  uint64_t n = 0;       // of the last line; 0: none
  base::Digest hash{};  // of the last line, its line feed left out
};

struct AccessCheck {
  size_t months = 0;
  uint64_t lines = 0;
  AccessChainHead head{};
  bool unfinished = false;  // the newest file ends in a line cut short: it was never acknowledged
  std::string fault{};      // "2026-11.ndjson:3: …": the first line that does not hold; empty: all do
};

// Follows the chain through all files. The oldest file may begin anywhere: the months before it have expired.
// `on_line` is called with every line that holds, its line feed left out. Errors: kIo.
base::Result<AccessCheck> CheckAccessMonths(const std::string& directory,
                                            const std::function<void(std::string_view line)>& on_line = {});

// The same for one file. `before`: the last line of the file before it; nullopt: there is none. Gives in `whole_bytes` where its
// last whole line ends. From a NUL byte on, a file counts as cut short: no line holds one, and file systems leave them behind.
base::Result<AccessCheck> CheckAccessMonth(const std::string& directory, const std::string& month,
                                           const std::optional<AccessChainHead>& before, uint64_t& whole_bytes,
                                           const std::function<void(std::string_view line)>& on_line = {});

// Removes the files of all months before `month` ("2026-01"); gives their names. Errors: kBadRequest (not a month), kIo.
base::Result<std::vector<std::string>> ExpireAccessMonths(const std::string& directory, const std::string& month);

bool IsAccessMonth(std::string_view text) noexcept;

}  // namespace cybercheck::store
