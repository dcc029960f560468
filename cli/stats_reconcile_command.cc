// SPDX-License-Identifier: Apache-2.0
// Holds a published table against itself. Needs no data directory: the table says everything.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "cases/published_table.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "ingest/published_file.h"
#include "ingest/text_reader.h"
#include "wire/answer.h"

namespace cybercheck::cli {
namespace {

constexpr size_t kFileBytesMax = 16 << 20;

// The whole file as UTF-8, whatever encoding a spreadsheet gave it.
base::Result<std::string> ReadText(const std::string& file) {
  const base::FileDescriptor input(file == "-" ? ::dup(STDIN_FILENO) : ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!input.valid()) return base::IoError(file == "-" ? "standard input" : file, "cannot be opened");
  ingest::TextReader reader(input.get());
  std::string text;
  while (true) {
    ASSIGN_OR_RETURN(const std::string_view piece, reader.Next());
    if (piece.empty()) return text;
    if (text.size() + piece.size() > kFileBytesMax) return base::Fail(base::ErrorCode::kBadFeed, "a table has at most 16 MiB");
    text.append(piece);
  }
}

base::Result<std::vector<cases::PublishedTable>> ReadTables(const std::string& file) {
  ASSIGN_OR_RETURN(const std::string text, ReadText(file));
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin != std::string::npos && text[begin] == '{') return ingest::ReadPublishedJson(text);
  ASSIGN_OR_RETURN(cases::PublishedTable table, ingest::ReadPublishedCsv(text, base::SystemClock().NowS()));
  std::vector<cases::PublishedTable> tables;
  tables.push_back(std::move(table));
  return tables;
}

std::string_view WhatIs(cases::TableCheck check, const Terminal& terminal) {
  switch (check) {
    case cases::TableCheck::kSum:
      return terminal.Pick("its parts make", "ผลรวมของส่วนย่อยคือ");
    case cases::TableCheck::kShare:
      return terminal.Pick("its share of the whole is", "คิดเป็นร้อยละ");
    case cases::TableCheck::kShareSum:
      return terminal.Pick("the shares of its parts make", "ผลรวมร้อยละของส่วนย่อยคือ");
    case cases::TableCheck::kPerDay:
      return terminal.Pick("over the days that is", "หารด้วยจำนวนวันได้");
    case cases::TableCheck::kChange:
      return terminal.Pick("against the period before that is", "ผลต่างจากช่วงก่อนคือ");
    case cases::TableCheck::kChangeShare:
      return terminal.Pick("in percent of the period before that is", "คิดเป็นร้อยละของช่วงก่อนได้");
  }
  return {};
}

std::string Text(const std::string& file, const cases::Reconciliation& found, const Terminal& terminal) {
  std::string out =
      Printable(file) + ": " + std::to_string(found.checks) + std::string(terminal.Pick(" checked, ", " รายการตรวจ, "));
  if (found.slips.empty()) return out + terminal.Paint(Colour::kGreen, terminal.Pick("all add up", "ตรงกันทั้งหมด")) + "\n";
  out += terminal.Paint(Colour::kRed,
                        std::to_string(found.slips.size()) + std::string(terminal.Pick(" do not add up", " ไม่ตรงกัน"))) +
         "\n";
  for (const cases::TableSlip& slip : found.slips) {
    out.append("  ").append(Printable(slip.row)).append(" · ").append(Printable(slip.column)).append(": ");
    out.append(terminal.Pick("printed is ", "พิมพ์ไว้ ")).append(slip.printed).append(", ");
    out.append(WhatIs(slip.check, terminal)).append(" ").append(terminal.Paint(Colour::kBold, slip.right));
    const bool less = slip.off.starts_with("-");
    out.append(" (").append(slip.off.substr(less ? 1 : 0)).append(" ");
    out.append(less ? terminal.Pick("too little", "น้อยไป") : terminal.Pick("too much", "มากไป")).append(")\n");
  }
  return out;
}

std::string Json(const std::string& file, const cases::Reconciliation& found) {
  std::string out = "{\"file\":";
  wire::AppendJsonString(file, out);
  out += ",\"checks\":" + std::to_string(found.checks) + ",\"reconciles\":" + (found.slips.empty() ? "true" : "false") +
         ",\"slips\":[";
  for (const cases::TableSlip& slip : found.slips) {
    if (out.back() != '[') out += ',';
    out.append("{\"check\":\"").append(Name(slip.check)).append("\"");
    for (const auto& [name, value] :
         {std::pair("row", &slip.row), std::pair("column", &slip.column), std::pair("printed", &slip.printed),
          std::pair("right", &slip.right), std::pair("off", &slip.off)}) {
      out.append(",\"").append(name).append("\":");
      wire::AppendJsonString(*value, out);
    }
    out += '}';
  }
  return out + "]}\n";
}

}  // namespace

int Run(const StatsReconcileCommand& command, Terminal& terminal) {
  bool slips = false;
  for (const std::string& file : command.files) {
    const auto tables = ReadTables(file);
    if (tables.has_error()) {
      base::Error error = tables.error();
      error.detail = file + ": " + error.detail;
      terminal.Error(error);
      return kExitError;
    }
    cases::Reconciliation found;
    for (const cases::PublishedTable& table : *tables) {
      cases::Reconciliation one = cases::Reconcile(table);
      found.checks += one.checks;
      std::ranges::move(one.slips, std::back_inserter(found.slips));
    }
    if (found.checks == 0)
      terminal.Warning(file +
                       std::string(terminal.Pick(": nothing in it can be held against anything", ": ไม่มีตัวเลขที่ตรวจสอบกันได้")));
    terminal.Out(command.common.json ? Json(file, found) : Text(file, found, terminal));
    slips |= !found.slips.empty();
  }
  return slips ? kExitAlarm : kExitOk;
}

}  // namespace cybercheck::cli
