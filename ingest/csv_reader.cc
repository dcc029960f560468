// SPDX-License-Identifier: Apache-2.0
#include "ingest/csv_reader.h"

#include <csv.h>

#include <utility>

#include "base/check.h"

namespace cybercheck::ingest {
namespace {

// Cells of few columns may hold lines with as many commas by chance: they are rows only where the row does not add up itself.
constexpr size_t kColumnsTellMin = 3, kColumnsTellAloneMin = 8;
constexpr size_t kRescuesMax = 1000;  // of one file: each reads up to a row's bytes again

bool IsLineBreak(char c) { return c == '\n' || c == '\r'; }

size_t FieldsOf(std::string_view line, char delimiter) {
  size_t fields = 1;
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    fields += c == delimiter && !quoted;
  }
  return fields;
}

}  // namespace

struct CsvReader::Parser {
  csv_parser csv{};
  std::string text;  // the fields of one row, end to end
  std::vector<size_t> ends;
  size_t rows = 0;
  bool field_too_long = false, too_many = false;

  explicit Parser(char delimiter) {
    CHECK(csv_init(&csv, 0) == 0);
    csv_set_delim(&csv, static_cast<unsigned char>(delimiter));
  }
  ~Parser() { csv_free(&csv); }

  static void OnField(void* bytes, size_t size, void* self) {
    auto& parser = *static_cast<Parser*>(self);
    parser.field_too_long |= size > kFieldBytesMax;
    if (parser.ends.size() == kColumnsMax) {
      parser.too_many = true;
      return;
    }
    if (size > 0) parser.text.append(static_cast<const char*>(bytes), size);
    parser.ends.push_back(parser.text.size());
  }
  static void OnEnd(int, void* self) { ++static_cast<Parser*>(self)->rows; }

  void Read(std::string_view row) {
    text.clear();
    ends.clear();
    rows = 0;
    field_too_long = too_many = false;
    CHECK(csv_parse(&csv, row.data(), row.size(), OnField, OnEnd, this) == row.size());
    CHECK(csv_fini(&csv, OnField, OnEnd, this) == 0);
    CHECK(rows <= 1);  // what was cut out is one row to libcsv too; see fuzz/csv_fuzz.cc
  }
};

CsvReader::CsvReader(char delimiter, char comment)
    : delimiter_(delimiter), comment_(comment), parser_(std::make_unique<Parser>(delimiter)) {}
CsvReader::~CsvReader() = default;

// Whether lines in the row, behind its first, are rows by themselves.
bool CsvReader::HoldsRows(size_t columns_min) const {
  if (columns_ < columns_min || rescues_ == kRescuesMax) return false;
  const std::string_view row(row_);
  size_t at = row.find_first_of("\r\n");
  while (at != std::string_view::npos) {
    const size_t begin = row.find_first_not_of("\r\n", at);
    if (begin == std::string_view::npos) return false;
    at = row.find_first_of("\r\n", begin);
    if (FieldsOf(row.substr(begin, at == std::string_view::npos ? at : at - begin), delimiter_) == columns_) return true;
  }
  return false;
}

base::Result<void> CsvReader::Rescue(std::string_view behind, const OnRow& on_row) {
  ++rescues_;
  const size_t end = row_.find_first_of("\r\n");
  const size_t next = end + (row_.compare(end, 2, "\r\n") == 0 ? 2 : 1);
  rescued_.assign(row_, next).append(behind);
  row_.resize(end);
  line_ = row_line_ + 1;
  state_ = State::kFieldStart;
  after_cr_ = too_long_ = false;
  blank_ = true;
  const Row row{++number_, row_line_, {}, row_, Fault::kUnterminatedQuote, false};
  auto done = on_row(row);
  row_.clear();
  return done;
}

