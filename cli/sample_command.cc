// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>

#include "cases/bangkok_calendar.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/progress_bar.h"
#include "cli/steady_clock.h"
#include "cli/stop_signal.h"
#include "cli/terminal.h"
#include "cli/write_target.h"
#include "ingest/sample_lines.h"
#include "ingest/sample_loader.h"
#include "wire/answer.h"

namespace cybercheck::cli {
namespace {

base::Result<ingest::SampleOptions> OptionsOf(const SampleCommand& command) {
  const std::optional<uint32_t> until = cases::ParseDay(command.until);
  constexpr uint32_t kFirstDay = 365 * ingest::kSampleYearsMax;
  if (!until || *until <= kFirstDay) return base::Fail(base::ErrorCode::kBadRequest, "--until takes a day, as 2026-10-31");
  if (command.identities && command.out.empty())
    return base::Fail(base::ErrorCode::kBadRequest, "--identities is for bodies of requests (--out)");
  return ingest::SampleOptions{.seed = command.seed, .cases = command.cases, .years = command.years, .until_day = *until};
}

// A bar on a terminal; elsewhere a line for every tenth.
class Progress {
 public:
  Progress(const SampleCommand& command, Terminal& terminal)
      : terminal_(terminal),
        wanted_(!command.quiet && !command.common.json),
        cases_(command.cases),
        bar_(terminal, "sample", wanted_) {}

  void Show(uint64_t cases, uint64_t entries) {
    const int64_t now_ms = SteadyMs();
    if (terminal_.err_is_terminal()) return bar_.Show({cases, cases_, entries, /*in_records=*/true}, now_ms);
    const uint64_t tenth = cases * 10 / cases_;
    if (!wanted_ || tenth == tenth_) return;
    tenth_ = tenth;
    terminal_.Err("sample: " + Grouped(cases) + std::string(terminal_.Pick(" of ", " จาก ")) + Grouped(cases_) +
                  std::string(terminal_.Pick(" cases, ", " คดี, ")) + Grouped(entries) +
                  std::string(terminal_.Pick(" entries, ", " รายการ, ")) + std::to_string((now_ms - begin_ms_) / 1000) + " s\n");
  }

