// SPDX-License-Identifier: Apache-2.0
// Any bytes as the JSON of a complaint, of an amendment, of transfers: what the strict reader takes, Boost.JSON takes too and
// reads alike, within its bounds; an error's words stay short. Only an amendment may say null.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "server/complaint_body.h"

using namespace cybercheck;

namespace {

namespace json = boost::json;

constexpr int64_t kNow = 1764000000;

std::string_view Text(const json::value& value) { return value.as_string(); }

void CheckTransfers(const json::value& told, const std::vector<ingest::RawTransfer>& transfers) {
  CHECK(told.as_array().size() == transfers.size() && transfers.size() <= event::kComplaintTransfersMax);
  for (size_t i = 0; i < transfers.size(); ++i) {
    const json::object& one = told.as_array()[i].as_object();
    CHECK(one.at("amount_satang").to_number<int64_t>() == transfers[i].satang);
    CHECK(transfers[i].satang >= 0 && transfers[i].satang <= event::kSatangMax);
    CHECK(transfers[i].from.has_value() == one.contains("from"));
    CHECK(transfers[i].to.name.size() <= ingest::kPlaceTextBytesMax && base::IsValidUtf8(transfers[i].to.name));
  }
}

void CheckText(const json::object& body, const char* name, const std::optional<std::string>& told) {
  const json::value* value = body.if_contains(name);
  CHECK(told.has_value() == (value != nullptr));
  if (value != nullptr) CHECK(value->is_null() ? told->empty() : *told == Text(*value));
}

void CheckAlike(const json::object& body, const ingest::RawComplaint& told, bool amends) {
  CHECK(told.channel.has_value() == body.contains("channel"));
  if (told.channel) CHECK(event::Name(*told.channel) == Text(body.at("channel")));
  CheckText(body, "case_type", told.case_type);
  CheckText(body, "station", told.station);
  CheckText(body, "narrative", told.narrative);
  if (told.narrative) CHECK(told.narrative->size() <= ingest::kNarrativeBytesMax);
  CHECK(told.damage_satang.has_value() == body.contains("damage_satang"));
  if (told.damage_satang)
    CHECK(*told.damage_satang ==
          (body.at("damage_satang").is_null() ? event::kDamageUnknown : body.at("damage_satang").to_number<int64_t>()));
  if (told.reported_s) CHECK(*told.reported_s > 0 && *told.reported_s <= kNow + 300);
  CHECK(told.victims.has_value() == (body.contains("victim") || body.contains("victims")));
  if (told.victims) CHECK(told.victims->size() <= event::kVictimsMax);
  if (const json::value* transfers = body.if_contains("transfers")) CheckTransfers(*transfers, *told.transfers);
  if (told.indicators) CHECK(told.indicators->size() <= event::kReportIndicatorsMax);
  if (amends) return;
  for (const auto& member : body) CHECK(!member.value().is_null());
}

json::object Parsed(std::string_view text) {
  boost::system::error_code failure;
  const json::value value = json::parse(text, failure);
  CHECK(!failure);
  return value.as_object();
}

void CheckError(const base::Error& error) { CHECK(error.detail.size() < 512); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static ingest::RawComplaint complaint;
  if (const auto read = server::DecodeComplaintBody(text, kNow, complaint); read.has_error())
    CheckError(read.error());
  else
    CheckAlike(Parsed(text), complaint, false);
  server::AmendmentBody amendment;
  if (const auto read = server::DecodeAmendmentBody(text, kNow, amendment); read.has_error())
    CheckError(read.error());
  else
    CheckAlike(Parsed(text).at("set").as_object(), amendment.set, true);
  server::TransfersBody transfers;
  if (const auto read = server::DecodeTransfersBody(text, kNow, transfers); read.has_error())
    CheckError(read.error());
  else
    CheckTransfers(Parsed(text).at("transfers"), transfers.transfers);
  return 0;
}
