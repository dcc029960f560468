// SPDX-License-Identifier: Apache-2.0
// How a command that either is done or says why not ends.
#pragma once

#include "base/result.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"

namespace cybercheck::cli {

inline int Finish(const base::Result<void>& done, Terminal& terminal) {
  if (done.has_value()) return kExitOk;
  terminal.Error(done.error());
  return kExitError;
}

}  // namespace cybercheck::cli
