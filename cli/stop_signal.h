// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and SIGTERM end a long command between two pieces of its work, with its summary; a second one ends the process.
#pragma once

namespace cybercheck::cli {

void StopOnSignal();  // from now on
bool ToldToStop() noexcept;

}  // namespace cybercheck::cli
