// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "base/hex.h"
#include "base/json_reader.h"
#include "base/timestamp.h"
#include "event/body_redact.h"
#include "event/feed_observed.h"
#include "event/report_submit.h"
#include "server/control_routes.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

using base::Error;
using base::ErrorCode;
using base::Fail;

Error Explain(const base::JsonReader& reader, std::string_view member, const char* type) {
  if (!reader.wrong_type()) return *reader.error();
  return Fail(ErrorCode::kBadRequest, (member.empty() ? "the body" : std::string(member)) + " must be " + type);
}

// One member of an entry's draft. False: there is no member of this name.
base::Result<bool> ReadEntryMember(std::string_view name, base::JsonReader& reader, Submission& out) {
  event::Draft& draft = out.draft;
  std::string_view text;
  int64_t number = 0;
  if (name == "time_ms" || name == "version" || name == "rules") {
    if (!reader.Integer(number)) return Explain(reader, name, "an integer");
    const int64_t max = name == "time_ms" ? INT64_MAX : name == "version" ? UINT16_MAX : UINT32_MAX;
    if (number < 0 || number > max) return Fail(ErrorCode::kBadRequest, std::string(name) + " is out of range");
    if (name == "time_ms")
      draft.time_ms = number;
    else if (name == "version")
      draft.version = static_cast<uint16_t>(number);
    else
      draft.rules = static_cast<uint32_t>(number);
    return true;
  }
  if (name != "type" && name != "id" && name != "actor" && name != "priority" && name != "body") return false;
  if (!reader.String(text)) return Explain(reader, name, "a string");
  if (name == "type") {
    const auto type = event::EntryTypeNamed(text);
    if (!type) return Fail(ErrorCode::kBadRequest, "type names no type of entry");
    draft.type = *type;
  } else if (name == "id") {
    if (!base::HexDecode(text, draft.id)) return Fail(ErrorCode::kBadRequest, "id must be 64 hexadecimal digits");
  } else if (name == "actor") {
    if (text.empty() || text.size() > event::kActorBytesMax) return Fail(ErrorCode::kBadRequest, "actor must be 1 to 128 bytes");
    draft.actor = text;
  } else if (name == "priority") {
    if (text != "bulk" && text != "interactive") return Fail(ErrorCode::kBadRequest, "priority must be bulk or interactive");
    out.priority = text == "bulk" ? store::Priority::kBulk : store::Priority::kInteractive;
  } else {
    if (text.size() > event::kBodyBytesMax) return Fail(ErrorCode::kBodyTooLarge, "body has at most 8388608 bytes");
    draft.body = text;
  }
  return true;
}

// A body that is not its type's layout is told here, before it takes a place in the log only to be refused.
base::Result<void> CheckEntryBody(const event::Draft& draft) {
  base::Result<void> read;
  if (draft.version != 1 && !(draft.type == event::EntryType::kReportSubmit && draft.version == event::kReportSubmitVersion))
    return Fail(ErrorCode::kBadRequest, "version is not known");
  if (!draft.body.starts_with("{\"salt\":\""))
    return Fail(ErrorCode::kBadRequest, "body must be a JSON object that begins with \"salt\"");
  if (draft.type == event::EntryType::kFeedObserved) {
    if (auto feed = event::DecodeFeedObserved(draft.body); feed.has_error()) read = std::move(feed).error();
  } else if (draft.type == event::EntryType::kBodyRedact) {
    if (auto redact = event::DecodeBodyRedact(draft.body); redact.has_error()) read = std::move(redact).error();
  }
  if (read.has_error()) return Fail(ErrorCode::kBadRequest, "body: " + read.error().detail);
  return {};
}

// from=&count=, both optional.
base::Result<void> DecodeLogQuery(std::string_view query, uint64_t& from, uint64_t& count) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view name = pair.substr(0, equals), text = pair.substr(std::min(equals + 1, pair.size()));
    if (name != "from" && name != "count") return Fail(ErrorCode::kUnknownMember, "the query takes from and count");
    uint64_t& number = name == "from" ? from : count;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size() || number == 0)
      return Fail(ErrorCode::kBadRequest, std::string(name) + " must be a positive number");
  }
  count = std::min<uint64_t>(count, kControlLogEntriesMax);
  return {};
}

