// SPDX-License-Identifier: Apache-2.0
#include "cases/released_cells.h"

#include <boost/json.hpp>

#include "cases/bangkok_calendar.h"

namespace cybercheck::cases {
namespace {

namespace json = boost::json;

base::Error Damaged() { return base::Fail(base::ErrorCode::kDamaged, "a release's document is not laid out as they are"); }

std::optional<int64_t> NumberOf(const json::object& cell, std::string_view name) {
  const json::value* value = cell.if_contains(name);
  return value != nullptr && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
}

struct Source {
  uint64_t release = 0, as_of_seq = 0;
};

void AddCell(const Source& source, const std::string& name, const json::object& told, ReleasedCells& cells) {
  const auto count = NumberOf(told, "count"), damage = NumberOf(told, "damage_satang");
  if (!count && !damage) return;
  ReleasedCells::Cell& cell = cells.cells[name];
  cell.release = source.release;
  cell.as_of_seq = source.as_of_seq;
  if (count) cell.count = count;
  if (damage) cell.damage_satang = damage;
}

base::Result<void> AddTable(const Source& source, const json::object& table, ReleasedCells& cells) {
  std::vector<CaseDimension> by;
  for (const json::value& name : table.at("by").as_array()) {
    const auto dimension = CaseDimensionNamed(std::string_view(name.as_string()));
    if (!dimension) return Damaged();
    by.push_back(*dimension);
  }
  for (const json::value& value : table.at("rows").as_array()) {
    const json::object& row = value.as_object();
    std::vector<std::string> parts;
    for (const CaseDimension dimension : by) parts.emplace_back(std::string_view(row.at(Name(dimension)).as_string()));
    AddCell(source, CellName(by, parts), row, cells);
  }
  cells.tables.insert(std::move(by));
  return {};
}

base::Result<void> Add(const json::object& whole, uint32_t from, uint32_t to, ReleasedCells& cells) {
  const Source source{static_cast<uint64_t>(whole.at("release").as_int64()),
                      static_cast<uint64_t>(whole.at("as_of").as_object().at("seq").as_int64())};
  const auto is_of = [&](const json::object& part) {
    const json::object& period = part.at("period").as_object();
    return std::string_view(period.at("from").as_string()) == FormatDay(from) &&
           std::string_view(period.at("to").as_string()) == FormatDay(to);
  };
  if (is_of(whole)) {
    AddCell(source, "", whole.at("totals").as_object(), cells);
    for (const json::value& table : whole.at("tables").as_array()) TRY(AddTable(source, table.as_object(), cells));
  }
  const json::value* before = whole.if_contains("period_before");
  if (before == nullptr || !before->is_object() || !is_of(before->as_object())) return {};
  AddCell(source, "", before->as_object().at("totals").as_object(), cells);
  for (const json::value& table : before->as_object().at("tables").as_array()) TRY(AddTable(source, table.as_object(), cells));
  return {};
}

}  // namespace

std::string CellName(const std::vector<CaseDimension>& by, const std::vector<std::string>& parts) {
  std::string name;
  for (size_t i = 0; i < by.size(); ++i) name.append(name.empty() ? "" : "|").append(Name(by[i])).append("=").append(parts[i]);
  return name;
}

base::Result<void> AddReleasedCells(std::string_view document, uint32_t from, uint32_t to, ReleasedCells& cells) {
  boost::system::error_code error;
  const json::value root = json::parse(document, error);
  if (error || !root.is_object()) return Damaged();
  try {
    return Add(root.get_object(), from, to, cells);
  } catch (const std::exception&) {  // a member that is missing, or of another type
    return Damaged();
  }
}

}  // namespace cybercheck::cases
