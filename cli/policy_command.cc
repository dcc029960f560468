// SPDX-License-Identifier: Apache-2.0
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>

#include "base/clock.h"
#include "base/file.h"
#include "base/hex.h"
#include "cli/answer_printer.h"
#include "cli/asker.h"
#include "cli/command.h"
#include "cli/control_json.h"
#include "cli/exit_code.h"
#include "cli/progress_bar.h"
#include "cli/steady_clock.h"
#include "cli/stored_data.h"
#include "cli/terminal.h"
#include "cli/write_target.h"
#include "ingest/rules_files.h"
#include "ingest/rules_sync.h"
#include "lookup/what_if.h"
#include "server/control_routes.h"

namespace cybercheck::cli {
namespace {

// The name without directories, as entries carry it.
std::string BaseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

base::Result<ingest::RulesContent> ReadPolicyFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, base::ReadFile(path));
  return ingest::ParseRules(ingest::RulesKind::kPolicy, BaseName(path), text, base::SystemClock().NowS());
}

// Two spaces a level; members in their order.
void AppendIndented(const boost::json::value& value, size_t depth, std::string& out) {
  const std::string indent(2 * depth, ' ');
  if (const boost::json::object* object = value.if_object(); object != nullptr && !object->empty()) {
    out += "{\n";
    size_t left = object->size();
    for (const auto& [name, member] : *object) {
      out += indent + "  " + boost::json::serialize(name) + ": ";
      AppendIndented(member, depth + 1, out);
      out += --left > 0 ? ",\n" : "\n";
    }
    out += indent + "}";
  } else {
    out += boost::json::serialize(value);
  }
}

// The entry of the policy in force. Every answer names its number; nothing else has to be asked for it.
base::Result<event::Entry> PolicyEntry(Asker& asker) {
  ASSIGN_OR_RETURN(const HttpResponse answer, asker.Post(server::kControlCheck, R"({"items":[{"kind":"phone","value":"1441"}],"texts":[]})"));
  if (answer.status != 200) return ProblemOf(answer);
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(answer.body, error);
  const auto* seq = error ? nullptr : parsed.if_object() == nullptr ? nullptr : parsed.get_object().if_contains("results");
  const auto* first = seq != nullptr && seq->is_array() && !seq->get_array().empty() ? seq->get_array()[0].if_object() : nullptr;
  const auto* policy = first == nullptr ? nullptr : first->if_contains("policy");
  if (policy == nullptr || !policy->is_int64()) return base::Fail(base::ErrorCode::kUnavailable, "the answer names no policy");
  if (policy->get_int64() == 0) return base::Fail(base::ErrorCode::kNotFound, "no policy has been put in force here yet: import or serve does it");
  const std::string target = std::string(server::kControlLog) + "?from=" + std::to_string(policy->get_int64()) + "&count=1";
  ASSIGN_OR_RETURN(const HttpResponse log, asker.Get(target));
  if (log.status != 200) return ProblemOf(log);
  ASSIGN_OR_RETURN(LogPage page, DecodeLogPage(log.body));
  if (page.entries.empty() || !page.entries[0].body || page.entries[0].header.type != event::EntryType::kPolicySet)
    return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(policy->get_int64()) + " is no policy");
  return std::move(page.entries[0]);
}

// What an owner's policy entry says about itself.
base::Result<ingest::InForce> AskInForce(const std::string& data) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Asker> asker, OpenAsker(data, ""));
  ASSIGN_OR_RETURN(const event::Entry entry, PolicyEntry(*asker));
  ingest::InForce in_force{entry.header.seq, {}};
  boost::system::error_code error;
  const boost::json::value body = boost::json::parse(*entry.body, error);
  const boost::json::object* members = error ? nullptr : body.if_object();
  if (members == nullptr || !base::HexDecode(TextMember(*members, "digest"), in_force.digest))
    return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(entry.header.seq) + " has no digest");
  return in_force;
}