void AppendEntry(const event::Entry& entry, std::string& out) {
  const event::Header& header = entry.header;
  out += '{';
  AppendMember("seq", header.seq, out);
  AppendMember("id", base::HexEncode(header.id), out);
  AppendMember("time_ms", static_cast<uint64_t>(header.time_ms), out);
  AppendMember("type", event::Name(header.type), out);
  AppendMember("version", header.version, out);
  AppendMember("rules", header.rules, out);
  AppendMember("actor", header.actor, out);
  AppendMember("prev", base::HexEncode(header.prev), out);
  AppendMember("body_hash", base::HexEncode(header.body_hash), out);
  if (entry.body)
    AppendMember("body", *entry.body, out);
  else
    out.append(",\"body\":null");
  out += '}';
}

}  // namespace

base::Result<Submission> DecodeEntry(const Request& request, Worker& worker) {
  Submission out;
  base::JsonReader reader(request.body, worker.scratch);
  if (!reader.EnterObject()) return Explain(reader, "", "an object");
  static constexpr std::string_view kMembers[] = {"type", "id", "time_ms", "actor", "body", "version", "rules", "priority"};
  constexpr unsigned kNeeded = 0b11111;
  unsigned seen = 0;
  std::string_view name;
  while (reader.NextMember(name)) {
    const std::string member(name.substr(0, 64));
    ASSIGN_OR_RETURN(const bool known, ReadEntryMember(name, reader, out));
    if (!known) return Fail(ErrorCode::kUnknownMember, member + " is not a member of this request");
    const unsigned bit = 1u << (std::find(std::begin(kMembers), std::end(kMembers), member) - std::begin(kMembers));
    if ((seen & bit) != 0) return Fail(ErrorCode::kBadRequest, member + " stands twice");
    seen |= bit;
  }
  if (!reader.AtEnd()) return *reader.error();
  if ((seen & kNeeded) != kNeeded) return Fail(ErrorCode::kMissingMember, "type, id, time_ms, actor and body are needed");
  TRY(CheckEntryBody(out.draft));
  return out;
}

void RenderEntry(const base::Result<store::Sequencer::Reply>& reply, Worker&, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  const event::Outcome& outcome = reply->outcome;
  response.body = "{";
  AppendMember("seq", outcome.seq, response.body);
  response.body.append(outcome.accepted ? ",\"accepted\":true" : ",\"accepted\":false");
  AppendMember("code", outcome.code, response.body);
  // The result is JSON already.
  response.body.append(",\"result\":").append(outcome.result.empty() ? "null" : outcome.result);
  response.body.append(reply->replayed ? ",\"replayed\":true}" : ",\"replayed\":false}");
}

void ControlLog(const Request& request, Worker& worker, Response& response) {
  uint64_t from = 1, count = 100;
  if (auto decoded = DecodeLogQuery(request.query, from, count); decoded.has_error()) return response.Refuse(decoded.error());
  response.body = "{";
  AppendMember("applied_seq", worker.services().sequencer.applied_seq(), response.body);
  response.body.append(",\"entries\":[");
  // In small steps, so that a thousand large entries are never in memory at once.
  for (uint64_t left = count; left > 0 && response.body.size() < kControlLogBytesMax;) {
    const size_t step = std::min<uint64_t>(left, 16);
    auto entries = worker.services().sequencer.ReadFrom(from, step);
    if (entries.has_error()) return response.Refuse(entries.error());
    for (const event::Entry& entry : *entries) {
      if (response.body.back() != '[') response.body += ',';
      AppendEntry(entry, response.body);
    }
    if (entries->size() < step) break;
    from += step;
    left -= step;
  }
  response.body.append("]}");
}

