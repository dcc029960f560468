// SPDX-License-Identifier: Apache-2.0
// Releases: figures of a period that everybody may read, protected, numbered, signed and never changed (docs/releases.md).
//
//   POST /v1/releases · GET /v1/releases · GET /v1/releases/key · GET /v1/releases/{number} · GET /v1/releases/{number}/signature
#include <charconv>

#include "base/base64.h"
#include "base/hex.h"
#include "base/sha256.h"
#include "cases/bangkok_calendar.h"
#include "cases/publications.h"
#include "cases/release_tables.h"
#include "event/publication.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/logged_entry.h"
#include "server/query_string.h"
#include "server/services.h"
#include "server/write_identity.h"
#include "store/signature.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr uint64_t kPageDefault = 100, kPageMax = 1000;
constexpr std::string_view kCsv = "text/csv; charset=utf-8";

std::string_view KindNames() { return "kind must be week, month, year or fiscal_year"; }

std::string Hex(std::string_view bytes) {
  return base::HexEncode({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

std::string FromHex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  return base::HexDecode(hex, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()}) ? bytes : std::string();
}

// As RFC 8410 writes an Ed25519 public key, for programs that check signatures.
std::string Pem(std::string_view key) {
  constexpr std::string_view kPrefix("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12);
  return "-----BEGIN PUBLIC KEY-----\n" + base::Base64Encode(std::string(kPrefix).append(key)) + "\n-----END PUBLIC KEY-----\n";
}

void AppendKey(std::string_view key, std::string& out) {
  AppendMember("algorithm", "Ed25519", out);
  AppendMember("key", Hex(key), out);
  AppendMember("pem", Pem(key), out);
}

cases::DisclosurePolicy PolicyOf(const Config& config) {
  return {config.release_threshold, config.release_dominance_percent, config.release_satang_rounding};
}

base::Result<event::Draft> MakeEntry(const Request& request, const cases::ReleasePeriod& period, Services& services) {
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = services.clock.NowMs();
  draft.type = event::EntryType::kReleasePublish;
  draft.actor = request.caller.actor();
  const cases::Tables& tables = services.cases.tables();
  const cases::DisclosurePolicy policy = PolicyOf(services.config);
  cases::ReleaseHeading heading{.number = 1, .as_of_seq = 0, .published_s = draft.time_ms / 1000};
  cases::ReleaseFigures figures;
  {
    ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
    ASSIGN_OR_RETURN(const auto publications, cases::ReadPublications(tables, txn));
    if (!publications.empty()) heading.number = publications.back().number + 1;
    ASSIGN_OR_RETURN(heading.as_of_seq, tables.log->LastSeq(txn));
    ASSIGN_OR_RETURN(figures, cases::ComputeRelease(tables, txn, period, policy));
  }
  event::ReleasePublish release;
  release.number = heading.number;
  release.kind = period.kind;
  release.from = period.from;
  release.to = period.to;
  release.document = cases::ReleaseDocument(figures, heading, policy);
  if (release.document.size() > event::kReleaseDocumentBytesMax) return Fail(ErrorCode::kBodyTooLarge, "the release is too long");
  release.digest = base::HexEncode(base::Sha256(release.document));
  release.key = Hex(store::VerifyKeyOf(services.secrets.releases));
  release.signature = Hex(store::Sign(services.secrets.releases, release.document));
  draft.body = event::EncodeReleasePublish(release, RequestKeyOf(services.secrets, request));
  return draft;
}

void AppendPeriod(const cases::ReleasePeriod& period, std::string& out) {
  AppendMember("kind", event::Name(period.kind), out);
  AppendMember("period", period.name(), out);
  AppendMember("year_be", period.buddhist_year(), out);
  AppendMember("from", cases::FormatDay(period.from), out);
  AppendMember("to", cases::FormatDay(period.to), out);
}

void AppendSigned(const event::ReleasePublish& release, std::string& out) {
  AppendMember("number", release.number, out);
  AppendPeriod({release.kind, release.from, release.to}, out);
  AppendMember("sha256", release.digest, out);
  AppendMember("signature", base::Base64Encode(FromHex(release.signature)), out);
  AppendKey(FromHex(release.key), out);
}

base::Result<cases::Told<event::ReleasePublish>> ReleaseOf(const Request& request, Worker& worker) {
  const std::string_view text = request.params[0];
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0)
    return Fail(ErrorCode::kBadRequest, "a release is named by its number");
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(auto release, cases::ReadRelease(services.cases.tables(), txn, number));
  if (!release) return Fail(ErrorCode::kNotFound);
  return std::move(*release);
}

base::Result<void> AppendPage(const Request& request, Worker& worker, std::string& out) {
  std::string kind, after, limit;
  TRY(ReadQuery(request.query, {{"kind", &kind}, {"after", &after}, {"limit", &limit}}));
  const auto named = event::ReleaseKindNamed(kind);
  if (!kind.empty() && !named) return Fail(ErrorCode::kBadRequest, std::string(KindNames()));
  uint64_t above = 0, left = kPageDefault, next = 0;
  TRY(ReadNumber("after", after, 0, INT64_MAX, above));
  TRY(ReadNumber("limit", limit, 1, kPageMax, left));
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto publications, cases::ReadPublications(services.cases.tables(), txn));
  out = "{\"releases\":[";
  for (const cases::Publication& publication : publications) {
    if (publication.number <= above || (named && publication.kind != *named)) continue;
    if (left == 0) break;
    --left;
    next = publication.number;
    out.append(out.back() == '[' ? "{" : ",{");
    AppendMember("number", publication.number, out);
    AppendPeriod({publication.kind, publication.from, publication.to}, out);
    AppendMember("document", "/v1/releases/" + std::to_string(publication.number), out);
    out += '}';
  }
  out += ']';
  BeginMember("next", out);
  out.append(left == 0 && !publications.empty() && next != publications.back().number ? std::to_string(next) : "null")
      .append("}");
  return {};
}

