// SPDX-License-Identifier: Apache-2.0
#include "ingest/importer.h"

#include <sys/stat.h>

#include <algorithm>

#include "base/check.h"
#include "ingest/feed_submitter.h"
#include "ingest/row_reader.h"
#include "ingest/row_resolver.h"
#include "ingest/text_reader.h"

namespace cybercheck::ingest {
namespace {

// What the public feeds list: OpenPhish and PhishTank phishing pages, URLhaus pages that spread malware.
wire::Category UsualCategory(FeedFormat format) {
  switch (format) {
    case FeedFormat::kOpenphish:
    case FeedFormat::kPhishtank:
      return wire::Category::kScam;
    case FeedFormat::kUrlhaus:
      return wire::Category::kOtherIllegal;
    case FeedFormat::kCsv:
    case FeedFormat::kJsonl:
      return wire::Category::kNone;
  }
  return wire::Category::kNone;
}

bool NamesKinds(FeedFormat format) { return format == FeedFormat::kCsv || format == FeedFormat::kJsonl; }

struct Input {
  uint64_t bytes_total = 0;
  std::optional<int64_t> modified_s;
};
Input Look(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return {};
  return {static_cast<uint64_t>(status.st_size), status.st_mtim.tv_sec};
}

}  // namespace

Importer::Importer(store::Sequencer& sequencer, const Guard& guard, const base::Clock& clock, ImportOptions options,
                   RejectFile* rejects)
    : sequencer_(sequencer), guard_(guard), clock_(clock), options_(std::move(options)), rejects_(rejects) {}

base::Result<ImportReport> Importer::Run(int fd) {
  report_ = {};
  if (!IsSourceName(options_.source))
    return base::Fail(base::ErrorCode::kBadConfig, "a source's name has 1 to 64 of the letters a-z 0-9 _ . -");
  if (options_.delimiter == '"' || options_.delimiter == '\n' || options_.delimiter == '\r' || options_.delimiter == ' ')
    return base::Fail(base::ErrorCode::kBadConfig, "this character cannot separate columns");
  auto done = Read(fd);
  if (rejects_ != nullptr) {
    auto flushed = rejects_->Flush();
    if (done.has_value() && flushed.has_error()) done = std::move(flushed);
  }
  if (done.has_error()) return std::move(done).error();
  CHECK(report_.imported + report_.merged + report_.rejected + report_.rows_left == report_.rows_read);
  return report_;
}

base::Result<void> Importer::Read(int fd) {
  const Input input = Look(fd);
  const int64_t now_s = clock_.NowS();
  RowDefaults defaults;
  defaults.kind = NamesKinds(options_.format) ? options_.kind : std::optional(indicator::Kind::kUrl);
  defaults.category = options_.category.value_or(UsualCategory(options_.format));
  defaults.observed_s = options_.observed_s.value_or(std::min(input.modified_s.value_or(now_s), now_s));
  defaults.now_s = now_s;
  report_.default_observed_s = defaults.observed_s;

  TextReader text(fd, options_.encoding);
  RowResolver resolver(guard_, defaults, options_.key_national_id);
  FeedSubmitter submitter(sequencer_, clock_, options_.source, static_cast<uint8_t>(options_.source_class),
                          options_.in_flight_max);
  event::FeedRow resolved;

  const auto reject = [&](const RawRow& row, const Rejection& rejection) -> base::Result<void> {
    ++report_.rejected;
    ++report_.rejected_by_reason[std::string(rejection.reason)];
    return rejects_ == nullptr ? base::Result<void>{} : rejects_->Add(row, rejection);
  };
  RowReader rows(options_.format, options_.columns, defaults.kind.has_value(), options_.delimiter,
                 [&](const RawRow& row) -> base::Result<void> {
                   ++report_.rows_read;
                   if (const auto rejection = resolver.Resolve(row, resolved)) return reject(row, *rejection);
                   report_.rows_without_time += row[Column::kObservedAt].empty();
                   report_.first_observed_s =
                       std::min(report_.first_observed_s.value_or(resolved.observed_s), resolved.observed_s);
                   report_.last_observed_s = std::max(report_.last_observed_s.value_or(resolved.observed_s), resolved.observed_s);
                   return submitter.Add(resolved);
                 });
  const auto settle = [&] {
    const FeedSubmitter::Totals totals = submitter.totals();
    report_.imported = totals.imported;
    report_.merged = totals.merged;
    report_.entries = totals.entries;
    report_.entries_replayed = totals.entries_replayed;
    report_.encoding = text.encoding();
    report_.bytes_read = text.bytes_read();
    report_.ignored_columns = rows.ignored_columns();
    return totals;
  };
  const auto read = [&]() -> base::Result<void> {
    while (true) {
      ASSIGN_OR_RETURN(const std::string_view piece, text.Next());
      if (piece.empty()) return rows.Finish();
      TRY(rows.Feed(piece));
      if (!options_.progress) continue;
      report_.stopped =
          !options_.progress({text.bytes_read(), input.bytes_total, report_.rows_read, report_.rejected, text.encoding()});
      if (report_.stopped) return {};
    }
  };
  auto done = read();
  if (done.has_value() && !report_.stopped) {
    done = submitter.Finish();
  } else {
    auto waited = submitter.Stop();
    if (done.has_value()) done = std::move(waited);
    report_.rows_left = submitter.rows_waiting();
  }
  const FeedSubmitter::Totals totals = settle();
  // Rows of an entry the projection refused are told like any other rejection, but they can no longer be shown one by one.
  for (const auto& [code, count] : totals.refused) {
    report_.rejected += count;
    report_.rejected_by_reason[code] += count;
  }
  if (done.has_value() && options_.progress)
    options_.progress({text.bytes_read(), input.bytes_total, report_.rows_read, report_.rejected, text.encoding()});
  return done;
}

bool IsSourceName(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
}

}  // namespace cybercheck::ingest
