// SPDX-License-Identifier: Apache-2.0
// Table `counts`: what every other table of an environment should hold, written by the commit that changed it. A walk that comes
// to other numbers has met rows that are missing, doubled, or old: a checksum cannot tell an old value from the present one, the
// sum of all checksums can. It also lists the tables, so that a check can walk those it has never heard of.
//
//   key: table number u16     value: rows u64 | sum u64 (of all rows' checksums, mod 2^64) | name
//   key: 0                    value: commits u64
//
// LMDB chooses between two states of a file by a number that no checksum protects; `commits` stands inside both states and tells
// whether the newer one was chosen (data_check.cc).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/environment.h"

namespace cybercheck::store {

inline constexpr TableId kCountsTable{"counts", 4};

struct TableCount {
  uint16_t number = 0;
  uint64_t rows = 0, sum = 0;
  std::string name;

  TableId id() const { return {name.c_str(), number}; }  // lives as long as this
};

std::string CountKey(uint16_t table_number);
std::string EncodeTableCount(const TableCount& count);
// Errors: kDamaged.
base::Result<TableCount> DecodeTableCount(std::string_view key, std::string_view value);

// All tables but `counts`, by number; none in an environment nobody has written to.
base::Result<std::vector<TableCount>> ReadCounts(Environment& environment, const ReadTxn& txn);
// How many commits have changed the environment.
base::Result<uint64_t> ReadCommits(Environment& environment, const ReadTxn& txn);
base::Result<uint64_t> ReadCommits(Environment& environment, WriteTxn& txn);  // before this one

}  // namespace cybercheck::store
