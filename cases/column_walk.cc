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

bool HasFlags(std::string_view values, ColumnWalk::Flags wanted) noexcept {
  uint8_t found = 0;
  for (const char value : values) found |= (static_cast<uint8_t>(value) & wanted.mask) == wanted.value ? 1 : 0;
  return found != 0;
}

}  // namespace

base::Result<ColumnWalk> ColumnWalk::Open(const Tables& tables, const store::ReadTxn& txn, CaseColumn days, Flags flags,
                                          std::vector<CaseColumn> columns) {
  std::vector<CaseColumn> order{days};
  if (flags.mask != 0) order.push_back(CaseColumn::kFlags);
  for (const CaseColumn column : columns)
    if (std::ranges::find(order, column) == order.end()) order.push_back(column);
  ColumnWalk walk(flags);
  for (const CaseColumn column : order) {
    ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.case_columns));
    walk.walks_.push_back({column, std::move(cursor)});
  }
  return walk;
}

base::Result<ColumnWalk::Block> ColumnWalk::Next(DayRange any, DayRange all) {
  Block block;
  ASSIGN_OR_RETURN(block.count, Read(walks_.front()));
  if (block.count > kColumnBlock) return BadRow("case_columns");
  block.has_any = CountOf(walks_.front().values, any) != 0;
  block.all_within = block.has_any && CountOf(walks_.front().values, all) == block.count;
  for (size_t i = 1; i < walks_.size() && (block.has_any || block.count == 0); ++i) {
    ASSIGN_OR_RETURN(const size_t count, Read(walks_[i]));
    if (count != block.count) return BadRow("case_columns");
    if (i == 1 && flags_.mask != 0 && !HasFlags(walks_[i].values, flags_)) block.has_any = false;
  }
  ++block_;
  return block;
}

// Its values of the block at hand.
base::Result<size_t> ColumnWalk::Read(Walk& walk) {
  const std::string key = ColumnKey(walk.column, block_);
  ASSIGN_OR_RETURN(const auto row, walk.next == block_ ? walk.cursor.Next() : walk.cursor.SeekAtLeast(key));
  walk.next = block_ + 1;
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
