// SPDX-License-Identifier: Apache-2.0
#include "cli/child.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/progress_bar.h"
#include "cli/stored_data.h"
#include "cli/terminal.h"
#include "store/scrub.h"
#include "wire/answer.h"

namespace cybercheck::cli {
namespace {

base::Result<store::ScrubReport> ScrubData(const std::string& directory) {
  ASSIGN_OR_RETURN(const std::unique_ptr<store::Environment> data, OpenStoredData(directory));
  return store::Scrub(*data);
}

std::string ReportJson(const store::ScrubReport& report) {
  std::string json = "{\"tables\":" + std::to_string(report.tables) + ",\"rows\":" + std::to_string(report.rows) +
                     ",\"bytes\":" + std::to_string(report.bytes) + ",\"damaged\":" + std::to_string(report.problems.size()) + ",\"problems\":[";
  for (size_t i = 0; i < report.problems.size(); ++i) {
    if (i != 0) json += ',';
    wire::AppendJsonString(report.problems[i], json);
  }
  return json + "]}\n";
}

}  // namespace

int Run(const ScrubCommand& command, Terminal& terminal) {
  return RunInChild(terminal, [&]() -> int {
    const base::Result<store::ScrubReport> report = ScrubData(command.data);
    if (report.has_error()) {
      terminal.Error(report.error());
      return kExitError;
    }
    if (command.common.json) terminal.Out(ReportJson(*report));
    if (report->problems.empty()) {
      if (!command.common.json)
        terminal.Out(Grouped(report->rows) + std::string(terminal.Pick(" values in ", " ค่าใน ")) + std::to_string(report->tables) +
                     std::string(terminal.Pick(" tables are what was written\n", " ตารางถูกต้องครบถ้วน\n")));
      return kExitOk;
    }
    for (const std::string& problem : report->problems) terminal.Error(base::Fail(base::ErrorCode::kDamaged, problem));
    return kExitError;
  });
}

}  // namespace cybercheck::cli
