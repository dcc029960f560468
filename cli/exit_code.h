// SPDX-License-Identifier: Apache-2.0
// What the shell sees. Documented in docs/cli.md; scripts depend on the numbers.
#pragma once

namespace cybercheck::cli {

enum ExitCode : int {
  kExitOk = 0,      // done; for check and scan: nothing listed or suspected
  kExitAlarm = 1,   // check, scan: at least one value is listed or suspected
  kExitError = 2,   // bad usage, bad input, or the work could not be done
};

}  // namespace cybercheck::cli
