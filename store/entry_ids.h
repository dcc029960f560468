// SPDX-License-Identifier: Apache-2.0
// Under which number the entry with an id stands, in memory: 8 bytes an entry, open addressing, at most three quarters full. Made
// from table `outcomes` when the log is opened and added to by the applier. On disk ids stand in the order of the log, for a
// table sorted by them would write a random page for every entry.
//
// It only names candidates: 24 bits of a keyed hash of an id's first 16 bytes are compared, the row says whether it is the one.
// So a candidate may also be an entry that was never committed, or not yet in the reader's snapshot.
//
//   slot: hash 24 bits | seq 40 bits; 0: free        tables, each twice the one before, filled one after another and never moved
//
// Threads: one adds (the applier); any may look at any time, without a lock.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace cybercheck::store {

class EntryIds {
 public:
  static constexpr size_t kPrefixBytes = 16;  // of an id; what is behind them is not looked at here
  static constexpr uint64_t kSeqMax = (uint64_t{1} << 40) - 1;

  // Room for so many at once; more find room as they come.
  explicit EntryIds(uint64_t expected);

  // `seq` is from 1 to kSeqMax.
  void Add(std::string_view id, uint64_t seq);
  void Committed() { uncommitted_.clear(); }
  void Aborted();  // takes back what was added since Committed

  // Numbers of entries whose ids may begin with the first 16 bytes of `id`, in the order in which they were added; mostly one or
  // none.
  std::vector<uint64_t> Candidates(std::string_view id) const;

  uint64_t size() const noexcept { return size_; }  // the adding thread only
  size_t bytes() const noexcept;                    // likewise

 private:
  struct Slots {
    size_t mask;
    std::unique_ptr<std::atomic<uint64_t>[]> slots;
  };
  uint64_t HashOf(std::string_view id) const noexcept;
  void Grow(uint64_t entries);

  const uint64_t seed_;  // nobody outside can choose ids that collide
  std::array<std::atomic<Slots*>, 32> tables_{};
  std::vector<std::unique_ptr<Slots>> owned_;
  uint64_t room_ = 0, size_ = 0;  // of the last table: entries that still fit; of all
  std::vector<std::atomic<uint64_t>*> uncommitted_;
};

}  // namespace cybercheck::store
