// SPDX-License-Identifier: Apache-2.0
#include "server/target_document.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/csv_cell.h"
#include "base/timestamp.h"
#include "cases/bangkok_calendar.h"
#include "ingest/workbook_writer.h"
#include "server/json_members.h"
#include "server/statistics_words.h"

namespace cybercheck::server {
namespace {

using ingest::ColumnType;
using ingest::WorkbookValue;
using ingest::WorkbookWriter;

constexpr double kMillion = 1'000'000;
constexpr uint32_t kMonths = 12;

constexpr wire::Words kActual{
    "What the formula makes of the tables, from the first day of the fiscal year to the last that is measured; nothing where it "
    "divides by nothing.",
    "ค่าที่คำนวณจากสูตรตามตารางสถิติ ตั้งแต่วันแรกของปีงบประมาณถึงวันสุดท้ายที่วัด เว้นว่างหากตัวหารเป็นศูนย์"};
constexpr wire::Words kReached{"The actual figure is no less than the target; of a target of at most, no more.",
                               "ค่าจริงไม่ต่ำกว่าเป้าหมาย หรือไม่เกินเป้าหมายสำหรับตัวชี้วัดที่กำหนดเพดาน"};
constexpr wire::Words kTrend{"The same formula of each month that has begun; of the running one, up to today.",
                             "ค่าตามสูตรเดียวกันของแต่ละเดือนที่เริ่มแล้ว เดือนปัจจุบันนับถึงวันนี้"};

// At most six digits behind the point, none that say nothing.
std::string Decimal(double value) {
  char text[400];
  std::snprintf(text, sizeof text, "%.6f", value);
  std::string shown = text;
  shown.erase(shown.find_last_not_of('0') + 1);
  if (shown.ends_with('.')) shown.pop_back();
  return shown == "-0" ? "0" : shown;
}

void AppendNumber(std::string_view name, const std::optional<double>& value, std::string& out) {
  BeginMember(name, out);
  out.append(value ? Decimal(*value) : "null");
}

uint32_t YearBe(uint32_t month) { return month / kMonths + cases::kBuddhistYears; }

}  // namespace

double MeasuredTarget::wanted() const { return static_cast<double>(set.body.target_millionths) / kMillion; }

std::optional<bool> MeasuredTarget::reached() const {
  if (!actual) return std::nullopt;
  return set.body.at_most ? *actual <= wanted() : *actual >= wanted();
}

void AppendTargetSet(const event::TargetSet& target, std::string& out) {
  AppendMember("name", target.name, out);
  AppendMember("formula", target.formula, out);
  AppendMember("unit", target.unit, out);
  AppendNumber("target", static_cast<double>(target.target_millionths) / kMillion, out);
  AppendMember("at_most", target.at_most, out);
  AppendMember("owner", target.owner, out);
}

void AppendTargetsJson(const TargetYear& year, std::string& out) {
  out += '{';
  AppendMember("fiscal_year", year.fiscal_year, out);
  AppendMember("from", cases::FormatDay(year.period.from), out);
  AppendMember("to", cases::FormatDay(year.period.to), out);
  BeginMember("measured_to", out);
  out.append(year.measured_to == 0 ? std::string("null") : '"' + cases::FormatDay(year.measured_to) + '"');
  BeginMember("targets", out);
  out += '[';
  for (const MeasuredTarget& target : year.targets) {
    out.append(out.back() == '[' ? "{" : ",{");
    AppendTargetSet(target.set.body, out);
    AppendTime("set_at", target.set.at_s, out);
    AppendMember("set_by", target.set.actor, out);
    AppendNumber("actual", target.actual, out);
    BeginMember("reached", out);
    const auto reached = target.reached();
    out.append(!reached ? "null" : *reached ? "true" : "false");
    BeginMember("trend", out);
    out += '[';
    for (const auto& [month, actual] : target.trend) {
      out.append(out.back() == '[' ? "{" : ",{");
      AppendMember("month", cases::FormatMonth(month), out);
      AppendMember("year_be", YearBe(month), out);
      AppendNumber("actual", actual, out);
      out += '}';
    }
    out.append("]}");
  }
  out += ']';
  BeginMember("definitions", out);
  out += '{';
  AppendDefinition("actual", kActual, out);
  AppendDefinition("reached", kReached, out);
  AppendDefinition("trend", kTrend, out);
  for (const auto& [name, words] : year.definitions) AppendDefinition(name, *words, out);
  out += '}';
  AppendMember("reconciles", year.reconciles, out);
  AppendAsOf(year.as_of, out);
  out += '}';
}

void AppendTargetsCsv(const TargetYear& year, bool bom, std::string& out) {
  if (bom) out.append("\xEF\xBB\xBF");
  out.append("name,kind,period,year_be,from,to,actual,target,at_most,reached,unit,owner,formula,set_at\r\n");
  const auto row = [&](const MeasuredTarget& target, std::string_view kind, const std::string& period, uint32_t year_be,
                       uint32_t from, uint32_t to, const std::optional<double>& actual, const std::optional<bool>& reached) {
    base::AppendCsvCell(target.set.body.name, out);
    out.append(",").append(kind).append(",").append(period).append(",").append(std::to_string(year_be));
    out.append(",").append(cases::FormatDay(from)).append(",").append(cases::FormatDay(to));
    out.append(",").append(actual ? Decimal(*actual) : "").append(",").append(Decimal(target.wanted()));
    out.append(",").append(target.set.body.at_most ? "true" : "false");
    out.append(",").append(!reached ? "" : *reached ? "true" : "false");
    for (const std::string* text : {&target.set.body.unit, &target.set.body.owner, &target.set.body.formula})
      base::AppendCsvCell(*text, out += ',');
    out.append(",").append(base::FormatTime(target.set.at_s)).append("\r\n");
  };
  for (const MeasuredTarget& target : year.targets) {
    row(target, "fiscal_year", std::to_string(year.fiscal_year), year.fiscal_year, year.period.from,
        year.measured_to == 0 ? year.period.to : year.measured_to, target.actual, target.reached());
    for (const auto& [month, actual] : target.trend) {
      const cases::ReleasePeriod days = cases::MonthPeriod(month);
      row(target, "month", days.name(), YearBe(month), days.from, std::min(days.to, year.measured_to), actual, std::nullopt);
    }
  }
}

namespace {

WorkbookValue CellOf(const std::optional<double>& value) {
  if (!value) return std::monostate();
  return *value;
}

base::Result<void> AddTargets(const TargetYear& year, const cases::CodeNames& names, WorkbookWriter& book) {
  ingest::WorkbookSheetDesign sheet{.name = "ตัวชี้วัด",
                                    .columns = {{"ตัวชี้วัด", ColumnType::kWrapped, 40},
                                                {"หน่วย", ColumnType::kText, 12},
                                                {"เกณฑ์", ColumnType::kText, 12},
                                                {"เป้าหมาย", ColumnType::kNumber, 16},
                                                {"ค่าจริง", ColumnType::kNumber, 16},
                                                {"ผล", ColumnType::kText, 14}}};
  const uint32_t first = cases::MonthOfDay(year.period.from);
  for (uint32_t month = first; month < first + kMonths; ++month)
    sheet.columns.push_back({ThaiPart(names, "cases", "month", cases::FormatMonth(month)), ColumnType::kNumber, 14});
  sheet.columns.push_back({"ผู้รับผิดชอบ", ColumnType::kText, 24});
  sheet.columns.push_back({"สูตร", ColumnType::kWrapped, 50});
  TRY(book.AddSheet(sheet));
  std::vector<WorkbookValue> cells;
  for (const MeasuredTarget& target : year.targets) {
    const event::TargetSet& set = target.set.body;
    const auto reached = target.reached();
    cells = {std::string_view(set.name),
             std::string_view(set.unit),
             std::string_view(set.at_most ? "ไม่เกิน" : "ไม่ต่ำกว่า"),
             target.wanted(),
             CellOf(target.actual),
             std::string_view(!reached   ? "ยังไม่มีค่า"
                              : *reached ? "บรรลุ"
                                         : "ไม่บรรลุ")};
    for (uint32_t i = 0; i < kMonths; ++i)
      cells.push_back(i < target.trend.size() ? CellOf(target.trend[i].second) : WorkbookValue());
    cells.emplace_back(std::string_view(set.owner));
    cells.emplace_back(std::string_view(set.formula));
    TRY(book.AddRow(cells));
  }
  return {};
}

base::Result<void> AddDefinitions(const TargetYear& year, WorkbookWriter& book) {
  TRY(book.AddSheet({.name = "คำนิยาม", .columns = {{"รายการ", ColumnType::kText, 28}, {"ความหมาย", ColumnType::kWrapped, 90}}}));
  const std::string number = std::to_string(year.fiscal_year), position = ThaiPosition(year.as_of);
  const std::string measured =
      year.measured_to == 0 ? "ยังไม่เริ่มปีงบประมาณ" : ThaiDay(year.period.from) + " – " + ThaiDay(year.measured_to);
  TRY(book.AddRow({std::string_view("ปีงบประมาณ"), std::string_view(number)}));
  TRY(book.AddRow({std::string_view("ช่วงเวลาที่วัด"), std::string_view(measured)}));
  TRY(book.AddRow({std::string_view("ข้อมูล ณ ลำดับที่"), std::string_view(position)}));
  TRY(book.AddRow({std::string_view("กระทบยอด"), std::string_view(year.reconciles ? "ตรงกัน" : "ไม่ตรงกัน")}));
  for (const auto& [name, words] :
       {std::pair<std::string_view, const wire::Words*>("ค่าจริง", &kActual), {"ผล", &kReached}, {"รายเดือน", &kTrend}})
    TRY(book.AddRow({name, words->th}));
  for (const auto& [name, words] : year.definitions) TRY(book.AddRow({std::string_view(name), words->th}));
  return {};
}

}  // namespace

base::Result<std::string> TargetsWorkbook(const TargetYear& year, const cases::CodeNames& names) {
  ASSIGN_OR_RETURN(WorkbookWriter book, WorkbookWriter::ToBytes(year.as_of.time_s));
  TRY(AddTargets(year, names, book));
  TRY(AddDefinitions(year, book));
  TRY(book.Finish());
  return book.TakeBytes();
}

}  // namespace cybercheck::server
