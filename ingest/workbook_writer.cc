// SPDX-License-Identifier: Apache-2.0
#include "ingest/workbook_writer.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "base/utf8.h"
#include "ingest/thai_date.h"

namespace cybercheck::ingest {
namespace {

constexpr uint32_t kRowsMax = 1'048'576;
constexpr size_t kCharactersMax = 32'767;     // of a cell, as UTF-16 counts them
constexpr const char* kListsSheet = "lists";  // holds the choices of columns: in a rule itself they may have 255 characters only
constexpr int kHeadingHeight = 30;

// What a cell can hold: UTF-8 that XML takes. "_x0041_" is written so that it is not read as an escape.
std::string Cleaned(std::string_view text, size_t characters_max = kCharactersMax) {
  std::string out;
  out.reserve(text.size());
  size_t characters = 0;
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, at);
    const size_t units = point.size == 4 ? 2 : 1;
    if (characters + units > characters_max) break;
    characters += units;
    const bool bad = point.size == 0 || point.value == 0 || point.value == 0xFFFE || point.value == 0xFFFF;
    if (bad) {
      base::AppendUtf8(out, 0xFFFD);
    } else {
      const std::string_view rest = text.substr(at, 7);
      const bool escape = rest.size() == 7 && rest.starts_with("_x") && rest[6] == '_' &&
                          rest.substr(2, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
      if (escape) out += "_x005F";
      out.append(text.substr(at, point.size));
    }
    at += point.size == 0 ? 1 : point.size;
  }
  return out;
}

lxw_datetime ThailandsTime(int64_t unix_s) {
  const auto time = std::chrono::sys_seconds(std::chrono::seconds(unix_s + kThailandS));
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<std::chrono::seconds> clock(time - day);
  return {.year = static_cast<int>(date.year()),
          .month = static_cast<int>(static_cast<unsigned>(date.month())),
          .day = static_cast<int>(static_cast<unsigned>(date.day())),
          .hour = static_cast<int>(clock.hours().count()),
          .min = static_cast<int>(clock.minutes().count()),
          .sec = static_cast<double>(clock.seconds().count())};
}

base::Error Failed(const std::string& path, lxw_error error) {
  const bool room = errno == ENOSPC || errno == EDQUOT;
  return base::Fail(room ? base::ErrorCode::kStorageFull : base::ErrorCode::kIo, path + ": " + lxw_strerror(error));
}

}  // namespace

struct WorkbookWriter::Book {
  std::string path;
  base::FileDescriptor file;
  lxw_workbook* workbook = nullptr;
  lxw_format *heading = nullptr, *text = nullptr, *wrapped = nullptr, *number = nullptr, *fraction = nullptr, *baht = nullptr,
             *date = nullptr, *date_time = nullptr;
  std::vector<lxw_worksheet*> sheets;
  std::vector<ColumnType> types;                  // of the newest sheet
  std::vector<std::vector<std::string>> choices;  // of all sheets, each a column of kListsSheet
  uint32_t next_row = 0;
  int64_t created_s = 0;

  ~Book() {
    if (workbook != nullptr) lxw_workbook_free(workbook);
  }

  lxw_format* Format(const char* numbers) const {
    lxw_format* const format = workbook_add_format(workbook);
    if (numbers != nullptr) format_set_num_format(format, numbers);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
  }

