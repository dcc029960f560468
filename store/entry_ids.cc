// SPDX-License-Identifier: Apache-2.0
#include "store/entry_ids.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <span>

#include "base/check.h"
#include "base/random.h"

namespace cybercheck::store {
namespace {

constexpr int kSeqBits = 40;
constexpr uint64_t kEntriesMin = 3 << 14;  // 512 KiB of slots

uint64_t RandomSeed() {
  std::array<uint8_t, sizeof(uint64_t)> bytes;
  base::FillRandom(bytes);
  return std::bit_cast<uint64_t>(bytes);
}

}  // namespace

EntryIds::EntryIds(uint64_t expected) : seed_(RandomSeed()) { Grow(std::max(expected, kEntriesMin)); }

void EntryIds::Grow(uint64_t entries) {
  CHECK(owned_.size() < tables_.size());
  const size_t count = std::bit_ceil(entries + entries / 3 + 1);
  auto table = std::make_unique<Slots>();
  table->mask = count - 1;
  table->slots = std::make_unique<std::atomic<uint64_t>[]>(count);
  room_ = count - count / 4;
  tables_[owned_.size()].store(table.get(), std::memory_order_release);
  owned_.push_back(std::move(table));
}

uint64_t EntryIds::HashOf(std::string_view id) const noexcept {
  return XXH3_64bits_withSeed(id.data(), std::min(id.size(), kPrefixBytes), seed_);
}

void EntryIds::Add(std::string_view id, uint64_t seq) {
  CHECK(seq >= 1 && seq <= kSeqMax);
  if (room_ == 0) Grow((owned_.back()->mask + 1) / 2 * 3);
  const uint64_t hash = HashOf(id);
  const Slots& table = *owned_.back();
  size_t at = hash & table.mask;
  while (table.slots[at].load(std::memory_order_relaxed) != 0) at = (at + 1) & table.mask;
  table.slots[at].store(hash >> kSeqBits << kSeqBits | seq, std::memory_order_release);
  uncommitted_.push_back(&table.slots[at]);
  --room_;
  ++size_;
}

void EntryIds::Aborted() {
  size_ -= uncommitted_.size();
  // The last one first: none stands behind it then. Those of a table that was full before the last was made stay counted there.
  for (auto slot = uncommitted_.rbegin(); slot != uncommitted_.rend(); ++slot) {
    (*slot)->store(0, std::memory_order_release);
    const Slots& last = *owned_.back();
    if (*slot >= &last.slots[0] && *slot <= &last.slots[last.mask]) ++room_;
  }
  uncommitted_.clear();
}

std::vector<uint64_t> EntryIds::Candidates(std::string_view id) const {
  std::vector<uint64_t> found;
  const uint64_t hash = HashOf(id);
  for (const auto& published : tables_) {
    const Slots* table = published.load(std::memory_order_acquire);
    if (table == nullptr) break;
    for (size_t at = hash & table->mask;; at = (at + 1) & table->mask) {
      const uint64_t slot = table->slots[at].load(std::memory_order_acquire);
      if (slot == 0) break;
      if (slot >> kSeqBits == hash >> kSeqBits) found.push_back(slot & kSeqMax);
    }
  }
  return found;
}

size_t EntryIds::bytes() const noexcept {
  size_t bytes = 0;
  for (const auto& table : owned_) bytes += (table->mask + 1) * sizeof(uint64_t);
  return bytes;
}

}  // namespace cybercheck::store
