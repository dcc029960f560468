// SPDX-License-Identifier: Apache-2.0
#include "cli/control_json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/hex.h"
#include "wire/answer.h"

namespace cybercheck::cli {
namespace {

using boost::json::object;
using boost::json::value;

base::Error Unexpected(std::string_view what) {
  return base::Fail(base::ErrorCode::kUnavailable, "the server's answer lacks a usable \"" + std::string(what) + "\"; is it older or newer?");
}

base::Result<object> Parse(std::string_view json) {
  boost::system::error_code error;
  value parsed = boost::json::parse(json, error);
  if (error || !parsed.is_object()) return Unexpected("object");
  return std::move(parsed.get_object());
}

base::Result<uint64_t> Number(const object& parent, std::string_view name) {
  const value* member = parent.if_contains(name);
  if (member != nullptr && member->is_int64() && member->get_int64() >= 0) return static_cast<uint64_t>(member->get_int64());
  if (member != nullptr && member->is_uint64()) return member->get_uint64();
  return Unexpected(name);
}

base::Result<int64_t> Signed(const object& parent, std::string_view name) {
  const value* member = parent.if_contains(name);
  if (member != nullptr && member->is_int64()) return member->get_int64();
  return Unexpected(name);
}

base::Result<std::string> Text(const object& parent, std::string_view name) {
  const value* member = parent.if_contains(name);
  if (member != nullptr && member->is_string()) return std::string(member->get_string());
  return Unexpected(name);
}

base::Result<bool> Flag(const object& parent, std::string_view name) {
  const value* member = parent.if_contains(name);
  if (member != nullptr && member->is_bool()) return member->get_bool();
  return Unexpected(name);
}

base::Result<base::Digest> Hash(const object& parent, std::string_view name) {
  ASSIGN_OR_RETURN(const std::string hex, Text(parent, name));
  base::Digest digest;
  if (!base::HexDecode(hex, digest)) return Unexpected(name);
  return digest;
}

base::Result<event::Entry> DecodeEntry(const object& members) {
  event::Entry entry;
  event::Header& header = entry.header;
  ASSIGN_OR_RETURN(header.seq, Number(members, "seq"));
  ASSIGN_OR_RETURN(header.id, Hash(members, "id"));
  ASSIGN_OR_RETURN(header.time_ms, Signed(members, "time_ms"));
  ASSIGN_OR_RETURN(const std::string type, Text(members, "type"));
  const std::optional<event::EntryType> named = event::EntryTypeNamed(type);
  if (!named) return base::Fail(base::ErrorCode::kNewerVersion, "entry " + std::to_string(header.seq) + " has the unknown type " + type);
  header.type = *named;
  ASSIGN_OR_RETURN(const uint64_t version, Number(members, "version"));
  ASSIGN_OR_RETURN(const uint64_t rules, Number(members, "rules"));
  header.version = static_cast<uint16_t>(version);
  header.rules = static_cast<uint32_t>(rules);
  ASSIGN_OR_RETURN(header.actor, Text(members, "actor"));
  ASSIGN_OR_RETURN(header.prev, Hash(members, "prev"));
  ASSIGN_OR_RETURN(header.body_hash, Hash(members, "body_hash"));
  const value* body = members.if_contains("body");
  if (body == nullptr || !(body->is_string() || body->is_null())) return Unexpected("body");
  if (body->is_string()) entry.body = std::string(body->get_string());
  return entry;
}

}  // namespace

std::string EncodeSubmission(const event::Draft& draft, store::Priority priority) {
  std::string json = "{\"type\":\"" + std::string(event::Name(draft.type)) + "\",\"version\":" + std::to_string(draft.version) + ",\"id\":\"" +
                     base::HexEncode(draft.id) + "\",\"time_ms\":" + std::to_string(draft.time_ms) + ",\"rules\":" + std::to_string(draft.rules) +
                     ",\"actor\":";
  wire::AppendJsonString(draft.actor, json);
  json += priority == store::Priority::kBulk ? ",\"priority\":\"bulk\",\"body\":" : ",\"priority\":\"interactive\",\"body\":";
  wire::AppendJsonString(draft.body, json);
  json += '}';
  return json;
}

base::Result<store::Sequencer::Reply> DecodeReply(std::string_view json) {
  ASSIGN_OR_RETURN(const object members, Parse(json));
  store::Sequencer::Reply reply;
  ASSIGN_OR_RETURN(reply.outcome.seq, Number(members, "seq"));
  ASSIGN_OR_RETURN(reply.outcome.accepted, Flag(members, "accepted"));
  ASSIGN_OR_RETURN(reply.outcome.code, Text(members, "code"));
  ASSIGN_OR_RETURN(reply.replayed, Flag(members, "replayed"));
  const value* result = members.if_contains("result");
  if (result == nullptr) return Unexpected("result");
  if (!result->is_null()) reply.outcome.result = boost::json::serialize(*result);
  return reply;
}

base::Result<LogPage> DecodeLogPage(std::string_view json) {
  ASSIGN_OR_RETURN(const object members, Parse(json));
  LogPage page;
  ASSIGN_OR_RETURN(page.applied_seq, Number(members, "applied_seq"));
  const value* entries = members.if_contains("entries");
  if (entries == nullptr || !entries->is_array()) return Unexpected("entries");
  for (const value& one : entries->get_array()) {
    if (!one.is_object()) return Unexpected("entries");
    ASSIGN_OR_RETURN(event::Entry entry, DecodeEntry(one.get_object()));
    page.entries.push_back(std::move(entry));
  }
  return page;
}

base::Result<uint64_t> DecodeAppliedSeq(std::string_view json) {
  ASSIGN_OR_RETURN(const object members, Parse(json));
  return Number(members, "applied_seq");
}

}  // namespace cybercheck::cli
