// SPDX-License-Identifier: Apache-2.0
// In which form a table is asked for, and what goes with each: the same for every answer of statistics.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cases/tables.h"
#include "server/response.h"
#include "server/statistics_document.h"

namespace cybercheck::server {

enum class TableFormat : uint8_t { kJson, kCsv, kXlsx };

// By the parameters `format` and `bom` (CSV's only). Errors: kBadRequest.
base::Result<TableFormat> TableFormatOf(std::string_view format, std::string_view bom);
// A file to keep: its type, and `name` with the format's ending. JSON is none.
void NameFile(TableFormat format, std::string_view name, Response& response);
// Errors: kDamaged, kIo.
base::Result<LogPosition> PositionOf(const cases::Tables& tables, const store::ReadTxn& txn);

}  // namespace cybercheck::server
