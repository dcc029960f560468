// SPDX-License-Identifier: Apache-2.0
// Rows of a workbook that were not taken: as a workbook for whoever sent them to mend, and as a member of an answer. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "ingest/reject_workbook.h"
#include "server/json_members.h"

namespace cybercheck::server {

// `workbook` has a sheet, headings, and rows with a number, cells and perhaps a rejection. Empty: none was rejected. Errors: kIo.
template <class Workbook>
base::Result<std::string> WriteRejects(const Workbook& workbook, int64_t now_s) {
  auto rejects = ingest::RejectWorkbook::InMemory(now_s);
  rejects.SetHeadings(workbook.sheet, workbook.headings);
  for (const auto& row : workbook.rows)
    if (row.rejection) TRY(rejects.Add(row.number, *row.rejection, row.cells));
  TRY(rejects.Finish());
  return rejects.TakeBytes();
}

inline void AppendRejection(const ingest::Rejection& rejection, std::string& out) {
  BeginMember("error", out);
  out += '{';
  AppendMember("code", rejection.reason, out);
  AppendMember("column", rejection.column, out);
  AppendMember("detail", rejection.detail, out);
  out += '}';
}

}  // namespace cybercheck::server
