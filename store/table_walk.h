// SPDX-License-Identifier: Apache-2.0
// One pass over a table that trusts nothing: checksums, strictly rising keys, and for each leaf page its first and last key
// looked up again from the root. A walk goes from leaf to leaf; a look-up comes down the branch pages. Where a damaged branch
// hides rows from look-ups, the two disagree at an edge of a leaf. Within a leaf both see the same bytes, so the edges are
// enough.
#pragma once

#include <functional>
#include <string>

#include "store/environment.h"

namespace cybercheck::store {

class TableWalk {
 public:
  TableWalk(const ReadTxn& txn, const Table& table) : txn_(txn), table_(table) {}

  using OnRow = std::function<void(std::string_view key, std::string_view value)>;
  // Walks from the first key after `after` (empty: the first of all), at most `rows_max` rows. True: there is more.
  // Errors: kDamaged, naming the table and what does not hold; kIo.
  base::Result<bool> Run(std::string_view after, uint64_t rows_max, const OnRow& on_row);

  const std::string& last_key() const { return last_key_; }
  uint64_t rows() const { return rows_; }
  uint64_t bytes() const { return bytes_; }
  uint64_t sum() const { return sum_; }  // of checksums (store/counts.h)

 private:
  base::Result<void> LookUpAgain(std::string_view key, std::string_view value) const;
  base::Error Damaged(const std::string& what) const;

  const ReadTxn& txn_;
  const Table& table_;
  std::string last_key_;
  uint64_t rows_ = 0, bytes_ = 0, sum_ = 0;
};

}  // namespace cybercheck::store
