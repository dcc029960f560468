// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "base/hex.h"
#include "base/timestamp.h"
#include "cli/asker.h"
#include "cli/command.h"
#include "cli/control_json.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "server/control_routes.h"
#include "wire/answer.h"

namespace cybercheck::cli {
namespace {

constexpr uint64_t kPageEntries = 200;

// One line. The body is JSON and stands as it is stored but for its line breaks, which would end the line and mean nothing in JSON; `raw`
// gives it as a string with every byte.
std::string EntryLine(const event::Entry& entry, bool headers_only, bool raw) {
  const event::Header& header = entry.header;
  std::string line = "{\"seq\":" + std::to_string(header.seq) + ",\"id\":\"" + base::HexEncode(header.id) + "\",\"time\":\"" +
                     base::FormatTime(header.time_ms / 1000) + "\",\"time_ms\":" + std::to_string(header.time_ms) +
                     ",\"type\":\"" + std::string(event::Name(header.type)) + "\",\"version\":" + std::to_string(header.version) +
                     ",\"rules\":" + std::to_string(header.rules) + ",\"actor\":";
  wire::AppendJsonString(header.actor, line);
  line += ",\"prev\":\"" + base::HexEncode(header.prev) + "\",\"body_hash\":\"" + base::HexEncode(header.body_hash) + "\"";
  if (!headers_only) {
    line += ",\"body\":";
    if (!entry.body)
      line += "null";
    else if (raw)
      wire::AppendJsonString(*entry.body, line);
    else
      for (const char c : *entry.body) line += c == '\n' || c == '\r' ? ' ' : c;
  }
  return line + "}\n";
}

}  // namespace

int Run(const LogDumpCommand& command, Terminal& terminal) {
  base::Result<std::unique_ptr<Asker>> asker = OpenAsker(command.data, "");
  if (asker.has_error()) {
    terminal.Error(asker.error());
    return kExitError;
  }
  uint64_t next = std::max<uint64_t>(1, command.from), left = command.count;
  while (left > 0) {
    const std::string target =
        std::string(server::kControlLog) + "?from=" + std::to_string(next) + "&count=" + std::to_string(std::min(left, kPageEntries));
    const base::Result<HttpResponse> response = (*asker)->Get(target);
    if (response.has_error() || response->status != 200) {
      terminal.Error(response.has_error() ? response.error() : ProblemOf(*response));
      return kExitError;
    }
    const base::Result<LogPage> page = DecodeLogPage(response->body);
    if (page.has_error()) {
      terminal.Error(page.error());
      return kExitError;
    }
    if (page->entries.empty()) break;
    for (const event::Entry& entry : page->entries) terminal.Out(EntryLine(entry, command.headers_only, command.raw));
    left -= std::min<uint64_t>(left, page->entries.size());
    next = page->entries.back().header.seq + 1;
  }
  return kExitOk;
}

}  // namespace cybercheck::cli
