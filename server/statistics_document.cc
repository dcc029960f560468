// SPDX-License-Identifier: Apache-2.0
#include "server/statistics_document.h"

#include "cases/bangkok_calendar.h"
#include "server/json_members.h"

namespace cybercheck::server {
namespace {

using cases::Measure;
using cases::StatisticTable;

void AppendHundredths(std::string_view name, int64_t hundredths, std::string& out) {
  BeginMember(name, out);
  const auto size = static_cast<uint64_t>(hundredths < 0 ? -hundredths : hundredths);
  if (hundredths < 0) out += '-';
  out.append(std::to_string(size / 100)).append(".");
  out += static_cast<char>('0' + size / 10 % 10);
  out += static_cast<char>('0' + size % 10);
}

void AppendValue(const Measure& measure, const std::optional<int64_t>& value, std::string& out) {
  if (!value) {
    BeginMember(measure.name, out);
    out.append("null");
  } else if (measure.halves) {
    BeginMember(measure.name, out);
    out.append(std::to_string(*value / 2)).append(*value % 2 == 0 ? "" : ".5");
  } else {
    AppendMember(measure.name, *value, out);
  }
}

void AppendChange(std::string_view name, const std::optional<int64_t>& before, const std::optional<int64_t>& now,
                  std::string& out) {
  if (before && now) AppendMember(name, *now - *before, out);
}

std::string MoneyName(const StatisticTable& table, std::string_view before, std::string_view behind) {
  return std::string(before).append(table.measures[table.money].name).append(behind);
}

void AppendRow(const StatisticTable& table, const StatisticTable::Row& row, std::string& out) {
  out += '{';
  for (size_t i = 0; i < table.by.size(); ++i) AppendMember(table.by[i], row.parts[i], out);
  for (size_t i = 0; i < table.by.size(); ++i) {
    const auto year = cases::BuddhistYearOf(table.by[i], row.parts[i]);
    if (!year) continue;
    AppendMember("year_be", *year, out);
    break;
  }
  for (size_t i = 0; i < table.measures.size(); ++i) AppendValue(table.measures[i], row.values[i], out);
  AppendMember("rank_count", row.rank_count, out);
  AppendMember("share_count_bp", row.share_count_bp, out);
  AppendChange("change_count", row.count_before, row.values[0], out);
  if (table.money != 0) {
    AppendMember("rank_damage", row.rank_money, out);
    AppendMember("share_damage_bp", row.share_money_bp, out);
    AppendChange(MoneyName(table, "change_", ""), row.money_before, row.values[table.money], out);
  }
  out += '}';
}

void AppendPrevious(const StatisticTable& table, std::string& out) {
  BeginMember("previous", out);
  if (!table.count_before) {
    out.append("null");
    return;
  }
  out += '{';
  AppendMember("from", cases::FormatDay(table.from - table.days()), out);
  AppendMember("to", cases::FormatDay(table.from - 1), out);
  AppendMember(table.measures[0].name, *table.count_before, out);
  AppendChange("change_count", table.count_before, table.totals[0], out);
  if (table.money != 0 && table.money_before) {
    AppendMember(table.measures[table.money].name, *table.money_before, out);
    AppendChange(MoneyName(table, "change_", ""), table.money_before, table.totals[table.money], out);
  }
  out += '}';
}

}  // namespace

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
  for (const StatisticTable::Row& row : table.rows) {
    if (out.back() != '[') out += ',';
    AppendRow(table, row, out);
  }
  out += ']';
  BeginMember("totals", out);
  out += '{';
  for (size_t i = 0; i < table.measures.size(); ++i)
    if (table.totals[i]) AppendValue(table.measures[i], table.totals[i], out);
  out += '}';
  BeginMember("per_day", out);
  out += '{';
  AppendHundredths(table.measures[0].name, cases::PerDayHundredths(*table.totals[0], table.days()), out);
  if (table.money != 0) {
    const int64_t hundredths = cases::PerDayHundredths(*table.totals[table.money], table.days());
    AppendMember(table.measures[table.money].name, (hundredths + 50) / 100, out);
  }
  out += '}';
  AppendPrevious(table, out);
  AppendMember("reconciles", table.reconciles, out);
  BeginMember("as_of", out);
  out += '{';
  AppendMember("seq", as_of.seq, out);
  AppendTime("time", as_of.time_s, out);
  out.append("}}");
}

}  // namespace cybercheck::server
