// SPDX-License-Identifier: Apache-2.0
#include "ingest/csv_reader.h"

#include <csv.h>

#include "base/check.h"

namespace cybercheck::ingest {

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

base::Result<void> CsvReader::End(const OnRow& on_row) {
  const bool open = state_ == State::kQuoted, comment = state_ == State::kComment;
  state_ = State::kFieldStart;
  base::Result<void> done{};
  if (!blank_) {
    Row row{++number_, row_line_, {}, row_, too_long_ ? Fault::kRowTooLong : open ? Fault::kUnterminatedQuote : Fault::kNone,
            comment};
    if (row.fault == Fault::kNone && !comment) {
      parser_->Read(row_);
      size_t begin = 0;
      for (const size_t end : parser_->ends) {
        row.fields.push_back(std::string_view(parser_->text).substr(begin, end - begin));
        begin = end;
      }
      if (parser_->field_too_long) row.fault = Fault::kFieldTooLong;
      if (parser_->too_many) row.fault = Fault::kTooManyColumns;
    }
    done = on_row(row);
  }
  row_.clear();
  too_long_ = false;
  blank_ = true;
  return done;
}

base::Result<void> CsvReader::Feed(std::string_view piece, const OnRow& on_row) {
  for (const char c : piece) {
    const bool line_break = c == '\n' || c == '\r';
    if (line_break && !(c == '\n' && after_cr_)) ++line_;
    const bool pair = c == '\n' && after_cr_;
    after_cr_ = c == '\r';
    if (line_break && state_ != State::kQuoted) {
      if (!pair) TRY(End(on_row));
      continue;
    }
    const bool space = (c == ' ' || c == '\t') && c != delimiter_;
    if (blank_ && !space) {
      blank_ = false;
      row_line_ = line_;
      if (c == comment_ && comment_ != '\0') state_ = State::kComment;
    }
    if (row_.size() < kRowBytesMax)
      row_ += c;
    else
      too_long_ = true;
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

base::Result<void> CsvReader::Finish(const OnRow& on_row) { return End(on_row); }

}  // namespace cybercheck::ingest
