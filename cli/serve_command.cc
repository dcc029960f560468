// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdio>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/opened_directory.h"
#include "cli/terminal.h"
#include "server/config.h"
#include "server/service.h"

namespace cybercheck::cli {

int Run(const ServeCommand& command, Terminal& terminal) {
  const base::Result<server::Config> config = server::LoadConfig(command.config, ::environ, command.settings);
  if (config.has_error()) {
    terminal.Error(config.error());
    return kExitError;
  }
  if (command.check_config) {
    const auto warnings = server::CheckConfig(*config);
    if (warnings.has_error()) {
      terminal.Error(warnings.error());
      return kExitError;
    }
    for (const std::string& warning : *warnings) terminal.Warning(warning);
    terminal.Out(command.common.json ? "{\"valid\":true}\n" : terminal.Pick("The configuration is valid.\n", "การตั้งค่าถูกต้อง\n"));
    return kExitOk;
  }
  if (const base::Result<void> usable = OpenedDirectory::MayBeMade(config->data); usable.has_error()) {
    terminal.Error(usable.error());
    return kExitError;
  }
  const base::Result<int> served = server::Serve(*config);
  if (served.has_value()) return *served;
  terminal.Error(served.error());
  return kExitError;
}

}  // namespace cybercheck::cli
