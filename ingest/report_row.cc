// SPDX-License-Identifier: Apache-2.0
#include "ingest/report_row.h"

#include <algorithm>

#include "base/utf8.h"
#include "ingest/account_number.h"
#include "ingest/spreadsheet_number.h"
#include "ingest/text_encoding.h"

namespace cybercheck::ingest {
namespace {

using enum ReportColumn;

std::string_view CellOf(const std::vector<ReportCell>& cells, ReportColumn column) {
  for (const ReportCell& cell : cells)
    if (cell.column == column) return cell.text;
  return {};
}

// Columns whose digits a spreadsheet may have spoiled.
bool HoldsNumber(ReportColumn column) {
  return column == kPhone || column == kAccount || column == kPromptpay || column == kReporterPhone ||
         column == kReporterNationalId;
}
bool HoldsLines(ReportColumn column) { return column == kText || column == kNote || MayRepeat(column); }

// A dash where there is nothing to say, as forms are filled in.
bool SaysNothing(const ReportCell& cell) {
  if (cell.column == kText || cell.column == kNote || cell.column == kExternalId) return false;
  std::string_view rest = cell.text;
  for (bool dash = true; dash && !rest.empty();) {
    dash = false;
    for (const std::string_view one : {"-", "\u2013", "\u2014", " "}) {
      if (!rest.starts_with(one)) continue;
      rest.remove_prefix(one.size());
      dash = true;
    }
  }
  return rest.empty();
}

size_t BytesMax(ReportColumn column) {
  switch (column) {
    case kText:
      return kReportTextBytesMax;
    case kNote:
      return kReportNoteBytesMax;
    case kExternalId:
      return kExternalIdBytesMax;
    case kReporterName:
      return kPersonNameBytesMax;
    case kReporterPhone:
      return kPersonPhoneBytesMax;
    case kReporterNationalId:
      return kNationalIdBytesMax;
    case kContactEmail:
      return kPersonEmailBytesMax;
    case kContactLine:
      return kPersonLineBytesMax;
    case kContactOther:
      return kPersonOtherBytesMax;
    default:
      return kReportValueBytesMax;
  }
}

// Bytes no column may hold, by name.
std::optional<Rejection> CheckCell(const ReportCell& cell) {
  const std::string_view column = Name(cell.column);
  if (const size_t bad = base::FirstInvalidUtf8(cell.text); bad != cell.text.size()) {
    // Pasted out of a file saved on Thai Windows: named, so that the operator knows what to do.
    const size_t first = static_cast<size_t>(
        std::find_if(cell.text.begin(), cell.text.end(), [](char c) { return static_cast<uint8_t>(c) >= 0x80; }) -
        cell.text.begin());
    if (RecogniseEncoding(cell.text.substr(first), /*at_end=*/true) == TextEncoding::kWindows874)
      return Rejection{column, "windows_874",
                       "the cell is written in Thai Windows' code page 874, the file is not; save it all as UTF-8"};
    return Rejection{column, base::Describe(base::ErrorCode::kInvalidUtf8).name, "bytes that the file's encoding does not have"};
  }
  if (cell.text.size() > BytesMax(cell.column))
    return Rejection{column, base::Describe(base::ErrorCode::kValueTooLong).name,
                     "the cell has at most " + std::to_string(BytesMax(cell.column)) + " bytes"};
  for (const char c : cell.text) {
    if (c == '\0') return Rejection{column, "nul_byte", "the cell holds a NUL"};
    const bool line = c == '\n' || c == '\r' || c == '\t';
    if ((static_cast<uint8_t>(c) < 0x20 || c == 0x7f) && !(line && HoldsLines(cell.column)))
      return Rejection{column, "control_character", "the cell holds a control character"};
  }
  const bool spoiled = IsSpreadsheetNumber(FoldWritten(cell.text)) ||
                       (cell.number && cell.text.find_first_not_of("0123456789") != std::string_view::npos);
  if (HoldsNumber(cell.column) && spoiled)
    return Rejection{column, "spreadsheet_number",
                     "a spreadsheet has rounded or reformatted this number; make the column text and export again"};
  return std::nullopt;
}

std::string_view Trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// A cell may name several, each on its line or behind a semicolon; a URL may hold semicolons itself.
std::string_view TakeValue(ReportColumn column, std::string_view& rest) {
  const size_t end = rest.find_first_of(column == kUrl ? "\n" : "\n;");
  const std::string_view value = Trimmed(rest.substr(0, end));
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return value;
}

}  // namespace

std::optional<Rejection> ReportRowReader::ReadTime(std::string_view date, std::string_view time, ReportColumn column,
                                                   int64_t& out_s) const {
  if (date.empty() && time.empty()) return std::nullopt;
  if (date.empty()) return Rejection{Name(column), "bad_time", "there is a time of day and no date"};
  const std::string written = time.empty() ? std::string(date) : std::string(date) + " " + std::string(time);
  if (const auto refused = ReadThaiDate(written, now_s_, order_, out_s))
    return Rejection{Name(column), refused->reason, std::string(refused->detail)};
  return std::nullopt;
}

std::optional<Rejection> ReportRowReader::ReadWords(const std::vector<ReportCell>& cells, ReportRow& out) const {
  RawReport& report = out.report;
  if (const std::string_view text = CellOf(cells, kCategory); !text.empty()) {
    const auto category = taxonomy_.FindCategory(text);
    if (!category) return Rejection{Name(kCategory), "unknown_category", "a code or name of the taxonomy"};
    report.category = *category;
  }
  if (const std::string_view text = CellOf(cells, kCaseType); !text.empty()) {
    report.case_type = taxonomy_.FindCaseType(text);
    if (report.case_type.empty())
      return Rejection{Name(kCaseType), "unknown_case_type", "a code, name or number of the taxonomy"};
  }
  report.external_id = CellOf(cells, kExternalId);
  report.text = CellOf(cells, kText);
  report.note = CellOf(cells, kNote);
  report.contact.email = CellOf(cells, kContactEmail);
  report.contact.line = CellOf(cells, kContactLine);
  report.contact.other = CellOf(cells, kContactOther);
  const std::string_view name = CellOf(cells, kReporterName), phone = CellOf(cells, kReporterPhone),
                         national_id = CellOf(cells, kReporterNationalId);
  if (!name.empty() || !phone.empty() || !national_id.empty())
    report.reporter = RawReporter{std::string(name), std::string(phone), std::string(national_id)};
  return std::nullopt;
}

std::optional<Rejection> ReportRowReader::ReadIndicators(const std::vector<ReportCell>& cells, ReportRow& out) const {
  const std::string_view bank = CellOf(cells, kBank);
  for (const ReportCell& cell : cells) {
    if (!MayRepeat(cell.column)) continue;
    for (std::string_view rest = cell.text; !rest.empty();) {
      const std::string_view value = TakeValue(cell.column, rest);
      if (value.empty()) continue;
      if (out.report.indicators.size() == event::kReportIndicatorsMax)
        return Rejection{Name(cell.column), base::Describe(base::ErrorCode::kTooManyItems).name,
                         "a report has at most 100 indicators"};
      RawIndicator& added = out.report.indicators.emplace_back();
      added.kind = KindOf(cell.column);
      if (cell.column == kAccount && !bank.empty()) added.value.append(bank).append(" ");
      std::string restored(value);
      bool zeros = false;
      // Digits typed as a number have lost their zeros: put back where they are certain, refused where they are not.
      const indicator::Bank* const known = cell.number && cell.column == kAccount ? FindBank(bank) : nullptr;
      std::optional<Rejection> lost;
      if (known != nullptr) lost = RestoreAccount(*known, value, restored, zeros);
      if (cell.number && cell.column == kPromptpay) lost = RestorePromptpay(value, restored, zeros);
      if (lost) {
        lost->column = Name(cell.column);
        return lost;
      }
      added.value.append(restored);
      out.indicator_columns.push_back(cell.column);
    }
  }
  return std::nullopt;
}

std::optional<Rejection> ReportRowReader::Read(const std::vector<ReportCell>& all, ReportRow& out) const {
  out = ReportRow();
  out.report.channel = channel_;
  std::vector<ReportCell> cells;
  for (const ReportCell& cell : all) {
    if (SaysNothing(cell)) continue;
    ReportCell& kept = cells.emplace_back(cell);
    if (HoldsNumber(cell.column)) kept.text = WithoutTextMark(cell.text);
    if (auto bad = CheckCell(kept)) return bad;
  }
  if (auto bad = ReadTime(CellOf(cells, kOccurredAt), CellOf(cells, kOccurredTime), kOccurredAt, out.report.occurred_s))
    return bad;
  if (auto bad = ReadTime(CellOf(cells, kReportedAt), CellOf(cells, kReportedTime), kReportedAt, out.reported_s)) return bad;
  if (auto bad = ReadWords(cells, out)) return bad;
  return ReadIndicators(cells, out);
}

}  // namespace cybercheck::ingest
