// SPDX-License-Identifier: Apache-2.0
#include "cli/import_summary.h"

#include <algorithm>
#include <vector>

#include "base/timestamp.h"
#include "cli/progress_bar.h"
#include "wire/answer.h"

namespace cybercheck::cli {
namespace {

// Most frequent first; equal ones by name.
std::vector<std::pair<std::string, uint64_t>> ByCount(const ingest::ImportReport& report) {
  std::vector<std::pair<std::string, uint64_t>> rows(report.rejected_by_reason.begin(), report.rejected_by_reason.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return rows;
}

// A count, right-aligned, and what it counts.
std::string Row(uint64_t count, std::string_view indent, std::string_view label) {
  const std::string number = Grouped(count);
  return std::string(14 - std::min<size_t>(14, number.size()), ' ') + number + "  " + std::string(indent) + Printable(label) + "\n";
}

void AppendTime(std::string_view name, const std::optional<int64_t>& unix_s, std::string& out) {
  out += ",\"" + std::string(name) + "\":" + (unix_s ? "\"" + base::FormatTime(*unix_s) + "\"" : "null");
}

}  // namespace

std::string SummaryText(const ImportSummary& summary, const ingest::ImportReport& report, const Terminal& terminal) {
  const uint64_t per_s = summary.elapsed_ms > 0 ? report.rows_read * 1000 / static_cast<uint64_t>(summary.elapsed_ms) : report.rows_read;
  std::string out = terminal.Paint(Colour::kBold, summary.source) + ": " + Printable(summary.file) + ", " + std::string(ingest::Name(report.encoding)) +
                    ", " + HumanBytes(report.bytes_read) + ", " + Grouped(per_s) + std::string(terminal.Pick(" rows/s\n", " แถว/วินาที\n"));
  out += Row(report.rows_read, "", terminal.Pick("rows", "แถว"));
  out += Row(report.imported, "", terminal.Pick("imported", "นำเข้าใหม่"));
  out += Row(report.merged, "", terminal.Pick("merged with what this source had said before", "รวมกับข้อมูลเดิมของแหล่งเดียวกัน"));
  out += Row(report.rejected, "", terminal.Pick("rejected", "ไม่รับ"));
  for (const auto& [reason, count] : ByCount(report)) out += Row(count, "  ", reason);
  if (report.first_observed_s && report.last_observed_s)
    out += std::string(terminal.Pick("observed ", "ช่วงเวลา ")) + base::FormatTime(*report.first_observed_s) + " – " +
           base::FormatTime(*report.last_observed_s) + "\n";
  if (report.rows_without_time > 0)
    out += Grouped(report.rows_without_time) + std::string(terminal.Pick(" rows have no time and were given ", " แถวไม่มีเวลา จึงใช้ ")) +
           base::FormatTime(report.default_observed_s) + "\n";
  for (const std::string& column : report.ignored_columns)
    out += std::string(terminal.Pick("column not used: ", "คอลัมน์ที่ไม่ได้ใช้: ")) + Printable(column) + "\n";
  if (!summary.rejects_file.empty())
    out += std::string(terminal.Pick("rejected rows with reasons: ", "แถวที่ไม่รับพร้อมเหตุผล: ")) + Printable(summary.rejects_file) + "\n";
  if (!summary.complete)
    out += std::string(terminal.Pick("Stopped before the end. What was acknowledged stands; run the same command again to go on.\n",
                                     "หยุดก่อนจบไฟล์ ข้อมูลที่ยืนยันแล้วยังอยู่ สั่งคำสั่งเดิมอีกครั้งเพื่อทำต่อ\n"));
  return out;
}

std::string SummaryJson(const ImportSummary& summary, const ingest::ImportReport& report) {
  std::string out = "{\"source\":";
  wire::AppendJsonString(summary.source, out);
  out += ",\"complete\":" + std::string(summary.complete ? "true" : "false") + ",\"rows\":" + std::to_string(report.rows_read) +
         ",\"imported\":" + std::to_string(report.imported) + ",\"merged\":" + std::to_string(report.merged) +
         ",\"rejected\":" + std::to_string(report.rejected) + ",\"rejected_by_reason\":{";
  bool first = true;
  for (const auto& [reason, count] : ByCount(report)) {
    if (!first) out += ',';
    first = false;
    wire::AppendJsonString(reason, out);
    out += ":" + std::to_string(count);
  }
  out += "},\"rejects_file\":";
  if (summary.rejects_file.empty())
    out += "null";
  else
    wire::AppendJsonString(summary.rejects_file, out);
  out += ",\"encoding\":\"" + std::string(ingest::Name(report.encoding)) + "\",\"bytes\":" + std::to_string(report.bytes_read) +
         ",\"entries\":" + std::to_string(report.entries) + ",\"entries_replayed\":" + std::to_string(report.entries_replayed);
  AppendTime("first_observed", report.first_observed_s, out);
  AppendTime("last_observed", report.last_observed_s, out);
  out += ",\"rows_without_time\":" + std::to_string(report.rows_without_time) + ",\"ignored_columns\":[";
  for (size_t i = 0; i < report.ignored_columns.size(); ++i) {
    if (i != 0) out += ',';
    wire::AppendJsonString(report.ignored_columns[i], out);
  }
  return out + "],\"elapsed_ms\":" + std::to_string(summary.elapsed_ms) + "}\n";
}

}  // namespace cybercheck::cli
