// SPDX-License-Identifier: Apache-2.0
#include "ingest/row_reader.h"

#include <algorithm>
#include <boost/json.hpp>
#include <span>

#include "base/utf8.h"

namespace cybercheck::ingest {
namespace {

constexpr int kNoMeaning = -1, kVerifiedColumn = 100;
constexpr size_t kIgnoredMax = 64;

struct Known {
  std::string_view header;
  int meaning;
};
constexpr int Means(Column column) { return static_cast<int>(column); }
constexpr Known kPhishtankHeaders[] = {
    {"url", Means(Column::kValue)}, {"submission_time", Means(Column::kObservedAt)}, {"verified", kVerifiedColumn}};
constexpr Known kUrlhausHeaders[] = {{"url", Means(Column::kValue)}, {"dateadded", Means(Column::kObservedAt)}};
// URLhaus' dump has its header in a comment only: the order when that is missing.
const std::vector<std::string_view> kUrlhausOrder = {"id",     "dateadded", "url",          "url_status", "last_online",
                                                     "threat", "tags",      "urlhaus_link", "reporter"};

std::string_view Trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

void DecodeAmpersands(std::string& text) {
  constexpr std::string_view entity = "&amp;";
  for (size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
    text.erase(at + 1, entity.size() - 1);
}

std::string_view FaultName(CsvReader::Fault fault) {
  switch (fault) {
    case CsvReader::Fault::kNone:
      return {};
    case CsvReader::Fault::kRowTooLong:
      return "row_too_long";
    case CsvReader::Fault::kFieldTooLong:
      return "field_too_long";
    case CsvReader::Fault::kTooManyColumns:
      return "too_many_columns";
    case CsvReader::Fault::kUnterminatedQuote:
      return "unterminated_quote";
  }
  return {};
}

std::string_view FaultDetail(CsvReader::Fault fault) {
  switch (fault) {
    case CsvReader::Fault::kNone:
      return {};
    case CsvReader::Fault::kRowTooLong:
      return "a row has at most 262144 bytes; perhaps a quote is never closed";
    case CsvReader::Fault::kFieldTooLong:
      return "a field has at most 65536 bytes";
    case CsvReader::Fault::kTooManyColumns:
      return "a row has at most 256 columns";
    case CsvReader::Fault::kUnterminatedQuote:
      return "a quote is opened and never closed";
  }
  return {};
}

}  // namespace

RowReader::RowReader(FeedFormat format, ColumnMap columns, bool kind_known, char delimiter, OnRow on_row)
    : format_(format),
      columns_(std::move(columns)),
      kind_known_(kind_known),
      on_row_(std::move(on_row)),
      csv_(format == FeedFormat::kCsv ? delimiter : ',', format == FeedFormat::kUrlhaus ? '#' : '\0') {}
RowReader::~RowReader() = default;

bool RowReader::IsCsv() const {
  return format_ == FeedFormat::kCsv || format_ == FeedFormat::kPhishtank || format_ == FeedFormat::kUrlhaus;
}

base::Result<void> RowReader::Feed(std::string_view piece) {
  if (IsCsv()) return csv_.Feed(piece, [this](const CsvReader::Row& row) { return OnCsvRow(row); });
  return lines_.Feed(piece, [this](const LineReader::Line& line) { return OnLine(line); });
}

base::Result<void> RowReader::Finish() {
  if (IsCsv()) return csv_.Finish([this](const CsvReader::Row& row) { return OnCsvRow(row); });
  return lines_.Finish([this](const LineReader::Line& line) { return OnLine(line); });
}

void RowReader::Ignore(std::string_view header) {
  if (ignored_.size() < kIgnoredMax && std::find(ignored_.begin(), ignored_.end(), header) == ignored_.end())
    ignored_.emplace_back(header);
}

base::Result<void> RowReader::OnLine(const LineReader::Line& line) {
  const std::string_view text = Trimmed(line.text);
  if (!line.too_long && (text.empty() || (format_ == FeedFormat::kOpenphish && text.front() == '#'))) return {};
  for (std::string& cell : row_.cells) cell.clear();
  row_.number = row_.line = line.number;
  row_.raw.assign(text);
  row_.fault = row_.fault_detail = {};
  if (line.too_long) {
    row_.fault = "row_too_long";
    row_.fault_detail = "a line has at most 262144 bytes";
  } else if (format_ == FeedFormat::kJsonl) {
    ReadJson(text);
  } else {
    const size_t tab = text.find('\t');
    const bool timed =
        tab != std::string_view::npos && tab > 0 && text.substr(0, tab).find_first_not_of("0123456789") == std::string_view::npos;
    if (timed) row_[Column::kObservedAt].assign(text.substr(0, tab));
    row_[Column::kValue].assign(timed ? text.substr(tab + 1) : text);
    if (row_[Column::kValue].size() > kFieldBytesMax)
      row_.fault = "field_too_long", row_.fault_detail = "a field has at most 65536 bytes";
  }
  return on_row_(row_);
}

void RowReader::ReadJson(std::string_view text) {
  namespace json = boost::json;
  json::parse_options options;
  options.max_depth = 8;
  boost::system::error_code broken;
  json::monotonic_resource memory;
  const json::value value = json::parse({text.data(), text.size()}, broken, &memory, options);
  if (broken || !value.is_object()) {
    row_.fault = "not_json";
    row_.fault_detail = "the line is not one JSON object";
    return;
  }
  for (const json::key_value_pair& member : value.get_object()) {
    const std::string_view name(member.key().data(), member.key().size());
    const auto column = columns_.Find(name);
    if (!column) {
      Ignore(name);
      continue;
    }
    std::string& cell = row_[*column];
    if (member.value().is_string())
      cell.assign(member.value().get_string().data(), member.value().get_string().size());
    else if (member.value().is_int64())
      cell = std::to_string(member.value().get_int64());
    else if (member.value().is_uint64())
      cell = std::to_string(member.value().get_uint64());
    else if (member.value().is_bool())
      cell = member.value().get_bool() ? "true" : "false";
    else if (!member.value().is_null()) {
      row_.fault = "wrong_type";
      row_.fault_detail = "a member is neither text, whole number, true nor false";
    }
    if (cell.size() > kFieldBytesMax) row_.fault = "field_too_long", row_.fault_detail = "a field has at most 65536 bytes";
  }
}

base::Result<void> RowReader::ReadHeader(const std::vector<std::string_view>& names) {
  header_read_ = true;
  meaning_.clear();
  std::string listed;
  std::array<bool, kColumnCount> found{};
  for (const std::string_view name : names) {
    int meaning = kNoMeaning;
    if (format_ == FeedFormat::kCsv) {
      if (const auto column = columns_.Find(name)) meaning = Means(*column);
    } else {
      const auto known =
          format_ == FeedFormat::kPhishtank ? std::span<const Known>(kPhishtankHeaders) : std::span<const Known>(kUrlhausHeaders);
      for (const Known& row : known)
        if (row.header == Trimmed(name)) meaning = row.meaning;
    }
    if (meaning >= 0 && meaning < static_cast<int>(kColumnCount)) {
      if (found[static_cast<size_t>(meaning)])
        return base::Fail(base::ErrorCode::kBadFeed, "two columns mean " + std::string(Name(static_cast<Column>(meaning))));
      found[static_cast<size_t>(meaning)] = true;
    } else if (meaning == kNoMeaning && format_ == FeedFormat::kCsv) {
      Ignore(Trimmed(name));
    }
    meaning_.push_back(meaning);
    if (listed.size() < 400) (listed += listed.empty() ? "" : ", ") += name.substr(0, 64);
  }
  const auto need = [&](Column column, std::string_view hint) -> base::Result<void> {
    if (found[static_cast<size_t>(column)]) return {};
    return base::Fail(base::ErrorCode::kBadFeed, "the header has no column for " + std::string(Name(column)) +
                                                     " (it has: " + listed + "); " + std::string(hint));
  };
  if (!base::IsValidUtf8(listed)) listed = "names that are not UTF-8";
  if (format_ != FeedFormat::kCsv) return need(Column::kValue, "is this the right format?");
  TRY(need(Column::kValue, "name it with a column map, value=HEADER"));
  if (!kind_known_) TRY(need(Column::kKind, "name it with a column map, kind=HEADER, or give one kind for all rows"));
  return {};
}

base::Result<void> RowReader::OnCsvRow(const CsvReader::Row& row) {
  if (row.comment) {
    // The last comment before the rows is the header: "# id,dateadded,url,…".
    std::string_view text = Trimmed(row.raw.substr(row.raw.find('#') + 1));
    if (header_read_ || !text.starts_with("id,")) return {};
    std::vector<std::string_view> names;
    while (!text.empty()) {
      names.push_back(Trimmed(text.substr(0, text.find(','))));
      text.remove_prefix(std::min(text.size(), text.find(',') == std::string_view::npos ? text.size() : text.find(',') + 1));
    }
    return ReadHeader(names);
  }
  if (!header_read_ && format_ == FeedFormat::kUrlhaus && (row.fields.empty() || row.fields[0] != "id"))
    TRY(ReadHeader(kUrlhausOrder));
  if (!header_read_) {
    if (row.fault != CsvReader::Fault::kNone)
      return base::Fail(base::ErrorCode::kBadFeed, "the header row cannot be read: " + std::string(FaultDetail(row.fault)));
    csv_.ExpectColumns(row.fields.size());
    return ReadHeader(row.fields);
  }
  for (std::string& cell : row_.cells) cell.clear();
  row_.number = row.number;
  row_.line = row.line;
  row_.raw.assign(row.raw);
  row_.fault = FaultName(row.fault);
  row_.fault_detail = FaultDetail(row.fault);
  row_.unverified = false;
  if (row.fault == CsvReader::Fault::kNone) {
    if (row.fields.size() != meaning_.size()) {
      row_.fault = "column_count";
      row_.fault_detail = row.fields.size() < meaning_.size() ? "the row has fewer columns than the header"
                                                              : "the row has more columns than the header";
    }
    for (size_t i = 0; i < std::min(row.fields.size(), meaning_.size()); ++i) {
      if (meaning_[i] == kVerifiedColumn)
        row_.unverified = row.fields[i] != "yes";
      else if (meaning_[i] != kNoMeaning)
        row_.cells[static_cast<size_t>(meaning_[i])].assign(Trimmed(row.fields[i]));
    }
    if (format_ == FeedFormat::kPhishtank) DecodeAmpersands(row_[Column::kValue]);
  }
  return on_row_(row_);
}

}  // namespace cybercheck::ingest
