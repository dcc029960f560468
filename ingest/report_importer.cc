// SPDX-License-Identifier: Apache-2.0
#include "ingest/report_importer.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "base/utf8.h"
#include "ingest/reporter_voice.h"
#include "ingest/workbook_date.h"

namespace cybercheck::ingest {
namespace {

constexpr size_t kIgnoredMax = 64;
constexpr size_t kRejectedTextBytesMax = 4096, kRejectedCellsBytesMax = 64 << 10;
constexpr char kCellEnd = '\x1f';  // between the cells of a workbook's row, on their way to a RejectWorkbook

std::string_view Trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

void UpdateNumber(base::Sha256Stream& hash, uint64_t number) {
  uint8_t bytes[8];
  for (int i = 7; i >= 0; --i, number >>= 8) bytes[i] = static_cast<uint8_t>(number);
  hash.Update(std::span<const uint8_t>(bytes));
}
void UpdateText(base::Sha256Stream& hash, std::string_view text) {
  UpdateNumber(hash, text.size());
  hash.Update(text);
}

// The entry of a report: its source's own number names it, else what it says.
event::EntryId EntryIdOf(const ReportImportOptions& options, const RawReport& report, std::string_view keyed_digest) {
  base::Sha256Stream hash;
  UpdateText(hash, "report");
  UpdateText(hash, options.source);
  UpdateText(hash, event::Name(options.channel));
  UpdateText(hash, report.external_id.empty() ? "content" : "number");
  UpdateText(hash, report.external_id.empty() ? keyed_digest : std::string_view(report.external_id));
  return hash.Finish();
}

std::string JoinCells(const std::vector<std::string>& cells) {
  std::string out;
  for (const std::string& cell : cells) {
    for (const char c : cell) out += c == kCellEnd ? ' ' : c;
    out += kCellEnd;
  }
  return out;
}
std::vector<std::string> SplitCells(std::string_view joined) {
  std::vector<std::string> cells;
  while (!joined.empty()) {
    const std::string_view cell = joined.substr(0, joined.find(kCellEnd));
    cells.emplace_back(cell);
    joined.remove_prefix(std::min(joined.size(), cell.size() + 1));
  }
  return cells;
}

bool IsTime(ReportColumn column) {
  return column == ReportColumn::kReportedAt || column == ReportColumn::kReportedTime || column == ReportColumn::kOccurredAt ||
         column == ReportColumn::kOccurredTime;
}

struct Fault {
  std::string_view reason, detail;
};
Fault FaultOf(CsvReader::Fault fault) {
  switch (fault) {
    case CsvReader::Fault::kNone:
      return {};
    case CsvReader::Fault::kRowTooLong:
      return {"row_too_long", "a row has at most 262144 bytes; perhaps a quote is never closed"};
    case CsvReader::Fault::kFieldTooLong:
      return {"field_too_long", "a field has at most 65536 bytes"};
    case CsvReader::Fault::kTooManyColumns:
      return {"too_many_columns", "a row has at most 256 columns"};
    case CsvReader::Fault::kUnterminatedQuote:
      return {"unterminated_quote", "a quote is opened and never closed"};
  }
  return {};
}

// The column of a csv row that a fault's place speaks of: "indicators[3].value".
std::string_view ColumnOf(std::string_view place, const ReportRow& row) {
  if (place == "case_type") return Name(ReportColumn::kCaseType);
  if (place == "reporter.national_id") return Name(ReportColumn::kReporterNationalId);
  constexpr std::string_view kIndicators = "indicators[";
  if (!place.starts_with(kIndicators)) return {};
  size_t index = 0;
  for (const char c : place.substr(kIndicators.size())) {
    if (c < '0' || c > '9') break;
    index = index * 10 + static_cast<size_t>(c - '0');
  }
  return index < row.indicator_columns.size() ? Name(row.indicator_columns[index]) : std::string_view();
}

// Trouble of the keys or the disk, not of the row.
bool IsStorageTrouble(const base::Error& error) { return base::Describe(error.code).http_status >= 500; }

}  // namespace

ReportImporter::ReportImporter(store::Sequencer& sequencer, ReportResolver::Parts parts, const base::Clock& clock,
                               ReportImportOptions options, RejectFile* rejects)
    : clock_(clock),
      options_(std::move(options)),
      resolver_(parts),
      rows_(parts.taxonomy, options_.channel, options_.order, clock.NowS()),
      submitter_(sequencer, options_.in_flight_max),
      rejects_(rejects),
      now_s_(clock.NowS()),
      csv_(options_.delimiter) {}

base::Result<ImportReport> ReportImporter::Run(int fd) {
  report_ = {};
  report_.default_observed_s = now_s_;
  if (!IsSourceName(options_.source) || options_.source.size() > kVoiceSourceBytesMax)
    return base::Fail(base::ErrorCode::kBadConfig, "a source's name has 1 to 44 of the letters a-z 0-9 _ . -");
  constexpr std::string_view kNotDelimiters = "\"\n\r ";
  if (kNotDelimiters.find(options_.delimiter) != std::string_view::npos)
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

base::Result<void> ReportImporter::Read(int fd) {
  struct stat status {};
  const bool regular = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  const auto bytes_total = regular ? static_cast<uint64_t>(status.st_size) : 0;
  TextReader text(fd, options_.encoding);
  const bool workbook = options_.format == ReportFormat::kXlsx;
  auto done = workbook ? ReadWorkbook(fd, bytes_total) : ReadPieces(text, bytes_total);
  auto waited = submitter_.Finish();
  if (done.has_value()) done = std::move(waited);
  auto told = RejectRefused();
  if (done.has_value()) done = std::move(told);
  const ReportSubmitter::Totals totals = submitter_.totals();
  report_.imported = totals.imported;
  report_.merged = totals.merged;
  report_.entries = totals.imported + totals.merged;
  report_.entries_replayed = totals.merged;
  report_.encoding = text.encoding();
  report_.bytes_read = workbook ? bytes_total : text.bytes_read();
  if (done.has_value() && options_.progress)
    options_.progress({report_.bytes_read, bytes_total, report_.rows_read, report_.rejected, text.encoding()});
  return done;
}

base::Result<void> ReportImporter::ReadWorkbook(int fd, uint64_t bytes_total) {
  ASSIGN_OR_RETURN(WorkbookReader workbook, WorkbookReader::Open(fd));
  ASSIGN_OR_RETURN(const size_t sheet, workbook.FindSheet(options_.sheet));
  TRY(workbook.Verify(sheet));
  constexpr uint32_t kProgressRows = 1024;
  uint32_t rows = 0;
  const WorkbookReader::OnRow on_row = [&](const WorkbookRow& row) -> base::Result<void> {
    if (report_.stopped) return {};
    if (!header_read_) return OnWorkbookHeadings(workbook, sheet, row);
    TRY(OnWorkbookRow(row, workbook.epoch_1904()));
    if (++rows % kProgressRows != 0) return {};
    TRY(RejectRefused());
    if (!options_.progress) return {};
    // As much of the file as of the sheet.
    const double share = static_cast<double>(workbook.sheet_bytes_read()) /
                         static_cast<double>(std::max<uint64_t>(workbook.sheet_bytes_total(), 1));
    const auto bytes = static_cast<uint64_t>(share * static_cast<double>(bytes_total));
    report_.stopped = !options_.progress({bytes, bytes_total, report_.rows_read, report_.rejected, TextEncoding::kUtf8});
    return {};
  };
  TRY(workbook.ReadRows(sheet, on_row));
  if (!header_read_) return base::Fail(base::ErrorCode::kBadFeed, "the sheet is empty; the headings stand in its first row");
  return {};
}

base::Result<void> ReportImporter::OnWorkbookHeadings(const WorkbookReader& workbook, size_t sheet, const WorkbookRow& row) {
  if (row.cells.back().column >= kColumnsMax)
    return base::Fail(base::ErrorCode::kBadFeed, "the headings go on beyond column " + ColumnLetters(kColumnsMax - 1));
  std::vector<std::string> headings(row.cells.back().column + 1);
  for (const WorkbookCell& cell : row.cells) headings[cell.column] = cell.text;
  TRY(ReadHeader(std::vector<std::string_view>(headings.begin(), headings.end())));
  if (options_.reject_workbook != nullptr)
    options_.reject_workbook->SetHeadings(workbook.sheets()[sheet].name, std::move(headings));
  return {};
}

base::Result<void> ReportImporter::OnWorkbookRow(const WorkbookRow& row, bool epoch_1904) {
  texts_.assign(meaning_.size(), {});
  cells_.clear();
  std::optional<Rejection> broken;
  for (const WorkbookCell& cell : row.cells) {
    if (cell.column >= meaning_.size()) continue;  // a note beside the table
    std::string& text = texts_[cell.column];
    text = ShownText(cell, epoch_1904);
    const auto column = meaning_[cell.column];
    if (!column || broken) continue;
    if (cell.type == WorkbookCell::Type::kError)
      broken = Rejection{Name(*column), "cell_error",
                         "the cell holds an error, or a formula without its value; write the value itself"};
    const bool number = cell.type == WorkbookCell::Type::kNumber;
    // A number of days keeps what it is only in columns of times: everywhere else it is read as the file has it.
    if (number && !IsTime(*column)) text = cell.text;
    if (number && IsTime(*column)) {
      const bool time_alone = cell.text == "0" || cell.text.starts_with("0.");
      if (cell.date || time_alone)
        if (const auto refused = WriteSerial(cell.text, epoch_1904, text))
          broken = Rejection{Name(*column), refused->reason, std::string(refused->detail)};
    }
    if (const std::string_view value = Trimmed(text); !value.empty()) cells_.push_back({*column, value, number});
  }
  if (cells_.empty() && !broken) return {};
  ++report_.rows_read;
  const std::string joined = JoinCells(texts_);
  if (!broken) broken = rows_.Read(cells_, row_);
  if (broken) return Reject(row.number, row.number, *broken, joined);
  return Enter(row.number, row.number, joined);
}

base::Result<void> ReportImporter::ReadPieces(TextReader& text, uint64_t bytes_total) {
  const auto on_row = [this](const CsvReader::Row& row) { return OnCsvRow(row); };
  const auto on_line = [this](const LineReader::Line& line) { return OnLine(line); };
  while (true) {
    ASSIGN_OR_RETURN(const std::string_view piece, text.Next());
    const bool jsonl = options_.format == ReportFormat::kJsonl;
    if (piece.empty()) return jsonl ? lines_.Finish(on_line) : csv_.Finish(on_row);
    TRY(jsonl ? lines_.Feed(piece, on_line) : csv_.Feed(piece, on_row));
    TRY(RejectRefused());
    if (!options_.progress) continue;
    report_.stopped = !options_.progress({text.bytes_read(), bytes_total, report_.rows_read, report_.rejected, text.encoding()});
    if (report_.stopped) return {};
  }
}

base::Result<void> ReportImporter::ReadHeader(const std::vector<std::string_view>& names) {
  header_read_ = true;
  std::array<bool, kReportColumnCount> found{};
  bool says_something = false;
  std::string listed;
  for (const std::string_view name : names) {
    const auto column = options_.columns.Find(name);
    meaning_.push_back(column);
    if (listed.size() < 400) (listed += listed.empty() ? "" : ", ") += name.substr(0, 64);
    if (!column) {
      const bool said = !Trimmed(name).empty() && !(options_.format == ReportFormat::kXlsx && IsRejectHeading(Trimmed(name)));
      if (said && report_.ignored_columns.size() < kIgnoredMax) report_.ignored_columns.emplace_back(Trimmed(name));
      continue;
    }
    bool& seen = found[static_cast<size_t>(*column)];
    if (seen && !MayRepeat(*column))
      return base::Fail(base::ErrorCode::kBadFeed, "two columns mean " + std::string(Name(*column)));
    seen = true;
    says_something = says_something || MayRepeat(*column) || *column == ReportColumn::kText;
  }
  if (says_something) return {};
  if (!base::IsValidUtf8(listed)) listed = "names that are not UTF-8";
  if (names.size() == 1)
    for (const auto& [other, written] : {std::pair(';', ";"), std::pair('\t', "\\t"), std::pair(',', ",")})
      if (other != options_.delimiter && names[0].find(other) != std::string_view::npos)
        return base::Fail(
            base::ErrorCode::kBadFeed,
            "the header is one column; are columns parted by something else? --delimiter '" + std::string(written) + "'");
  return base::Fail(base::ErrorCode::kBadFeed, "the header has neither a column of indicators nor one for text (it has: " +
                                                   listed + "); name them with a column map, phone=HEADER");
}

base::Result<void> ReportImporter::OnCsvRow(const CsvReader::Row& row) {
  const Fault fault = FaultOf(row.fault);
  if (!header_read_) {
    if (!fault.reason.empty())
      return base::Fail(base::ErrorCode::kBadFeed, "the header row cannot be read: " + std::string(fault.detail));
    csv_.ExpectColumns(row.fields.size());
    return ReadHeader(row.fields);
  }
  ++report_.rows_read;
  if (!fault.reason.empty()) return Reject(row.number, row.line, {"", fault.reason, std::string(fault.detail)}, row.raw);
  if (row.fields.size() != meaning_.size())
    return Reject(row.number, row.line,
                  {"", "column_count",
                   row.fields.size() < meaning_.size() ? "the row has fewer columns than the header"
                                                       : "the row has more columns than the header"},
                  row.raw);
  cells_.clear();
  for (size_t i = 0; i < meaning_.size(); ++i)
    if (const std::string_view cell = Trimmed(row.fields[i]); meaning_[i] && !cell.empty())
      cells_.push_back({*meaning_[i], cell});
  if (const auto rejection = rows_.Read(cells_, row_)) {
    const auto cell =
        std::find_if(cells_.begin(), cells_.end(), [&](const ReportCell& one) { return Name(one.column) == rejection->column; });
    return Reject(row.number, row.line, *rejection, cell == cells_.end() ? row.raw : cell->text);
  }
  return Enter(row.number, row.line, row.raw);
}

base::Result<void> ReportImporter::OnLine(const LineReader::Line& line) {
  const std::string_view text = Trimmed(line.text);
  if (text.empty() && !line.too_long) return {};
  ++report_.rows_read;
  if (line.too_long) return Reject(line.number, line.number, {"", "row_too_long", "a line has at most 262144 bytes"}, text);
  row_ = ReportRow();
  if (auto read = options_.decode(text, row_.report); read.has_error())
    return Reject(line.number, line.number, {"", base::Describe(read.error().code).name, read.error().detail}, text);
  if (row_.report.channel != options_.channel)
    return Reject(line.number, line.number, {"source", "other_channel", "the line names another channel than the import"}, text);
  return Enter(line.number, line.number, text);
}

base::Result<void> ReportImporter::Enter(uint64_t number, uint64_t line, std::string_view text) {
  const RawReport& raw = row_.report;
  ASSIGN_OR_RETURN(const std::string keyed, options_.key_digest(DigestOf(raw, row_.reported_s)));
  event::Draft draft;
  draft.id = EntryIdOf(options_, raw, keyed);
  draft.time_ms = clock_.NowMs();
  draft.type = event::EntryType::kReportSubmit;
  draft.version = event::kReportSubmitVersion;
  draft.actor = "import:" + options_.source;
  event::ReportSubmit submit;
  event::Report& report = submit.reports.emplace_back();
  if (auto fault = resolver_.Resolve(raw, {.voice = SourceVoice(options_.source)}, {draft.id, 0}, now_s_, report)) {
    if (IsStorageTrouble(fault->error)) return std::move(fault->error);
    const std::string_view column =
        options_.format == ReportFormat::kJsonl ? std::string_view(fault->place) : ColumnOf(fault->place, row_);
    return Reject(number, line, {column, base::Describe(fault->error.code).name, fault->error.detail}, text);
  }
  if (row_.reported_s != 0) report.reported_s = row_.reported_s;
  report_.rows_without_time += row_.reported_s == 0;
  report_.first_observed_s = std::min(report_.first_observed_s.value_or(report.reported_s), report.reported_s);
  report_.last_observed_s = std::max(report_.last_observed_s.value_or(report.reported_s), report.reported_s);
  draft.body = event::EncodeReportSubmit(submit, keyed);
  return submitter_.Submit(
      std::move(draft),
      {number, line,
       std::string(text.substr(0, options_.format == ReportFormat::kXlsx ? kRejectedCellsBytesMax : kRejectedTextBytesMax))});
}

base::Result<void> ReportImporter::Reject(uint64_t number, uint64_t line, const Rejection& rejection, std::string_view value) {
  ++report_.rejected;
  ++report_.rejected_by_reason[std::string(rejection.reason)];
  if (options_.reject_workbook != nullptr) return options_.reject_workbook->Add(number, rejection, SplitCells(value));
  return rejects_ == nullptr ? base::Result<void>{} : rejects_->Add(number, line, rejection, value);
}

base::Result<void> ReportImporter::RejectRefused() {
  for (const ReportSubmitter::Refusal& refusal : submitter_.TakeRefusals()) {
    const bool changed = refusal.reason == "changed";
    const std::string detail = changed ? "a report of this number was entered before and says something else" : "";
    TRY(Reject(refusal.row.number, refusal.row.line,
               {changed ? Name(ReportColumn::kExternalId) : std::string_view(), refusal.reason, detail}, refusal.row.text));
  }
  return {};
}

base::Digest DigestOf(const RawReport& report, int64_t reported_s) {
  base::Sha256Stream hash;
  UpdateText(hash, event::Name(report.channel));
  UpdateNumber(hash, static_cast<uint64_t>(report.occurred_s));
  UpdateNumber(hash, static_cast<uint64_t>(reported_s));
  UpdateNumber(hash, static_cast<uint64_t>(report.category));
  for (const std::string* text : {&report.case_type, &report.external_id, &report.text, &report.note}) UpdateText(hash, *text);
  UpdateNumber(hash, report.indicators.size());
  for (const RawIndicator& one : report.indicators) {
    UpdateNumber(hash, one.kind ? static_cast<uint64_t>(*one.kind) : 0);
    UpdateText(hash, one.value);
  }
  for (const auto* list : {&report.redirects, &report.attachments}) {
    UpdateNumber(hash, list->size());
    for (const std::string& text : *list) UpdateText(hash, text);
  }
  const RawContact& contact = report.contact;
  for (const std::string* text : {&contact.name, &contact.phone, &contact.email, &contact.line, &contact.other})
    UpdateText(hash, *text);
  const RawReporter reporter = report.reporter.value_or(RawReporter());
  for (const std::string* text : {&reporter.name, &reporter.phone, &reporter.national_id}) UpdateText(hash, *text);
  return hash.Finish();
}

}  // namespace cybercheck::ingest
