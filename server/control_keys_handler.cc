// SPDX-License-Identifier: Apache-2.0
// What an import of reports needs of `keys` while a server owns them: keyed names and sealed texts, never a key.
#include <algorithm>
#include <map>

#include "base/base64.h"
#include "base/hex.h"
#include "base/json_reader.h"
#include "ingest/reporter_voice.h"
#include "server/handlers.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using Texts = std::map<std::string, std::string, std::less<>>;

// An object of strings that has exactly these members.
base::Result<Texts> ReadTexts(std::string_view body, std::initializer_list<std::string_view> names) {
  Texts texts;
  std::string scratch;
  base::JsonReader reader(body, scratch);
  std::string_view name, text;
  if (!reader.EnterObject())
    return reader.wrong_type() ? Fail(ErrorCode::kBadRequest, "the body must be an object") : *reader.error();
  while (reader.NextMember(name)) {
    const std::string member(name.substr(0, 64));
    if (std::find(names.begin(), names.end(), name) == names.end())
      return Fail(ErrorCode::kUnknownMember, member + " is not a member of this request");
    if (!reader.String(text))
      return reader.wrong_type() ? Fail(ErrorCode::kBadRequest, member + " must be a string") : *reader.error();
    if (!texts.emplace(member, text).second) return Fail(ErrorCode::kBadRequest, member + " stands twice");
  }
  if (!reader.AtEnd()) return *reader.error();
  for (const std::string_view needed : names)
    if (texts.find(needed) == texts.end()) return Fail(ErrorCode::kMissingMember, std::string(needed) + " is missing");
  return texts;
}

void AnswerOne(std::string_view member, std::string_view text, Response& response) {
  response.body.append("{\"").append(member).append("\":");
  wire::AppendJsonString(text, response.body);
  response.body += '}';
}

}  // namespace

void ControlKeyPerson(const Request& request, Worker& worker, Response& response) {
  const auto texts = ReadTexts(request.body, {"national_id"});
  if (texts.has_error()) return response.Refuse(texts.error());
  const auto voice = ingest::PersonVoice(worker.services().secrets.reporters, texts->at("national_id"));
  if (voice.has_error()) return response.Refuse(voice.error());
  AnswerOne("voice", *voice, response);
}

void ControlKeyDigest(const Request& request, Worker& worker, Response& response) {
  const auto texts = ReadTexts(request.body, {"digest"});
  if (texts.has_error()) return response.Refuse(texts.error());
  base::Digest digest{};
  if (!base::HexDecode(texts->at("digest"), digest))
    return response.Refuse(Fail(ErrorCode::kBadRequest, "digest must be 64 hexadecimal digits"));
  AnswerOne("key", base::HexEncode(base::HmacSha256(worker.services().secrets.requests, texts->at("digest"))), response);
}

void ControlSealReport(const Request& request, Worker& worker, Response& response) {
  const auto texts = ReadTexts(request.body, {"entry", "plain"});
  if (texts.has_error()) return response.Refuse(texts.error());
  event::EntryId entry{};
  if (!base::HexDecode(texts->at("entry"), entry))
    return response.Refuse(Fail(ErrorCode::kBadRequest, "entry must be 64 hexadecimal digits"));
  store::KeyRing& key_ring = worker.services().key_ring;
  const auto subject = key_ring.NewSubject();
  if (subject.has_error()) return response.Refuse(subject.error());
  const auto sealed = key_ring.Seal(*subject, texts->at("plain"), store::AboutReport(entry, 0));
  if (sealed.has_error()) return response.Refuse(sealed.error());
  response.body = "{\"subject\":" + std::to_string(sealed->subject) + ",\"box\":\"" + base::Base64Encode(sealed->box) + "\"}";
}

}  // namespace cybercheck::server
