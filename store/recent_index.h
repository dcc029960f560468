// SPDX-License-Identifier: Apache-2.0
// Versions of rows in memory, which one thread adds to while others look things up without a lock: found by a hash of their key,
// walked in the order of keys along a skip list (Pugh, Communications of the ACM 33/6, 1990). A version is of a commit, and seen
// by snapshots that hold that commit: both are told by how many commits there were (store/counts.h). Versions go away all at
// once, with the index.
//
// Threads: Add and TakeBack on one thread at a time; everything else on any, meanwhile.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string_view>
#include <vector>

namespace cybercheck::store {

class RecentIndex {
 public:
  // A snapshot that holds every commit.
  static constexpr uint64_t kNewest = ~uint64_t{0} - 1;

  struct Version {
    std::string_view key;
    std::optional<std::string_view> value;  // nullopt: the row was deleted
  };

  // Looks up fastest while there are not many more versions than `expected`.
  explicit RecentIndex(size_t expected);
  RecentIndex(const RecentIndex&) = delete;
  RecentIndex& operator=(const RecentIndex&) = delete;

  // `commit` is not below that of any version before, and has no other version of this key. Copies key and value.
  void Add(std::string_view key, std::optional<std::string_view> value, uint64_t commit);
  // Hides what `commit` added, for it was not committed. It must be the last one that added.
  void TakeBack(uint64_t commit);

  // The newest version of the key that the snapshot sees; it lives as long as the index. nullopt: there is none.
  std::optional<Version> Find(std::string_view key, uint64_t snapshot) const;

  size_t versions() const { return versions_.load(std::memory_order_relaxed); }

  class Walk;

 private:
  struct Node;
  static constexpr unsigned kHeightMax = 12;  // 4^12 versions

  Node* Make(std::string_view key, std::optional<std::string_view> value, uint64_t commit, unsigned height);
  std::atomic<Node*>& BucketOf(std::string_view key) const;
  // The first node that stands at or behind (key, commit); `before`, if not null, gets the last one ahead of it on every level.
  Node* AtOrBehind(std::string_view key, uint64_t commit, Node** before) const;
  unsigned DrawHeight();

  std::pmr::monotonic_buffer_resource memory_;
  const size_t bucket_mask_;
  const std::unique_ptr<std::atomic<Node*>[]> buckets_;  // of each, the last added first
  Node* head_;
  std::atomic<unsigned> height_{1};
  std::atomic<size_t> versions_{0};
  // The writer's.
  uint64_t random_ = 0x9E3779B97F4A7C15;
  uint64_t last_commit_ = 0;
  std::vector<Node*> last_added_;
};

// What a snapshot sees, key by key: each with its newest version. The index must outlive it.
class RecentIndex::Walk {
 public:
  Walk(const RecentIndex& index, uint64_t snapshot) : index_(&index), snapshot_(snapshot) {}
  void SeekAtLeast(std::string_view key);
  void Next();
  bool valid() const { return node_ != nullptr; }
  Version at() const;

 private:
  void ToVisible();
  const RecentIndex* index_;
  uint64_t snapshot_;
  const Node* node_ = nullptr;
};

}  // namespace cybercheck::store
