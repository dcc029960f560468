// SPDX-License-Identifier: Apache-2.0
// `cybercheck import --channel bank`: the banks' workbook of transfers into cases, and what it says of holds into holds. Rows that were not
// taken come back as FILE.rejects.xlsx, those of holds as FILE.holds.rejects.xlsx; files of these names from before are removed.
#pragma once

#include "cli/command.h"
#include "cli/terminal.h"

namespace cybercheck::cli {

// The exit status.
int ImportCases(const ImportCommand& command, Terminal& terminal);

}  // namespace cybercheck::cli
