// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>


#include "base/timestamp.h"
#include "cli/case_import.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/import_summary.h"
#include "cli/progress_bar.h"
#include "cli/receipts.h"
#include "cli/steady_clock.h"
#include "cli/stop_signal.h"
#include "cli/terminal.h"
#include "cli/write_target.h"
#include "ingest/importer.h"
#include "ingest/report_importer.h"
#include "ingest/reporter_voice.h"
#include "server/report_body.h"

namespace cybercheck::cli {
namespace {

base::Error Refuse(std::string detail) { return base::Fail(base::ErrorCode::kBadRequest, std::move(detail)); }

base::Result<char> DelimiterOf(const ImportCommand& command) {
  const std::string delimiter = command.delimiter == "\\t" ? "\t" : command.delimiter;
  if (delimiter.size() != 1) return Refuse("--delimiter takes one character, or \\t");
  return delimiter.front();
}

base::Result<std::optional<ingest::TextEncoding>> EncodingOf(const ImportCommand& command) {
  if (command.encoding.empty()) return std::optional<ingest::TextEncoding>();
  const std::optional<ingest::TextEncoding> encoding = ingest::TextEncodingNamed(command.encoding);
  if (!encoding) return Refuse("--encoding takes utf-8, windows-874, utf-16le or utf-16be");
  return encoding;
}

// Of a feed.
base::Result<ingest::ImportOptions> OptionsOf(const ImportCommand& command) {
  ingest::ImportOptions options;
  if (command.day_first) return Refuse("--day-first is for files of reports (--channel)");
  const std::optional<ingest::FeedFormat> format = ingest::FeedFormatNamed(command.format);
  if (command.format == "xlsx") return Refuse("a workbook holds reports: add --channel hotline, station, online or patrol");
  if (!command.sheet.empty()) return Refuse("--sheet is for workbooks (--format xlsx)");
  if (!format) return Refuse("--format takes openphish, phishtank, urlhaus, csv or jsonl");
  options.format = *format;
  options.source = command.source;
  if (!ingest::IsSourceName(options.source)) return Refuse("--source takes 1 to 64 of a-z, 0-9, \"_\", \".\" and \"-\"");
  const bool sample = command.source_class == "sample" || (command.source_class.empty() && command.source == "sample");
  options.source_class = sample ? wire::SourceClass::kSample : wire::SourceClass::kFeed;
  if (!command.kind.empty()) {
    options.kind = indicator::KindNamed(command.kind);
    if (!options.kind) return Refuse("--kind takes phone, url, line, tiktok, facebook, account, promptpay or sms_sender");
  }
  if (!command.category.empty()) {
    options.category = wire::CategoryNamed(command.category);
    if (!options.category) return Refuse("--category is not one of those in docs/import.md");
  }
  if (!command.observed_at.empty()) {
    ASSIGN_OR_RETURN(const int64_t observed_ms, base::ParseTimeMs(command.observed_at));
    options.observed_s = observed_ms / 1000;
  }
  if (!command.columns.empty()) {
    ASSIGN_OR_RETURN(options.columns, ingest::ColumnMap::Parse(command.columns));
  }
  ASSIGN_OR_RETURN(options.delimiter, DelimiterOf(command));
  ASSIGN_OR_RETURN(options.encoding, EncodingOf(command));
  return options;
}

// Of a file of reports. Options that only rows of feeds have are refused by name.
base::Result<ingest::ReportImportOptions> ReportOptionsOf(const ImportCommand& command) {
  ingest::ReportImportOptions options;
  const std::optional<event::Channel> channel = event::ChannelNamed(command.channel);
  if (!channel || *channel == event::Channel::kTip) return Refuse("--channel takes hotline, station, online or patrol; bank for the banks' workbook of transfers");
  options.channel = *channel;
  if (command.format == "csv")
    options.format = ingest::ReportFormat::kCsv;
  else if (command.format == "jsonl")
    options.format = ingest::ReportFormat::kJsonl;
  else if (command.format == "xlsx")
    options.format = ingest::ReportFormat::kXlsx;
  else
    return Refuse("--format takes csv, jsonl or xlsx where rows are reports");
  if (options.format != ingest::ReportFormat::kXlsx && !command.sheet.empty()) return Refuse("--sheet is for workbooks (--format xlsx)");
  if (options.format == ingest::ReportFormat::kXlsx && !command.encoding.empty()) return Refuse("--encoding is for text; a workbook has its own");
  options.sheet = command.sheet;
  options.source = command.source;
  if (!ingest::IsSourceName(options.source) || options.source.size() > ingest::kVoiceSourceBytesMax)
    return Refuse("--source takes 1 to 44 of a-z, 0-9, \"_\", \".\" and \"-\" where rows are reports");
  for (const auto& [name, value] : {std::pair("--kind", &command.kind), std::pair("--category", &command.category),
                                    std::pair("--observed-at", &command.observed_at), std::pair("--class", &command.source_class)})
    if (!value->empty()) return Refuse(std::string(name) + " is for rows of feeds, not for reports");
  if (!command.columns.empty()) {
    ASSIGN_OR_RETURN(options.columns, ingest::ReportColumnMap::Parse(command.columns));
  }
  options.order = command.day_first ? ingest::DateOrder::kDayFirst : ingest::DateOrder::kUnsaid;
  ASSIGN_OR_RETURN(options.delimiter, DelimiterOf(command));
  ASSIGN_OR_RETURN(options.encoding, EncodingOf(command));
  options.decode = [channel = options.channel](std::string_view line, ingest::RawReport& out) {
    return server::DecodeReportBody(line, base::SystemClock().NowS(), channel, out);
  };
  return options;
}

base::Result<base::FileDescriptor> OpenInput(const std::string& file) {
  base::FileDescriptor input(file == "-" ? ::dup(STDIN_FILENO) : ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!input.valid()) return base::IoError(file == "-" ? "standard input" : file, "cannot be opened");
  return input;
}

// Where rows come from and what becomes of them, whatever they are.
struct ImportRun {
  int input = -1;
  WriteTarget& target;
  store::Sequencer& sequencer;
  ingest::RejectFile& rejects;
  std::function<bool(const ingest::ImportProgress&)> progress;
  ingest::ImportReport& report;
};

base::Result<void> ImportFeed(ingest::ImportOptions options, const ImportRun& run) {
  ASSIGN_OR_RETURN(options.key_national_id, run.target.KeyNationalId());
  ASSIGN_OR_RETURN(const ingest::Guard guard, run.target.MakeGuard());
  options.progress = run.progress;
  const base::SystemClock clock;
  ingest::Importer importer(run.sequencer, guard, clock, std::move(options), &run.rejects);
  auto done = importer.Run(run.input);
  run.report = importer.report();
  return done.has_error() ? base::Result<void>(std::move(done).error()) : base::Result<void>();
}

base::Result<void> ImportReports(ingest::ReportImportOptions options, const ImportRun& run) {
  ASSIGN_OR_RETURN(const ingest::Guard guard, run.target.MakeGuard());
  ASSIGN_OR_RETURN(const ingest::Taxonomy taxonomy, run.target.MakeTaxonomy());
  ASSIGN_OR_RETURN(ingest::NationalIdKeyer key_national_id, run.target.KeyNationalId());
  ASSIGN_OR_RETURN(ReportKeys keys, run.target.KeysForReports());
  const extract::Extractor extractor;
  options.key_digest = keys.key_digest;
  options.progress = run.progress;
  const base::SystemClock clock;
  ingest::ReportImporter importer(run.sequencer,
                                  {.guard = guard,
                                   .taxonomy = taxonomy,
                                   .extractor = extractor,
                                   .key_national_id = std::move(key_national_id),
                                   .key_person = std::move(keys.key_person),
                                   .seal = std::move(keys.seal),
                                   .key_digest = std::move(keys.key_digest)},
                                  clock, std::move(options), &run.rejects);
  auto done = importer.Run(run.input);
  run.report = importer.report();
  return done.has_error() ? base::Result<void>(std::move(done).error()) : base::Result<void>();
}

// Everything that may fail before the first row; then the import itself. `summary` and `report` are filled as far as it came.
base::Result<void> Import(const ImportCommand& command, Terminal& terminal, ImportSummary& summary, ingest::ImportReport& report) {
  ingest::ImportOptions feed;
  ingest::ReportImportOptions reports;
  if (command.channel.empty()) {
    ASSIGN_OR_RETURN(feed, OptionsOf(command));
  } else {
    ASSIGN_OR_RETURN(reports, ReportOptionsOf(command));
  }
  ASSIGN_OR_RETURN(const base::FileDescriptor input, OpenInput(command.file));
  std::vector<std::string> warnings;
  ASSIGN_OR_RETURN(const std::unique_ptr<WriteTarget> target, WriteTarget::Open(command.data, command.config, warnings));
  for (const std::string& warning : warnings) terminal.Warning(warning);
  const bool workbook = command.format == "xlsx";
  const std::string rejects_path =
      !command.rejects.empty() ? command.rejects : (command.file == "-" ? command.source : command.file) + (workbook ? ".rejects.xlsx" : ".rejects.csv");
  ASSIGN_OR_RETURN(ingest::RejectFile rejects, ingest::RejectFile::Open(workbook ? "" : rejects_path));
  ASSIGN_OR_RETURN(ingest::RejectWorkbook reject_workbook, ingest::RejectWorkbook::Open(workbook ? rejects_path : "", base::SystemClock().NowS()));
  if (workbook) reports.reject_workbook = &reject_workbook;
  std::unique_ptr<ReceiptSequencer> receipts;
  if (!command.receipts.empty()) {
    ASSIGN_OR_RETURN(receipts, ReceiptSequencer::Open(command.receipts, target->sequencer()));
  }

  StopOnSignal();
  const int64_t begin_ms = SteadyMs();
  base::Result<void> done;
  {
    ProgressBar bar(terminal, command.source, !command.quiet && !command.common.json);
    const ImportRun run{.input = input.get(),
                  .target = *target,
                  .sequencer = receipts ? *receipts : target->sequencer(),
                  .rejects = rejects,
                  .progress = [&bar](const ingest::ImportProgress& progress) {
                    bar.Show({progress.bytes_read, progress.bytes_total, progress.rows_read}, SteadyMs());
                    return !ToldToStop();
                  },
                  .report = report};
    done = command.channel.empty() ? ImportFeed(std::move(feed), run) : ImportReports(std::move(reports), run);
  }
  TRY(rejects.Flush());
  TRY(reject_workbook.Finish());
  summary.elapsed_ms = SteadyMs() - begin_ms;
  summary.rejects_file = rejects.rows() + reject_workbook.rows() > 0 ? rejects_path : "";
  TRY(std::move(done));
  if (report.stopped) return base::Fail(base::ErrorCode::kUnavailable, "the import was told to stop");
  summary.complete = true;
  return {};
}

}  // namespace

int Run(const ImportCommand& command, Terminal& terminal) {
  if (command.channel == "bank") return ImportCases(command, terminal);
  ImportSummary summary;
  summary.source = command.source;
  summary.file = command.file == "-" ? std::string(terminal.Pick("standard input", "ข้อมูลนำเข้ามาตรฐาน")) : command.file;
  summary.complete = false;
  ingest::ImportReport report;
  const base::Result<void> done = Import(command, terminal, summary, report);
  if (done.has_value() || report.rows_read > 0)
    terminal.Out(command.common.json ? SummaryJson(summary, report) : SummaryText(summary, report, terminal));
  if (done.has_value()) return kExitOk;
  terminal.Error(done.error());
  return kExitError;
}

}  // namespace cybercheck::cli
