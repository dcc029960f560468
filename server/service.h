// SPDX-License-Identifier: Apache-2.0
// The running server, as the architecture reads: data directory -> projections -> sequencer -> rules -> engine -> listeners,
// and in reverse when SIGTERM or SIGINT asks for it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "server/config.h"

namespace cybercheck::server {

inline constexpr int kExitDrained = 0;
inline constexpr int kExitForced = 1;    // a second signal, or the drain or what comes after it took longer than allowed
inline constexpr int kExitStorage = 74;  // EX_IOERR: the storage failed; start again, the open check decides

// Serves until told to stop; prints "cybercheck: serving on http://ADDR:PORT …" to stdout once it answers. The exit status.
// Blocks SIGTERM and SIGINT for the calling thread. Errors: those of DataDirectory::Open, kBadConfig, kBadPolicy …, kIo.
base::Result<int> Serve(const Config& config);

// Everything Serve would refuse, without touching data or ports: the values, and every file they name. Gives what Serve would
// warn of.
base::Result<std::vector<std::string>> CheckConfig(const Config& config);

}  // namespace cybercheck::server
