// SPDX-License-Identifier: Apache-2.0
#include "lookup/reporter_sketch.h"

#include <functional>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace cybercheck::lookup {
namespace {

constexpr uint64_t kSeed = 0x7265706f72746572;  // "reporter"

// Where 32 hashes lie at or below `largest`, about this many lie in all.
uint16_t Estimate(uint32_t largest) noexcept {
  const uint64_t estimate = ((kSketchMax - 1) << 32) / (uint64_t{largest} + 1);
  return static_cast<uint16_t>(std::clamp<uint64_t>(estimate, kSketchMax + 1, UINT16_MAX));
}

}  // namespace

uint32_t ReporterHash(std::string_view reporter) noexcept {
  return static_cast<uint32_t>(XXH3_64bits_withSeed(reporter.data(), reporter.size(), kSeed) >> 32);
}

uint16_t ReporterSketch::Add(uint32_t hash, uint16_t known) noexcept {
  uint32_t* const begin = hashes_.data();
  uint32_t* const end = begin + count_;
  uint32_t* const at = std::lower_bound(begin, end, hash);
  if (at != end && *at == hash) return known;
  if (count_ < kSketchMax) {
    std::copy_backward(at, end, end + 1);
    *at = hash;
    return ++count_;
  }
  // One more than it can hold: from here on the number is an estimate.
  if (at != end) {
    std::copy_backward(at, end - 1, end);
    *at = hash;
  }
  return Estimate(*(end - 1));
}

bool ReporterSketch::Assign(std::span<const uint32_t> hashes) noexcept {
  if (hashes.size() > kSketchMax || std::ranges::adjacent_find(hashes, std::ranges::greater_equal()) != hashes.end())
    return false;
  std::ranges::copy(hashes, hashes_.begin());
  count_ = static_cast<uint8_t>(hashes.size());
  return true;
}

}  // namespace cybercheck::lookup
