// SPDX-License-Identifier: Apache-2.0
#include "server/statistics_document.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "base/csv_cell.h"
#include "cases/bangkok_calendar.h"
#include "ingest/workbook_writer.h"
#include "server/json_members.h"
#include "server/statistics_words.h"

namespace cybercheck::server {
namespace {

using cases::Measure;
using cases::MeasureUnit;
using cases::StatisticTable;

void AppendHundredths(std::string_view name, int64_t hundredths, std::string& out) {
  BeginMember(name, out);
  const auto size = static_cast<uint64_t>(hundredths < 0 ? -hundredths : hundredths);
  if (hundredths < 0) out += '-';
  out.append(std::to_string(size / 100)).append(".");
  out += static_cast<char>('0' + size / 10 % 10);
  out += static_cast<char>('0' + size % 10);
}

std::string Number(const Measure& measure, int64_t value) {
  if (!measure.halves) return std::to_string(value);
  return std::to_string(value / 2) + (value % 2 == 0 ? "" : ".5");
}

void AppendValue(const Measure& measure, const std::optional<int64_t>& value, std::string& out) {
  BeginMember(measure.name, out);
  out.append(value ? Number(measure, *value) : "null");
}

void AppendChange(std::string_view name, const std::optional<int64_t>& before, const std::optional<int64_t>& now,
                  std::string& out) {
  if (before && now) AppendMember(name, *now - *before, out);
}

// "rank_", "" -> "rank_damage" where "damage_satang" is what money is of.
std::string MoneyName(const StatisticTable& table, std::string_view before, std::string_view behind) {
  const std::string_view name = table.measures[table.money].name;
  return std::string(before).append(name.substr(0, name.rfind('_'))).append(behind);
}

std::optional<uint32_t> YearOf(const StatisticTable& table, const StatisticTable::Row& row) {
  for (size_t i = 0; i < table.by.size(); ++i)
    if (const auto year = cases::BuddhistYearOf(table.by[i], row.parts[i])) return year;
  return std::nullopt;
}

void AppendDigits(int64_t number, std::string& out) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

// Writes rows as JSON. There may be a hundred thousand: the names of members, the same in each, are made once.
class RowWriter {
 public:
  explicit RowWriter(const StatisticTable& table) : table_(table) {
    const auto label = [](std::string_view name) { return ",\"" + std::string(name) + "\":"; };
    for (const std::string_view dimension : table.by) by_.push_back(label(dimension));
    for (const Measure& measure : table.measures) measures_.push_back(label(measure.name));
    (by_.empty() ? measures_ : by_).front().erase(0, 1);
    if (table.money == 0) return;
    rank_money_ = label(MoneyName(table, "rank_", ""));
    share_money_ = label(MoneyName(table, "share_", "_bp"));
    change_money_ = label(MoneyName(table, "change_", "_satang"));
  }

  void Append(const StatisticTable::Row& row, std::string& out) const {
    out += '{';
    for (size_t i = 0; i < by_.size(); ++i) wire::AppendJsonString(row.parts[i], out.append(by_[i]));
    if (const auto year = YearOf(table_, row)) AppendDigits(*year, out.append(",\"year_be\":"));
    for (size_t i = 0; i < measures_.size(); ++i) {
      out.append(measures_[i]);
      if (!row.values[i])
        out.append("null");
      else if (table_.measures[i].halves)
        out.append(Number(table_.measures[i], *row.values[i]));
      else
        AppendDigits(*row.values[i], out);
    }
    AppendDigits(row.rank_count, out.append(",\"rank_count\":"));
    AppendDigits(row.share_count_bp, out.append(",\"share_count_bp\":"));
    AppendChange(",\"change_count\":", row.count_before, row.values[0], out);
    if (table_.money != 0) {
      AppendDigits(row.rank_money, out.append(rank_money_));
      AppendDigits(row.share_money_bp, out.append(share_money_));
      AppendChange(change_money_, row.money_before, row.values[table_.money], out);
    }
    out += '}';
  }

