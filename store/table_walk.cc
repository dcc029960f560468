// SPDX-License-Identifier: Apache-2.0
#include "store/table_walk.h"

#include <unistd.h>

#include "store/checksum.h"

namespace cybercheck::store {

base::Error TableWalk::Damaged(const std::string& what) const {
  return base::Fail(base::ErrorCode::kDamaged,
                    std::string("table ") + table_.id().name + ", row " + std::to_string(rows_ + 1) + ": " + what);
}

base::Result<void> TableWalk::LookUpAgain(std::string_view key, std::string_view value) const {
  const auto found = table_.Get(txn_, key);
  if (found.has_error()) return Damaged(found.error().detail);
  if (!found->has_value() || (*found)->data() != value.data()) return Damaged("a look-up from the root does not find it");
  return {};
}

base::Result<bool> TableWalk::Run(std::string_view after, uint64_t rows_max, const OnRow& on_row) {
  const auto page_bytes = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  last_key_ = after;
  ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn_, table_));
  std::string_view previous_key, previous_value;
  uintptr_t leaf = 0;
  bool more = false;
  auto row = after.empty() ? cursor.First() : cursor.SeekAtLeast(after);
  for (uint64_t taken = 0;; row = cursor.Next()) {
    if (row.has_error()) return Damaged(row.error().detail);
    if (!row->has_value()) break;
    const auto [key, value] = **row;
    if (taken == 0 && !after.empty() && key == after) continue;
    if (taken++ == rows_max) {
      more = true;
      break;
    }
    if (!last_key_.empty() && key <= last_key_) return Damaged("its key is not past the one before");
    if (const uintptr_t page = reinterpret_cast<uintptr_t>(key.data()) / page_bytes; page != leaf) {
      leaf = page;
      if (!previous_key.empty()) TRY(LookUpAgain(previous_key, previous_value));
      TRY(LookUpAgain(key, value));
    }
    if (on_row) on_row(key, value);
    previous_key = key;
    previous_value = value;
    last_key_ = key;
    ++rows_;
    sum_ += ChecksumOf(table_.id().number, key, value);
    bytes_ += key.size() + value.size();
  }
  if (!previous_key.empty()) TRY(LookUpAgain(previous_key, previous_value));
  return more;
}

}  // namespace cybercheck::store
