// SPDX-License-Identifier: Apache-2.0
#include "ingest/published_file.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "cases/bangkok_calendar.h"
#include "cases/release_period.h"
#include "ingest/csv_reader.h"
#include "ingest/published_number.h"
#include "ingest/thai_date.h"

namespace cybercheck::ingest {
namespace {

namespace json = boost::json;
using cases::PrintedFigure;
using cases::PublishedTable;
using Measure = PublishedTable::Measure;

constexpr size_t kRowsMax = 100'000;
constexpr std::string_view kTotals[] = {"total", "totals", "all", "sum", "รวม", "รวมทั้งหมด", "รวมทั้งสิ้น", "ทั้งหมด", "ทั้งสิ้น", "ยอดรวม"};

base::Error Fail(uint64_t line, std::string_view what) {
  return base::Fail(base::ErrorCode::kBadFeed, "line " + std::to_string(line) + ": " + std::string(what));
}

std::string Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string()
                                         : std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}
std::string Folded(std::string_view text) { return Trimmed(FoldWritten(text)); }

enum class Role : uint8_t {
  kMeasure,
  kShare,
  kPerDay,
  kBefore,
  kChange,
  kChangeShare,
  kPartOf,
  kShareOf,
  kDays,
  kFrom,
  kTo,
  kName,  // part of the rows' names, though codes may be numbers
  kIgnored
};

// A column's heading, taken apart.
struct Heading {
  std::string text;
  Role role = Role::kMeasure;
  std::string of;  // folded, without the words of its role and its unit: what it is told about
  int64_t unit = 1;
  bool basis_points = false;
};

bool Remove(std::string& text, std::initializer_list<std::string_view> words) {
  bool found = false;
  for (const std::string_view word : words)
    for (size_t at = text.find(word); at != std::string::npos; at = text.find(word)) {
      text.erase(at, word.size());
      found = true;
    }
  return found;
}

Role RoleOfWhole(const std::string& folded) {
  static const std::map<std::string, Role, std::less<>> roles = {{"part_of", Role::kPartOf},
                                                                 {"part of", Role::kPartOf},
                                                                 {"เป็นส่วนของ", Role::kPartOf},
                                                                 {"เป็นส่วนหนึ่งของ", Role::kPartOf},
                                                                 {"share_of", Role::kShareOf},
                                                                 {"share of", Role::kShareOf},
                                                                 {"ร้อยละของ", Role::kShareOf},
                                                                 {"คิดเป็นร้อยละของ", Role::kShareOf},
                                                                 {"days", Role::kDays},
                                                                 {"จำนวนวัน", Role::kDays},
                                                                 {"วัน", Role::kDays},
                                                                 {"from", Role::kFrom},
                                                                 {"ตั้งแต่", Role::kFrom},
                                                                 {"ตั้งแต่วันที่", Role::kFrom},
                                                                 {"to", Role::kTo},
                                                                 {"ถึง", Role::kTo},
                                                                 {"ถึงวันที่", Role::kTo},
                                                                 {"year_be", Role::kIgnored},
                                                                 {"note", Role::kIgnored},
                                                                 {"หมายเหตุ", Role::kIgnored},
                                                                 {"source", Role::kIgnored},
                                                                 {"ที่มา", Role::kIgnored},
                                                                 {"ลำดับ", Role::kIgnored},
                                                                 {"rank", Role::kIgnored},
                                                                 {"published_in_release", Role::kIgnored}};
  // What our own tables are told by, as CSV has them.
  static const std::set<std::string, std::less<>> names = {
      "state",     "outcome",     "kind",       "channel",     "contact_channel",
      "case_type", "sex",         "age_band",   "province",    "station",
      "verified",  "bank",        "row",        "place",       "colour",
      "ground",    "table",       "category",   "victim_kind", "indicator_kind",
      "standing",  "day",         "week",       "month",       "year",
      "part",      "second_part", "fiscal_year"};
  if (names.contains(folded)) return Role::kName;
  const auto at = roles.find(folded);
  return at == roles.end() ? Role::kMeasure : at->second;
}

Heading ReadHeading(std::string_view text) {
  Heading out{.text = Trimmed(text), .of = Folded(text), .unit = UnitIn(text)};
  out.role = RoleOfWhole(out.of);
  if (out.role != Role::kMeasure) return out;
  if (out.of.starts_with("rank_") || out.of.starts_with("largest_")) {
    out.role = Role::kIgnored;
    return out;
  }
  const bool change = Remove(out.of, {"change_percent", "เปลี่ยนแปลง", "เพิ่มขึ้น/ลดลง", "เพิ่ม/ลด", "change", "Δ"});
  out.basis_points = out.of.ends_with("_bp") && Remove(out.of, {"_bp"});
  const bool share =
      Remove(out.of, {"ร้อยละ", "สัดส่วน", "share", "percent", "%"}) || Folded(text).find("change_percent") != std::string::npos;
  if (const size_t open = out.of.find('('); open != std::string::npos) out.of.erase(open);
  if (change)
    out.role = share ? Role::kChangeShare : Role::kChange;
  else if (share)
    out.role = Role::kShare;
  else if (Remove(out.of, {"เฉลี่ยต่อวัน", "ต่อวัน", "per day", "per_day", "a day"}))
    out.role = Role::kPerDay;
  else if (Remove(out.of, {"before", "previous", "ก่อนหน้า", "ช่วงก่อน", "สัปดาห์ก่อน", "เดือนก่อน", "ปีก่อน"}))
    out.role = Role::kBefore;
  const size_t begin = out.of.find_first_not_of(" _");
  out.of = begin == std::string::npos ? std::string() : out.of.substr(begin, out.of.find_last_not_of(" _") - begin + 1);
  return out;
}

struct CsvRow {
  uint64_t line = 0;
  std::vector<std::string> cells;
  std::string_view at(size_t i) const { return i < cells.size() ? std::string_view(cells[i]) : std::string_view(); }
};

base::Result<std::vector<CsvRow>> RowsOf(std::string_view text) {
  std::vector<CsvRow> rows;
  CsvReader reader(',', '#');
  const auto take = [&rows](const CsvReader::Row& row) -> base::Result<void> {
    if (row.comment) return {};
    if (row.fault != CsvReader::Fault::kNone) return Fail(row.line, "is no row of CSV: a quote without its end, or too long");
    if (rows.size() == kRowsMax) return Fail(row.line, "a table has at most 100,000 rows");
    CsvRow& out = rows.emplace_back();
    out.line = row.line;
    for (const std::string_view field : row.fields) out.cells.push_back(Trimmed(field));
    if (std::all_of(out.cells.begin(), out.cells.end(), [](const auto& cell) { return cell.empty(); })) rows.pop_back();
    return {};
  };
  TRY(reader.Feed(text, take));
  TRY(reader.Finish(take));
  return rows;
}

class CsvTable {
 public:
  explicit CsvTable(int64_t now_s) : now_s_(now_s) {}