base::Result<void> AppendRelease(const Request& request, Worker& worker, Response& response) {
  std::string format;
  TRY(ReadQuery(request.query, {{"format", &format}}));
  if (!format.empty() && format != "json" && format != "csv") return Fail(ErrorCode::kBadRequest, "format must be json or csv");
  ASSIGN_OR_RETURN(const auto release, ReleaseOf(request, worker));
  worker.scratch = "\"" + release.body.digest + (format == "csv" ? "-csv\"" : "\"");
  response.etag = worker.scratch;
  response.store = true;
  if (request.if_none_match == response.etag || request.if_none_match == "*") {
    response.status = 304;
    return {};
  }
  if (format != "csv") {
    response.body = release.body.document;
    return {};
  }
  ASSIGN_OR_RETURN(response.body, cases::ReleaseCsv(release.body.document));
  response.content_type = kCsv;
  response.disposition = "attachment; filename=\"cybercheck-release-" + std::to_string(release.body.number) + ".csv\"";
  return {};
}

}  // namespace

base::Result<Submission> DecodePublication(const Request& request, Worker& worker) {
  std::string kind, name;
  TRY(ReadFlatBody(request.body, {{"kind", &kind, 16, true}, {"period", &name, 16, true}}));
  const auto named = event::ReleaseKindNamed(kind);
  if (!named) return Fail(ErrorCode::kBadRequest, std::string(KindNames()));
  const auto period = cases::ReleasePeriodNamed(*named, name);
  if (!period)
    return Fail(ErrorCode::kBadRequest,
                "period must be a week's Sunday like 2025-11-16, a month like 2026-02, a year like 2026, or a fiscal year by its "
                "Buddhist year like 2569");
  if (period->to >= cases::DayOf(worker.now_s)) return Fail(ErrorCode::kBadRequest, "period is not over yet");
  Services& services = worker.services();
  Submission out;
  out.prepare = [&services, period = *period, copy = std::make_shared<RequestCopy>(request)] {
    return MakeEntry(copy->request(), period, services);
  };
  return out;
}

void RenderPublication(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) {
    if (reply->outcome.code == base::Describe(ErrorCode::kConflict).name)
      return response.Refuse(
          Fail(ErrorCode::kWrongState, "another release was published meanwhile: send it again under another key"));
    return response.Refuse(ErrorOfCode(reply->outcome.code));
  }
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto release = event::DecodeReleasePublish(*entry->body);
  if (release.has_error()) return response.Refuse(release.error());
  response.location = "/v1/releases/" + std::to_string(release->number);
  response.body = "{";
  AppendSigned(*release, response.body);
  response.body += '}';
}

void PublicationPage(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendPage(request, worker, response.body); done.has_error()) response.Refuse(done.error());
}

void PublicationKey(const Request& request, Worker& worker, Response& response) {
  if (auto done = ReadQuery(request.query, {}); done.has_error()) return response.Refuse(done.error());
  response.body = "{";
  AppendKey(store::VerifyKeyOf(worker.services().secrets.releases), response.body);
  response.body += '}';
}

void GetPublication(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendRelease(request, worker, response); done.has_error()) response.Refuse(done.error());
}

void PublicationSignature(const Request& request, Worker& worker, Response& response) {
  if (auto done = ReadQuery(request.query, {}); done.has_error()) return response.Refuse(done.error());
  const auto release = ReleaseOf(request, worker);
  if (release.has_error()) return response.Refuse(release.error());
  response.body = "{";
  AppendSigned(release->body, response.body);
  AppendTime("published_at", release->at_s, response.body);
  response.body += '}';
}

}  // namespace cybercheck::server
