// SPDX-License-Identifier: Apache-2.0
#include "ingest/workbook_reader.h"

#include <algorithm>

#include "ingest/workbook_parts.h"
#include "ingest/xml_events.h"
#include "ingest/zip_archive.h"

namespace cybercheck::ingest {
namespace {

constexpr size_t kNumberBytesMax = 64;  // of a number as a cell holds it

base::Error Refuse(std::string detail) { return base::Fail(base::ErrorCode::kBadFeed, std::move(detail)); }

ZipLimits ZipLimitsOf(const WorkbookLimits& limits) {
  return {.file_bytes_max = limits.file_bytes_max,
          .entries_max = limits.entries_max,
          .part_bytes_max = limits.unpacked_bytes_max,
          .ratio_max = limits.ratio_max,
          .ratio_from_bytes = limits.ratio_from_bytes};
}

// "B7" to column and row, from 0 and 1; false: it is no place.
bool ReadPlace(std::string_view text, uint64_t& column, uint64_t& row) {
  size_t letters = 0;
  uint64_t number = 0;
  while (letters < text.size() && text[letters] >= 'A' && text[letters] <= 'Z' && letters < 4)
    number = number * 26 + static_cast<uint64_t>(text[letters++] - 'A' + 1);
  const auto digits = WholeNumber(text.substr(letters), UINT32_MAX);
  if (letters == 0 || !digits) return false;
  column = number - 1;
  row = *digits;
  return true;
}

// -12.5E+3
bool IsNumber(std::string_view text) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - begin;
  };
  const auto sign = [&] {
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  };
  sign();
  size_t mantissa = digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    mantissa += digits();
  }
  if (mantissa == 0) return false;
  if (at < text.size() && (text[at] == 'E' || text[at] == 'e')) {
    ++at;
    sign();
    if (digits() == 0) return false;
  }
  return at == text.size();
}

