// SPDX-License-Identifier: Apache-2.0
// Walks the blocks of the columns that a question reads, side by side. Cases are opened about as they are reported, so most
// blocks hold no case of a short period: of those nothing but the days is read. Likewise of flags, where they are asked about.
// One thread; views live as long as the transaction. Errors: kDamaged, kIo.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cases/case_columns.h"
#include "cases/money_block.h"
#include "cases/tables.h"

namespace cybercheck::cases {

struct DayRange {
  uint32_t first = 0, last = 0;  // both included
};

class ColumnWalk {
 public:
  struct Flags {
    uint8_t mask = 0, value = 0;  // a case is wanted where the masked flags have the value
  };
  // Columns to be read, each named as often as one likes; `days` is one of two bytes.
  static base::Result<ColumnWalk> Open(const Tables& tables, const store::ReadTxn& txn, CaseColumn days, Flags flags,
                                       std::vector<CaseColumn> columns);

  struct Block {
    size_t count = 0;         // cases; 0: there are no more
    bool has_any = false;     // of `any`, and of the flags; else nothing more was read
    bool all_within = false;  // every day is one of `all`
  };
  base::Result<Block> Next(DayRange any, DayRange all);
  void SeekTo(uint32_t block) noexcept { block_ = block; }  // which is the next

  // The values of the block at hand, as many as it has cases, of one or two bytes each; of money in a form of its own.
  std::string_view ValuesOf(CaseColumn column) const noexcept;
  MoneyBlock MoneyOf(CaseColumn column) const noexcept;

 private:
  struct Walk {
    CaseColumn column;
    store::Cursor cursor;
    uint32_t next = UINT32_MAX;  // the block that its cursor gives next
    std::string_view values{};
    MoneyBlock money{};
  };
  explicit ColumnWalk(Flags flags) : flags_(flags) {}
  base::Result<size_t> Read(Walk& walk);

  std::vector<Walk> walks_;  // the days' first, then the flags' if they matter
  Flags flags_;
  uint32_t block_ = 0;
};

}  // namespace cybercheck::cases
