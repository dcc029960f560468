// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cerrno>
#include <string>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/answer_printer.h"
#include "cli/asker.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "wire/answer.h"

namespace cybercheck::cli {
namespace {

constexpr size_t kTextBytesMax = size_t{512} << 10;  // the service itself counts characters and says its limit

base::Result<std::string> ReadStandardInput() {
  std::string text;
  char buffer[16384];
  for (;;) {
    const ssize_t got = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::IoError("standard input", "could not be read");
    if (got == 0) return text;
    text.append(buffer, static_cast<size_t>(got));
    if (text.size() > kTextBytesMax) return base::Fail(base::ErrorCode::kValueTooLong, "the text is longer than 512 KiB");
  }
}

// Each indicator found, with the words it was found in.
std::string PrintScan(std::string_view text, const boost::json::object& scan, const Terminal& terminal) {
  std::string out = PrintVerdict(TextMember(scan, "verdict"), terminal) + "\n";
  const boost::json::value* found = scan.if_contains("indicators");
  if (found == nullptr || !found->is_array()) return out;
  if (found->get_array().empty()) return out + "  " + std::string(terminal.Pick("nothing to check was found in the text", "ไม่พบสิ่งที่ตรวจสอบได้ในข้อความ")) + "\n";
  for (const boost::json::value& one : found->get_array()) {
    const boost::json::object* indicator = one.if_object();
    if (indicator == nullptr) continue;
    std::string_view asked;
    if (const boost::json::value* span = indicator->if_contains("span"); span != nullptr && span->is_array() && span->get_array().size() == 2 &&
        span->get_array()[0].is_int64() && span->get_array()[1].is_int64()) {
      const auto begin = static_cast<size_t>(span->get_array()[0].get_int64()), end = static_cast<size_t>(span->get_array()[1].get_int64());
      if (begin <= end && end <= text.size()) asked = text.substr(begin, end - begin);
    }
    out += "\n" + PrintAnswer(asked, *indicator, terminal);
  }
  return out;
}

}  // namespace

int Run(const ScanCommand& command, Terminal& terminal) {
  base::Result<std::string> text = command.from_stdin ? ReadStandardInput() : base::Result<std::string>(command.text);
  if (text.has_value() && !base::IsValidUtf8(*text))
    text = base::Fail(base::ErrorCode::kInvalidUtf8, "byte " + std::to_string(base::FirstInvalidUtf8(*text)) + " of the text is not UTF-8");
  if (text.has_error()) {
    terminal.Error(text.error());
    return kExitError;
  }
  base::Result<std::unique_ptr<Asker>> asker = OpenAsker(command.data, command.url);
  if (asker.has_error()) {
    terminal.Error(asker.error());
    return kExitError;
  }
  std::string body = "{\"text\":";
  wire::AppendJsonString(*text, body);
  body += command.common.json ? ",\"texts\":[\"th\",\"en\"]}" : std::string(",\"texts\":[\"") + std::string(terminal.Pick("en", "th")) + "\"]}";
  const base::Result<HttpResponse> response = (*asker)->Post("/v1/scan", body);
  if (response.has_error() || response->status != 200) {
    terminal.Error(response.has_error() ? response.error() : ProblemOf(*response));
    return kExitError;
  }
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(response->body, error);
  const boost::json::object* scan = error ? nullptr : parsed.if_object();
  if (scan == nullptr) {
    terminal.Error("the answer is not what this version expects; is the server older or newer?");
    return kExitError;
  }
  terminal.Out(command.common.json ? response->body + "\n" : PrintScan(*text, *scan, terminal));
  return IsAlarm(TextMember(*scan, "verdict")) ? kExitAlarm : kExitOk;
}

}  // namespace cybercheck::cli
