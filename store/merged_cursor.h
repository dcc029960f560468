// SPDX-License-Identifier: Apache-2.0
// A table and what was changed of it lately (store/recent_rows.h), walked as one: of a key the newest version stands, and where
// that deletes the row there is none. Forward only. One thread; the transaction outlives it, and writes nothing to the table
// while it walks.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/environment.h"
#include "store/recent_index.h"

namespace cybercheck::store {

class MergedCursor {
 public:
  using Own = std::map<std::string, std::optional<std::string>, std::less<>>;

  // `newest_first` are what the snapshot sees of others' changes, `own` those of this transaction (null: none), `stored` the
  // table itself (null: changes only).
  MergedCursor(const std::vector<const RecentIndex*>& newest_first, uint64_t snapshot, const Own* own, uint16_t table,
               std::unique_ptr<Cursor> stored);

  base::Result<std::optional<Cursor::Row>> SeekAtLeast(std::string_view key);
  base::Result<std::optional<Cursor::Row>> Next();

 private:
  // Key in the table, and value, of what a source stands at; nullopt: it is at its end.
  std::optional<RecentIndex::Version> AtOwn() const;
  std::optional<RecentIndex::Version> At(const RecentIndex::Walk& walk) const;

  std::vector<RecentIndex::Walk> walks_;
  const Own* own_;
  Own::const_iterator own_at_;
  uint16_t table_;
  std::unique_ptr<Cursor> stored_;
  std::optional<Cursor::Row> stored_at_;
};

}  // namespace cybercheck::store
