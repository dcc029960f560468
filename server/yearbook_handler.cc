// SPDX-License-Identifier: Apache-2.0
// GET /v1/statistics/yearbook: five years as one workbook.
#include "cases/bangkok_calendar.h"
#include "server/handlers.h"
#include "server/query_string.h"
#include "server/services.h"
#include "server/yearbook.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

// Five years of which the first is after 1970 and the last is one that a column of days can hold.
constexpr uint64_t kYearMin = 2518, kYearMax = 2691;

base::Result<void> Answer(const Request& request, Worker& worker, Response& response) {
  std::string year_text, calendar;
  TRY(ReadQuery(request.query, {{"year", &year_text}, {"calendar", &calendar}}));
  if (!calendar.empty() && calendar != "calendar" && calendar != "fiscal")
    return Fail(ErrorCode::kBadRequest, "calendar must be calendar or fiscal");
  const bool fiscal = calendar == "fiscal";
  const uint32_t today = cases::DayOf(worker.now_s);
  uint64_t year = fiscal ? cases::FiscalYearOfDay(today) : cases::YearOfDay(today) + cases::kBuddhistYears;
  TRY(ReadNumber("year", year_text, kYearMin, kYearMax, year));
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(response.body,
                   YearbookWorkbook(services.cases.tables(), txn, static_cast<uint32_t>(year), fiscal, *services.taxonomy()));
  response.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  response.disposition =
      "attachment; filename=\"yearbook-" + std::string(fiscal ? "fiscal-" : "") + std::to_string(year) + ".xlsx\"";
  return {};
}

}  // namespace

void Yearbook(const Request& request, Worker& worker, Response& response) {
  if (auto done = Answer(request, worker, response); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
