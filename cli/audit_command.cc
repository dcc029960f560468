// SPDX-License-Identifier: Apache-2.0
// The access log's files are read beside a running server; only expire changes them.
#include <algorithm>
#include <string>

#include "base/hex.h"
#include "cli/command.h"
#include "cli/finish.h"
#include "cli/progress_bar.h"
#include "cli/terminal.h"
#include "store/access_months.h"
#include "store/data_directory.h"

namespace cybercheck::cli {
namespace {

// "NUMBER:HASH", as an earlier verify printed it.
base::Result<store::AccessChainHead> ReadHead(const std::string& text) {
  store::AccessChainHead head;
  const size_t colon = text.find(':');
  const std::string number = text.substr(0, colon);
  if (colon == std::string::npos || number.empty() || number.size() > 18 ||
      number.find_first_not_of("0123456789") != std::string::npos || !base::HexDecode(text.substr(colon + 1), head.hash))
    return base::Fail(base::ErrorCode::kBadRequest, "--head takes what an earlier verify printed: NUMBER:HASH");
  head.n = std::stoull(number);
  return head;
}

base::Result<void> Verify(const AuditVerifyCommand& command, Terminal& terminal) {
  store::AccessChainHead earlier;
  if (!command.head.empty()) {
    ASSIGN_OR_RETURN(earlier, ReadHead(command.head));
  }
  uint64_t seen = 0, first = 0;
  bool found = command.head.empty();
  const auto look = [&](std::string_view line) {
    // {"n":7,…: lines that hold begin so.
    seen = std::stoull(std::string(line.substr(5, 20)));
    if (first == 0) first = seen;
    if (seen == earlier.n) found = base::Sha256(line) == earlier.hash;
  };
  ASSIGN_OR_RETURN(const store::AccessCheck check, store::CheckAccessMonths(store::DataDirectory::AccessLogPath(command.data), look));
  if (!check.fault.empty()) return base::Fail(base::ErrorCode::kDamaged, check.fault);
  if (!found && earlier.n >= first)
    return base::Fail(base::ErrorCode::kDamaged, "line " + std::to_string(earlier.n) + " is not the one that --head tells of: the log was rewritten or cut");
  if (!found) terminal.Warning(terminal.Pick("The line that --head tells of has expired.", "บรรทัดที่ --head ระบุหมดอายุแล้ว"));
  const std::string head = std::to_string(check.head.n) + ":" + base::HexEncode(check.head.hash);
  if (command.common.json)
    terminal.Out("{\"lines\":" + std::to_string(check.lines) + ",\"months\":" + std::to_string(check.months) + ",\"head\":\"" + head +
                 "\",\"unfinished\":" + (check.unfinished ? "true" : "false") + "}\n");
  else
    terminal.Out(Grouped(check.lines) + std::string(terminal.Pick(" lines hold, head ", " บรรทัดถูกต้องครบถ้วน, ส่วนหัวล่าสุด ")) + head + "\n");
  return {};
}

base::Result<void> Export(const AuditExportCommand& command, Terminal& terminal) {
  for (const std::string& month : {command.from, command.to})
    if (!month.empty() && !store::IsAccessMonth(month)) return base::Fail(base::ErrorCode::kBadRequest, "a month is written 2026-01");
  const std::string directory = store::DataDirectory::AccessLogPath(command.data);
  ASSIGN_OR_RETURN(const auto months, store::AccessMonths(directory));
  std::optional<store::AccessChainHead> before;
  for (const std::string& month : months) {
    const bool wanted = (command.from.empty() || month >= command.from) && (command.to.empty() || month <= command.to);
    uint64_t whole_bytes = 0;
    ASSIGN_OR_RETURN(const store::AccessCheck check,
                     store::CheckAccessMonth(directory, month, before, whole_bytes, [&](std::string_view line) {
                       if (wanted) terminal.Out(std::string(line) += '\n');
                     }));
    if (!check.fault.empty()) return base::Fail(base::ErrorCode::kDamaged, check.fault);
    if (check.head.n != 0) before = check.head;
  }
  return {};
}

base::Result<void> Expire(const AuditExpireCommand& command, Terminal& terminal) {
  ASSIGN_OR_RETURN(const auto expired, store::ExpireAccessMonths(store::DataDirectory::AccessLogPath(command.data), command.before));
  if (command.common.json) {
    std::string names;
    for (const std::string& month : expired) names += (names.empty() ? "\"" : ",\"") + month + "\"";
    terminal.Out("{\"expired\":[" + names + "]}\n");
  } else {
    terminal.Out(std::to_string(expired.size()) + std::string(terminal.Pick(" months removed\n", " เดือนถูกลบ\n")));
  }
  return {};
}

}  // namespace

int Run(const AuditVerifyCommand& command, Terminal& terminal) { return Finish(Verify(command, terminal), terminal); }
int Run(const AuditExportCommand& command, Terminal& terminal) { return Finish(Export(command, terminal), terminal); }
int Run(const AuditExpireCommand& command, Terminal& terminal) { return Finish(Expire(command, terminal), terminal); }

}  // namespace cybercheck::cli
