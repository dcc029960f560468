// SPDX-License-Identifier: Apache-2.0
#include "store/recent_index.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <new>

#include "base/check.h"

namespace cybercheck::store {

// In memory: the node, its pointers, the key, the value.
struct RecentIndex::Node {
  uint64_t prefix;  // of the key, to compare
  uint64_t commit;
  std::atomic<Node*> next_in_bucket;
  uint32_t value_bytes;
  uint16_t key_bytes;
  uint8_t height;
  bool deleted;
  std::atomic<bool> hidden{false};

  std::atomic<Node*>* next() { return reinterpret_cast<std::atomic<Node*>*>(this + 1); }
  const std::atomic<Node*>* next() const { return reinterpret_cast<const std::atomic<Node*>*>(this + 1); }
  const char* bytes() const { return reinterpret_cast<const char*>(next() + height); }
  std::string_view key() const { return {bytes(), key_bytes}; }
  Version version() const {
    if (deleted) return {key(), std::nullopt};
    return {key(), std::string_view(bytes() + key_bytes, value_bytes)};
  }
  bool IsSeenBy(uint64_t snapshot) const { return commit <= snapshot && !hidden.load(std::memory_order_acquire); }
};

namespace {

// Ordered as keys are, where it differs.
uint64_t PrefixOf(std::string_view key) {
  uint64_t prefix = 0;
  for (size_t i = 0; i < sizeof prefix; ++i) prefix = prefix << 8 | (i < key.size() ? static_cast<uint8_t>(key[i]) : 0);
  return prefix;
}

}  // namespace

RecentIndex::RecentIndex(size_t expected)
    : memory_(size_t{64} << 10),
      bucket_mask_(std::bit_ceil(std::max<size_t>(expected, 16)) - 1),
      buckets_(std::make_unique<std::atomic<Node*>[]>(bucket_mask_ + 1)),
      head_(Make({}, std::nullopt, 0, kHeightMax)) {}

std::atomic<RecentIndex::Node*>& RecentIndex::BucketOf(std::string_view key) const {
  return buckets_[XXH3_64bits(key.data(), key.size()) & bucket_mask_];
}

RecentIndex::Node* RecentIndex::Make(std::string_view key, std::optional<std::string_view> value, uint64_t commit,
                                     unsigned height) {
  const size_t value_bytes = value ? value->size() : 0;
  const size_t bytes = sizeof(Node) + height * sizeof(std::atomic<Node*>) + key.size() + value_bytes;
  Node* node = new (memory_.allocate(bytes, alignof(Node))) Node{PrefixOf(key),
                                                                 commit,
                                                                 nullptr,
                                                                 static_cast<uint32_t>(value_bytes),
                                                                 static_cast<uint16_t>(key.size()),
                                                                 static_cast<uint8_t>(height),
                                                                 !value};
  for (unsigned level = 0; level < height; ++level) new (node->next() + level) std::atomic<Node*>(nullptr);
  char* out = reinterpret_cast<char*>(node->next() + height);
  if (!key.empty()) std::memcpy(out, key.data(), key.size());
  if (value_bytes != 0) std::memcpy(out + key.size(), value->data(), value_bytes);
  return node;
}

// Every fourth node is one level higher.
unsigned RecentIndex::DrawHeight() {
  random_ ^= random_ << 13;  // xorshift64 (Marsaglia, Journal of Statistical Software 8/14, 2003)
  random_ ^= random_ >> 7;
  random_ ^= random_ << 17;
  unsigned height = 1;
  for (uint64_t bits = random_ >> 16; height < kHeightMax && (bits & 3) == 0; bits >>= 2) ++height;
  return height;
}

// Of one key, the newest comes first.
RecentIndex::Node* RecentIndex::AtOrBehind(std::string_view key, uint64_t commit, Node** before) const {
  const uint64_t prefix = PrefixOf(key);
  Node* at = head_;
  for (unsigned level = height_.load(std::memory_order_relaxed); level-- > 0;) {
    for (;;) {
      Node* next = at->next()[level].load(std::memory_order_acquire);
      if (next == nullptr) break;
      if (next->prefix > prefix) break;
      if (next->prefix == prefix) {
        const int order = next->key().compare(key);
        if (order > 0 || (order == 0 && next->commit <= commit)) break;
      }
      at = next;
    }
    if (before != nullptr) before[level] = at;
  }
  return at->next()[0].load(std::memory_order_acquire);
}

void RecentIndex::Add(std::string_view key, std::optional<std::string_view> value, uint64_t commit) {
  CHECK(commit >= last_commit_);
  if (commit != last_commit_) last_added_.clear();
  last_commit_ = commit;
  std::array<Node*, kHeightMax> before;
  before.fill(head_);
  AtOrBehind(key, commit, before.data());
  const unsigned height = DrawHeight();
  if (height > height_.load(std::memory_order_relaxed)) height_.store(height, std::memory_order_relaxed);
  Node* node = Make(key, value, commit, height);
  for (unsigned level = 0; level < height; ++level) {
    node->next()[level].store(before[level]->next()[level].load(std::memory_order_relaxed), std::memory_order_relaxed);
    before[level]->next()[level].store(node, std::memory_order_release);
  }
  std::atomic<Node*>& bucket = BucketOf(key);
  node->next_in_bucket.store(bucket.load(std::memory_order_relaxed), std::memory_order_relaxed);
  bucket.store(node, std::memory_order_release);
  last_added_.push_back(node);
  versions_.fetch_add(1, std::memory_order_relaxed);
}

void RecentIndex::TakeBack(uint64_t commit) {
  if (commit != last_commit_) return;
  for (Node* node : last_added_) node->hidden.store(true, std::memory_order_release);
  last_added_.clear();
}

std::optional<RecentIndex::Version> RecentIndex::Find(std::string_view key, uint64_t snapshot) const {
  for (const Node* node = BucketOf(key).load(std::memory_order_acquire); node != nullptr;
       node = node->next_in_bucket.load(std::memory_order_relaxed)) {
    if (node->IsSeenBy(snapshot) && node->key() == key) return node->version();
  }
  return std::nullopt;
}

void RecentIndex::Walk::ToVisible() {
  while (node_ != nullptr && !node_->IsSeenBy(snapshot_)) node_ = node_->next()[0].load(std::memory_order_acquire);
}

void RecentIndex::Walk::SeekAtLeast(std::string_view key) {
  node_ = index_->AtOrBehind(key, kNewest, nullptr);
  ToVisible();
}

void RecentIndex::Walk::Next() {
  const std::string_view key = node_->key();
  while (node_ != nullptr && node_->key() == key) node_ = node_->next()[0].load(std::memory_order_acquire);
  ToVisible();
}

RecentIndex::Version RecentIndex::Walk::at() const { return node_->version(); }

}  // namespace cybercheck::store
