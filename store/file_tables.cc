// SPDX-License-Identifier: Apache-2.0
// What a data file holds as a whole: its tables and its free pages. For the open check, scrub and digests.
#include <lmdb.h>

#include <algorithm>
#include <cstring>

#include "event/big_endian.h"
#include "store/environment.h"
#include "store/lmdb_error.h"
#include "store/meta.h"

namespace cybercheck::store {
namespace {

constexpr unsigned kFreeDbi = 0, kMainDbi = 1;  // LMDB's own two
constexpr uint64_t kMetaPages = 2;

uint64_t PagesOf(const MDB_stat& stat) { return stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages; }

base::Error Damaged(const std::string& what) { return base::Fail(base::ErrorCode::kDamaged, what); }

// The names in LMDB's main database.
base::Result<std::vector<std::string>> NamesInFile(MDB_txn* txn) {
  MDB_dbi main = kMainDbi;
  if (const int status = mdb_dbi_open(txn, nullptr, 0, &main); status != 0) return LmdbError(status, "opening the list of tables");
  MDB_cursor* cursor = nullptr;
  if (const int status = mdb_cursor_open(txn, main, &cursor); status != 0) return LmdbError(status, "reading the list of tables");
  std::vector<std::string> names;
  MDB_val key, value;
  int status;
  while ((status = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0 && names.size() < 1000)
    names.emplace_back(static_cast<const char*>(key.mv_data), key.mv_size);
  mdb_cursor_close(cursor);
  if (status != MDB_NOTFOUND) return Damaged("the list of tables cannot be read to its end");
  return names;
}

// Every page number in LMDB's free list.
base::Result<std::vector<uint64_t>> FreePages(MDB_txn* txn) {
  MDB_cursor* cursor = nullptr;
  if (const int status = mdb_cursor_open(txn, kFreeDbi, &cursor); status != 0) return LmdbError(status, "reading the list of free pages");
  std::vector<uint64_t> pages;
  MDB_val key, value;
  int status;
  bool well_formed = true;
  while (well_formed && (status = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
    // A count, then that many page numbers.
    const auto* numbers = static_cast<const size_t*>(value.mv_data);
    well_formed = value.mv_size >= sizeof *numbers && numbers[0] == value.mv_size / sizeof *numbers - 1 && value.mv_size % sizeof *numbers == 0;
    if (well_formed) pages.insert(pages.end(), numbers + 1, numbers + 1 + numbers[0]);
  }
  mdb_cursor_close(cursor);
  if (!well_formed || status != MDB_NOTFOUND) return Damaged("the list of free pages is damaged");
  return pages;
}

}  // namespace

base::Result<std::vector<Table>> Environment::AllTables(const ReadTxn& txn) {
  const auto foreign = [](const std::string& what) { return base::Fail(base::ErrorCode::kForeignFile, what); };
  ASSIGN_OR_RETURN(const auto names, NamesInFile(txn.raw()));
  if (std::find(names.begin(), names.end(), kMetaTable.name) == names.end()) return foreign("there is no table meta");
  ASSIGN_OR_RETURN(const Table meta, OpenTable(txn, kMetaTable));
  std::vector<Table> tables;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(const auto number, meta.Get(txn, kTableNamePrefix + name));
    if (!number || number->size() != 2) return foreign("table meta does not name the table " + name);
    TableId id{nullptr, event::U16At(*number, 0)};
    {
      const std::lock_guard lock(tables_mutex_);
      id.name = names_.insert(name).first->c_str();
    }
    ASSIGN_OR_RETURN(const Table table, OpenTable(txn, id));
    tables.push_back(table);
  }
  ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, meta));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(kTableNamePrefix));
  while (row && row->key.starts_with(kTableNamePrefix)) {
    const std::string_view name = row->key.substr(sizeof kTableNamePrefix - 1);
    if (std::find(names.begin(), names.end(), name) == names.end()) return Damaged("table " + std::string(name) + " is missing");
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  std::sort(tables.begin(), tables.end(), [](const Table& a, const Table& b) { return a.id().number < b.id().number; });
  return tables;
}

base::Result<void> Environment::CheckFreePages(const ReadTxn& txn, const std::vector<Table>& tables, const std::unordered_set<uintptr_t>& leaves) {
  MDB_envinfo info;
  MDB_stat stat;
  mdb_env_info(env_, &info);
  const uint64_t pages = static_cast<uint64_t>(info.me_last_pgno) + 1;
  uint64_t used = kMetaPages;
  for (const unsigned dbi : {kFreeDbi, kMainDbi}) {
    if (const int status = mdb_stat(txn.raw(), dbi, &stat); status != 0) return LmdbError(status, "counting pages");
    used += PagesOf(stat);
  }
  uintptr_t map_page = 0;  // page 0's address in units of a page, from any leaf: LMDB does not tell where it mapped the file
  for (const Table& table : tables) {
    if (const int status = mdb_stat(txn.raw(), table.dbi_, &stat); status != 0) return LmdbError(status, "counting pages");
    used += PagesOf(stat);
  }
  ASSIGN_OR_RETURN(std::vector<uint64_t> free, FreePages(txn.raw()));
  std::sort(free.begin(), free.end());
  if (std::adjacent_find(free.begin(), free.end()) != free.end()) return Damaged("a page is free twice");
  if (!free.empty() && (free.front() < kMetaPages || free.back() >= pages)) return Damaged("a free page is outside the file");
  if (used + free.size() != pages)
    return Damaged(std::to_string(pages) + " pages, but " + std::to_string(used) + " used and " + std::to_string(free.size()) + " free");
  // A leaf page begins with its own number.
  for (const uintptr_t leaf : leaves) {
    uint64_t number;
    std::memcpy(&number, reinterpret_cast<const void*>(leaf * stat.ms_psize), sizeof number);
    if (map_page == 0) map_page = leaf - number;
    if (leaf - number != map_page || number >= pages) return Damaged("a page carries another's number");
    if (std::binary_search(free.begin(), free.end(), number)) return Damaged("page " + std::to_string(number) + " is both free and used");
  }
  return {};
}

}  // namespace cybercheck::store
