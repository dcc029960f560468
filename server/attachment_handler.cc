// SPDX-License-Identifier: Apache-2.0
// POST /v1/attachments, GET /v1/attachments/{id} and …/capture. Files are sealed and synced before their entry is made, and only
// ever downloaded: nothing of them is shown in a page of this service.
#include "base/hex.h"
#include "base/timestamp.h"
#include "cases/attachment.h"
#include "cases/public_id.h"
#include "event/attachment_add.h"
#include "ingest/occurred_time.h"
#include "ingest/raw_report.h"
#include "server/earlier_write.h"
#include "server/handlers.h"
#include "server/query_members.h"
#include "server/services.h"
#include "server/write_identity.h"
#include "store/attachments.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kToolBytesMax = 128;

// How the picture came about, as whoever took it says. `by` is the credential that sends it.
struct Capture {
  std::string url, at, tool;
  bool empty() const { return url.empty() && at.empty() && tool.empty(); }
};

base::Result<void> CheckText(std::string_view name, std::string_view text, size_t bytes_max) {
  if (text.size() > bytes_max)
    return Fail(ErrorCode::kValueTooLong, std::string(name) + " has at most " + std::to_string(bytes_max) + " bytes");
  for (const char c : text)
    if (static_cast<uint8_t>(c) < 0x20 || c == 0x7f)
      return Fail(ErrorCode::kBadRequest, std::string(name) + " holds a control character");
  return {};
}

base::Result<Capture> ReadCapture(std::string_view query, int64_t now_s) {
  ASSIGN_OR_RETURN(const QueryMembers members, QueryMembers::Read(query, {"url", "captured_at", "tool"}));
  Capture capture{members["url"], members["captured_at"], members["tool"]};
  TRY(CheckText("url", capture.url, ingest::kReportValueBytesMax));
  TRY(CheckText("tool", capture.tool, kToolBytesMax));
  if (!members.Has("captured_at")) return capture;
  const auto at_ms = base::ParseTimeMs(capture.at);
  if (at_ms.has_error()) return Fail(ErrorCode::kBadRequest, "captured_at must be a time like 2026-11-20T10:00:00+07:00");
  if (const auto why = ingest::WhyNotOccurred(*at_ms / 1000, now_s))
    return Fail(ErrorCode::kBadRequest, "captured_at " + std::string(*why));
  return capture;
}

void AppendText(std::string_view name, std::string_view text, std::string& out) {
  if (text.empty()) return;
  if (out.back() != '{') out += ',';
  out.append("\"").append(name).append("\":");
  wire::AppendJsonString(text, out);
}

std::string CaptureJson(const Capture& capture, const std::string& by) {
  std::string out = "{";
  AppendText("url", capture.url, out);
  AppendText("captured_at", capture.at, out);
  AppendText("by", by, out);
  AppendText("tool", capture.tool, out);
  return out + "}";
}

store::Attachments FilesOf(Services& services) {
  return {store::DataDirectory::AttachmentsPath(services.directory.path()), services.key_ring};
}

// The entry that added it.
struct Added {
  event::EntryId entry{};
  event::AttachmentAdd add;
};
base::Result<Added> ReadAdded(uint64_t seq, Services& services) {
  ASSIGN_OR_RETURN(const auto entries, services.sequencer.ReadFrom(seq, 1));
  if (entries.empty() || !entries[0].body) return Fail(ErrorCode::kDamaged, "the entry of an attachment is missing");
  ASSIGN_OR_RETURN(event::AttachmentAdd add, event::DecodeAttachmentAdd(*entries[0].body));
  return Added{entries[0].header.id, std::move(add)};
}

// What an earlier request under the same key added; nullopt: there was none.
base::Result<std::optional<event::AttachmentAdd>> AddedBefore(const Request& request, Services& services) {
  ASSIGN_OR_RETURN(const auto outcome, EarlierOutcome(request, services));
  if (!outcome) return std::optional<event::AttachmentAdd>();
  ASSIGN_OR_RETURN(Added added, ReadAdded(outcome->seq, services));
  return std::optional(std::move(added.add));
}

// `own`: what the file that was made here is called; empty where none was.
base::Result<event::Draft> MakeEntry(const Request& request, const Capture& capture, Services& services, std::string& own) {
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = services.clock.NowMs();
  draft.type = event::EntryType::kAttachmentAdd;
  draft.actor = request.caller.actor();
  // Sent again, it has its file: a second one would be nobody's, and no erasure would reach it.
  ASSIGN_OR_RETURN(const auto before, AddedBefore(request, services));
  if (before) {
    draft.body = event::EncodeAttachmentAdd(*before, RequestKeyOf(services.secrets, request));
    return draft;
  }
  event::AttachmentAdd add;
  ASSIGN_OR_RETURN(add.subject, services.key_ring.NewSubject());
  ASSIGN_OR_RETURN(const store::Attachments::Added added, FilesOf(services).Add(add.subject, request.body));
  if (added.media_type != MediaType(request.content_type)) {
    TRY(FilesOf(services).Remove(added.id));
    return Fail(ErrorCode::kUnsupportedMediaType, "the body is " + std::string(added.media_type) + " by its content");
  }
  add.id = own = added.id;
  add.media_type = added.media_type;
  add.bytes = added.bytes;
  add.sealed_digest = added.sealed_digest;
  if (!capture.empty()) {
    ASSIGN_OR_RETURN(add.capture,
                     services.key_ring.Seal(add.subject, CaptureJson(capture, draft.actor), store::AboutReport(draft.id, 0)));
  }
  draft.body = event::EncodeAttachmentAdd(add, RequestKeyOf(services.secrets, request));
  return draft;
}

