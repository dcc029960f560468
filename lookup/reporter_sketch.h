// SPDX-License-Identifier: Apache-2.0
// How many different people spoke, in bounded space: the 32 smallest of the reporters' 32-bit hashes (K minimum values). Up to 32
// reporters the number is exact; beyond it is estimated from how densely the hashes lie, within about a sixth. It depends on who
// spoke, never on the order, and one more voice never lowers it. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace cybercheck::lookup {

inline constexpr size_t kSketchMax = 32;

// Of a reporter as an entry names him ("tok:…", "per:…", "net:…"). Stored: never changes.
uint32_t ReporterHash(std::string_view reporter) noexcept;

class ReporterSketch {
 public:
  // `known` is the number so far, as Add returned it last (0: nobody).
  uint16_t Add(uint32_t hash, uint16_t known) noexcept;

  // Strictly rising.
  std::span<const uint32_t> hashes() const noexcept { return {hashes_.data(), count_}; }
  // False: not strictly rising, or too many.
  bool Assign(std::span<const uint32_t> hashes) noexcept;
  void Clear() noexcept { count_ = 0; }

  friend bool operator==(const ReporterSketch& a, const ReporterSketch& b) noexcept {
    return std::ranges::equal(a.hashes(), b.hashes());
  }

 private:
  uint8_t count_ = 0;
  std::array<uint32_t, kSketchMax> hashes_{};
};

}  // namespace cybercheck::lookup
