// SPDX-License-Identifier: Apache-2.0
#include <boost/version.hpp>
#include <string>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "cli/version.h"
#include "event/entry.h"
#include "indicator/key.h"

namespace cybercheck::cli {

std::string VersionLine() { return "cybercheck " CYBERCHECK_VERSION; }

int Run(const VersionCommand& command, Terminal& terminal) {
  const std::string canon = std::to_string(indicator::kCanonVersion), rules = std::to_string(event::kRulesCurrent);
  if (command.common.json)
    terminal.Out(R"({"version":")" CYBERCHECK_VERSION R"(","canon":)" + canon + R"(,"rules":)" + rules + "}\n");
  else
    terminal.Out(VersionLine() + "\ncanonicalization " + canon + ", decision rules " + rules + "\n");
  return kExitOk;
}

}  // namespace cybercheck::cli