base::Result<std::optional<cases::Attachment>> Find(std::string_view id, Services& services) {
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  return cases::AttachmentOf(services.cases.tables(), txn, id);
}

void AppendFacts(std::string_view id, std::string_view media_type, uint64_t bytes, std::string& out) {
  out = "{";
  AppendText("id", id, out);
  AppendText("media_type", media_type, out);
  out.append(",\"bytes\":").append(std::to_string(bytes));
}

std::string_view Extension(std::string_view media_type) {
  return media_type == "image/png" ? ".png" : media_type == "image/jpeg" ? ".jpg" : ".pdf";
}

// Whether no entry names the file that was made for it: two requests under one key came at once, or the log had no room. An entry
// whose fate is unknown may name it.
bool IsNobodys(const base::Result<store::Sequencer::Reply>& reply) {
  if (reply.has_value()) return reply->replayed;
  const ErrorCode code = reply.error().code;
  return code == ErrorCode::kConflict || code == ErrorCode::kStorageFull || code == ErrorCode::kOverloaded;
}

base::Error NoSuchAttachment() { return Fail(ErrorCode::kNotFound, "there is no such attachment"); }

}  // namespace

base::Result<Submission> DecodeAttachment(const Request& request, Worker& worker) {
  Services& services = worker.services();
  if (request.body.empty()) return Fail(ErrorCode::kBadRequest, "the body is empty");
  ASSIGN_OR_RETURN(Capture capture, ReadCapture(request.query, services.clock.NowS()));
  const auto own = std::make_shared<std::string>();
  Submission out;
  out.prepare = [&services, own, capture = std::move(capture), copy = std::make_shared<RequestCopy>(request)] {
    return MakeEntry(copy->request(), capture, services, *own);
  };
  out.render = [own](const base::Result<store::Sequencer::Reply>& reply, Worker& of_thread, Response& response) {
    if (!own->empty() && IsNobodys(reply)) {
      // Waits for the disk; where there is no room to wait, the scrub names it.
      Services& of_server = of_thread.services();
      static_cast<void>(of_server.preparers->Run([&of_server, id = *own] { static_cast<void>(FilesOf(of_server).Remove(id)); }));
    }
    RenderAttachment(reply, of_thread, response);
  };
  return out;
}

void RenderAttachment(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted)
    return response.Refuse(Fail(ErrorCode::kInternal, "the entry was refused: " + reply->outcome.code));
  const auto added = ReadAdded(reply->outcome.seq, worker.services());
  if (added.has_error()) return response.Refuse(added.error());
  AppendFacts(added->add.id, added->add.media_type, added->add.bytes, response.body);
  response.body += '}';
  response.location = "/v1/attachments/" + added->add.id;
}

void GetAttachment(const Request& request, Worker& worker, Response& response) {
  Services& services = worker.services();
  const auto found = Find(request.params[0], services);
  if (found.has_error()) return response.Refuse(found.error());
  if (!*found) return response.Refuse(NoSuchAttachment());
  const cases::Attachment& attachment = **found;
  auto bytes = FilesOf(services).Read(request.params[0], attachment.subject, attachment.sealed_digest);
  if (bytes.has_error()) return response.Refuse(bytes.error());
  response.body = std::move(*bytes);
  for (const ContentType type : {ContentType::kPng, ContentType::kJpeg, ContentType::kPdf})
    if (MediaType(type) == attachment.media_type) response.content_type = MediaType(type);
  response.disposition =
      "attachment; filename=\"" + std::string(request.params[0]) + std::string(Extension(attachment.media_type)) + "\"";
}

void GetCapture(const Request& request, Worker& worker, Response& response) {
  Services& services = worker.services();
  const auto found = Find(request.params[0], services);
  if (found.has_error()) return response.Refuse(found.error());
  if (!*found) return response.Refuse(NoSuchAttachment());
  const auto added = ReadAdded((*found)->seq, services);
  if (added.has_error()) return response.Refuse(added.error());
  std::string& out = response.body;
  AppendFacts(added->add.id, added->add.media_type, added->add.bytes, out);
  AppendText("added_at", base::FormatTime((*found)->added_s), out);
  AppendText("sealed_sha256", base::HexEncode(added->add.sealed_digest), out);
  if (added->add.capture) {
    const auto capture = services.key_ring.Open(*added->add.capture, store::AboutReport(added->entry, 0));
    if (capture.has_error()) return response.Refuse(capture.error());
    out.append(",\"capture\":").append(*capture);
  }
  out += '}';
}

}  // namespace cybercheck::server
