// SPDX-License-Identifier: Apache-2.0
#include "event/appeal.h"

#include <iterator>

#include "event/body_members.h"
#include "event/entry.h"

namespace cybercheck::event {
namespace {

constexpr std::string_view kGrounds[] = {"mistake", "new_owner", "spoofed", "hacked_recovered", "innocent_receiver"};
constexpr std::string_view kStates[] = {"opened", "in_review", "upheld", "cleared"};

template <class Enum, size_t N>
std::optional<Enum> Named(const std::string_view (&names)[N], std::string_view name) {
  for (size_t i = 0; i < N; ++i)
    if (names[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view Name(AppealGround ground) noexcept { return kGrounds[static_cast<size_t>(ground)]; }
std::optional<AppealGround> AppealGroundNamed(std::string_view name) noexcept { return Named<AppealGround>(kGrounds, name); }
std::string_view Name(AppealState state) noexcept { return kStates[static_cast<size_t>(state)]; }
std::optional<AppealState> AppealStateNamed(std::string_view name) noexcept { return Named<AppealState>(kStates, name); }

std::string EncodeAppealOpen(const AppealOpen& open, std::string_view request) {
  std::string out = BeginBody(request);
  AppendText("key", open.key.ToString(), out);
  AppendText("ground", Name(open.ground), out);
  AppendText("channel", Name(open.channel), out);
  AppendNumber("due_at", open.due_s, out);
  AppendSealed("sealed", open.sealed, out);
  return out + "}";
}

base::Result<AppealOpen> DecodeAppealOpen(std::string_view body) {
  ASSIGN_OR_RETURN(const auto root, ParseBody(body, "appeal_open", 3));
  const BodyMembers members(root.get_object(), "appeal_open");
  TRY(members.AllKnown({"key", "ground", "channel", "due_at", "sealed"}));
  AppealOpen open;
  std::string ground, channel;
  TRY(members.Key("key", open.key, true));
  TRY(members.Text("ground", 32, ground, true));
  TRY(members.Text("channel", 16, channel, true));
  TRY(members.Integer("due_at", 1, INT64_MAX, open.due_s, true));
  TRY(members.SealedText("sealed", open.sealed));
  const auto named_ground = AppealGroundNamed(ground);
  const auto named_channel = ChannelNamed(channel);
  if (!named_ground) return members.Wrong("ground");
  if (!named_channel) return members.Wrong("channel");
  open.ground = *named_ground;
  open.channel = *named_channel;
  return open;
}

std::string EncodeAppealMove(const AppealMove& move, std::string_view request) {
  std::string out = BeginBody(request);
  AppendNumber("appeal", static_cast<int64_t>(move.appeal), out);
  AppendText("key", move.key.ToString(), out);
  AppendText("to", Name(move.to), out);
  AppendNumber("until", move.until_s, out);
  AppendSealed("reason", move.reason, out);
  return out + "}";
}

base::Result<AppealMove> DecodeAppealMove(std::string_view body) {
  ASSIGN_OR_RETURN(const auto root, ParseBody(body, "appeal_move", 3));
  const BodyMembers members(root.get_object(), "appeal_move");
  TRY(members.AllKnown({"appeal", "key", "to", "until", "reason"}));
  AppealMove move;
  std::string to;
  TRY(members.Integer("appeal", 1, INT64_MAX, move.appeal, true));
  TRY(members.Key("key", move.key, true));
  TRY(members.Text("to", 16, to, true));
  TRY(members.Integer("until", 0, INT64_MAX, move.until_s));
  TRY(members.SealedText("reason", move.reason));
  const auto state = AppealStateNamed(to);
  if (!state || *state == AppealState::kOpened) return members.Wrong("to");
  move.to = *state;
  return move;
}

}  // namespace cybercheck::event
