// SPDX-License-Identifier: Apache-2.0
// Published<T>: an immutable T that readers see without a lock and a writer replaces whole. A replaced T is freed once every
// reader that might still see it has left its read section.
//
//   reader thread                      writer (any thread, one at a time)
//     EpochReader reader(domain);        published.Replace(std::make_unique<const T>(…));
//     { auto guard = reader.Enter();     // the old T is freed here, or by a later Replace/Reclaim
//       published.Get()->…               //
//     }                                  //
//
// Enter and leave are two stores and a fence; nothing waits. Read sections must be short (one batch of requests) and must
// never span a suspension point. Guards of one reader do not nest. At most kReadersMax readers exist at once.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace cybercheck::base {

class EpochDomain {
 public:
  static constexpr size_t kReadersMax = 256;

  EpochDomain() = default;
  EpochDomain(const EpochDomain&) = delete;
  EpochDomain& operator=(const EpochDomain&) = delete;
  ~EpochDomain();  // no reader may be inside

  // Runs `free` once all present readers have left. Called by writers.
  void Retire(std::function<void()> free);
  // Frees what no reader can see any more; returns how many retirements still wait.
  size_t Reclaim();

 private:
  friend class EpochReader;
  struct alignas(64) Slot {
    std::atomic<uint64_t> entered{0};  // epoch at Enter; 0 = outside
    std::atomic<bool> taken{false};
  };
  struct Retired {
    uint64_t epoch;
    std::function<void()> free;
  };

  std::atomic<uint64_t> epoch_{1};
  std::array<Slot, kReadersMax> slots_;
  std::mutex mutex_;  // guards retired_
  std::vector<Retired> retired_;
};

// One per thread that reads. `domain` must outlive it.
class EpochReader {
 public:
  explicit EpochReader(EpochDomain& domain);
  ~EpochReader();
  EpochReader(const EpochReader&) = delete;
  EpochReader& operator=(const EpochReader&) = delete;

  class Guard {
   public:
    explicit Guard(EpochDomain::Slot& slot) : slot_(&slot) {}
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    ~Guard() { slot_->entered.store(0, std::memory_order_release); }

   private:
    EpochDomain::Slot* slot_;
  };
  [[nodiscard]] Guard Enter() noexcept {
    slot_->entered.store(domain_->epoch_.load(std::memory_order_acquire), std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    return Guard(*slot_);
  }

 private:
  EpochDomain* domain_;
  EpochDomain::Slot* slot_;
};

template <class T>
class Published {
 public:
  explicit Published(EpochDomain& domain) : domain_(domain) {}
  ~Published() { delete current_.load(); }
  // Inside a read section, or on the writer's thread. Null until the first Replace.
  const T* Get() const noexcept { return current_.load(std::memory_order_acquire); }
  void Replace(std::unique_ptr<const T> next) {
    const T* old = current_.exchange(next.release(), std::memory_order_seq_cst);
    if (old != nullptr) domain_.Retire([old] { delete old; });
  }

 private:
  EpochDomain& domain_;
  std::atomic<const T*> current_{nullptr};
};

}  // namespace cybercheck::base
