// SPDX-License-Identifier: Apache-2.0
// POST /v1/control_totals: what a channel says it sent in a day; GET /v1/control_totals: that against what arrived, and the gap.
#include "cases/bangkok_calendar.h"
#include "cases/control_totals.h"
#include "event/case_work.h"
#include "ingest/stations.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/query_string.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kRowsMax = 10'000;

// "2026-11-26" to days since 1970-01-01.
base::Result<uint32_t> ReadDay(std::string_view name, const std::string& text) {
  const auto ms = text.size() == 10 ? base::ParseTimeMs(text + "T00:00:00Z") : Fail(ErrorCode::kBadRequest);
  if (ms.has_error()) return Fail(ErrorCode::kBadRequest, std::string(name) + " must be a day like 2026-11-26");
  return static_cast<uint32_t>(*ms / 1000 / 86400);
}

std::string FormatDay(uint32_t day) { return base::FormatTime(int64_t{day} * 86400).substr(0, 10); }

base::Result<void> AppendTotals(const Request& request, Worker& worker, std::string& out) {
  std::string from_text, to_text;
  TRY(ReadQuery(request.query, {{"from", &from_text}, {"to", &to_text}}));
  const uint32_t today = cases::DayOf(worker.now_s);
  uint32_t from = today, to = today;
  if (!from_text.empty()) {
    ASSIGN_OR_RETURN(from, ReadDay("from", from_text));
  }
  if (!to_text.empty()) {
    ASSIGN_OR_RETURN(to, ReadDay("to", to_text));
  }
  if (from > to) return Fail(ErrorCode::kBadRequest, "from must not be after to");
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto rows, cases::ReadControlTotals(services.cases.tables(), txn, from, to, kRowsMax + 1));
  out = "{\"totals\":[";
  for (size_t i = 0; i < std::min(rows.size(), kRowsMax); ++i) {
    const cases::ControlTotalRow& row = rows[i];
    out.append(out.back() == '[' ? "{" : ",{");
    AppendMember("day", FormatDay(row.day), out);
    AppendMember("channel", event::Name(row.channel), out);
    AppendMember("station", row.station, out);
    AppendMember("arrived", row.arrived, out);
    AppendMember("arrived_satang", row.arrived_satang, out);
    if (row.told_seq != 0) {
      AppendMember("told", row.told, out);
      AppendMember("told_satang", row.told_satang, out);
      // Above 0: so many were sent that did not arrive.
      AppendMember("gap", static_cast<int64_t>(row.told) - static_cast<int64_t>(row.arrived), out);
      AppendMember("gap_satang", static_cast<int64_t>(row.told_satang) - static_cast<int64_t>(row.arrived_satang), out);
    }
    out += '}';
  }
  out += ']';
  AppendMember("truncated", rows.size() > kRowsMax, out);
  out += '}';
  return {};
}

}  // namespace

base::Result<Submission> DecodeControlTotal(const Request& request, Worker& worker) {
  std::string channel, station, day;
  std::optional<int64_t> complaints, damage;
  TRY(ReadFlatBody(request.body, {{"channel", &channel, 16, true},
                                  {"station", &station, event::kStationBytesMax},
                                  {"day", &day, 16, true},
                                  {"complaints", &complaints, 0, true},
                                  {"damage_satang", &damage, 0, true}}));
  event::ControlTotal total;
  const auto named = event::CaseChannelNamed(channel);
  if (!named) return Fail(ErrorCode::kBadRequest, "channel must be one of online, hotline, station, bank");
  total.channel = *named;
  if (!station.empty() && !ingest::IsStationCode(station))
    return Fail(ErrorCode::kBadRequest, "station: a unit's code has 1 to 16 letters, digits, points, hyphens");
  total.station = std::move(station);
  ASSIGN_OR_RETURN(total.day, ReadDay("day", day));
  if (total.day > cases::DayOf(worker.now_s)) return Fail(ErrorCode::kBadRequest, "day is after today");
  if (*complaints < 0 || *complaints > 100'000'000) return Fail(ErrorCode::kBadRequest, "complaints is a count");
  if (*damage < 0 || *damage > event::kSatangMax) return Fail(ErrorCode::kBadRequest, "damage_satang is a sum of satang");
  total.complaints = static_cast<uint64_t>(*complaints);
  total.damage_satang = *damage;
  Submission out;
  out.draft.id = EntryIdOf(request);
  out.draft.time_ms = worker.now_s * 1000;
  out.draft.type = event::EntryType::kControlTotal;
  out.draft.actor = request.caller.actor();
  out.draft.body = event::EncodeControlTotal(total, RequestKeyOf(worker.services().secrets, request));
  return out;
}

void RenderControlTotal(const base::Result<store::Sequencer::Reply>& reply, Worker&, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted)
    return response.Refuse(Fail(ErrorCode::kInternal, "the entry was refused: " + reply->outcome.code));
  response.body = "{}";
}

void ControlTotals(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendTotals(request, worker, response.body); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