 private:
  Terminal& terminal_;
  const bool wanted_;
  const uint64_t cases_;
  const int64_t begin_ms_ = SteadyMs();
  uint64_t tenth_ = 0;
  ProgressBar bar_;
};

std::string Row(uint64_t count, std::string_view label) {
  const std::string number = Grouped(count);
  return std::string(14 - std::min<size_t>(14, number.size()), ' ') + number + "  " + std::string(label) + "\n";
}

std::string SummaryText(const ingest::SampleReport& report, int64_t elapsed_ms, const std::string& code,
                        const Terminal& terminal) {
  const uint64_t per_s = elapsed_ms > 0 ? report.entries * 1000 / static_cast<uint64_t>(elapsed_ms) : report.entries;
  std::string out = terminal.Paint(Colour::kBold, "sample") + ": " + Grouped(per_s) +
                    std::string(terminal.Pick(" entries/s, ", " รายการ/วินาที, ")) +
                    Grouped(static_cast<uint64_t>(elapsed_ms / 1000)) + " s\n";
  out += Row(report.cases, terminal.Pick("cases", "คดี"));
  out += Row(report.complaints, terminal.Pick("complaints", "เรื่องร้องทุกข์"));
  out += Row(report.joined, terminal.Pick("of them told a loss again and joined its case", "ในนั้นแจ้งความเสียหายเดิมซ้ำ รวมเข้าคดีเดิม"));
  out += Row(report.entries, terminal.Pick("entries", "รายการในบันทึก"));
  out += Row(report.entries_known, terminal.Pick("had been loaded before", "โหลดไว้ก่อนแล้ว"));
  for (const auto& [reason, count] : report.refused)
    out += Row(count, terminal.Pick("refused, ", "ไม่รับ, ")) + "                  " + reason + "\n";
  if (!code.empty())
    out += std::string(terminal.Pick("The last case is followed with the code ", "ติดตามคดีสุดท้ายด้วยรหัส ")) + code + "\n";
  if (report.stopped)
    out += terminal.Pick("Stopped before the end; run the same command again to go on.\n", "หยุดก่อนจบ สั่งคำสั่งเดิมอีกครั้งเพื่อทำต่อ\n");
  return out;
}

std::string SummaryJson(const ingest::SampleReport& report, int64_t elapsed_ms, const std::string& code) {
  std::string out = "{\"complete\":" + std::string(report.stopped ? "false" : "true") +
                    ",\"cases\":" + std::to_string(report.cases) + ",\"complaints\":" + std::to_string(report.complaints) +
                    ",\"joined\":" + std::to_string(report.joined) + ",\"entries\":" + std::to_string(report.entries) +
                    ",\"entries_known\":" + std::to_string(report.entries_known) + ",\"refused\":{";
  for (const auto& [reason, count] : report.refused) {
    if (out.back() != '{') out += ',';
    wire::AppendJsonString(reason, out);
    out += ":" + std::to_string(count);
  }
  return out + "},\"tracking_code\":\"" + code + "\",\"elapsed_ms\":" + std::to_string(elapsed_ms) + "}\n";
}

base::Result<void> Write(const SampleCommand& command, Terminal& terminal) {
  ASSIGN_OR_RETURN(const ingest::SampleOptions options, OptionsOf(command));
  constexpr size_t kPieceBytes = 1 << 20;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(command.out == "-" ? nullptr : std::fopen(command.out.c_str(), "we"),
                                                             std::fclose);
  if (command.out != "-" && !file) return base::IoError(command.out, "cannot be written");
  ingest::SampleLines lines(options, {.identities = command.identities});
  Progress progress(command, terminal);
  std::string piece;
  for (bool more = true; more && !ToldToStop();) {
    more = lines.Next(piece);
    if (more && piece.size() < kPieceBytes) continue;
    if (!file)
      terminal.Out(piece);
    else if (std::fwrite(piece.data(), 1, piece.size(), file.get()) != piece.size())
      return base::IoError(command.out, "cannot be written");
    piece.clear();
    progress.Show(lines.cases(), lines.complaints());
  }
  if (file && std::fflush(file.get()) != 0) return base::IoError(command.out, "cannot be written");
  if (ToldToStop()) return base::Fail(base::ErrorCode::kUnavailable, "told to stop");
  return {};
}

base::Result<void> Load(const SampleCommand& command, Terminal& terminal, ingest::SampleReport& report, std::string& code) {
  ASSIGN_OR_RETURN(const ingest::SampleOptions options, OptionsOf(command));
  std::vector<std::string> warnings;
  // Nobody else works in a directory that is opened here, so that a commit may take longer: each page is written the more rarely.
  store::LocalSequencerOptions sequencing;
  sequencing.queue_entries_max = 16384;
  sequencing.batch_entries_max = 8192;
  sequencing.batch_apply_ms_max = 4000;
  ASSIGN_OR_RETURN(const std::unique_ptr<WriteTarget> target,
                   WriteTarget::Open(command.data, command.config, warnings, std::move(sequencing)));
  for (const std::string& warning : warnings) terminal.Warning(warning);
  ingest::SampleStream stream(options);
  Progress progress(command, terminal);
  TRY(ingest::LoadSample(
      stream, target->sequencer(),
      [&progress](const ingest::SampleReport& so_far) {
        progress.Show(so_far.cases, so_far.entries);
        return !ToldToStop();
      },
      report));
  if (report.stopped) return base::Fail(base::ErrorCode::kUnavailable, "told to stop");
  code = stream.world().TrackingCode(options.cases - 1, 0);
  return {};
}

}  // namespace

int Run(const SampleCommand& command, Terminal& terminal) {
  StopOnSignal();
  const int64_t begin_ms = SteadyMs();
  ingest::SampleReport report;
  std::string code;
  const bool writes = !command.out.empty();
  const base::Result<void> done = writes ? Write(command, terminal) : Load(command, terminal, report, code);
  const int64_t elapsed_ms = SteadyMs() - begin_ms;
  if (!writes && report.entries > 0)
    terminal.Out(command.common.json ? SummaryJson(report, elapsed_ms, code) : SummaryText(report, elapsed_ms, code, terminal));
  if (done.has_value()) return kExitOk;
  terminal.Error(done.error());
  return kExitError;
}

}  // namespace cybercheck::cli
