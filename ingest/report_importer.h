// SPDX-License-Identifier: Apache-2.0
// Import of reports: a file of a hotline, a station, an online form or a patrol into the log. Streams in bounded memory:
//
//   fd -> TextReader -> CsvReader | lines -> ReportRowReader | decode -> ReportResolver -> ReportSubmitter -> Sequencer
//      -> WorkbookReader ───────────┘        dates, cells               keys, seals       one report an entry
//         encoding      rows      \------------------\------------------\-> RejectFile, RejectWorkbook
//
// imported + merged + rejected = rows read, always. A report is named by its source and its own number, or where it has none by
// its content: entered again it is merged. The same number with another content is rejected as `changed`. Used by one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/sha256.h"
#include "ingest/csv_reader.h"
#include "ingest/importer.h"
#include "ingest/line_reader.h"
#include "ingest/reject_workbook.h"
#include "ingest/report_resolver.h"
#include "ingest/report_row.h"
#include "ingest/report_submitter.h"
#include "ingest/text_reader.h"
#include "ingest/workbook_reader.h"

namespace cybercheck::ingest {

// A line of a JSON Lines file to a report (server::DecodeReportBody). Errors: those of the line.
using ReportLineDecoder = std::function<base::Result<void>(std::string_view line, RawReport& out)>;

enum class ReportFormat : uint8_t { kCsv, kJsonl, kXlsx };

struct ReportImportOptions {
  ReportFormat format = ReportFormat::kCsv;
  std::string source;  // [a-z0-9_.-]{1,44}
  event::Channel channel = event::Channel::kHotline;
  ReportColumnMap columns;  // csv, xlsx
  DateOrder order = DateOrder::kUnsaid;
  char delimiter = ',';
  std::optional<TextEncoding> encoding;  // nullopt: recognise
  ReportLineDecoder decode;              // jsonl
  DigestKeyer key_digest;  // of what names a report: it must not let anybody try out what the report says
  std::string sheet;       // xlsx; empty: the first that is shown
  // xlsx: takes rejections with their rows' cells, instead of the RejectFile; must outlive the importer.
  RejectWorkbook* reject_workbook = nullptr;
  size_t in_flight_max = 64;
  std::function<bool(const ImportProgress&)> progress;  // as in ImportOptions
};

class ReportImporter {
 public:
  // All must outlive it. `rejects` may be null.
  ReportImporter(store::Sequencer& sequencer, ReportResolver::Parts parts, const base::Clock& clock, ReportImportOptions options,
                 RejectFile* rejects);

  // Reads `fd` to its end. Errors: kBadConfig (source, delimiter), kBadFeed, kBadEncoding, kIo, and those of keys and Sequencer.
  // After an error report() tells how far it came; what was acknowledged stands. A workbook is read twice, so that one that is
  // damaged or hostile enters nothing.
  base::Result<ImportReport> Run(int fd);
  const ImportReport& report() const { return report_; }

 private:
  base::Result<void> Read(int fd);
  base::Result<void> ReadPieces(TextReader& text, uint64_t bytes_total);
  base::Result<void> ReadWorkbook(int fd, uint64_t bytes_total);
  base::Result<void> OnWorkbookHeadings(const WorkbookReader& workbook, size_t sheet, const WorkbookRow& row);
  base::Result<void> OnWorkbookRow(const WorkbookRow& row, bool epoch_1904);
  base::Result<void> OnCsvRow(const CsvReader::Row& row);
  base::Result<void> OnLine(const LineReader::Line& line);
  base::Result<void> ReadHeader(const std::vector<std::string_view>& names);
  base::Result<void> Enter(uint64_t number, uint64_t line, std::string_view text);  // row_
  base::Result<void> Reject(uint64_t number, uint64_t line, const Rejection& rejection, std::string_view value);
  base::Result<void> RejectRefused();

  const base::Clock& clock_;
  ReportImportOptions options_;
  ReportResolver resolver_;
  ReportRowReader rows_;
  ReportSubmitter submitter_;
  RejectFile* rejects_;
  const int64_t now_s_;
  ImportReport report_;
  CsvReader csv_;
  LineReader lines_;
  bool header_read_ = false;
  std::vector<std::optional<ReportColumn>> meaning_;  // by column number
  std::vector<std::string> texts_;                    // of a workbook's row, by column number
  std::vector<ReportCell> cells_;
  ReportRow row_;
};

// Over every member of what was sent, lengths included. `reported_s`: as the row says, 0 where it does not.
base::Digest DigestOf(const RawReport& report, int64_t reported_s);

}  // namespace cybercheck::ingest
