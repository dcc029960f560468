// SPDX-License-Identifier: Apache-2.0
// Carries the hashes of all record keys from the process that checks the data directory (a child) to the one that serves, in
// memory both share, so that the filter costs no second walk:
//
//   FilterRows rows;                                        before the fork
//   options.on_row = [&](auto… row) { rows.OnRow(row…); };  runs in the child
//   projection.UseFilterRows(&rows);                        the parent builds from them, then lets go
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/file.h"
#include "store/environment.h"

namespace cybercheck::lookup {

class FilterRows {
 public:
  // Makes the shared memory and the filter's seed. Where that fails, usable() is false and the table is walked again instead.
  FilterRows();
  ~FilterRows();
  FilterRows(const FilterRows&) = delete;
  FilterRows& operator=(const FilterRows&) = delete;

  // In the child. Rows of other tables are ignored.
  void OnRow(store::TableId table, std::string_view key, std::string_view value) noexcept;

  // In the parent, after the child has ended.
  bool usable() const noexcept;
  uint64_t seed() const noexcept { return seed_; }
  std::span<const uint64_t> hashes() const noexcept;
  void Release() noexcept;  // frees the memory

 private:
  struct Shared;
  uint64_t seed_ = 0;
  base::FileDescriptor fd_;
  Shared* shared_ = nullptr;
};

}  // namespace cybercheck::lookup
