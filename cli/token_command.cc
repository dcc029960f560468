// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/timestamp.h"
#include "cli/answer_printer.h"
#include "cli/asker.h"
#include "cli/command.h"
#include "cli/finish.h"
#include "cli/terminal.h"
#include "cli/write_target.h"
#include "event/access_token.h"
#include "server/control_routes.h"
#include "server/token_text.h"

namespace cybercheck::cli {
namespace {

constexpr size_t kNameBytesMax = 128;

// Submits one entry of this machine's administrator and gives the code of its refusal, empty when it was accepted.
base::Result<std::string> Enter(const std::string& data, event::EntryType type, std::string body, Terminal& terminal) {
  std::vector<std::string> warnings;
  ASSIGN_OR_RETURN(const std::unique_ptr<WriteTarget> target, WriteTarget::Open(data, "", warnings));
  for (const std::string& warning : warnings) terminal.Warning(warning);
  event::Draft draft;
  base::FillRandom(draft.id);
  draft.time_ms = base::SystemClock().NowMs();
  draft.type = type;
  draft.actor = "cli";
  draft.body = std::move(body);
  ASSIGN_OR_RETURN(const store::Sequencer::Reply reply, target->sequencer().SubmitAndWait(std::move(draft)));
  return reply.outcome.accepted ? std::string() : reply.outcome.code;
}

base::Result<event::TokenCreate> Describe(const TokenCreateCommand& command, const server::NewToken& token) {
  const auto role = event::RoleNamed(command.role);
  if (!role || *role == event::Role::kAnonymous)
    return base::Fail(base::ErrorCode::kBadRequest, "--role takes partner, intake, officer, supervisor, analyst or admin");
  if (command.name.empty() || command.name.size() > kNameBytesMax)
    return base::Fail(base::ErrorCode::kBadRequest, "--name takes 1 to 128 bytes: the post or system that holds the token");
  if (std::ranges::any_of(command.name, [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; }))
    return base::Fail(base::ErrorCode::kBadRequest, "--name holds a control character: token list has a token a line");
  if (!command.bank.empty() && (command.bank.size() != 3 || command.bank.find_first_not_of("0123456789") != std::string::npos))
    return base::Fail(base::ErrorCode::kBadRequest, "--bank takes a bank's code of three digits");
  event::TokenCreate create{.token = token.id, .digest = token.digest, .role = *role, .name = command.name, .bank = command.bank};
  if (command.expires.empty()) return create;
  ASSIGN_OR_RETURN(const int64_t expires_ms, base::ParseTimeMs(command.expires));
  create.expires_s = expires_ms / 1000;
  if (create.expires_s <= base::SystemClock().NowS()) return base::Fail(base::ErrorCode::kBadRequest, "--expires is in the past");
  return create;
}

base::Result<void> Create(const TokenCreateCommand& command, Terminal& terminal) {
  const server::NewToken token = server::MakeToken();
  ASSIGN_OR_RETURN(const event::TokenCreate create, Describe(command, token));
  ASSIGN_OR_RETURN(const std::string refusal,
                   Enter(command.data, event::EntryType::kTokenCreate, event::EncodeTokenCreate(create), terminal));
  if (!refusal.empty()) return base::Fail(base::ErrorCode::kConflict, "the token was refused: " + refusal);
  if (command.common.json) {
    boost::json::object made;
    made["token"] = token.text;
    made["id"] = token.id;
    made["role"] = command.role;
    made["name"] = command.name;
    if (!command.bank.empty()) made["bank"] = command.bank;
    if (create.expires_s == 0)
      made["expires_at"] = nullptr;
    else
      made["expires_at"] = base::FormatTime(create.expires_s);
    terminal.Out(boost::json::serialize(made) + "\n");
  } else {
    terminal.Out(token.text + "\n");
    terminal.Err(std::string(terminal.Pick("It is shown this once; only its digest is kept. Its id is ",
                                           "โทเคนแสดงเพียงครั้งเดียว ระบบเก็บเฉพาะค่าแฮช รหัสของโทเคนคือ ")) +
                 token.id + "\n");
  }
  return {};
}

base::Result<void> List(const TokenListCommand& command, Terminal& terminal) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Asker> asker, OpenAsker(command.data, ""));
  ASSIGN_OR_RETURN(const HttpResponse answer, asker->Get(server::kControlTokens));
  if (answer.status != 200) return ProblemOf(answer);
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(answer.body, error);
  const boost::json::value* tokens = error || !parsed.is_object() ? nullptr : parsed.get_object().if_contains("tokens");
  if (tokens == nullptr || !tokens->is_array()) return base::Fail(base::ErrorCode::kUnavailable, "the answer holds no tokens");
  for (const boost::json::value& token : tokens->get_array()) {
    if (!token.is_object()) continue;
    if (command.common.json) {
      terminal.Out(boost::json::serialize(token) + "\n");
      continue;
    }
    const boost::json::object& members = token.get_object();
    std::string line;
    for (const std::string_view name : {"id", "state", "role", "created_at", "expires_at", "name"}) {
      const std::string_view text = TextMember(members, name);
      line += (line.empty() ? "" : "  ") + Printable(text.empty() ? "-" : text);
    }
    terminal.Out(line + "\n");
  }
  return {};
}

base::Result<void> Revoke(const TokenRevokeCommand& command, Terminal& terminal) {
  if (!event::IsTokenId(command.id))
    return base::Fail(base::ErrorCode::kBadRequest, "a token is named by its id, 16 hexadecimal digits: token list shows them");
  ASSIGN_OR_RETURN(const std::string refusal, Enter(command.data, event::EntryType::kTokenRevoke,
                                                    event::EncodeTokenRevoke({.token = command.id}), terminal));
  if (refusal == "not_found") return base::Fail(base::ErrorCode::kNotFound, "there is no token of this id");
  if (refusal == "wrong_state") return base::Fail(base::ErrorCode::kWrongState, "it has been revoked already");
  if (!refusal.empty()) return base::Fail(base::ErrorCode::kConflict, "refused: " + refusal);
  terminal.Out(command.common.json ? "{\"id\":\"" + command.id + "\",\"revoked\":true}\n"
                                   : command.id + std::string(terminal.Pick(" is revoked\n", " ถูกเพิกถอนแล้ว\n")));
  return {};
}

}  // namespace

int Run(const TokenCreateCommand& command, Terminal& terminal) { return Finish(Create(command, terminal), terminal); }
int Run(const TokenListCommand& command, Terminal& terminal) { return Finish(List(command, terminal), terminal); }
int Run(const TokenRevokeCommand& command, Terminal& terminal) { return Finish(Revoke(command, terminal), terminal); }

}  // namespace cybercheck::cli