  base::Result<PublishedTable> Read(std::string_view text) {
    ASSIGN_OR_RETURN(std::vector<CsvRow> rows, RowsOf(text));
    TRY(TakePeriod(rows));
    if (rows.size() < 2) return Fail(rows.empty() ? 1 : rows[0].line, "a table has a heading and a row at least");
    for (const std::string& cell : rows.front().cells) headings_.push_back(ReadHeading(cell));
    rows.erase(rows.begin());
    TRY(FindMeasures(rows));
    for (const CsvRow& row : rows) TRY(TakeRow(row));
    TRY(CheckNames());
    return std::move(out_);
  }

 private:
  base::Result<uint32_t> Day(const CsvRow& row, std::string_view text) const {
    int64_t unix_s = 0;
    if (const auto bad = ReadThaiDate(text, now_s_, DateOrder::kUnsaid, unix_s)) return Fail(row.line, bad->detail);
    return cases::DayOf(unix_s);
  }
  base::Result<uint32_t> Days(const CsvRow& row, std::string_view text) const {
    const auto days = ReadPrinted(text);
    if (!days || !days->exact || days->value <= 0 || days->value > 100'000 * cases::kPrintedUnit)
      return Fail(row.line, "days must be a whole number");
    return static_cast<uint32_t>(days->value / cases::kPrintedUnit);
  }
  base::Result<std::pair<uint32_t, uint32_t>> Period(const CsvRow& row, std::string_view from, std::string_view to) const {
    ASSIGN_OR_RETURN(const uint32_t first, Day(row, from));
    ASSIGN_OR_RETURN(const uint32_t last, Day(row, to));
    if (first > last) return Fail(row.line, "the period ends before it begins");
    return std::pair(first, last);
  }
  // "2026-02", "ก.พ. 2569": a month, by its name alone.
  std::optional<std::pair<uint32_t, uint32_t>> MonthNamed(std::string_view name) const {
    std::optional<uint32_t> first;
    if (name.size() == 7 && name[4] == '-') {
      first = cases::ParseDay(std::string(name) + "-01");
    } else if (int64_t unix_s = 0; !ReadThaiDate("1 " + std::string(name), now_s_, DateOrder::kUnsaid, unix_s)) {
      first = cases::DayOf(unix_s);
    }
    if (!first) return std::nullopt;
    const cases::ReleasePeriod month = cases::MonthPeriod(cases::MonthOfDay(*first));
    if (month.from != *first) return std::nullopt;
    return std::pair(month.from, month.to);
  }

  // Rows above the heading that tell of the whole table: from, to, days.
  base::Result<void> TakePeriod(std::vector<CsvRow>& rows) {
    std::string from, to;
    while (!rows.empty()) {
      const CsvRow row = rows.front();
      const Role role = RoleOfWhole(Folded(row.at(0)));
      const bool alone = std::all_of(row.cells.begin() + std::min<size_t>(2, row.cells.size()), row.cells.end(),
                                     [](const auto& cell) { return cell.empty(); });
      if (!alone || (role != Role::kFrom && role != Role::kTo && role != Role::kDays && role != Role::kIgnored)) break;
      if (role == Role::kFrom) from = row.at(1);
      if (role == Role::kTo) to = row.at(1);
      if (role == Role::kDays) {
        ASSIGN_OR_RETURN(out_.days, Days(row, row.at(1)));
      }
      if (!from.empty() && !to.empty()) {
        ASSIGN_OR_RETURN(const auto period, Period(row, from, to));
        const uint32_t days = period.second - period.first + 1;
        if (out_.days != 0 && out_.days != days)
          return Fail(row.line, "from and to are " + std::to_string(days) + " days, days says " + std::to_string(out_.days));
        out_.days = days;
      }
      rows.erase(rows.begin());
    }
    return {};
  }

  // Which columns hold figures, and which of those tell of which. A column of words makes part of the rows' names.
  base::Result<void> FindMeasures(const std::vector<CsvRow>& rows) {
    columns_.resize(headings_.size());
    for (size_t i = 1; i < headings_.size(); ++i) {
      Heading& heading = headings_[i];
      if (heading.role == Role::kName) named_by_.push_back(i);
      if (heading.role > Role::kChangeShare) continue;
      size_t told = 0, figures = 0;
      for (const CsvRow& row : rows) {
        if (IsUntold(row.at(i))) continue;
        ++told;
        figures += ReadPrinted(row.at(i), heading.unit).has_value();
      }
      if (heading.role == Role::kMeasure && figures == 0 && told > 0) {
        named_by_.push_back(i);
        continue;
      }
      for (const CsvRow& row : rows)
        if (!IsUntold(row.at(i)) && !ReadPrinted(row.at(i), heading.unit))
          return Fail(row.line,
                      "\"" + std::string(row.at(i)).substr(0, 64) + "\" in column \"" + heading.text + "\" is no figure");
      columns_[i] = out_.columns.size();
      out_.columns.push_back(heading.text);
      if (heading.role == Role::kMeasure) {
        out_.measures.push_back({.name = heading.text,
                                 .count = columns_[i],
                                 .share = {},
                                 .per_day = {},
                                 .before = {},
                                 .change = {},
                                 .change_share = {}});
        measured_.push_back(heading.of);
      }
    }
    std::optional<size_t> left;
    for (size_t i = 1; i < headings_.size(); ++i) {
      if (!columns_[i]) continue;
      const Heading& heading = headings_[i];
      if (heading.role == Role::kMeasure) {
        left = left ? *left + 1 : 0;
        continue;
      }
      std::optional<size_t> of = left;
      for (size_t m = 0; m < measured_.size(); ++m)
        if (!heading.of.empty() && (measured_[m] == heading.of || measured_[m] == heading.of + "_satang")) of = m;
      Measure& measure = of ? out_.measures[*of] : Alone(heading);
      std::optional<size_t>& place = heading.role == Role::kShare    ? measure.share
                                     : heading.role == Role::kPerDay ? measure.per_day
                                     : heading.role == Role::kBefore ? measure.before
                                     : heading.role == Role::kChange ? measure.change
                                                                     : measure.change_share;
      if (place)
        return base::Fail(base::ErrorCode::kBadFeed,
                          "\"" + heading.text + "\": a second column tells the same of \"" + measure.name + "\"");
      place = columns_[i];
    }
    if (out_.columns.empty()) return base::Fail(base::ErrorCode::kBadFeed, "no column holds figures");
    return {};
  }
  // Shares alone, of what the table does not tell.
  Measure& Alone(const Heading& heading) {
    if (!alone_) {
      alone_ = out_.measures.size();
      out_.measures.push_back({.name = heading.text,
                               .sums = false,
                               .count = {},
                               .share = {},
                               .per_day = {},
                               .before = {},
                               .change = {},
                               .change_share = {}});
      measured_.emplace_back();
    }
    return out_.measures[*alone_];
  }

  base::Result<void> TakeRow(const CsvRow& row) {
    PublishedTable::Row& out = out_.rows.emplace_back();
    out.name = row.at(0);
    for (const size_t i : named_by_) out.name.append(", ").append(row.at(i));
    const std::string name = Folded(row.at(0));
    out.is_total = std::find(std::begin(kTotals), std::end(kTotals), name) != std::end(kTotals);
    if (out.is_total && total_++ != 0) return Fail(row.line, "a second total: name it otherwise and say what is part of it");
    out.figures.resize(out_.columns.size());
    std::string from, to;
    for (size_t i = 1; i < headings_.size(); ++i) {
      const std::string_view cell = row.at(i);
      const Heading& heading = headings_[i];
      if (columns_[i]) {
        out.figures[*columns_[i]] = ReadPrinted(cell, heading.unit);
        if (auto& figure = out.figures[*columns_[i]]; figure && heading.basis_points) {
          figure->value /= 100;
          figure->last_digit /= 100;
        }
      }
      if (cell.empty()) continue;
      if (heading.role == Role::kPartOf) TakePartOf(cell, out);
      if (heading.role == Role::kShareOf) out.share_of = cell;
      if (heading.role == Role::kFrom) from = cell;
      if (heading.role == Role::kTo) to = cell;
      if (heading.role == Role::kDays) {
        ASSIGN_OR_RETURN(out.days, Days(row, cell));
      }
    }
    if (!from.empty() && !to.empty()) {
      ASSIGN_OR_RETURN(const auto period, Period(row, from, to));
      std::tie(out.from, out.to) = period;
      out.days = out.to - out.from + 1;
    } else if (const auto month = out.is_total ? std::nullopt : MonthNamed(row.at(0))) {
      std::tie(out.from, out.to) = *month;
    }
    return {};
  }
  static void TakePartOf(std::string_view cell, PublishedTable::Row& out) {
    while (!cell.empty()) {
      const std::string_view one = cell.substr(0, cell.find(';'));
      cell.remove_prefix(std::min(one.size() + 1, cell.size()));
      const std::string folded = Folded(one);
      const bool total = std::find(std::begin(kTotals), std::end(kTotals), folded) != std::end(kTotals);
      out.part_of.push_back(total ? "total" : Trimmed(one));
    }
  }

  // What a row refers to must be there.
  base::Result<void> CheckNames() const {
    std::set<std::string, std::less<>> names;
    for (const auto& row : out_.rows) names.insert(row.name);
    for (const auto& row : out_.rows) {
      std::vector<std::string> wanted = row.part_of;
      if (!row.share_of.empty()) wanted.push_back(row.share_of);
      for (const std::string& name : wanted)
        if (name != "-" && name != "total" && !names.contains(name))
          return base::Fail(base::ErrorCode::kBadFeed, "\"" + row.name + "\" refers to \"" + name + "\", which is no row");
    }
    return {};
  }

  const int64_t now_s_;
  PublishedTable out_;
  std::vector<Heading> headings_;
  std::vector<std::optional<size_t>> columns_;  // by heading: its place among the figures
  std::vector<size_t> named_by_;
  std::vector<std::string> measured_;  // by measure: Heading::of
  std::optional<size_t> alone_;
  size_t total_ = 0;
};

base::Error NoAnswer(std::string_view what) {
  return base::Fail(base::ErrorCode::kBadFeed,
                    "is neither an answer of GET /v1/statistics/{table} nor a release: " + std::string(what));
}

// A number of an answer. Whole ones are exact; averages have two decimals.
std::optional<PrintedFigure> FigureOf(const json::value* value) {
  if (value == nullptr) return std::nullopt;
  constexpr int64_t kUnit = cases::kPrintedUnit;
  if (value->is_int64() && std::abs(value->get_int64()) <= cases::kPrintedMax / kUnit)
    return PrintedFigure{.value = value->get_int64() * kUnit, .last_digit = kUnit, .exact = true};
  if (value->is_double() && std::abs(value->get_double()) < 1e12)
    return PrintedFigure{.value = std::llround(value->get_double() * 100) * (kUnit / 100), .last_digit = kUnit / 100};
  return std::nullopt;
}

}  // namespace

base::Result<PublishedTable> ReadPublishedCsv(std::string_view text, int64_t now_s) { return CsvTable(now_s).Read(text); }

namespace {

// An answer of GET /v1/statistics/{table}.
base::Result<PublishedTable> ReadAnswer(const json::object& root) {
  const json::value* rows = root.if_contains("rows");
  const json::value* totals = root.if_contains("totals");
  if (rows == nullptr || !rows->is_array() || totals == nullptr || !totals->is_object()) return NoAnswer("no rows and totals");

  PublishedTable out;
  if (const json::value* days = root.if_contains("days"); days != nullptr && days->is_int64())
    out.days = static_cast<uint32_t>(std::clamp<int64_t>(days->get_int64(), 0, 100'000));
  // An average is over the days that had come.
  const json::value* per_day = root.if_contains("per_day");
  const json::value* so_far = per_day != nullptr && per_day->is_object() ? per_day->get_object().if_contains("days") : nullptr;
  if (so_far != nullptr && so_far->is_int64())
    out.days = static_cast<uint32_t>(std::clamp<int64_t>(so_far->get_int64(), 0, out.days));
  // A place in a row for each thing told, and where it stands in the answer.
  std::vector<std::string> in_row, in_previous;
  const auto add = [&](std::string_view column, std::string member) {
    out.columns.emplace_back(column);
    in_row.push_back(std::move(member));
    return out.columns.size() - 1;
  };
  for (const auto& member : totals->get_object()) {
    const std::string name(member.key());
    if (name.starts_with("largest") || name.find("median") != std::string::npos || name.find("p90") != std::string::npos)
      continue;
    const std::string short_name = name.ends_with("_satang") ? name.substr(0, name.size() - 7) : name;
    Measure measure{
        .name = name, .count = add(name, name), .share = {}, .per_day = {}, .before = {}, .change = {}, .change_share = {}};
    measure.share = add("share_" + short_name, "share_" + short_name + "_bp");
    measure.per_day = add("per_day." + name, "");
    measure.before = add("previous." + name, "");
    const std::string change = "change_" + name;
    measure.change = add(change, change);
    out.measures.push_back(std::move(measure));
  }
  const json::array* by = nullptr;
  if (const json::value* names = root.if_contains("by"); names != nullptr && names->is_array()) by = &names->get_array();
  for (const json::value& row : rows->get_array()) {
    if (!row.is_object()) return NoAnswer("a row is no object");
    PublishedTable::Row& added = out.rows.emplace_back();
    for (const auto& part : by != nullptr ? *by : json::array()) {
      const json::value* code = part.is_string() ? row.get_object().if_contains(part.get_string()) : nullptr;
      if (code == nullptr || !code->is_string()) continue;
      added.name.append(added.name.empty() ? "" : ", ").append(code->get_string());
    }
    added.figures.resize(out.columns.size());
    for (size_t i = 0; i < out.columns.size(); ++i) {
      if (in_row[i].empty()) continue;
      added.figures[i] = FigureOf(row.get_object().if_contains(in_row[i]));
      if (added.figures[i] && in_row[i].ends_with("_bp")) {
        added.figures[i]->value /= 100;
        added.figures[i]->last_digit /= 100;
      }
    }
  }
  PublishedTable::Row& total = out.rows.emplace_back();
  total.name = "totals";
  total.is_total = true;
  total.figures.resize(out.columns.size());
  const auto member_of = [&root](std::string_view object, const std::string& name) -> const json::value* {
    const json::value* found = root.if_contains({object.data(), object.size()});
    return found != nullptr && found->is_object() ? found->get_object().if_contains(name) : nullptr;
  };
  for (const Measure& measure : out.measures) {
    total.figures[*measure.count] = FigureOf(member_of("totals", measure.name));
    total.figures[*measure.per_day] = FigureOf(member_of("per_day", measure.name));
    total.figures[*measure.before] = FigureOf(member_of("previous", measure.name));
    total.figures[*measure.change] = FigureOf(member_of("previous", "change_" + measure.name));
  }
  return out;
}

// A release: its tables and those of the period before, each with what all of them are parts of.
class ReleaseTables {
 public:
  base::Result<std::vector<PublishedTable>> Read(const json::object& root) {
    const json::object* protection = ObjectIn(root, "protection");
    const json::value* rounding = protection != nullptr ? protection->if_contains("satang_rounding") : nullptr;
    if (rounding != nullptr && rounding->is_int64()) satang_step_ = std::clamp<int64_t>(rounding->get_int64(), 1, kStepMax);
    TRY(TakePeriod(root));
    if (const json::object* before = ObjectIn(root, "period_before")) TRY(TakePeriod(*before));
    return std::move(out_);
  }

 private:
  static constexpr int64_t kStepMax = 1'000'000'000;
  enum Column : size_t { kCount, kDamage, kCountBefore, kDamageBefore, kChange };

  static const json::object* ObjectIn(const json::object& object, std::string_view name) {
    const json::value* found = object.if_contains({name.data(), name.size()});
    return found != nullptr && found->is_object() ? &found->get_object() : nullptr;
  }
  static std::string TextIn(const json::object& object, std::string_view name) {
    const json::value* found = object.if_contains({name.data(), name.size()});
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
  }

  base::Result<void> TakePeriod(const json::object& root) {
    const json::object* period = ObjectIn(root, "period");
    const json::object* totals = ObjectIn(root, "totals");
    const json::value* tables = root.if_contains("tables");
    if (period == nullptr || totals == nullptr || tables == nullptr || !tables->is_array())
      return NoAnswer("no period, totals and tables");
    for (const json::value& table : tables->get_array()) {
      if (!table.is_object()) return NoAnswer("a table is no object");
      TRY(TakeTable(TextIn(*period, "name"), *totals, table.get_object()));
    }
    return {};
  }

  base::Result<void> TakeTable(const std::string& period, const json::object& totals, const json::object& table) {
    const json::value* by = table.if_contains("by");
    const json::value* rows = table.if_contains("rows");
    if (by == nullptr || !by->is_array() || rows == nullptr || !rows->is_array()) return NoAnswer("a table without by and rows");
    PublishedTable& out = out_.emplace_back();
    out.columns = {"count", "damage_satang", "published.count", "published.damage_satang", "change_count"};
    out.measures.push_back({.name = "count",
                            .count = kCount,
                            .share = {},
                            .per_day = {},
                            .before = kCountBefore,
                            .change = kChange,
                            .change_share = {}});
    out.measures.push_back(
        {.name = "damage_satang", .count = kDamage, .share = {}, .per_day = {}, .before = {}, .change = {}, .change_share = {}});
    // All ages and sexes have a row; of types, provinces and channels only those that ever had enough.
    bool all_there = true, told_before = totals.contains("published");
    std::vector<std::string> dimensions;
    for (const json::value& dimension : by->get_array()) {
      if (!dimension.is_string()) return NoAnswer("by names no dimensions");
      dimensions.emplace_back(dimension.get_string());
      all_there = all_there && (dimensions.back() == "sex" || dimensions.back() == "age_band");
    }
    for (const json::value& row : rows->get_array()) {
      if (!row.is_object()) return NoAnswer("a row is no object");
      std::string name = period;
      for (const std::string& dimension : dimensions)
        name.append(dimension == dimensions.front() ? " " : ", ").append(TextIn(row.get_object(), dimension));
      TakeRow(std::move(name), row.get_object(), out);
      all_there = all_there && out.rows.back().figures[kCount].has_value();
      told_before = told_before || row.get_object().contains("published");
    }
    TakeRow(period + " totals", totals, out);
    out.rows.back().is_total = true;
    out.parts = told_before ? PublishedTable::Parts::kApart
                : all_there ? PublishedTable::Parts::kWhole
                            : PublishedTable::Parts::kAtMost;
    return {};
  }

  void TakeRow(std::string name, const json::object& cell, PublishedTable& out) const {
    PublishedTable::Row& row = out.rows.emplace_back();
    row.name = std::move(name);
    row.figures.resize(out.columns.size());
    row.figures[kCount] = FigureOf(cell.if_contains("count"));
    row.figures[kDamage] = RoundedIn(cell);
    row.figures[kChange] = FigureOf(cell.if_contains("change_count"));
    if (const json::object* published = ObjectIn(cell, "published")) {
      row.figures[kCountBefore] = FigureOf(published->if_contains("count"));
      row.figures[kDamageBefore] = RoundedIn(*published);
    }
  }
  // Sums are told to whole steps, each apart.
  std::optional<PrintedFigure> RoundedIn(const json::object& cell) const {
    auto figure = FigureOf(cell.if_contains("damage_satang"));
    if (figure && satang_step_ > 1) {
      figure->last_digit = satang_step_ * cases::kPrintedUnit;
      figure->exact = false;
    }
    return figure;
  }

  int64_t satang_step_ = 1;
  std::vector<PublishedTable> out_;
};

}  // namespace

base::Result<std::vector<PublishedTable>> ReadPublishedJson(std::string_view text) {
  boost::system::error_code broken;
  const json::value value = json::parse({text.data(), text.size()}, broken);
  if (broken || !value.is_object()) return NoAnswer("not an object");
  const json::object& root = value.get_object();
  if (root.contains("release")) return ReleaseTables().Read(root);
  ASSIGN_OR_RETURN(PublishedTable table, ReadAnswer(root));
  std::vector<PublishedTable> tables;
  tables.push_back(std::move(table));
  return tables;
}

}  // namespace cybercheck::ingest
