// SPDX-License-Identifier: Apache-2.0
// argv to a Command. Options may stand before or after arguments; "--" ends them. An unknown command or option names the
// nearest known one. Pure but for reading CYBERCHECK_DATA from the environment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"

namespace cybercheck::cli {

struct ParsedCommandLine {
  std::optional<Command> command;
  // Without a command: what to print and how to leave (help and version: 0; bad usage: 2, to standard error).
  std::string message;
  int exit_code = 0;
};

// `arguments` without the program's name.
ParsedCommandLine ParseCommandLine(std::vector<std::string> arguments);

}  // namespace cybercheck::cli