base::Result<void> CsvReader::End(std::string_view behind, const OnRow& on_row) {
  const bool open = state_ == State::kQuoted, comment = state_ == State::kComment;
  if (open && !too_long_ && !blank_ && HoldsRows(kColumnsTellMin)) return Rescue(behind, on_row);
  if (!blank_) {
    Row row{number_ + 1, row_line_, {}, row_, too_long_ ? Fault::kRowTooLong : open ? Fault::kUnterminatedQuote : Fault::kNone,
            comment};
    if (row.fault == Fault::kNone && !comment) {
      parser_->Read(row_);
      const bool adds_up = !parser_->too_many && !parser_->field_too_long && parser_->ends.size() == columns_;
      if (HoldsRows(adds_up ? kColumnsTellAloneMin : kColumnsTellMin)) return Rescue(behind, on_row);
      size_t begin = 0;
      for (const size_t end : parser_->ends) {
        row.fields.push_back(std::string_view(parser_->text).substr(begin, end - begin));
        begin = end;
      }
      if (parser_->field_too_long) row.fault = Fault::kFieldTooLong;
      if (parser_->too_many) row.fault = Fault::kTooManyColumns;
    }
    ++number_;
    TRY(on_row(row));
  }
  state_ = State::kFieldStart;
  row_.clear();
  too_long_ = false;
  blank_ = true;
  return {};
}

base::Result<void> CsvReader::Feed(std::string_view piece, const OnRow& on_row) {
  TRY(Read(piece, on_row));
  return ReadRescued(on_row);
}

base::Result<void> CsvReader::ReadRescued(const OnRow& on_row) {
  while (!rescued_.empty()) {
    const std::string again = std::exchange(rescued_, {});
    TRY(Read(again, on_row));
  }
  return {};
}

base::Result<void> CsvReader::Finish(const OnRow& on_row) {
  do {
    TRY(ReadRescued(on_row));
    TRY(End({}, on_row));
  } while (!rescued_.empty());
  return {};
}

// To its end, or up to a row that is rescued.
base::Result<void> CsvReader::Read(std::string_view piece, const OnRow& on_row) {
  for (size_t i = 0; i < piece.size(); ++i) {
    const char c = piece[i];
    const bool line_break = IsLineBreak(c);
    if (line_break && !(c == '\n' && after_cr_)) ++line_;
    const bool pair = c == '\n' && after_cr_;
    after_cr_ = c == '\r';
    if (line_break && state_ != State::kQuoted) {
      if (!pair) TRY(End(piece.substr(i), on_row));
      if (!rescued_.empty()) return {};
      continue;
    }
    const bool space = (c == ' ' || c == '\t') && c != delimiter_;
    if (blank_ && !space) {
      blank_ = false;
      row_line_ = line_;
      if (c == comment_ && comment_ != '\0') state_ = State::kComment;
    }
    if (row_.size() < kRowBytesMax) {
      row_ += c;
    } else {
      if (!too_long_ && HoldsRows(kColumnsTellMin)) return Rescue(piece.substr(i), on_row);
      too_long_ = true;
    }
    switch (state_) {
      case State::kComment:
        break;
      case State::kFieldStart:
        if (c == delimiter_ || space) break;
        state_ = c == '"' ? State::kQuoted : State::kPlain;
        break;
      case State::kPlain:
        if (c == delimiter_) state_ = State::kFieldStart;
        break;
      case State::kQuoted:
        if (c == '"') state_ = State::kQuoteInQuoted;
        break;
      case State::kQuoteInQuoted:  // the field has ended, or the quote was one of two, or (leniently) stands inside: "a"b"
        if (c == delimiter_)
          state_ = State::kFieldStart;
        else if (space)
          state_ = State::kSpaceAfterQuote;
        else
          state_ = State::kQuoted;
        break;
      case State::kSpaceAfterQuote:
        if (c == delimiter_)
          state_ = State::kFieldStart;
        else if (c == '"')
          state_ = State::kQuoteAfterSpace;
        else if (!space)
          state_ = State::kQuoted;
        break;
      case State::kQuoteAfterSpace:  // "a" " : libcsv takes this quote, too, for one that may end the field
        if (c == delimiter_)
          state_ = State::kFieldStart;
        else if (space)
          state_ = State::kSpaceAfterQuote;
        else
          state_ = State::kQuoted;
        break;
    }
  }
  return {};
}

}  // namespace cybercheck::ingest