std::string_view TrimmedNumber(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string ColumnLetters(uint32_t column) {
  std::string out;
  for (uint64_t rest = uint64_t{column} + 1; rest > 0; rest = (rest - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return out;
}

std::string CellName(uint32_t column, uint32_t row) { return ColumnLetters(column) + std::to_string(row); }

const WorkbookCell* WorkbookRow::Find(uint32_t column) const {
  const auto at = std::ranges::lower_bound(cells, column, {}, &WorkbookCell::column);
  return at != cells.end() && at->column == column ? &*at : nullptr;
}

struct WorkbookReader::Book {
  explicit Book(ZipArchive opened) : archive(std::move(opened)) {}
  WorkbookLimits limits;
  ZipArchive archive;
  WorkbookMap map;
  std::vector<WorkbookSheet> sheets;
  bool texts_read = false;
  SharedStrings strings;
  DateStyles styles;
  uint64_t bytes_read = 0, bytes_total = 0;

  base::Result<void> ReadTexts() {
    if (texts_read) return {};
    if (!map.shared_strings.empty()) TRY(strings.Read(archive, map.shared_strings, limits));
    if (!map.styles.empty()) TRY(styles.Read(archive, map.styles, limits));
    texts_read = true;
    return {};
  }
};

namespace {

// worksheet / sheetData / row / c / v, f, or is / t, or is / r / t.
class SheetHandler final : public XmlHandler {
 public:
  SheetHandler(std::string_view sheet, const WorkbookLimits& limits, const SharedStrings& strings, bool has_strings,
               const DateStyles& styles, const WorkbookReader::OnRow& on_row)
      : sheet_(sheet), limits_(limits), strings_(strings), has_strings_(has_strings), styles_(styles), on_row_(on_row) {}

  std::string Place() const override {
    std::string place = "sheet \"" + sheet_ + "\"";
    if (in_cell_) return place + ", cell " + CellName(static_cast<uint32_t>(cell_.column), row_.number);
    if (in_row_) return place + ", row " + std::to_string(row_.number);
    return place;
  }

  base::Result<void> OnStart(uint32_t depth, std::string_view name, const XmlAttributes& attributes) override {
    collecting_ = false;
    switch (depth) {
      case 1:
        return name == "worksheet" ? base::Result<void>() : Fault("it is no sheet of cells; save the workbook again from Excel");
      case 2:
        in_data_ = name == "sheetData";
        if (in_data_ && data_seen_) return Fault("it has its rows twice; save the workbook again from Excel");
        data_seen_ = data_seen_ || in_data_;
        return {};
      case 3:
        return in_data_ && name == "row" ? StartRow(attributes) : base::Result<void>();
      case 4:
        return in_row_ && name == "c" ? StartCell(attributes) : base::Result<void>();
      case 5:
        if (!in_cell_) return {};
        in_text_ = name == "is";
        collecting_ = name == "v";
        cell_.formula = cell_.formula || name == "f";
        return {};
      case 6:
        in_run_ = in_cell_ && in_text_ && name == "r";
        collecting_ = in_cell_ && in_text_ && name == "t";
        return {};
      case 7:
        collecting_ = in_cell_ && in_text_ && in_run_ && name == "t";
        return {};
      default:
        return {};
    }
  }

  base::Result<void> OnText(std::string_view text) override {
    if (!collecting_) return {};
    if (value_.size() + text.size() > limits_.cell_bytes_max)
      return Fault("its text is longer than " + std::to_string(limits_.cell_bytes_max) +
                   " bytes; shorten it and save the workbook again");
    value_.append(text);
    return {};
  }

  base::Result<void> OnEnd(uint32_t depth, std::string_view) override {
    collecting_ = false;
    if (depth == 5) in_text_ = false;
    if (depth == 4 && in_cell_) {
      TRY(EndCell());
      in_cell_ = false;
    }
    if (depth == 3 && in_row_) {
      TRY(EndRow());
      in_row_ = false;
    }
    if (depth == 2) in_data_ = false;
    return {};
  }

 private:
  base::Error Fault(std::string_view what) const { return Refuse(Place() + ": " + std::string(what)); }

  base::Result<void> StartRow(const XmlAttributes& attributes) {
    const auto written = attributes.Find("r");
    const auto number = written ? WholeNumber(*written, UINT32_MAX) : std::optional<uint64_t>(uint64_t{row_.number} + 1);
    if (!number || *number == 0)
      return Refuse("sheet \"" + sheet_ + "\": behind row " + std::to_string(row_.number) +
                    " stands one without a number; save it again from Excel");
    if (*number <= row_.number)
      return Refuse("sheet \"" + sheet_ + "\": row " + std::to_string(*number) + " stands behind row " +
                    std::to_string(row_.number) + "; save the workbook again from Excel");
    if (*number > limits_.rows_max)
      return Refuse("sheet \"" + sheet_ + "\": it goes on beyond row " + std::to_string(limits_.rows_max) + "; split it");
    row_.number = static_cast<uint32_t>(*number);
    row_.cells.clear();
    texts_.clear();
    spans_.clear();
    row_bytes_ = 0;
    next_column_ = 0;
    in_row_ = true;
    return {};
  }

  base::Result<void> StartCell(const XmlAttributes& attributes) {
    uint64_t column = next_column_, row = row_.number;
    if (const auto place = attributes.Find("r"); place && !ReadPlace(*place, column, row))
      return Fault("a cell has no place; save the workbook again from Excel");
    if (row != row_.number) return Fault("a cell of another row stands in it; save the workbook again from Excel");
    if (column < next_column_)
      return Fault("cell " + CellName(static_cast<uint32_t>(column), row_.number) +
                   " stands behind one to its right; save the workbook again from Excel");
    if (column >= limits_.columns_max)
      return Fault("it goes on beyond column " + ColumnLetters(limits_.columns_max - 1) + "; leave out what is not needed");
    cell_ = {};
    cell_.column = static_cast<uint32_t>(column);
    next_column_ = column + 1;
    in_cell_ = true;
    value_.clear();
    type_ = attributes.Find("t").value_or("n");
    const auto style = WholeNumber(attributes.Find("s").value_or("0"), UINT32_MAX);
    const auto date = style ? styles_.Find(*style) : std::nullopt;
    if (!date) return Fault("it has a style that does not exist; save the workbook again from Excel");
    cell_.date = *date;
    return {};
  }

  base::Result<void> EndCell() {
    const bool date = cell_.date;
    cell_.date = false;
    if (type_ == "s") {
      if (value_.empty()) return {};
      if (!has_strings_) return Fault("its text is not in the file (no sharedStrings); save the workbook again from Excel");
      const auto index = WholeNumber(TrimmedNumber(value_), UINT32_MAX);
      const auto text = index ? strings_.Find(*index) : std::nullopt;
      if (!text) return Fault("its text is not in the file; save the workbook again from Excel");
      return Add(WorkbookCell::Type::kText, *text, /*shared=*/true);
    }
    if (type_ == "inlineStr" || type_ == "str" || type_ == "d") {
      unescaped_.clear();
      AppendUnescaped(value_, unescaped_);
      return Add(WorkbookCell::Type::kText, unescaped_, /*shared=*/false);
    }
    const std::string_view value = TrimmedNumber(value_);
    // A formula whose value nobody has computed: an error, so that it is not taken for an empty cell.
    if (value.empty()) return cell_.formula ? Add(WorkbookCell::Type::kError, value, /*shared=*/false) : base::Result<void>();
    if (type_ == "b") {
      if (value != "0" && value != "1") return Fault("it is neither true nor false; save the workbook again from Excel");
      return Add(WorkbookCell::Type::kBoolean, value == "1" ? "TRUE" : "FALSE", /*shared=*/false);
    }
    if (type_ == "e") return Add(WorkbookCell::Type::kError, value, /*shared=*/false);
    if (type_ != "n") return Fault("it is of a kind that no workbook has; save it again from Excel");
    if (value.size() > kNumberBytesMax || !IsNumber(value))
      return Fault("its number is none; save the workbook again from Excel");
    cell_.date = date;
    return Add(WorkbookCell::Type::kNumber, value, /*shared=*/false);
  }

  // Texts of their own are kept in texts_, which may move while the row grows: views are made at its end.
  base::Result<void> Add(WorkbookCell::Type type, std::string_view text, bool shared) {
    if (text.empty() && type != WorkbookCell::Type::kError) return {};
    row_bytes_ += text.size();
    if (row_bytes_ > limits_.row_bytes_max)
      return Fault("with it the row has more than " + std::to_string(limits_.row_bytes_max) + " bytes; shorten its texts");
    cell_.type = type;
    cell_.text = shared ? text : std::string_view();
    spans_.push_back({shared, texts_.size(), text.size()});
    if (!shared) texts_.append(text);
    row_.cells.push_back(cell_);
    return {};
  }

  base::Result<void> EndRow() {
    if (row_.cells.empty()) return {};
    for (size_t i = 0; i < spans_.size(); ++i)
      if (!spans_[i].shared) row_.cells[i].text = std::string_view(texts_).substr(spans_[i].begin, spans_[i].size);
    return on_row_(row_);
  }

  struct Span {
    bool shared;
    size_t begin, size;
  };

  const std::string sheet_;
  const WorkbookLimits& limits_;
  const SharedStrings& strings_;
  const bool has_strings_;
  const DateStyles& styles_;
  const WorkbookReader::OnRow& on_row_;
  bool data_seen_ = false, in_data_ = false, in_row_ = false, in_cell_ = false, in_text_ = false, in_run_ = false,
       collecting_ = false;
  WorkbookRow row_;
  WorkbookCell cell_;
  std::string type_, value_, unescaped_, texts_;
  std::vector<Span> spans_;
  size_t row_bytes_ = 0;
  uint64_t next_column_ = 0;
};

}  // namespace

WorkbookReader::WorkbookReader(std::unique_ptr<Book> book) : book_(std::move(book)) {}
WorkbookReader::~WorkbookReader() = default;
WorkbookReader::WorkbookReader(WorkbookReader&&) noexcept = default;
WorkbookReader& WorkbookReader::operator=(WorkbookReader&&) noexcept = default;

base::Result<WorkbookReader> WorkbookReader::Take(ZipArchive archive, const WorkbookLimits& limits) {
  auto book = std::make_unique<Book>(std::move(archive));
  book->limits = limits;
  ASSIGN_OR_RETURN(book->map, ReadWorkbookMap(book->archive, limits));
  for (const WorkbookMap::Sheet& sheet : book->map.sheets) book->sheets.push_back({sheet.name, sheet.hidden});
  return WorkbookReader(std::move(book));
}

base::Result<WorkbookReader> WorkbookReader::Open(std::string_view bytes, const WorkbookLimits& limits) {
  ASSIGN_OR_RETURN(ZipArchive archive, ZipArchive::Open(bytes, ZipLimitsOf(limits)));
  return Take(std::move(archive), limits);
}

base::Result<WorkbookReader> WorkbookReader::Open(int fd, const WorkbookLimits& limits) {
  ASSIGN_OR_RETURN(ZipArchive archive, ZipArchive::Open(fd, ZipLimitsOf(limits)));
  return Take(std::move(archive), limits);
}

const std::vector<WorkbookSheet>& WorkbookReader::sheets() const { return book_->sheets; }
bool WorkbookReader::epoch_1904() const { return book_->map.epoch_1904; }
uint64_t WorkbookReader::sheet_bytes_read() const { return book_->bytes_read; }
uint64_t WorkbookReader::sheet_bytes_total() const { return book_->bytes_total; }

base::Result<size_t> WorkbookReader::FindSheet(std::string_view name) const {
  const auto same = [](std::string_view a, std::string_view b) {
    const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
    return std::ranges::equal(a, b, {}, small, small);
  };
  std::string known;
  for (size_t i = 0; i < book_->sheets.size(); ++i) {
    const WorkbookSheet& sheet = book_->sheets[i];
    if (name.empty() ? !sheet.hidden : same(sheet.name, name)) return i;
    if (known.size() < 400) known += (known.empty() ? "\"" : ", \"") + sheet.name + "\"";
  }
  if (name.empty()) return Refuse("all sheets of the workbook are hidden (" + known + "); show the one that is meant");
  return Refuse("the workbook has no sheet of that name; it has " + known);
}

base::Result<void> WorkbookReader::ReadRows(size_t sheet, const OnRow& on_row) {
  TRY(book_->ReadTexts());
  const WorkbookMap::Sheet& at = book_->map.sheets.at(sheet);
  ASSIGN_OR_RETURN(ZipArchive::Part part, book_->archive.OpenPart(at.part));
  book_->bytes_total = part.bytes_total();
  book_->bytes_read = 0;
  const OnRow counted = [&](const WorkbookRow& row) {
    book_->bytes_read = part.bytes_read();
    return on_row(row);
  };
  SheetHandler handler(at.name, book_->limits, book_->strings, !book_->map.shared_strings.empty(), book_->styles, counted);
  return ReadXml(part, XmlLimitsOf(book_->limits), handler);
}

base::Result<void> WorkbookReader::Verify(size_t sheet) {
  return ReadRows(sheet, [](const WorkbookRow&) { return base::Result<void>(); });
}

}  // namespace cybercheck::ingest
