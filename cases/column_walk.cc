// SPDX-License-Identifier: Apache-2.0
#include "cases/column_walk.h"

#include <algorithm>
#include <cstring>

#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

// How many of a block's days are among `days`. No branch, so that compilers take eight at a time.
size_t CountOf(std::string_view values, DayRange days) noexcept {
  if (days.first > days.last || days.first > UINT16_MAX) return 0;
  const auto first = static_cast<uint16_t>(days.first);
  const auto span = static_cast<uint16_t>(std::min<uint32_t>(days.last, UINT16_MAX) - first);
  uint16_t among = 0;
  static_assert(kColumnBlock <= UINT16_MAX);
  for (size_t at = 0; at + sizeof(uint16_t) <= values.size(); at += sizeof(uint16_t)) {
    uint16_t day;
    std::memcpy(&day, values.data() + at, sizeof day);
    among = static_cast<uint16_t>(among + (static_cast<uint16_t>(day - first) <= span ? 1 : 0));
  }
  return among;
}

}  // namespace

base::Result<ColumnWalk> ColumnWalk::Open(const Tables& tables, const store::ReadTxn& txn, CaseColumn days,
                                          std::vector<CaseColumn> columns) {
  columns.push_back(days);
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  std::stable_partition(columns.begin(), columns.end(), [days](CaseColumn column) { return column == days; });
  ColumnWalk walk;
  for (const CaseColumn column : columns) {
    ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.case_columns));
    walk.walks_.push_back({column, std::move(cursor)});
  }
  return walk;
}

base::Result<ColumnWalk::Block> ColumnWalk::Next(DayRange any, DayRange all) {
  Block block;
  ASSIGN_OR_RETURN(block.count, Read(walks_.front(), block_ == 0));
  if (block.count > kColumnBlock) return BadRow("case_columns");
  block.has_any = CountOf(walks_.front().values, any) != 0;
  block.all_within = block.has_any && CountOf(walks_.front().values, all) == block.count;
  for (size_t i = 1; i < walks_.size() && (block.has_any || block.count == 0); ++i) {
    ASSIGN_OR_RETURN(const size_t count, Read(walks_[i], !side_by_side_));
    if (count != block.count) return BadRow("case_columns");
  }
  side_by_side_ = block.has_any;
  ++block_;
  return block;
}

// Its values of the block at hand; `seek`: the cursor does not stand at the block before.
base::Result<size_t> ColumnWalk::Read(Walk& walk, bool seek) {
  const std::string key = ColumnKey(walk.column, block_);
  ASSIGN_OR_RETURN(const auto row, seek ? walk.cursor.SeekAtLeast(key) : walk.cursor.Next());
  walk.values = row && row->key == key ? row->value : std::string_view();
  if (walk.values.empty()) return size_t{0};
  const size_t width = WidthOf(walk.column);
  if (width == 0) {
    ASSIGN_OR_RETURN(walk.money, MoneyBlock::Read(walk.values));
    return walk.money.count();
  }
  if (walk.values.size() % width != 0) return BadRow("case_columns");
  return walk.values.size() / width;
}

std::string_view ColumnWalk::ValuesOf(CaseColumn column) const noexcept {
  for (const Walk& walk : walks_)
    if (walk.column == column) return walk.values;
  return {};
}

MoneyBlock ColumnWalk::MoneyOf(CaseColumn column) const noexcept {
  for (const Walk& walk : walks_)
    if (walk.column == column) return walk.money;
  return {};
}

}  // namespace cybercheck::cases
