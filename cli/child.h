// SPDX-License-Identifier: Apache-2.0
// Work on files that may be damaged: LMDB trusts its pages, and a wrong one can end the process that reads it. So the work runs in a child,
// and a signal there becomes a message here.
#pragma once

#include <functional>

#include "cli/terminal.h"

namespace cybercheck::cli {

// The exit code of `work`, which writes to the terminal itself; kExitError, after saying so, when a signal ended it. Call before any
// thread exists.
int RunInChild(Terminal& terminal, const std::function<int()>& work);

}  // namespace cybercheck::cli
