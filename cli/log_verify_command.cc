// SPDX-License-Identifier: Apache-2.0
#include "base/hex.h"
#include "cli/child.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/progress_bar.h"
#include "cli/stored_data.h"
#include "cli/terminal.h"
#include "store/log_verify.h"

namespace cybercheck::cli {
namespace {

base::Result<store::LogSummary> Verify(const std::string& directory) {
  ASSIGN_OR_RETURN(const std::unique_ptr<store::Environment> data, OpenStoredData(directory));
  return store::VerifyLog(*data);
}

}  // namespace

int Run(const LogVerifyCommand& command, Terminal& terminal) {
  return RunInChild(terminal, [&]() -> int {
    const base::Result<store::LogSummary> summary = Verify(command.data);
    if (summary.has_error()) {
      terminal.Error(summary.error());
      return kExitError;
    }
    const std::string head = base::HexEncode(summary->head);
    if (command.common.json)
      terminal.Out("{\"entries\":" + std::to_string(summary->entries) + ",\"redacted\":" + std::to_string(summary->redacted) + ",\"head\":\"" + head + "\"}\n");
    else
      terminal.Out(Grouped(summary->entries) + std::string(terminal.Pick(" entries hold", " รายการถูกต้องครบถ้วน")) + ", " + Grouped(summary->redacted) +
                   std::string(terminal.Pick(" redacted, head ", " รายการถูกลบเนื้อหา, ส่วนหัวล่าสุด ")) + head + "\n");
    return kExitOk;
  });
}

}  // namespace cybercheck::cli
