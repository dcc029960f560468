// SPDX-License-Identifier: Apache-2.0
// Whose keys are kept and whose are destroyed. The owner of the directory does it: a server, or this process.
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <string>

#include "base/timestamp.h"
#include "cases/subjects.h"
#include "cli/asker.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/progress_bar.h"
#include "cli/terminal.h"
#include "server/config.h"
#include "server/control_routes.h"
#include "wire/answer.h"

namespace cybercheck::cli {
namespace {

base::Result<boost::json::object> Parsed(const base::Result<HttpResponse>& response) {
  if (response.has_error()) return response.error();
  if (response->status != 200) return ProblemOf(*response);
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(response->body, error);
  if (error || !value.is_object())
    return base::Fail(base::ErrorCode::kUnavailable, "the owner of the directory answered as no version known here does");
  return std::move(value.get_object());
}

uint64_t NumberIn(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr && value->is_int64() ? static_cast<uint64_t>(value->get_int64()) : 0;
}

int Fail(Terminal& terminal, const base::Error& error) {
  terminal.Error(error);
  return kExitError;
}

std::string EraseBody(const SubjectEraseCommand& command) {
  std::string body = "{\"subjects\":[";
  for (const uint64_t subject : command.subjects) {
    if (body.back() != '[') body += ',';
    body += std::to_string(subject);
  }
  body += "]";
  if (!command.report.empty()) {
    body += ",\"report\":";
    wire::AppendJsonString(command.report, body);
  }
  if (!command.victims_of.empty()) {
    body += ",\"case\":";
    wire::AppendJsonString(command.victims_of, body);
  }
  if (!command.appeal.empty()) {
    body += ",\"appeal\":";
    wire::AppendJsonString(command.appeal, body);
  }
  return body + "}";
}

std::string CountsText(const boost::json::object& counts, Terminal& terminal) {
  return Grouped(NumberIn(counts, "secrets")) + std::string(terminal.Pick(" secrets\n", " ความลับของระบบ\n")) + Grouped(NumberIn(counts, "subjects")) +
         std::string(terminal.Pick(" subjects' keys\n", " กุญแจของบุคคล\n")) + Grouped(NumberIn(counts, "subjects_destroyed")) +
         std::string(terminal.Pick(" destroyed\n", " ทำลายแล้ว\n"));
}

// The days of each class, as the configuration has them.
base::Result<std::string> RetentionMembers(const std::string& config_file) {
  ASSIGN_OR_RETURN(const server::Config config, server::LoadConfig(config_file, ::environ, {}));
  using cases::SubjectClass;
  const std::pair<SubjectClass, int64_t> kept[] = {
      {SubjectClass::kTip, config.keep_tip},         {SubjectClass::kOnline, config.keep_online},
      {SubjectClass::kHotline, config.keep_hotline}, {SubjectClass::kStation, config.keep_station},
      {SubjectClass::kPatrol, config.keep_patrol},   {SubjectClass::kAppeal, config.keep_appeal},
      {SubjectClass::kNote, config.keep_note},       {SubjectClass::kAttachment, config.keep_attachment},
      {SubjectClass::kCase, config.keep_case}};
  static_assert(std::size(kept) == cases::kSubjectClassCount);
  std::string members;
  for (const auto& [subject_class, days] : kept)
    members += "\"" + std::string(cases::Name(subject_class)) + "\":" + std::to_string(days) + ",";
  return members;
}

void PrintClasses(const boost::json::object& answer, Terminal& terminal) {
  const boost::json::value* classes = answer.if_contains("classes");
  if (classes == nullptr || !classes->is_object()) return;
  for (const auto& [name, value] : classes->get_object()) {
    if (!value.is_object()) continue;
    const boost::json::object& row = value.get_object();
    const uint64_t days = NumberIn(row, "kept_days"), oldest = NumberIn(row, "oldest_at");
    std::string line(name.data(), name.size());
    line.resize(12, ' ');
    line += days == 0 ? std::string(terminal.Pick("kept for ever", "เก็บตลอดไป")) : std::to_string(days) + std::string(terminal.Pick(" days", " วัน"));
    line += "   " + Grouped(NumberIn(row, "uses")) + std::string(terminal.Pick(" kept, ", " รายการ, ")) + Grouped(NumberIn(row, "due")) +
            std::string(terminal.Pick(" due", " ถึงกำหนด"));
    if (oldest != 0) line += std::string(terminal.Pick(", oldest ", ", เก่าสุด ")) + base::FormatTime(static_cast<int64_t>(oldest));
    terminal.Out(line + "\n");
  }
}

}  // namespace

int Run(const SubjectEraseCommand& command, Terminal& terminal) {
  if (command.subjects.empty() && command.report.empty() && command.victims_of.empty() && command.appeal.empty())
    return Fail(terminal, base::Fail(base::ErrorCode::kBadRequest,
                                     "name subjects, a report with --report ID, a case with --case ID, or an appeal with --appeal ID"));
  const auto asker = OpenAsker(command.data, "");
  if (asker.has_error()) return Fail(terminal, asker.error());
  const auto answer = (*asker)->Post(server::kControlEraseSubjects, EraseBody(command));
  const auto parsed = Parsed(answer);
  if (parsed.has_error()) return Fail(terminal, parsed.error());
  if (command.common.json) {
    terminal.Out(answer->body + "\n");
    return kExitOk;
  }
  const boost::json::value* erased = parsed->if_contains("erased");
  const size_t count = erased != nullptr && erased->is_array() ? erased->get_array().size() : 0;
  terminal.Out(count == 0 ? std::string(terminal.Pick("nothing was sealed with it\n", "ไม่มีข้อมูลที่ปิดผนึกไว้\n"))
                          : Grouped(count) + std::string(terminal.Pick(" erased, entry ", " ลบแล้ว รายการที่ ")) +
                                std::to_string(NumberIn(*parsed, "seq")) + "\n");
  return kExitOk;
}

int Run(const KeysListCommand& command, Terminal& terminal) {
  const auto asker = OpenAsker(command.data, "");
  if (asker.has_error()) return Fail(terminal, asker.error());
  const auto answer = (*asker)->Get(server::kControlKeys);
  const auto parsed = Parsed(answer);
  if (parsed.has_error()) return Fail(terminal, parsed.error());
  terminal.Out(command.common.json ? answer->body + "\n" : CountsText(*parsed, terminal));
  return kExitOk;
}

int Run(const KeysRotateCommand& command, Terminal& terminal) {
  const auto asker = OpenAsker(command.data, "");
  if (asker.has_error()) return Fail(terminal, asker.error());
  std::string body = "{";
  if (!command.new_key.empty()) {
    body += "\"new_key\":";
    wire::AppendJsonString(std::filesystem::absolute(command.new_key).string(), body);
  }
  const auto answer = (*asker)->Post(server::kControlRotateKeys, body + "}");
  const auto parsed = Parsed(answer);
  if (parsed.has_error()) return Fail(terminal, parsed.error());
  if (command.common.json)
    terminal.Out(answer->body + "\n");
  else
    terminal.Out(std::string(terminal.Pick("all keys are sealed under the new master key\n", "กุญแจทั้งหมดปิดผนึกด้วยกุญแจหลักใหม่แล้ว\n")) +
                 CountsText(*parsed, terminal));
  return kExitOk;
}

int Run(const KeysRetainCommand& command, Terminal& terminal) {
  const auto members = RetentionMembers(command.config);
  if (members.has_error()) return Fail(terminal, members.error());
  const auto asker = OpenAsker(command.data, "");
  if (asker.has_error()) return Fail(terminal, asker.error());
  ProgressBar bar(terminal, "retain", !command.dry_run);
  const auto began = std::chrono::steady_clock::now();
  std::string first;
  uint64_t erased = 0, total = 0;
  for (;;) {
    const auto answer = (*asker)->Post(server::kControlRetain, "{" + *members + "\"dry_run\":" + (command.dry_run ? "1}" : "0}"));
    const auto parsed = Parsed(answer);
    if (parsed.has_error()) return Fail(terminal, parsed.error());
    if (first.empty()) {
      first = answer->body;
      total = NumberIn(*parsed, "subjects_due");
    }
    erased += NumberIn(*parsed, "erased");
    const auto now = std::chrono::steady_clock::now();
    bar.Show({erased, total, erased}, std::chrono::duration_cast<std::chrono::milliseconds>(now - began).count());
    if (command.dry_run || NumberIn(*parsed, "erased") == 0 || erased >= total) break;
  }
  if (command.common.json) {
    terminal.Out(first + "\n");
    return kExitOk;
  }
  boost::system::error_code error;
  PrintClasses(boost::json::parse(first, error).as_object(), terminal);
  terminal.Out(command.dry_run ? Grouped(total) + std::string(terminal.Pick(" people would be erased; nothing was changed\n", " รายจะถูกลบ ยังไม่มีการเปลี่ยนแปลง\n"))
                               : Grouped(erased) + std::string(terminal.Pick(" people erased\n", " รายถูกลบแล้ว\n")));
  return kExitOk;
}

}  // namespace cybercheck::cli
