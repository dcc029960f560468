// SPDX-License-Identifier: Apache-2.0
// The parts of a workbook that are read whole before its rows: where its sheets are, its shared texts, which of its styles show
// dates. One thread.
//
//   [Content_Types].xml ─> xl/workbook.xml ─┬─> xl/_rels/workbook.xml.rels ─> xl/worksheets/sheet1.xml …
//                                           │                              ─> xl/sharedStrings.xml
//                                           └   names, order, 1904         ─> xl/styles.xml
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/workbook_reader.h"
#include "ingest/xml_events.h"
#include "ingest/zip_archive.h"

namespace cybercheck::ingest {

struct WorkbookMap {
  struct Sheet {
    std::string name, part;
    bool hidden = false;
  };
  std::vector<Sheet> sheets;           // at least one
  std::string shared_strings, styles;  // parts; empty: there is none
  bool epoch_1904 = false;
};
base::Result<WorkbookMap> ReadWorkbookMap(const ZipArchive& archive, const WorkbookLimits& limits);

// Texts that cells refer to by number, one after the other in one block.
class SharedStrings {
 public:
  base::Result<void> Read(const ZipArchive& archive, std::string_view part, const WorkbookLimits& limits);
  std::optional<std::string_view> Find(uint64_t index) const;
  size_t size() const { return ends_.size(); }

 private:
  std::string bytes_;
  std::vector<uint32_t> ends_;
};

// Whether a style shows a number as a date; nullopt: there is no such style.
class DateStyles {
 public:
  base::Result<void> Read(const ZipArchive& archive, std::string_view part, const WorkbookLimits& limits);
  std::optional<bool> Find(uint64_t style) const;

 private:
  std::vector<bool> dates_;
};

XmlLimits XmlLimitsOf(const WorkbookLimits& limits);

// A whole number without sign, as attributes hold it; nullopt: it is none, or above `max`.
std::optional<uint64_t> WholeNumber(std::string_view text, uint64_t max) noexcept;

// A text of a cell as Excel means it: _x000D_ stands for a carriage return. Appends to `out`.
void AppendUnescaped(std::string_view text, std::string& out);

}  // namespace cybercheck::ingest
