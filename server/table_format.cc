// SPDX-License-Identifier: Apache-2.0
#include "server/table_format.h"

namespace cybercheck::server {

using base::ErrorCode;
using base::Fail;

base::Result<TableFormat> TableFormatOf(std::string_view format, std::string_view bom) {
  if (!bom.empty() && (bom != "1" || format != "csv")) return Fail(ErrorCode::kBadRequest, "bom is 1, with format csv");
  if (format.empty() || format == "json") return TableFormat::kJson;
  if (format == "csv") return TableFormat::kCsv;
  if (format == "xlsx") return TableFormat::kXlsx;
  return Fail(ErrorCode::kBadRequest, "format must be json, csv or xlsx");
}

void NameFile(TableFormat format, std::string_view name, Response& response) {
  if (format == TableFormat::kJson) return;
  const bool csv = format == TableFormat::kCsv;
  response.content_type = csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  response.disposition = "attachment; filename=\"" + std::string(name) + (csv ? ".csv\"" : ".xlsx\"");
}

base::Result<LogPosition> PositionOf(const cases::Tables& tables, const store::ReadTxn& txn) {
  LogPosition position;
  ASSIGN_OR_RETURN(position.seq, tables.log->LastSeq(txn));
  if (position.seq == 0) return position;
  ASSIGN_OR_RETURN(const auto entry, tables.log->Read(txn, position.seq));
  if (entry) position.time_s = entry->header.time_ms / 1000;
  return position;
}

}  // namespace cybercheck::server
