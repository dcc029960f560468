// SPDX-License-Identifier: Apache-2.0
// Import: a feed file into the log. Streams in bounded memory:
//
//   fd -> TextReader -> RowReader -> RowResolver -> FeedSubmitter -> Sequencer
//         encoding      format       key, guard,     entries of
//                                    e-mail rule     ≤ 1,000 rows
//                                        \-> RejectFile
//
// imported + merged + rejected = rows read, always. The same file again changes nothing, and an interrupted import resumes by
// being run again: entries are named by their content. Rows without a time take the file's, so that this holds for them too. Used
// by one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ingest/feed_format.h"
#include "ingest/guard.h"
#include "ingest/reject_file.h"
#include "ingest/text_encoding.h"
#include "store/sequencer.h"
#include "wire/verdict.h"

namespace cybercheck::ingest {

struct ImportProgress {
  uint64_t bytes_read = 0;
  uint64_t bytes_total = 0;  // 0: not known (a pipe)
  uint64_t rows_read = 0, rejected = 0;
  TextEncoding encoding = TextEncoding::kUtf8;
};

struct ImportOptions {
  FeedFormat format = FeedFormat::kOpenphish;
  std::string source;                                         // [a-z0-9_.-]{1,64}
  wire::SourceClass source_class = wire::SourceClass::kFeed;  // kFeed or kSample
  std::optional<indicator::Kind> kind;                        // csv, jsonl: of rows that name none
  std::optional<wire::Category> category;  // of rows that name none; nullopt: what the format's feeds are about
  std::optional<int64_t> observed_s;       // of rows without a time; nullopt: the file's modification time, for a pipe now
  ColumnMap columns;                       // csv, jsonl
  char delimiter = ',';                    // csv
  std::optional<TextEncoding> encoding;    // nullopt: recognise
  NationalIdKeyer key_national_id;         // with DataDirectory::Secret("promptpay_nid")
  size_t in_flight_max = 8;
  // Called about every 64 KiB and at the end, on the importing thread. False: stop here; what was acknowledged stands.
  std::function<bool(const ImportProgress&)> progress;
};

struct ImportReport {
  uint64_t rows_read = 0, imported = 0, merged = 0, rejected = 0;
  std::map<std::string, uint64_t, std::less<>> rejected_by_reason;
  TextEncoding encoding = TextEncoding::kUtf8;
  uint64_t bytes_read = 0;
  uint64_t entries = 0, entries_replayed = 0;
  std::optional<int64_t> first_observed_s, last_observed_s;  // of rows that were not rejected
  int64_t default_observed_s = 0;                            // what rows without a time were given
  uint64_t rows_without_time = 0;
  std::vector<std::string> ignored_columns;
  // Stopped by progress: rows read but not submitted, because a batch cut short would be another entry than the one a second run
  // makes.
  bool stopped = false;
  uint64_t rows_left = 0;
};

class Importer {
 public:
  // All must outlive it. `rejects` may be null.
  Importer(store::Sequencer& sequencer, const Guard& guard, const base::Clock& clock, ImportOptions options, RejectFile* rejects);

  // Reads `fd` to its end. Errors: kBadConfig (source, delimiter), kBadFeed, kBadEncoding, kIo, and those of the Sequencer
  // (kStorageFull, kUnavailable, kConflict). After an error report() tells how far it came; what was acknowledged stands.
  base::Result<ImportReport> Run(int fd);

  const ImportReport& report() const { return report_; }

 private:
  base::Result<void> Read(int fd);

  store::Sequencer& sequencer_;
  const Guard& guard_;
  const base::Clock& clock_;
  ImportOptions options_;
  RejectFile* rejects_;
  ImportReport report_;
};

// [a-z0-9_.-]{1,64}
bool IsSourceName(std::string_view name) noexcept;

}  // namespace cybercheck::ingest