void ControlStatus(const Request&, Worker& worker, Response& response) {
  Services& services = worker.services();
  const auto stats = services.sequencer.stats();
  const auto usage = services.directory.data().usage();
  uint64_t connections = 0;
  for (const auto& source : services.metrics) connections += source.metrics->connections_open.value();
  std::string& out = response.body;
  out = "{";
  AppendMember("version", CYBERCHECK_VERSION, out);
  AppendMember("pid", static_cast<uint64_t>(getpid()), out);
  out.append(services.readiness.load() == Readiness::kReady ? ",\"ready\":true" : ",\"ready\":false");
  AppendMember("uptime_s", static_cast<uint64_t>(std::max<int64_t>(0, services.clock.NowS() - services.started_s)), out);
  AppendMember("applied_seq", services.sequencer.applied_seq(), out);
  AppendMember("queued", stats.queued, out);
  AppendMember("entries", stats.entries, out);
  AppendMember("batches", stats.batches, out);
  AppendMember("refused", stats.refused, out);
  AppendMember("replayed", stats.replayed, out);
  AppendMember("indicators", services.projection.stats().records, out);
  AppendMember("connections", connections, out);
  out.append(",\"storage\":{");
  AppendMember("map_bytes", usage.map_bytes, out);
  AppendMember("used_bytes", usage.used_bytes, out);
  AppendMember("file_bytes", usage.file_bytes, out);
  AppendMember("last_txn", usage.last_txn, out);
  AppendMember("oldest_reader_txn", usage.oldest_reader_txn, out);
  out.append("}}");
}

void ControlKeyNationalId(const Request& request, Worker& worker, Response& response) {
  base::JsonReader reader(request.body, worker.scratch);
  std::string_view name, digits;
  if (!reader.EnterObject()) return response.Refuse(Explain(reader, "", "an object"));
  while (reader.NextMember(name)) {
    if (name != "digits")
      return response.Refuse(
          Fail(ErrorCode::kUnknownMember, std::string(name.substr(0, 64)) + " is not a member of this request"));
    if (!reader.String(digits)) return response.Refuse(Explain(reader, "digits", "a string"));
  }
  if (!reader.AtEnd()) return response.Refuse(*reader.error());
  indicator::Canonical canonical;
  if (auto read = indicator::Canonicalize(indicator::Kind::kPromptpay, digits, canonical); read.has_error())
    return response.Refuse(read.error());
  if (!canonical.sensitive) return response.Refuse(Fail(ErrorCode::kBadRequest, "digits must be a national id"));
  worker.services().engine.KeyNationalId(canonical);
  response.body = "{";
  AppendMember("form", canonical.key.form, response.body);
  response.body += '}';
}

void ControlTokens(const Request&, Worker& worker, Response& response) {
  const auto reading = worker.EnterTokens();
  response.body = "{\"tokens\":[";
  for (const cases::Token& token : worker.services().cases.tokens()->all()) {
    response.body.append(response.body.back() == '[' ? "{" : ",{");
    AppendMember("id", token.id, response.body);
    AppendMember("role", event::Name(token.role), response.body);
    AppendMember("name", token.name, response.body);
    if (!token.bank.empty()) AppendMember("bank", token.bank, response.body);
    AppendTime("created_at", token.created_s, response.body);
    AppendTime("expires_at", token.expires_s, response.body);
    AppendTime("revoked_at", token.revoked_s, response.body);
    AppendMember("state", token.revoked_s != 0 ? "revoked" : token.IsInForce(worker.now_s) ? "active" : "expired", response.body);
    response.body += '}';
  }
  response.body.append("]}");
}

void ControlReload(const Request& request, Worker& worker, Response& response) {
  base::JsonReader reader(request.body, worker.scratch);
  std::string_view name;
  if (!reader.EnterObject()) return response.Refuse(Explain(reader, "", "an object"));
  if (reader.NextMember(name))
    return response.Refuse(Fail(ErrorCode::kUnknownMember, std::string(name.substr(0, 64)) + " is not a member of this request"));
  if (!reader.AtEnd()) return response.Refuse(*reader.error());
  auto changed = worker.services().reload();
  if (changed.has_error()) return response.Refuse(changed.error());
  response.body = "{\"changed\":[";
  for (const std::string& file : *changed) {
    if (response.body.back() != '[') response.body += ',';
    wire::AppendJsonString(file, response.body);
  }
  response.body.append("]");
  AppendMember("applied_seq", worker.services().sequencer.applied_seq(), response.body);
  response.body += '}';
}

}  // namespace cybercheck::server
