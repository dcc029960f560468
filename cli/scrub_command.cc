// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "cases/attachment_scrub.h"
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

struct Scrubbed {
  store::ScrubReport tables;
  cases::AttachmentScrub files;
};

base::Result<Scrubbed> ScrubData(const std::string& directory) {
  ASSIGN_OR_RETURN(const std::unique_ptr<store::Environment> data, OpenStoredData(directory));
  Scrubbed scrubbed;
  ASSIGN_OR_RETURN(scrubbed.tables, store::Scrub(*data));
  auto files = cases::ScrubAttachments(*data, directory, base::SystemClock().NowS());
  if (files.has_value())
    scrubbed.files = std::move(*files);
  else if (files.error().code == base::ErrorCode::kIo || scrubbed.tables.problems.empty())
    return files.error();  // else the table is one of those that are damaged, which is told already
  return scrubbed;
}

void AppendTexts(std::string_view name, const std::vector<std::string>& texts, std::string& json) {
  json.append(",\"").append(name).append("\":[");
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i != 0) json += ',';
    wire::AppendJsonString(texts[i], json);
  }
  json += ']';
}

std::string ReportJson(const store::ScrubReport& tables, const cases::AttachmentScrub& files,
                       const std::vector<std::string>& problems) {
  std::string json = "{\"tables\":" + std::to_string(tables.tables) + ",\"rows\":" + std::to_string(tables.rows) +
                     ",\"bytes\":" + std::to_string(tables.bytes) + ",\"attachments\":" + std::to_string(files.files) +
                     ",\"damaged\":" + std::to_string(problems.size());
  AppendTexts("problems", problems, json);
  AppendTexts("orphans", files.orphans, json);
  return json + "}\n";
}

}  // namespace

int Run(const ScrubCommand& command, Terminal& terminal) {
  return RunInChild(terminal, [&]() -> int {
    const base::Result<Scrubbed> report = ScrubData(command.data);
    if (report.has_error()) {
      terminal.Error(report.error());
      return kExitError;
    }
    std::vector<std::string> problems = report->tables.problems;
    problems.insert(problems.end(), report->files.problems.begin(), report->files.problems.end());
    if (command.common.json) terminal.Out(ReportJson(report->tables, report->files, problems));
    if (!command.common.json && !report->files.orphans.empty()) {
      terminal.Out(terminal.Pick("files in attachments/ that belong to nobody; they may be removed:\n",
                                 "ไฟล์ใน attachments/ ที่ไม่มีเจ้าของ ลบได้:\n"));
      for (const std::string& id : report->files.orphans) terminal.Out("  " + id + "\n");
    }
    if (problems.empty()) {
      if (!command.common.json)
        terminal.Out(Grouped(report->tables.rows) + std::string(terminal.Pick(" values in ", " ค่าใน ")) +
                     std::to_string(report->tables.tables) + std::string(terminal.Pick(" tables and ", " ตาราง และไฟล์แนบ ")) +
                     Grouped(report->files.files) +
                     std::string(terminal.Pick(" attachments are what was written\n", " ไฟล์ ถูกต้องครบถ้วน\n")));
      return kExitOk;
    }
    for (const std::string& problem : problems) terminal.Error(base::Fail(base::ErrorCode::kDamaged, problem));
    return kExitError;
  });
}

}  // namespace cybercheck::cli
