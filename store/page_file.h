// SPDX-License-Identifier: Apache-2.0
// An LMDB 0.9 data file read without LMDB: mapped read-only, and nothing in it believed before it was compared with the file's
// length. Thread-safe once open, but for Keep. Views live as long as the PageFile. Reading a page that the disk cannot give is a
// SIGBUS, as with any mapping.
//
//   page 0, 1: metas          a page: number u64 | pad u16 | flags u16 | lower u16, upper u16 (or overflow pages u32) | …
//   LMDB writes the two metas in turn, page (txn & 1), and believes the one with the larger txn.
//
// Source of the layout: lmdb 0.9.24, mdb.c (MDB_page, MDB_meta, MDB_db, MDB_node). Integers are the host's.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace cybercheck::store {

inline constexpr uint64_t kNoPage = ~uint64_t{0};

// LMDB's MDB_db: one B-tree.
struct TreeRecord {
  uint32_t pad;
  uint16_t flags, depth;
  uint64_t branch_pages, leaf_pages, overflow_pages, entries, root;
};
static_assert(sizeof(TreeRecord) == 48);

// LMDB's MDB_meta.
struct MetaRecord {
  uint32_t magic, version;
  uint64_t address, map_bytes;
  TreeRecord free, main;  // free.pad is the page size
  uint64_t last_page, txn;
};
static_assert(sizeof(MetaRecord) == 136);

class PageFile {
 public:
  // `file` is a data.mdb. Checks both metas, and that the file is as long as they say.
  // Errors: kForeignFile, kDamaged (also when it was cut), kIo.
  static base::Result<PageFile> Open(const std::string& file);
  PageFile(PageFile&& other) noexcept;
  PageFile& operator=(PageFile&&) = delete;
  ~PageFile();

  const MetaRecord& newer() const { return metas_[metas_[1].txn > metas_[0].txn ? 1 : 0]; }
  const MetaRecord& older() const { return metas_[metas_[1].txn > metas_[0].txn ? 0 : 1]; }
  size_t page_bytes() const { return page_bytes_; }
  uint64_t file_bytes() const { return file_bytes_; }
  // `count` pages from `number` on. Both inside newer().last_page.
  std::string_view Pages(uint64_t number, uint64_t count = 1) const { return {map_ + number * page_bytes_, count * page_bytes_}; }
  // Has the kernel begin to read them. A page that nobody announced is read when it is looked at, alone. Any numbers may be
  // given.
  void Announce(uint64_t number, uint64_t count = 1) const;
  // Tells the kernel that the page will be looked at again and again: it outlives in memory those that are looked at once. A page
  // that is looked at through the map alone does not.
  void Keep(uint64_t number) const;

 private:
  PageFile() = default;
  base::Result<void> ReadMetas(const std::string& file, const base::FileDescriptor& fd);

  base::FileDescriptor fd_;
  const char* map_ = nullptr;
  uint64_t file_bytes_ = 0;
  size_t page_bytes_ = 0;
  std::array<MetaRecord, 2> metas_{};
};

}  // namespace cybercheck::store