  // Through the descriptor: the file is the one that was made, with its mode, whoever puts what in its place meanwhile.
  base::Result<void> Begin(int64_t at_s) {
    created_s = at_s;
    const std::string through = "/proc/self/fd/" + std::to_string(file.get());
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = nullptr, .use_zip64 = LXW_FALSE};
    workbook = workbook_new_opt(through.c_str(), &options);
    if (workbook == nullptr) return base::Fail(base::ErrorCode::kIo, path + ": no room for a workbook");
    lxw_doc_properties properties = {};
    properties.created = static_cast<time_t>(created_s);
    workbook_set_properties(workbook, &properties);
    heading = Format(nullptr);
    format_set_bold(heading);
    format_set_text_wrap(heading);
    format_set_bg_color(heading, 0xDDEBF7);
    format_set_bottom(heading, LXW_BORDER_THIN);
    text = Format("@");
    wrapped = Format("@");
    format_set_text_wrap(wrapped);
    number = Format("#,##0");
    fraction = Format("#,##0.00####");
    baht = Format("#,##0.00");
    date = Format("yyyy-mm-dd");
    date_time = Format("yyyy-mm-dd hh:mm:ss");
    return {};
  }

  lxw_format* FormatOf(ColumnType type) const {
    switch (type) {
      case ColumnType::kText:
        return text;
      case ColumnType::kWrapped:
        return wrapped;
      case ColumnType::kNumber:
        return number;
      case ColumnType::kBaht:
        return baht;
      case ColumnType::kDate:
        return date;
      case ColumnType::kDateTime:
        return date_time;
    }
    return text;
  }

  lxw_error Write(lxw_col_t column, ColumnType type, const WorkbookValue& value) const {
    lxw_worksheet* const sheet = sheets.back();
    if (const auto* words = std::get_if<std::string_view>(&value)) {
      if (words->empty()) return LXW_NO_ERROR;
      return worksheet_write_string(sheet, next_row, column, Cleaned(*words).c_str(),
                                    type == ColumnType::kWrapped ? wrapped : text);
    }
    if (const auto* amount = std::get_if<double>(&value)) {
      if (!std::isfinite(*amount)) return LXW_NO_ERROR;
      return worksheet_write_number(sheet, next_row, column, *amount, fraction);
    }
    const auto* whole = std::get_if<int64_t>(&value);
    if (whole == nullptr) return LXW_NO_ERROR;
    switch (type) {
      case ColumnType::kText:
      case ColumnType::kWrapped:
        return worksheet_write_string(sheet, next_row, column, std::to_string(*whole).c_str(), text);
      case ColumnType::kNumber:
        return worksheet_write_number(sheet, next_row, column, static_cast<double>(*whole), number);
      case ColumnType::kBaht:
        return worksheet_write_number(sheet, next_row, column, static_cast<double>(*whole) / 100, baht);
      case ColumnType::kDate:
      case ColumnType::kDateTime: {
        lxw_datetime time = ThailandsTime(*whole);
        if (type == ColumnType::kDate) time.hour = time.min = 0, time.sec = 0;
        return worksheet_write_datetime(sheet, next_row, column, &time, FormatOf(type));
      }
    }
    return LXW_NO_ERROR;
  }

  // A list of choices below a heading.
  lxw_error Offer(lxw_col_t column, const WorkbookColumn& design, uint32_t rows) {
    choices.push_back(design.choices);
    const auto lists_column = static_cast<lxw_col_t>(choices.size() - 1);
    char begin[LXW_MAX_CELL_NAME_LENGTH], end[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell_abs(begin, 0, lists_column, LXW_TRUE, LXW_TRUE);
    lxw_rowcol_to_cell_abs(end, static_cast<lxw_row_t>(design.choices.size() - 1), lists_column, LXW_TRUE, LXW_TRUE);
    std::string formula = std::string("=") + kListsSheet + "!" + begin + ":" + end;
    std::string hint = Cleaned(design.hint, 250), title = Cleaned(design.heading, 32);
    lxw_data_validation rule = {};
    rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    rule.value_formula = formula.data();
    rule.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
    if (!hint.empty()) {
      rule.input_title = title.data();
      rule.input_message = hint.data();
    }
    return worksheet_data_validation_range(sheets.back(), 1, column, std::min(rows, kRowsMax - 1), column, &rule);
  }
};

WorkbookWriter::WorkbookWriter(std::unique_ptr<Book> book) : book_(std::move(book)) {}
WorkbookWriter::~WorkbookWriter() = default;
WorkbookWriter::WorkbookWriter(WorkbookWriter&&) noexcept = default;
WorkbookWriter& WorkbookWriter::operator=(WorkbookWriter&&) noexcept = default;

base::Result<WorkbookWriter> WorkbookWriter::ToFile(const std::string& path, int64_t created_s) {
  auto book = std::make_unique<Book>();
  book->path = path;
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return base::IoError(path, "remove the older file");
  // O_EXCL: never through a link somebody else put there.
  book->file = base::FileDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!book->file.valid()) return base::IoError(path, "make the workbook");
  TRY(book->Begin(created_s));
  return WorkbookWriter(std::move(book));
}

base::Result<WorkbookWriter> WorkbookWriter::ToBytes(int64_t created_s) {
  auto book = std::make_unique<Book>();
  book->path = "workbook";
  book->file = base::FileDescriptor(::memfd_create("workbook", MFD_CLOEXEC));
  if (!book->file.valid()) return base::IoError(book->path, "make");
  TRY(book->Begin(created_s));
  return WorkbookWriter(std::move(book));
}