 private:
  static void AppendChange(std::string_view label, const std::optional<int64_t>& before, const std::optional<int64_t>& now,
                           std::string& out) {
    if (before && now) AppendDigits(*now - *before, out.append(label));
  }

  const StatisticTable& table_;
  // `,"name":`; the first of a row without the comma.
  std::vector<std::string> by_, measures_;
  std::string rank_money_, share_money_, change_money_;
};

bool HasPeriod(const StatisticTable& table) {
  return std::ranges::any_of(table.by, [](std::string_view dimension) {
    return dimension == "day" || dimension == "week" || dimension == "month" || dimension == "year" || dimension == "fiscal_year";
  });
}
bool IsBy(const StatisticTable& table, std::string_view dimension) {
  return std::ranges::find(table.by, dimension) != table.by.end();
}

// What is counted, and how, of this table: each with its name.
std::vector<std::pair<std::string_view, const wire::Words*>> DefinitionsOf(const StatisticTable& table) {
  std::vector<std::pair<std::string_view, const wire::Words*>> definitions = {{"count", &CountedWords(table.what)},
                                                                              {"date", &DateWords(table.date)}};
  if (!table.bands.empty()) definitions.emplace_back("bands", &BandsWords(table.bands));
  if (IsBy(table, "week")) definitions.emplace_back("weeks", &WeekWords(table.iso_weeks));
  for (const Measure& measure : table.measures)
    if (const wire::Words* words = MeasureDefinition(measure.name)) definitions.emplace_back(measure.name, words);
  if (table.stopped) definitions.emplace_back("stopped_satang", MeasureDefinition("stopped_satang"));
  return definitions;
}

void AppendDefinitions(const StatisticTable& table, std::string& out) {
  BeginMember("definitions", out);
  out += '{';
  for (const auto& [name, words] : DefinitionsOf(table)) AppendDefinition(name, *words, out);
  out += '}';
}

void AppendStopped(const cases::MoneyStopped& stopped, std::string& out) {
  BeginMember("money_stopped", out);
  out += '{';
  AppendMember("stopped_satang", stopped.stopped_satang, out);
  AppendMember("places", stopped.places, out);
  AppendMember("damage_satang", stopped.damage_satang, out);
  AppendMember("of_damage_bp", cases::ShareBp(stopped.stopped_satang, stopped.damage_satang), out);
  AppendMember("requested_satang", stopped.requested_satang, out);
  AppendMember("of_requested_bp", cases::ShareBp(stopped.stopped_satang, stopped.requested_satang), out);
  BeginMember("by_row", out);
  out += '[';
  for (const cases::MoneyStopped::Row& row : stopped.rows) {
    out.append(out.back() == '[' ? "{" : ",{");
    AppendMember("row", row.row, out);
    AppendMember("places", row.places, out);
    AppendMember("stopped_satang", row.stopped_satang, out);
    out += '}';
  }
  out.append("]}");
}

void AppendPrevious(const StatisticTable& table, std::string& out) {
  BeginMember("previous", out);
  if (!table.count_before) {
    out.append("null");
    return;
  }
  out += '{';
  AppendMember("from", cases::FormatDay(*cases::FirstDayBefore(table.from, table.to)), out);
  AppendMember("to", cases::FormatDay(table.from - 1), out);
  AppendMember("as_many", cases::AreWholeMonths(table.from, table.to) ? "months" : "days", out);
  AppendMember(table.measures[0].name, *table.count_before, out);
  AppendChange("change_count", table.count_before, table.totals[0], out);
  if (table.money != 0 && table.money_before) {
    AppendMember(table.measures[table.money].name, *table.money_before, out);
    AppendChange(MoneyName(table, "change_", "_satang"), table.money_before, table.totals[table.money], out);
  }
  out += '}';
}

}  // namespace

void AppendAsOf(const LogPosition& as_of, std::string& out) {
  BeginMember("as_of", out);
  out += '{';
  AppendMember("seq", as_of.seq, out);
  AppendTime("time", as_of.time_s, out);
  out += '}';
}

std::string ThaiPosition(const LogPosition& as_of) {
  return std::to_string(as_of.seq) + " (" + ThaiDay(cases::DayOf(as_of.time_s)) + ")";
}

void AppendDefinition(std::string_view name, const wire::Words& words, std::string& out) {
  BeginMember(name, out);
  out += '{';
  AppendMember("en", words.en, out);
  AppendMember("th", words.th, out);
  out += '}';
}

void AppendStatisticsJson(const StatisticTable& table, const LogPosition& as_of, std::string& out) {
  out += '{';
  AppendMember("table", table.what, out);
  AppendMember("from", cases::FormatDay(table.from), out);
  AppendMember("to", cases::FormatDay(table.to), out);
  AppendMember("days", table.days(), out);
  AppendMember("date", table.date, out);
  BeginMember("by", out);
  out += '[';
  for (const std::string_view dimension : table.by) {
    if (out.back() != '[') out += ',';
    wire::AppendJsonString(dimension, out);
  }
  out += ']';
  BeginMember("rows", out);
  out += '[';
  const RowWriter rows(table);
  for (const StatisticTable::Row& row : table.rows) {
    if (out.back() != '[') out += ',';
    rows.Append(row, out);
  }
  out += ']';
  BeginMember("totals", out);
  out += '{';
  for (size_t i = 0; i < table.measures.size(); ++i)
    if (table.totals[i]) AppendValue(table.measures[i], table.totals[i], out);
  out += '}';
  BeginMember("per_day", out);
  out += '{';
  const uint32_t days = table.days_so_far();
  AppendMember("days", days, out);
  AppendHundredths(table.measures[0].name, cases::PerDayHundredths(*table.totals[0], days), out);
  if (table.money != 0) {
    const int64_t hundredths = cases::PerDayHundredths(*table.totals[table.money], days);
    AppendMember(table.measures[table.money].name, (hundredths + 50) / 100, out);
  }
  out += '}';
  AppendPrevious(table, out);
  if (table.stopped) AppendStopped(*table.stopped, out);
  AppendDefinitions(table, out);
  AppendMember("reconciles", table.reconciles, out);
  AppendAsOf(as_of, out);
  out += '}';
}

void AppendStatisticsCsv(const StatisticTable& table, bool bom, std::string& out) {
  if (bom) out.append("\xEF\xBB\xBF");
  bool first = true;
  const auto separate = [&] {
    if (!std::exchange(first, false)) out += ',';
  };
  const auto cell = [&](std::string_view text) {
    separate();
    base::AppendCsvCell(text, out);
  };
  const auto number = [&](const std::string& digits) {
    separate();
    out.append(digits);
  };
  const auto end = [&] {
    out.append("\r\n");
    first = true;
  };
  const bool by_period = HasPeriod(table), changes = table.count_before && !by_period;
  for (const std::string_view dimension : table.by) cell(dimension);
  if (by_period) cell("year_be");
  for (const Measure& measure : table.measures) cell(measure.name);
  for (const char* name : {"rank_count", "share_count_bp"}) cell(name);
  if (changes) cell("change_count");
  if (table.money != 0) {
    cell(MoneyName(table, "rank_", ""));
    cell(MoneyName(table, "share_", "_bp"));
    if (changes) cell(MoneyName(table, "change_", "_satang"));
  }
  end();
  for (const StatisticTable::Row& row : table.rows) {
    for (const std::string& part : row.parts) cell(part);
    if (by_period) {
      const auto year = YearOf(table, row);
      number(year ? std::to_string(*year) : std::string());
    }
    for (size_t i = 0; i < table.measures.size(); ++i)
      number(row.values[i] ? Number(table.measures[i], *row.values[i]) : std::string());
    number(std::to_string(row.rank_count));
    number(std::to_string(row.share_count_bp));
    if (changes) number(std::to_string(row.values[0].value_or(0) - row.count_before.value_or(0)));
    if (table.money != 0) {
      number(std::to_string(row.rank_money));
      number(std::to_string(row.share_money_bp));
      if (changes) number(std::to_string(row.values[table.money].value_or(0) - row.money_before.value_or(0)));
    }
    end();
  }
}

namespace {

using ingest::ColumnType;
using ingest::WorkbookValue;
using ingest::WorkbookWriter;

WorkbookValue CellOf(const Measure& measure, const std::optional<int64_t>& value) {
  if (!value) return std::monostate();
  if (measure.halves) return static_cast<double>(*value) / 2;
  return *value;
}

base::Result<void> AddTable(const StatisticTable& table, const cases::CodeNames& names, WorkbookWriter& book) {
  ingest::WorkbookSheetDesign sheet{.name = "ตาราง", .columns = {}};
  for (const std::string_view dimension : table.by)
    sheet.columns.push_back({DimensionName(names, dimension).th, ColumnType::kText, 28});
  if (table.by.empty()) sheet.columns.push_back({"ช่วงเวลา", ColumnType::kText, 32});
  for (const Measure& measure : table.measures)
    sheet.columns.push_back({std::string(MeasureWords(measure.name).th),
                             measure.unit == MeasureUnit::kSatang ? ColumnType::kBaht : ColumnType::kNumber, 20});
  sheet.columns.push_back({"ร้อยละของจำนวน", ColumnType::kNumber, 16});
  if (table.money != 0) sheet.columns.push_back({"ร้อยละของมูลค่า", ColumnType::kNumber, 16});
  const bool changes = table.count_before && !HasPeriod(table);
  if (changes) sheet.columns.push_back({"จำนวนเปลี่ยนแปลงจากช่วงก่อนหน้า", ColumnType::kNumber, 24});
  if (changes && table.money != 0) sheet.columns.push_back({"มูลค่าเปลี่ยนแปลงจากช่วงก่อนหน้า (บาท)", ColumnType::kBaht, 28});
  TRY(book.AddSheet(sheet));
  const auto change = [](const std::optional<int64_t>& before, const std::optional<int64_t>& now) {
    return before && now ? WorkbookValue(*now - *before) : WorkbookValue(std::monostate());
  };
  const std::string period = ThaiDay(table.from) + " – " + ThaiDay(table.to);
  std::vector<WorkbookValue> cells;
  std::vector<std::string> parts;
  for (const StatisticTable::Row& row : table.rows) {
    cells.clear();
    parts.clear();
    for (size_t i = 0; i < table.by.size(); ++i) parts.push_back(ThaiPart(names, table.what, table.by[i], row.parts[i]));
    if (table.by.empty()) parts.push_back(period);
    for (const std::string& part : parts) cells.emplace_back(std::string_view(part));
    for (size_t i = 0; i < table.measures.size(); ++i) cells.push_back(CellOf(table.measures[i], row.values[i]));
    cells.emplace_back(row.share_count_bp / 100.0);
    if (table.money != 0) cells.emplace_back(row.share_money_bp / 100.0);
    if (changes) cells.push_back(change(row.count_before, row.values[0]));
    if (changes && table.money != 0) cells.push_back(change(row.money_before, row.values[table.money]));
    TRY(book.AddRow(cells));
  }
  if (table.by.empty()) return {};
  cells.assign(table.by.size(), std::monostate());
  cells[0] = std::string_view("รวม");
  for (size_t i = 0; i < table.measures.size(); ++i) cells.push_back(CellOf(table.measures[i], table.totals[i]));
  if (changes) {
    cells.resize(cells.size() + (table.money != 0 ? 2 : 1));  // a whole has no share
    cells.push_back(change(table.count_before, table.totals[0]));
    if (table.money != 0) cells.push_back(change(table.money_before, table.totals[table.money]));
  }
  return book.AddRow(cells);
}

std::string Hundredths(int64_t hundredths) {
  const std::string part = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + (part.size() < 2 ? ".0" : ".") + part;
}

// What stands beside the rows: the average, and the days before.
base::Result<void> AddPerDayAndPrevious(const StatisticTable& table, WorkbookWriter& book) {
  const auto baht = [](int64_t satang) { return Hundredths(satang) + " บาท"; };
  const uint32_t days = table.days_so_far();
  std::string average = Hundredths(cases::PerDayHundredths(*table.totals[0], days));
  if (table.money != 0)
    average.append(" · ").append(baht((cases::PerDayHundredths(*table.totals[table.money], days) + 50) / 100));
  if (days < table.days()) average.append(" (").append(std::to_string(days)).append(" วันที่ผ่านมาแล้ว)");
  TRY(book.AddRow({std::string_view("เฉลี่ยต่อวัน"), std::string_view(average)}));
  if (!table.count_before) return {};
  std::string before = ThaiDay(*cases::FirstDayBefore(table.from, table.to)) + " – " + ThaiDay(table.from - 1) + " · " +
                       std::to_string(*table.count_before);
  if (table.money != 0 && table.money_before) before.append(" · ").append(baht(*table.money_before));
  return book.AddRow(
      {std::string_view(cases::AreWholeMonths(table.from, table.to) ? "ช่วงก่อนหน้า (จำนวนเดือนเท่ากัน)" : "ช่วงก่อนหน้า (จำนวนวันเท่ากัน)"),
       std::string_view(before)});
}

base::Result<void> AddStopped(const cases::MoneyStopped& stopped, WorkbookWriter& book) {
  TRY(book.AddSheet({.name = "เงินที่ระงับได้ทัน",
                     .columns = {{"แถว", ColumnType::kText, 24},
                                 {"บัญชี", ColumnType::kNumber, 12},
                                 {"ระงับได้ทัน (บาท)", ColumnType::kBaht, 22},
                                 {"ร้อยละ", ColumnType::kNumber, 12}}}));
  for (const cases::MoneyStopped::Row& row : stopped.rows) {
    const std::string name = "แถวที่ " + std::to_string(row.row);
    TRY(book.AddRow({std::string_view(name), row.places, row.stopped_satang}));
  }
  TRY(book.AddRow({std::string_view("รวม"), stopped.places, stopped.stopped_satang}));
  TRY(book.AddRow({std::string_view("ความเสียหาย"), std::monostate(), stopped.damage_satang,
                   cases::ShareBp(stopped.stopped_satang, stopped.damage_satang) / 100.0}));
  return book.AddRow({std::string_view("ยอดที่ขอระงับ"), std::monostate(), stopped.requested_satang,
                      cases::ShareBp(stopped.stopped_satang, stopped.requested_satang) / 100.0});
}

base::Result<void> AddDefinitions(const StatisticTable& table, const LogPosition& as_of, WorkbookWriter& book) {
  TRY(book.AddSheet({.name = "คำนิยาม", .columns = {{"รายการ", ColumnType::kText, 28}, {"ความหมาย", ColumnType::kWrapped, 90}}}));
  const std::string period = ThaiDay(table.from) + " – " + ThaiDay(table.to) + " (" + std::to_string(table.days()) + " วัน)";
  const std::string position = ThaiPosition(as_of);
  TRY(book.AddRow({std::string_view("ช่วงเวลา"), std::string_view(period)}));
  TRY(book.AddRow({std::string_view("ข้อมูล ณ ลำดับที่"), std::string_view(position)}));
  TRY(book.AddRow({std::string_view("กระทบยอด"), std::string_view(table.reconciles ? "ตรงกัน" : "ไม่ตรงกัน")}));
  TRY(AddPerDayAndPrevious(table, book));
  for (const auto& [name, words] : DefinitionsOf(table)) {
    std::string_view heading = MeasureWords(name).th;
    if (name == "date") heading = "วันที่ใช้นับ";
    if (name == "bands") heading = "ช่วงอายุ";
    if (name == "weeks") heading = "สัปดาห์";
    TRY(book.AddRow({heading, words->th}));
  }
  return {};
}

}  // namespace

base::Result<std::string> StatisticsWorkbook(const StatisticTable& table, const LogPosition& as_of,
                                             const cases::CodeNames& names) {
  ASSIGN_OR_RETURN(WorkbookWriter book, WorkbookWriter::ToBytes(as_of.time_s));
  TRY(AddTable(table, names, book));
  if (table.stopped) TRY(AddStopped(*table.stopped, book));
  TRY(AddDefinitions(table, as_of, book));
  TRY(book.Finish());
  return book.TakeBytes();
}

}  // namespace cybercheck::server
