// SPDX-License-Identifier: Apache-2.0
// A release as it is written down: the bytes that are signed, and the same as CSV.
#include <boost/json.hpp>

#include "base/csv_cell.h"
#include "base/timestamp.h"
#include "cases/bangkok_calendar.h"
#include "cases/release_tables.h"

namespace cybercheck::cases {
namespace {

namespace json = boost::json;

json::value Told(const std::optional<int64_t>& number) { return number ? json::value(*number) : json::value(nullptr); }

void AppendCell(const ReleaseCell& cell, json::object& out) {
  out["count"] = Told(cell.count);
  out["damage_satang"] = Told(cell.damage_satang);
  if (!cell.before) return;
  out["published"] = json::object{
      {"release", cell.before->release}, {"count", cell.before->count}, {"damage_satang", Told(cell.before->damage_satang)}};
  out["revised"] = cell.revised;
  out["change_count"] = cell.count ? json::value(*cell.count - cell.before->count) : json::value(nullptr);
}

json::object CellOf(const ReleaseCell& cell) {
  json::object out;
  AppendCell(cell, out);
  return out;
}

json::object TableOf(const ReleaseTable& table) {
  json::array by, rows;
  for (const CaseDimension dimension : table.by) by.emplace_back(json::string_view(Name(dimension)));
  for (const ReleaseTable::Row& row : table.rows) {
    json::object out;
    for (size_t i = 0; i < table.by.size(); ++i) out[json::string_view(Name(table.by[i]))] = row.parts[i];
    AppendCell(row.cell, out);
    rows.emplace_back(std::move(out));
  }
  return {{"by", std::move(by)}, {"rows", std::move(rows)}};
}

json::object PeriodOf(const ReleasePeriod& period) {
  return {{"kind", json::string_view(event::Name(period.kind))},
          {"name", period.name()},
          {"from", FormatDay(period.from)},
          {"to", FormatDay(period.to)},
          {"year_be", period.buddhist_year()}};
}

void AppendNumberCell(const json::object& row, std::string_view name, std::string& out) {
  const json::value* value = row.if_contains(name);
  out += ',';
  if (value != nullptr && value->is_int64()) out.append(std::to_string(value->get_int64()));
}

void AppendCsvRow(std::string_view period, std::string_view table, const std::vector<std::string>& parts, const json::object& row,
                  std::string& out) {
  base::AppendCsvCell(period, out);
  out += ',';
  base::AppendCsvCell(table, out);
  for (size_t i = 0; i < 2; ++i) {
    out += ',';
    base::AppendCsvCell(i < parts.size() ? parts[i] : "", out);
  }
  AppendNumberCell(row, "count", out);
  AppendNumberCell(row, "damage_satang", out);
  const json::value* published = row.if_contains("published");
  const json::object none;
  const json::object& before = published != nullptr ? published->as_object() : none;
  AppendNumberCell(before, "release", out);
  AppendNumberCell(before, "count", out);
  AppendNumberCell(before, "damage_satang", out);
  const json::value* revised = row.if_contains("revised");
  out.append(revised == nullptr ? "," : revised->as_bool() ? ",true" : ",false").append("\r\n");
}

void AppendCsvPart(const json::object& part, std::string& out) {
  const std::string_view period = part.at("period").at("name").as_string();
  AppendCsvRow(period, "all", {}, part.at("totals").as_object(), out);
  for (const json::value& value : part.at("tables").as_array()) {
    const json::array& by = value.at("by").as_array();
    std::string name;
    for (const json::value& dimension : by) name.append(name.empty() ? "" : ",").append(std::string_view(dimension.as_string()));
    for (const json::value& row : value.at("rows").as_array()) {
      std::vector<std::string> parts;
      for (const json::value& dimension : by)
        parts.emplace_back(std::string_view(row.at(std::string_view(dimension.as_string())).as_string()));
      AppendCsvRow(period, name, parts, row.as_object(), out);
    }
  }
}

}  // namespace

std::string ReleaseDocument(const ReleaseFigures& figures, const ReleaseHeading& heading, const DisclosurePolicy& policy) {
  json::object out{
      {"release", heading.number},
      {"period", PeriodOf(figures.period)},
      {"as_of", json::object{{"seq", heading.as_of_seq}, {"at", base::FormatTime(heading.published_s)}}},
      {"revises", figures.revises ? json::value(*figures.revises) : json::value(nullptr)},
      {"protection", json::object{{"threshold", policy.threshold},
                                  {"dominance_percent", policy.dominance_percent},
                                  {"satang_rounding", policy.satang_rounding}}},
      {"definitions",
       json::object{
           {"count", "cases received in these days, Asia/Bangkok, verified or not, but those merged into another or rejected"},
           {"damage_satang", "what their victims lost, as known on that day, rounded"},
           {"withheld",
            "null, or no row: fewer people than the threshold or none, most of it one person's, or what would give such away"},
           {"revised", "false: it changed by fewer than the threshold, or not at all, and stands as published"},
           {"age_band", "years of age at the report; the bands of the Royal Thai Police"}}},
      {"definitions_th",
       json::object{
           {"count", "คดีที่รับแจ้งในช่วงวันดังกล่าว (เวลาประเทศไทย) ทั้งที่ยืนยันแล้วและยังไม่ยืนยัน ไม่นับคดีที่รวมเข้ากับคดีอื่นหรือไม่รับแจ้ง"},
           {"damage_satang", "ความเสียหายของผู้เสียหายเท่าที่ทราบในวันที่เผยแพร่ ปัดเศษ"},
           {"withheld", "ค่าว่าง หรือไม่มีแถว: จำนวนคนน้อยกว่าเกณฑ์หรือไม่มี หรือมูลค่าส่วนใหญ่เป็นของคนเดียว หรือตัวเลขที่ทำให้ย้อนคำนวณค่าเหล่านั้นได้"},
           {"revised", "false: เปลี่ยนแปลงน้อยกว่าเกณฑ์หรือไม่เปลี่ยนแปลง จึงคงตัวเลขที่เผยแพร่ไว้เดิม"},
           {"age_band", "อายุเป็นปีในวันที่แจ้ง ตามช่วงอายุของสำนักงานตำรวจแห่งชาติ"}}},
      {"totals", CellOf(figures.totals)}};
  json::array tables;
  for (const ReleaseTable& table : figures.tables) tables.emplace_back(TableOf(table));
  out["tables"] = std::move(tables);
  if (figures.earlier) {
    out["period_before"] = json::object{{"period", PeriodOf(figures.earlier->period)},
                                        {"totals", CellOf(figures.earlier->totals)},
                                        {"tables", json::array{TableOf(figures.earlier->by_case_type)}}};
  } else {
    out["period_before"] = nullptr;
  }
  return json::serialize(out);
}

base::Result<std::string> ReleaseCsv(std::string_view document) {
  boost::system::error_code error;
  const json::value root = json::parse(document, error);
  const auto damaged = [] { return base::Fail(base::ErrorCode::kDamaged, "a release's document is not laid out as they are"); };
  if (error || !root.is_object()) return damaged();
  std::string out =
      "period,table,part,second_part,count,damage_satang,published_in_release,published_count,published_damage_satang,"
      "revised\r\n";
  try {
    AppendCsvPart(root.get_object(), out);
    if (const json::value& before = root.at("period_before"); before.is_object()) AppendCsvPart(before.get_object(), out);
  } catch (const std::exception&) {  // a member that is missing, or of another type
    return damaged();
  }
  return out;
}

}  // namespace cybercheck::cases
