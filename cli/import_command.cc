// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>

#include "base/timestamp.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/import_summary.h"
#include "cli/progress_bar.h"
#include "cli/receipts.h"
#include "cli/terminal.h"
#include "cli/write_target.h"
#include "ingest/importer.h"

namespace cybercheck::cli {
namespace {

std::atomic<bool> g_stop{false};

// Ctrl-C and SIGTERM end an import between two pieces of the file, with its summary; a second one ends the process.
void StopOnSignal() {
  struct sigaction action{};
  action.sa_handler = [](int) { g_stop.store(true); };
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

int64_t SteadyMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

base::Error Refuse(std::string detail) { return base::Fail(base::ErrorCode::kBadRequest, std::move(detail)); }

base::Result<ingest::ImportOptions> OptionsOf(const ImportCommand& command) {
  ingest::ImportOptions options;
  const std::optional<ingest::FeedFormat> format = ingest::FeedFormatNamed(command.format);
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
  const std::string delimiter = command.delimiter == "\\t" ? "\t" : command.delimiter;
  if (delimiter.size() != 1) return Refuse("--delimiter takes one character, or \\t");
  options.delimiter = delimiter.front();
  if (!command.encoding.empty()) {
    options.encoding = ingest::TextEncodingNamed(command.encoding);
    if (!options.encoding) return Refuse("--encoding takes utf-8, windows-874, utf-16le or utf-16be");
  }
  return options;
}

base::Result<base::FileDescriptor> OpenInput(const std::string& file) {
  base::FileDescriptor input(file == "-" ? ::dup(STDIN_FILENO) : ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!input.valid()) return base::IoError(file == "-" ? "standard input" : file, "cannot be opened");
  return input;
}

// Everything that may fail before the first row; then the import itself. `summary` and `report` are filled as far as it came.
base::Result<void> Import(const ImportCommand& command, Terminal& terminal, ImportSummary& summary, ingest::ImportReport& report) {
  ASSIGN_OR_RETURN(ingest::ImportOptions options, OptionsOf(command));
  ASSIGN_OR_RETURN(const base::FileDescriptor input, OpenInput(command.file));
  std::vector<std::string> warnings;
  ASSIGN_OR_RETURN(const std::unique_ptr<WriteTarget> target, WriteTarget::Open(command.data, command.config, warnings));
  for (const std::string& warning : warnings) terminal.Warning(warning);
  ASSIGN_OR_RETURN(options.key_national_id, target->KeyNationalId());
  ASSIGN_OR_RETURN(const ingest::Guard guard, target->MakeGuard());
  const std::string rejects_path = !command.rejects.empty() ? command.rejects : (command.file == "-" ? command.source : command.file) + ".rejects.csv";
  ASSIGN_OR_RETURN(ingest::RejectFile rejects, ingest::RejectFile::Open(rejects_path));
  std::unique_ptr<ReceiptSequencer> receipts;
  if (!command.receipts.empty()) {
    ASSIGN_OR_RETURN(receipts, ReceiptSequencer::Open(command.receipts, target->sequencer()));
  }

  StopOnSignal();
  const int64_t begin_ms = SteadyMs();
  base::Result<ingest::ImportReport> done = ingest::ImportReport();
  {
    ProgressBar bar(terminal, command.source, !command.quiet && !command.common.json);
    options.progress = [&bar](const ingest::ImportProgress& progress) {
      bar.Show({progress.bytes_read, progress.bytes_total, progress.rows_read}, SteadyMs());
      return !g_stop.load();
    };
    const base::SystemClock clock;
    store::Sequencer& sequencer = receipts ? *receipts : target->sequencer();
    ingest::Importer importer(sequencer, guard, clock, std::move(options), &rejects);
    done = importer.Run(input.get());
    report = importer.report();
  }
  TRY(rejects.Flush());
  summary.elapsed_ms = SteadyMs() - begin_ms;
  summary.rejects_file = rejects.rows() > 0 ? rejects.path() : "";
  if (done.has_error()) return done.error();
  if (report.stopped) return base::Fail(base::ErrorCode::kUnavailable, "the import was told to stop");
  summary.complete = true;
  return {};
}

}  // namespace

int Run(const ImportCommand& command, Terminal& terminal) {
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