// What a policy would change in the data as they are. Nothing where there are none.
base::Result<lookup::VerdictMoves> MovesOf(store::Environment& data, const ingest::RulesContent& file, Terminal& terminal, bool wanted) {
  ASSIGN_OR_RETURN(const lookup::Policy then, lookup::Policy::FromJson(file.json));
  ASSIGN_OR_RETURN(const auto policy, ingest::ReadContentInForce(data, ingest::RulesKind::kPolicy));
  ASSIGN_OR_RETURN(const auto official, ingest::ReadContentInForce(data, ingest::RulesKind::kRegister));
  ASSIGN_OR_RETURN(const lookup::Policy now, lookup::Policy::FromJson(policy.value_or("{}")));
  ASSIGN_OR_RETURN(const lookup::Register owners, lookup::Register::FromJson(official.value_or("{\"rows\":[]}")));
  ProgressBar bar(terminal, "policy", wanted);
  return lookup::WhatIf(data, now, then, owners, base::SystemClock().NowS(), [&](uint64_t done, uint64_t total) {
    bar.Show({done, total, done, /*in_records=*/true}, SteadyMs());
    return true;
  });
}

std::string MovedText(const lookup::VerdictMoves& moves, const Terminal& terminal) {
  return Grouped(moves.moved()) + std::string(terminal.Pick(" of ", " จาก ")) + Grouped(moves.records()) +
         std::string(terminal.Pick(" verdicts would move", " ผลจะเปลี่ยนไป"));
}

// Calls visit(from, to, count) for each way in which verdicts move.
template <class Visit>
void ForEachMove(const lookup::VerdictMoves& moves, Visit visit) {
  for (size_t from = 0; from < moves.counts.size(); ++from)
    for (size_t to = 0; to < moves.counts.size(); ++to)
      if (from != to && moves.counts[from][to] != 0)
        visit(std::string(wire::Name(static_cast<wire::Verdict>(from))), std::string(wire::Name(static_cast<wire::Verdict>(to))), moves.counts[from][to]);
}

base::Result<lookup::VerdictMoves> TryPolicy(const PolicyTryCommand& command, Terminal& terminal) {
  ASSIGN_OR_RETURN(const ingest::RulesContent file, ReadPolicyFile(command.file));
  for (const std::string& warning : file.warnings) terminal.Warning(warning);
  ASSIGN_OR_RETURN(const std::unique_ptr<store::Environment> data, OpenStoredData(command.data));
  return MovesOf(*data, file, terminal, !command.quiet && !command.common.json);
}

// The number of the entry that holds the policy, whether it was just made or says the same already.
base::Result<uint64_t> SetPolicy(const PolicySetCommand& command, Terminal& terminal) {
  ASSIGN_OR_RETURN(const ingest::RulesContent content, ReadPolicyFile(command.file));
  std::vector<std::string> warnings = content.warnings;
  ASSIGN_OR_RETURN(const std::unique_ptr<WriteTarget> target, WriteTarget::Open(command.data, "", warnings));
  for (const std::string& warning : warnings) terminal.Warning(warning);
  {
    std::unique_ptr<store::Environment> stored;
    if (target->opened() == nullptr) {
      ASSIGN_OR_RETURN(stored, OpenStoredData(command.data));
    }
    store::Environment& data = stored ? *stored : target->opened()->directory().data();
    ASSIGN_OR_RETURN(const lookup::VerdictMoves moves, MovesOf(data, content, terminal, !command.common.json));
    if (moves.is_much()) terminal.Warning(MovedText(moves, terminal));
  }
  ingest::RulesInForce in_force;
  std::optional<ingest::InForce>& policy = in_force[static_cast<size_t>(ingest::RulesKind::kPolicy)];
  if (target->opened() != nullptr) {
    ASSIGN_OR_RETURN(in_force, ingest::ReadRulesInForce(target->opened()->directory().data(), target->sequencer()));
  } else {
    ASSIGN_OR_RETURN(policy, AskInForce(command.data));
  }
  ASSIGN_OR_RETURN(const std::vector<ingest::RulesChange> changes,
                   ingest::SyncRules(target->sequencer(), in_force, {content}, "cli", base::SystemClock()));
  return changes.empty() ? policy->seq : changes.front().seq;
}

}  // namespace

