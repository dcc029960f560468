// SPDX-License-Identifier: Apache-2.0
#include "cli/case_import.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <map>

#include "base/base64.h"
#include "base/file.h"
#include "cli/exit_code.h"
#include "cli/progress_bar.h"
#include "cli/workbook_desk.h"
#include "server/workbook_limits.h"

namespace cybercheck::cli {
namespace {

namespace json = boost::json;

base::Error Refuse(std::string detail) { return base::Fail(base::ErrorCode::kBadRequest, std::move(detail)); }

base::Result<void> CheckOptions(const ImportCommand& command) {
  if (command.format != "xlsx") return Refuse("--channel bank takes the banks' workbook: --format xlsx");
  for (const auto& [name, value] :
       {std::pair("--kind", &command.kind), std::pair("--category", &command.category), std::pair("--observed-at", &command.observed_at),
        std::pair("--class", &command.source_class), std::pair("--columns", &command.columns), std::pair("--encoding", &command.encoding),
        std::pair("--receipts", &command.receipts)})
    if (!value->empty()) return Refuse(std::string(name) + " does not go with --channel bank");
  if (command.day_first) return Refuse("--day-first does not go with --channel bank: dates are the workbook's own");
  return {};
}

base::Result<std::string> ReadInput(const std::string& file) {
  const base::FileDescriptor input(file == "-" ? ::dup(STDIN_FILENO) : ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  const std::string name = file == "-" ? "standard input" : file;
  if (!input.valid()) return base::IoError(name, "cannot be opened");
  std::string bytes;
  char piece[1 << 16];
  while (true) {
    const ssize_t count = ::read(input.get(), piece, sizeof(piece));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::IoError(name, "cannot be read");
    if (count == 0) return bytes;
    bytes.append(piece, static_cast<size_t>(count));
    if (bytes.size() > server::kWorkbookBytesMax)
      return base::Fail(base::ErrorCode::kBodyTooLarge, "a workbook of transfers has at most 4 MiB; send the rest in another");
  }
}

base::Result<json::object> Answer(const HttpResponse& response) {
  if (response.status >= 300) return ProblemOf(response);
  boost::system::error_code broken;
  json::value value = json::parse(response.body, broken);
  if (broken || !value.is_object()) return base::Fail(base::ErrorCode::kUnavailable, "the directory's owner answered as no version known here does");
  return std::move(value.get_object());
}

// A workbook that stands in an answer; empty: none.
std::string BookIn(const json::object& answer, std::string_view member) {
  const json::value* text = answer.if_contains(member);
  if (text == nullptr || !text->is_string()) return {};
  return base::Base64Decode(text->get_string()).value_or(std::string());
}

uint64_t CountIn(const json::object& answer, std::string_view member) {
  const json::value* number = answer.if_contains(member);
  return number != nullptr && number->is_int64() ? static_cast<uint64_t>(number->get_int64()) : 0;
}

// Readable by its owner only, as every file of rejected rows.
base::Result<void> WriteRejects(const std::string& path, const std::string& xlsx) {
  ::unlink(path.c_str());
  if (xlsx.empty()) return {};
  const base::FileDescriptor out(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!out.valid()) return base::IoError(path, "cannot be made");
  for (size_t at = 0; at < xlsx.size();) {
    const ssize_t count = ::write(out.get(), xlsx.data() + at, xlsx.size() - at);
    if (count < 0 && errno != EINTR) return base::IoError(path, "cannot be written");
    if (count > 0) at += static_cast<size_t>(count);
  }
  return {};
}

struct Imported {
  json::object cases;
  std::optional<json::object> holds;  // nullopt: the rows say nothing of holds
  std::string rejects_file, holds_rejects_file;
};

std::string Text(const json::object& object, std::string_view member) {
  const json::value* text = object.if_contains(member);
  return text != nullptr && text->is_string() ? std::string(text->get_string()) : std::string();
}

std::string Row(uint64_t count, std::string_view label) {
  const std::string number = Grouped(count);
  return std::string(14 - std::min<size_t>(14, number.size()), ' ') + number + "  " + Printable(label) + "\n";
}

void AppendReasons(const json::object& answer, std::map<std::string, uint64_t>& reasons) {
  const json::value* rows = answer.if_contains("rows");
  if (rows == nullptr || !rows->is_array()) return;
  for (const json::value& row : rows->get_array())
    if (const json::value* error = row.is_object() ? row.get_object().if_contains("error") : nullptr; error != nullptr && error->is_object())
      ++reasons[Text(error->get_object(), "code")];
}

std::string SummaryText(const ImportCommand& command, const Imported& done, const Terminal& terminal) {
  std::string out = terminal.Paint(Colour::kBold, command.source) + ": " + Printable(command.file) + "\n";
  out += Row(CountIn(done.cases, "rows_total"), terminal.Pick("rows", "แถว"));
  out += Row(CountIn(done.cases, "taken"), terminal.Pick("taken", "รับ"));
  out += Row(CountIn(done.cases, "rejected"), terminal.Pick("rejected", "ไม่รับ"));
  std::map<std::string, uint64_t> reasons;
  AppendReasons(done.cases, reasons);
  for (const auto& [reason, count] : reasons) out += Row(count, "  " + reason);
  if (const json::value* cases = done.cases.if_contains("cases"); cases != nullptr && cases->is_array())
    for (const json::value& one : cases->get_array()) {
      if (!one.is_object()) continue;
      const json::object& of = one.get_object();
      const std::string bank = Text(of, "bank_case_id");
      const std::string called = bank.empty() ? Text(of, "tpo_case_id") : bank;
      out += Text(of, "case") + "  " + Text(of, "became") + "  " + std::to_string(CountIn(of, "rows")) +
             std::string(terminal.Pick(" rows  ", " แถว  ")) + Printable(called) + "\n";
    }
  if (done.holds)
    out += Row(CountIn(*done.holds, "answered"), terminal.Pick("holds answered", "คำขอระงับที่ตอบแล้ว")) +
           Row(CountIn(*done.holds, "rejected"), terminal.Pick("answers to holds rejected", "คำตอบที่ไม่รับ"));
  for (const std::string* file : {&done.rejects_file, &done.holds_rejects_file})
    if (!file->empty()) out += std::string(terminal.Pick("rejected rows with reasons: ", "แถวที่ไม่รับพร้อมเหตุผล: ")) + Printable(*file) + "\n";
  return out;
}

std::string SummaryJson(const ImportCommand& command, Imported& done) {
  json::object out{{"source", command.source}, {"file", command.file}};
  done.cases.erase("rejects_xlsx");
  done.cases.erase("holds_xlsx");
  for (auto& member : done.cases) out[member.key()] = std::move(member.value());
  out["rejects_file"] = done.rejects_file.empty() ? json::value(nullptr) : json::value(done.rejects_file);
  if (done.holds) {
    done.holds->erase("rejects_xlsx");
    out["holds"] = std::move(*done.holds);
    out["holds_rejects_file"] = done.holds_rejects_file.empty() ? json::value(nullptr) : json::value(done.holds_rejects_file);
  }
  return json::serialize(out) + "\n";
}

// "โอน" -> "%E0%B9%82%E0%B8%AD%E0%B8%99"
std::string Escaped(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
  }
  return out;
}

base::Result<Imported> Import(const ImportCommand& command, Terminal& terminal) {
  TRY(CheckOptions(command));
  ASSIGN_OR_RETURN(const std::string xlsx, ReadInput(command.file));
  std::vector<std::string> warnings;
  ASSIGN_OR_RETURN(const std::unique_ptr<WorkbookDesk> desk, OpenWorkbookDesk(command.data, command.config, warnings));
  for (const std::string& warning : warnings) terminal.Warning(warning);
  const std::string base = command.file == "-" ? command.source : command.file;
  const std::string rejects = command.rejects.empty() ? base + ".rejects.xlsx" : command.rejects;
  Imported done;
  const std::string target = command.sheet.empty() ? "/v1/cases:workbook" : "/v1/cases:workbook?sheet=" + Escaped(command.sheet);
  ASSIGN_OR_RETURN(const HttpResponse filed, desk->HandIn(target, xlsx));
  ASSIGN_OR_RETURN(done.cases, Answer(filed));
  const std::string rejected = BookIn(done.cases, "rejects_xlsx");
  TRY(WriteRejects(rejects, rejected));
  if (!rejected.empty()) done.rejects_file = rejects;
  const std::string outcomes = BookIn(done.cases, "holds_xlsx");
  std::string unanswered;
  if (!outcomes.empty()) {
    ASSIGN_OR_RETURN(const HttpResponse answered, desk->HandIn("/v1/holds:workbook", outcomes));
    ASSIGN_OR_RETURN(done.holds, Answer(answered));
    unanswered = BookIn(*done.holds, "rejects_xlsx");
  }
  TRY(WriteRejects(base + ".holds.rejects.xlsx", unanswered));
  if (!unanswered.empty()) done.holds_rejects_file = base + ".holds.rejects.xlsx";
  return done;
}

}  // namespace

int ImportCases(const ImportCommand& command, Terminal& terminal) {
  base::Result<Imported> done = Import(command, terminal);
  if (done.has_error()) {
    terminal.Error(done.error());
    return kExitError;
  }
  terminal.Out(command.common.json ? SummaryJson(command, *done) : SummaryText(command, *done, terminal));
  return kExitOk;
}

}  // namespace cybercheck::cli
