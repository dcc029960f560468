// SPDX-License-Identifier: Apache-2.0
#include "lookup/filter_rows.h"

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>

#include "base/random.h"
#include "lookup/filter.h"
#include "lookup/projection.h"
#include "lookup/record.h"

namespace cybercheck::lookup {
namespace {

constexpr size_t kReservedBytes = size_t{32} << 30;  // address space for 4 G keys; memory is taken as it is written
constexpr size_t kGrowBytes = size_t{16} << 20;

}  // namespace

struct FilterRows::Shared {
  std::atomic<uint64_t> count;
  std::atomic<bool> failed;
  uint64_t file_bytes;  // the child's alone
  alignas(64) uint64_t hashes[1];
};

FilterRows::FilterRows() : seed_(base::RandomU64()) {
  fd_ = base::FileDescriptor(memfd_create("cybercheck-filter-rows", MFD_CLOEXEC));
  if (!fd_.valid() || ftruncate(fd_.get(), static_cast<off_t>(kGrowBytes)) != 0) return;
  void* memory = mmap(nullptr, kReservedBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd_.get(), 0);
  if (memory == MAP_FAILED) return;
  shared_ = static_cast<Shared*>(memory);
  shared_->file_bytes = kGrowBytes;
}

FilterRows::~FilterRows() { Release(); }

void FilterRows::OnRow(store::TableId table, std::string_view key, std::string_view value) noexcept {
  if (shared_ == nullptr || table.number != kRecordsTable.number || key.empty() ||
      !indicator::IsKind(static_cast<uint8_t>(key[0])))
    return;
  const uint64_t count = shared_->count.load(std::memory_order_relaxed);
  const size_t needed = offsetof(Shared, hashes) + (count + 1) * sizeof(uint64_t);
  if (needed > shared_->file_bytes) {
    const uint64_t grown = shared_->file_bytes + kGrowBytes;
    if (grown > kReservedBytes || ftruncate(fd_.get(), static_cast<off_t>(grown)) != 0) {
      shared_->failed = true;
      return;
    }
    shared_->file_bytes = grown;
  }
  shared_->hashes[count] = Filter::HashOf(seed_, static_cast<indicator::Kind>(key[0]), FormOfRecord(value));
  shared_->count.store(count + 1, std::memory_order_release);
}

bool FilterRows::usable() const noexcept { return shared_ != nullptr && !shared_->failed; }

std::span<const uint64_t> FilterRows::hashes() const noexcept {
  return {shared_->hashes, static_cast<size_t>(shared_->count.load(std::memory_order_acquire))};
}

void FilterRows::Release() noexcept {
  if (shared_ != nullptr) munmap(shared_, kReservedBytes);
  shared_ = nullptr;
  fd_.Close();
}

}  // namespace cybercheck::lookup