int Run(const PolicyShowCommand& command, Terminal& terminal) {
  base::Result<std::unique_ptr<Asker>> asker = OpenAsker(command.data, "");
  const base::Result<event::Entry> entry = asker.has_error() ? asker.error() : PolicyEntry(**asker);
  if (entry.has_error()) {
    terminal.Error(entry.error());
    return kExitError;
  }
  boost::system::error_code error;
  boost::json::value body = boost::json::parse(*entry->body, error);
  if (error || !body.is_object() || !body.get_object().contains("content")) {
    terminal.Error(base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(entry->header.seq) + " has no content"));
    return kExitError;
  }
  boost::json::object shown;
  shown["seq"] = entry->header.seq;
  for (const char* name : {"file", "digest", "content"})
    if (const boost::json::value* member = body.get_object().if_contains(name)) shown[name == std::string_view("content") ? "policy" : name] = *member;
  if (command.common.json) {
    terminal.Out(boost::json::serialize(shown) + "\n");
  } else {
    std::string text;
    AppendIndented(shown, 0, text);
    terminal.Out(text + "\n");
  }
  return kExitOk;
}

int Run(const PolicyCheckCommand& command, Terminal& terminal) {
  const base::Result<ingest::RulesContent> content = ReadPolicyFile(command.file);
  if (content.has_error()) {
    terminal.Error(content.error());
    return kExitError;
  }
  for (const std::string& warning : content->warnings) terminal.Warning(warning);
  terminal.Out(command.common.json ? "{\"valid\":true,\"policy\":" + content->json + "}\n"
                                   : std::string(terminal.Pick("The policy is valid.\n", "นโยบายถูกต้อง\n")));
  return kExitOk;
}

int Run(const PolicySetCommand& command, Terminal& terminal) {
  const base::Result<uint64_t> seq = SetPolicy(command, terminal);
  if (seq.has_error()) {
    terminal.Error(seq.error());
    return kExitError;
  }
  if (command.common.json)
    terminal.Out("{\"seq\":" + std::to_string(*seq) + "}\n");
  else
    terminal.Out(std::string(terminal.Pick("In force as entry ", "มีผลแล้วในรายการที่ ")) + std::to_string(*seq) + "\n");
  return kExitOk;
}

int Run(const PolicyTryCommand& command, Terminal& terminal) {
  const base::Result<lookup::VerdictMoves> moves = TryPolicy(command, terminal);
  if (moves.has_error()) {
    terminal.Error(moves.error());
    return kExitError;
  }
  std::string text;
  if (command.common.json) {
    text = "{\"records\":" + std::to_string(moves->records()) + ",\"moved\":" + std::to_string(moves->moved()) + ",\"moves\":[";
    ForEachMove(*moves, [&](const std::string& from, const std::string& to, uint64_t count) {
      if (text.back() != '[') text += ',';
      text += "{\"from\":\"" + from + "\",\"to\":\"" + to + "\",\"records\":" + std::to_string(count) + "}";
    });
    text += "]}\n";
  } else {
    text = MovedText(*moves, terminal) + "\n";
    ForEachMove(*moves, [&](const std::string& from, const std::string& to, uint64_t count) {
      std::string line = "  " + from + " -> " + to;
      line.resize(std::max<size_t>(line.size(), 28), ' ');
      text += line + "  " + Grouped(count) + "\n";
    });
  }
  terminal.Out(text);
  return kExitOk;
}

}  // namespace cybercheck::cli
