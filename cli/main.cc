// SPDX-License-Identifier: Apache-2.0
// The program: parse, run one command, leave with its exit code.
#include <exception>
#include <string>
#include <variant>
#include <vector>

#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"

int main(int argc, char** argv) {
  using namespace cybercheck::cli;
  Terminal terminal;
  try {
    const ParsedCommandLine parsed = ParseCommandLine(std::vector<std::string>(argv + 1, argv + argc));
    if (!parsed.command) {
      parsed.exit_code == kExitOk ? terminal.Out(parsed.message) : terminal.Err(parsed.message);
      return terminal.FinishOutput() ? parsed.exit_code : kExitError;
    }
    const int exit_code = std::visit(
        [&](const auto& command) {
          if (!command.common.language.empty()) terminal.SetLanguage(LanguageOfLocale(command.common.language));
          return Run(command, terminal);
        },
        *parsed.command);
    return terminal.FinishOutput() ? exit_code : kExitError;
  } catch (const std::exception& exception) {  // only libraries throw, and what they throw is memory or their own faults
    terminal.Error(exception.what());
    return kExitError;
  }
}
