// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "cli/answer_printer.h"
#include "cli/asker.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/line_reader.h"
#include "cli/terminal.h"
#include "cli/texts.h"
#include "cli/value_line.h"
#include "indicator/canonical.h"
#include "server/control_routes.h"
#include "wire/answer.h"

namespace cybercheck::cli {
namespace {

// A remote server answers strangers about at most ten phones or accounts in one request.
constexpr size_t kRemoteItemsMax = 10;
constexpr size_t kHereItemsMax = 256;
constexpr size_t kRequestBytesMax = size_t{1} << 20;

struct Item {
  std::string kind, value, as_of;
};

class Checker {
 public:
  Checker(const CheckCommand& command, Asker& asker, Terminal& terminal, std::string texts)
      : command_(command), asker_(asker), terminal_(terminal), texts_(std::move(texts)) {}

  // Answers come out in the order of Add. False: nothing more can be asked.
  bool Add(Item item) {
    const size_t bytes = item.value.size();
    if (!items_.empty() && (items_.front().as_of != item.as_of || bytes_ + bytes > kRequestBytesMax || items_.size() == ItemsMax())) {
      if (!Flush()) return false;
    }
    bytes_ += bytes;
    items_.push_back(std::move(item));
    return true;
  }

  bool Flush() {
    if (items_.empty()) return true;
    std::vector<std::string> answers(items_.size());
    const bool asked = Ask(answers);
    for (size_t i = 0; asked && i < items_.size(); ++i) Print(items_[i], answers[i]);
    items_.clear();
    bytes_ = 0;
    return asked;
  }

  int exit_code() const { return any_error_ ? kExitError : any_alarm_ ? kExitAlarm : kExitOk; }

 private:
  size_t ItemsMax() const { return asker_.is_remote() ? kRemoteItemsMax : kHereItemsMax; }

  // Fills `answers` with one JSON text an item. False after saying why nothing could be asked.
  bool Ask(std::vector<std::string>& answers) {
    std::string body = "{\"items\":[";
    std::vector<size_t> places;
    for (size_t i = 0; i < items_.size(); ++i) {
      if (!base::IsValidUtf8(items_[i].value) || !base::IsValidUtf8(items_[i].kind)) {  // JSON could not carry it
        wire::AppendItemError(base::Fail(base::ErrorCode::kInvalidUtf8), answers[i]);
        continue;
      }
      if (!places.empty()) body += ',';
      places.push_back(i);
      body += "{";
      if (!items_[i].kind.empty() && items_[i].kind != "auto") {
        body += "\"kind\":";
        wire::AppendJsonString(items_[i].kind, body);
        body += ',';
      }
      body += "\"value\":";
      wire::AppendJsonString(items_[i].value, body);
      body += '}';
    }
    if (places.empty()) return true;
    body += "],\"texts\":" + texts_;
    if (!command_.context.empty()) body += ",\"context\":\"" + command_.context + "\"";
    if (!items_.front().as_of.empty()) {
      body += ",\"as_of\":";
      wire::AppendJsonString(items_.front().as_of, body);
    }
    body += '}';
    const base::Result<HttpResponse> response = asker_.Post(asker_.is_remote() ? "/v1/check" : server::kControlCheck, body);
    if (response.has_error()) {
      terminal_.Error(response.error());
      return false;
    }
    if (response->status != 200) {
      terminal_.Error(ProblemOf(*response));
      return false;
    }
    return TakeResults(response->body, places, answers);
  }

  bool TakeResults(const std::string& body, const std::vector<size_t>& places, std::vector<std::string>& answers) {
    boost::system::error_code error;
    const boost::json::value parsed = boost::json::parse(body, error);
    const boost::json::object* object = error ? nullptr : parsed.if_object();
    const boost::json::value* results = object == nullptr ? nullptr : object->if_contains("results");
    if (results != nullptr && results->is_array() && results->get_array().size() == places.size()) {
      for (size_t i = 0; i < places.size(); ++i) answers[places[i]] = boost::json::serialize(results->get_array()[i]);
      return true;
    }
    terminal_.Error("the answer is not what this version expects; is the server older or newer?");
    return false;
  }

  void Print(const Item& item, const std::string& answer) {
    boost::system::error_code error;
    const boost::json::value parsed = boost::json::parse(answer, error);
    const boost::json::object* object = error ? nullptr : parsed.if_object();
    if (object == nullptr) {
      any_error_ = true;
      return;
    }
    if (object->contains("error")) any_error_ = true;
    if (IsAlarm(TextMember(*object, "verdict"))) any_alarm_ = true;
    if (command_.common.json) {
      terminal_.Out(answer + "\n");
    } else {
      terminal_.Out((printed_any_ ? "\n" : "") + PrintAnswer(item.value, *object, terminal_));
      printed_any_ = true;
    }
  }

  const CheckCommand& command_;
  Asker& asker_;
  Terminal& terminal_;
  std::string texts_;
  std::vector<Item> items_;
  size_t bytes_ = 0;
  bool any_error_ = false, any_alarm_ = false, printed_any_ = false;
};

// False after saying what failed.
bool CheckLines(const CheckCommand& command, Checker& checker, Terminal& terminal) {
  bool usable = true;
  // Before waiting for more lines, what has come is answered.
  LineReader lines(STDIN_FILENO, indicator::kValueBytesMax + 128, [&] {
    usable = usable && checker.Flush();
    std::fflush(stdout);
  });
  for (;;) {
    base::Result<std::optional<LineReader::Line>> line = lines.Next();
    if (line.has_error()) {
      terminal.Error(line.error());
      return false;
    }
    if (!usable) return false;
    if (!*line) return true;
    const ValueLine parsed = ParseValueLine((*line)->text, /*with_as_of=*/true);
    const bool added = checker.Add({std::string(parsed.kind.empty() ? std::string_view(command.kind) : parsed.kind), std::string(parsed.value),
                                    std::string(parsed.as_of.empty() ? std::string_view(command.as_of) : parsed.as_of)});
    if (!added) return false;
  }
}

}  // namespace

int Run(const CheckCommand& command, Terminal& terminal) {
  const bool single = command.values.size() == 1 && command.values.front() != "-";
  // As the service does: words with one answer, codes only with many.
  const std::string wanted = !command.texts.empty() ? command.texts : single ? "th,en" : "none";
  const base::Result<std::string> texts = command.common.json ? TextsAsJson(wanted) : base::Result<std::string>(terminal.Pick("[\"en\"]", "[\"th\"]"));
  if (texts.has_error()) {
    terminal.Error(texts.error());
    return kExitError;
  }
  if (!command.url.empty() && !command.as_of.empty()) {
    terminal.Error("--as-of needs --data: a remote server answers as of now");
    return kExitError;
  }
  if (!command.as_of.empty()) {
    if (const base::Result<int64_t> time = base::ParseTimeMs(command.as_of); time.has_error()) {
      terminal.Error(base::Fail(time.error().code, "--as-of: " + time.error().detail));
      return kExitError;
    }
  }
  base::Result<std::unique_ptr<Asker>> asker = OpenAsker(command.data, command.url);
  if (asker.has_error()) {
    terminal.Error(asker.error());
    return kExitError;
  }
  Checker checker(command, **asker, terminal, *texts);
  for (const std::string& value : command.values) {
    const bool asked = value == "-" ? CheckLines(command, checker, terminal) : checker.Add({command.kind, value, command.as_of});
    if (!asked) return kExitError;
  }
  return checker.Flush() ? checker.exit_code() : kExitError;
}

}  // namespace cybercheck::cli
