// SPDX-License-Identifier: Apache-2.0
// Empty workbooks to be filled in and imported: a station's, a hotline's, an online form's or a patrol's reports, and the banks'
// transfers.
//
//   sheet 1   the headings an import reads, columns of text so that no digit is lost, lists to choose from
//   sheet 2   ตัวอย่าง · Example: a row filled in, of nobody's numbers
//   sheet 3   คำอธิบาย · Explanation: each column in Thai and English
//
// Headings are those of deploy/templates, so that a workbook and a csv file of one channel are the same file. The same bytes
// every time.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "ingest/workbook_writer.h"

namespace cybercheck::ingest {

enum class WorkbookTemplate : uint8_t { kStation, kHotline, kOnline, kPatrol, kBank };

std::optional<WorkbookTemplate> WorkbookTemplateNamed(std::string_view name) noexcept;  // "station.xlsx" …

inline constexpr int64_t kTemplateCreatedS = 1'764'000'000;  // a workbook names the time it was made; these have no other

// Adds the template's sheets to `book`. `taxonomy_json`: the content in force (taxonomy.h). Errors: those of `book`.
base::Result<void> WriteTemplate(WorkbookTemplate which, std::string_view taxonomy_json, WorkbookWriter& book);

}  // namespace cybercheck::ingest
