// SPDX-License-Identifier: Apache-2.0
#include "cli/report_keys.h"

#include <boost/json.hpp>

#include "base/base64.h"
#include "base/hex.h"
#include "cli/http_client.h"
#include "ingest/reporter_voice.h"
#include "server/control_routes.h"
#include "wire/answer.h"

namespace cybercheck::cli {
namespace {

namespace json = boost::json;

base::Error StrangeAnswer() {
  return base::Fail(base::ErrorCode::kUnavailable, "the owner of the directory answered as no version known here does");
}

base::Result<json::object> Ask(HttpClient& owner, std::string_view route, const std::string& body) {
  ASSIGN_OR_RETURN(const HttpResponse response, owner.PostJson(route, body));
  if (response.status != 200) return ProblemOf(response);
  boost::system::error_code broken;
  json::value value = json::parse(response.body, broken);
  if (broken || !value.is_object()) return StrangeAnswer();
  return std::move(value.get_object());
}

base::Result<std::string> TextOf(const json::object& object, const char* member) {
  const json::value* value = object.if_contains(member);
  if (value == nullptr || !value->is_string()) return StrangeAnswer();
  return std::string(value->get_string());
}

std::string Member(std::string_view name, std::string_view text) {
  std::string out = "\"" + std::string(name) + "\":";
  wire::AppendJsonString(text, out);
  return out;
}

}  // namespace

base::Result<ReportKeys> ReportKeys::Of(OpenedDirectory& opened) {
  ASSIGN_OR_RETURN(const std::vector<uint8_t> reporters, opened.directory().Secret("reporters"));
  ASSIGN_OR_RETURN(const std::vector<uint8_t> requests, opened.directory().Secret("requests"));
  ReportKeys keys;
  keys.key_person = [reporters](std::string_view national_id) { return ingest::PersonVoice(reporters, national_id); };
  keys.key_digest = [requests](const base::Digest& digest) -> base::Result<std::string> {
    return base::HexEncode(base::HmacSha256(requests, base::HexEncode(digest)));
  };
  keys.seal = [&key_ring = opened.key_ring()](std::string_view plain, const ingest::ReportPlace& place) -> base::Result<event::Sealed> {
    ASSIGN_OR_RETURN(const uint64_t subject, key_ring.NewSubject());
    return key_ring.Seal(subject, plain, store::AboutReport(place.entry, place.number));
  };
  return keys;
}

ReportKeys ReportKeys::OfOwner(const std::string& socket_path) {
  const auto owner = std::make_shared<HttpClient>(HttpClient::OverSocket(socket_path, std::string(server::kControlHost)));
  ReportKeys keys;
  keys.key_person = [owner](std::string_view national_id) -> base::Result<std::string> {
    ASSIGN_OR_RETURN(const json::object answer, Ask(*owner, server::kControlKeyPerson, "{" + Member("national_id", national_id) + "}"));
    return TextOf(answer, "voice");
  };
  keys.key_digest = [owner](const base::Digest& digest) -> base::Result<std::string> {
    ASSIGN_OR_RETURN(const json::object answer, Ask(*owner, server::kControlKeyDigest, "{" + Member("digest", base::HexEncode(digest)) + "}"));
    return TextOf(answer, "key");
  };
  keys.seal = [owner](std::string_view plain, const ingest::ReportPlace& place) -> base::Result<event::Sealed> {
    ASSIGN_OR_RETURN(const json::object answer,
                     Ask(*owner, server::kControlSealReport, "{" + Member("entry", base::HexEncode(place.entry)) + "," + Member("plain", plain) + "}"));
    ASSIGN_OR_RETURN(const std::string text, TextOf(answer, "box"));
    const json::value* subject = answer.if_contains("subject");
    auto box = base::Base64Decode(text);
    if (!box || subject == nullptr || !subject->is_int64() || subject->get_int64() <= 0) return StrangeAnswer();
    return event::Sealed{static_cast<uint64_t>(subject->get_int64()), std::move(*box)};
  };
  return keys;
}

}  // namespace cybercheck::cli