base::Result<void> WorkbookWriter::AddSheet(const WorkbookSheetDesign& design) {
  CHECK(book_->workbook != nullptr);
  const std::string name = Cleaned(design.name, 64);
  if (workbook_validate_sheet_name(book_->workbook, name.c_str()) != LXW_NO_ERROR || name == kListsSheet)
    return base::Fail(base::ErrorCode::kBadConfig, "a sheet's name has 1 to 31 characters, none of []:*?/\\, and is no other's");
  lxw_worksheet* const sheet = workbook_add_worksheet(book_->workbook, name.c_str());
  if (sheet == nullptr) return Failed(book_->path, LXW_ERROR_CREATING_TMPFILE);
  book_->sheets.push_back(sheet);
  book_->types.clear();
  book_->next_row = 0;
  bool headings = false;
  for (size_t i = 0; i < design.columns.size(); ++i) {
    const WorkbookColumn& column = design.columns[i];
    const auto at = static_cast<lxw_col_t>(i);
    book_->types.push_back(column.type);
    worksheet_set_column(sheet, at, at, column.width, book_->FormatOf(column.type));
    headings = headings || !column.heading.empty();
    if (column.choices.empty()) continue;
    if (const lxw_error error = book_->Offer(at, column, design.choice_rows); error != LXW_NO_ERROR)
      return Failed(book_->path, error);
  }
  if (!headings) return {};
  worksheet_set_row(sheet, 0, kHeadingHeight, nullptr);
  for (size_t i = 0; i < design.columns.size(); ++i) {
    const std::string heading = Cleaned(design.columns[i].heading);
    const lxw_error error = worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(i), heading.c_str(), book_->heading);
    if (error != LXW_NO_ERROR) return Failed(book_->path, error);
  }
  if (design.freeze_heading) worksheet_freeze_panes(sheet, 1, 0);
  book_->next_row = 1;
  return {};
}

base::Result<void> WorkbookWriter::AddRow(std::span<const WorkbookValue> values) {
  CHECK(book_->workbook != nullptr && !book_->sheets.empty());
  if (book_->next_row >= kRowsMax)
    return base::Fail(base::ErrorCode::kBodyTooLarge, "a sheet has at most 1048576 rows; split what is asked for");
  for (size_t i = 0; i < values.size(); ++i) {
    const ColumnType type = i < book_->types.size() ? book_->types[i] : ColumnType::kText;
    const lxw_error error = book_->Write(static_cast<lxw_col_t>(i), type, values[i]);
    if (error != LXW_NO_ERROR) return Failed(book_->path, error);
  }
  ++book_->next_row;
  return {};
}

void WorkbookWriter::ShowFirst(size_t sheet) { worksheet_activate(book_->sheets.at(sheet)); }

base::Result<void> WorkbookWriter::Finish() {
  CHECK(book_->workbook != nullptr && !book_->sheets.empty());
  if (!book_->choices.empty()) {
    lxw_worksheet* const lists = workbook_add_worksheet(book_->workbook, kListsSheet);
    if (lists == nullptr) return Failed(book_->path, LXW_ERROR_CREATING_TMPFILE);
    size_t rows = 0;
    for (const auto& column : book_->choices) rows = std::max(rows, column.size());
    for (size_t row = 0; row < rows; ++row)
      for (size_t i = 0; i < book_->choices.size(); ++i) {
        if (row >= book_->choices[i].size()) continue;
        const std::string text = Cleaned(book_->choices[i][row]);
        worksheet_write_string(lists, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(i), text.c_str(), nullptr);
      }
    worksheet_hide(lists);
  }
  errno = 0;
  const lxw_error error = workbook_close(std::exchange(book_->workbook, nullptr));
  if (error != LXW_NO_ERROR) return Failed(book_->path, error);
  return {};
}

base::Result<std::string> WorkbookWriter::TakeBytes() {
  CHECK(book_->workbook == nullptr);
  struct stat status {};
  if (::fstat(book_->file.get(), &status) != 0) return base::IoError(book_->path, "look at");
  std::string bytes(static_cast<size_t>(status.st_size), '\0');
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t count = ::pread(book_->file.get(), bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return base::IoError(book_->path, "read");
    at += static_cast<size_t>(count);
  }
  return bytes;
}

}  // namespace cybercheck::ingest
