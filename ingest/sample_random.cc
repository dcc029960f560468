// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_random.h"

#include <algorithm>

namespace cybercheck::ingest {
namespace {

constexpr uint64_t kGamma = 0x9e3779b97f4a7c15;

constexpr uint64_t Finish(uint64_t z) noexcept {
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

// 2^(2^-k) for k = 1 … 16, times 2^30.
constexpr uint64_t kRoots[16] = {1518500250, 1276901417, 1170923762, 1121280436, 1097253708, 1085434106, 1079572136, 1076653033,
                                 1075196443, 1074468888, 1074105294, 1073923544, 1073832680, 1073787251, 1073764537, 1073753181};
constexpr int kRootBits = 30;

// value * 2^(exponent / 65536)
int64_t TimesPowerOfTwo(int64_t value, int64_t exponent) noexcept {
  constexpr int64_t kWhole = 1 << 16;
  const int64_t whole = exponent >> 16;  // towards minus infinity
  uint64_t factor = uint64_t{1} << kRootBits;
  for (int k = 0; k < 16; ++k)
    if ((exponent & (kWhole - 1)) >> (15 - k) & 1) factor = factor * kRoots[k] >> kRootBits;
  unsigned __int128 product = static_cast<unsigned __int128>(static_cast<uint64_t>(value)) * factor;
  product = whole >= 0 ? product << std::min<int64_t>(whole, 32) : product >> std::min<int64_t>(-whole, 64);
  product >>= kRootBits;
  return product > INT64_MAX ? INT64_MAX : static_cast<int64_t>(product);
}

}  // namespace

uint64_t SampleMix(uint64_t seed, std::string_view what, uint64_t which) noexcept {
  uint64_t hash = Finish(seed + kGamma);
  for (const char c : what) hash = Finish(hash + static_cast<unsigned char>(c) + kGamma);
  return Finish(hash ^ Finish(which + kGamma));
}

SampleRandom::SampleRandom(uint64_t seed, std::string_view what, uint64_t which) noexcept
    : state_(SampleMix(seed, what, which)) {}

uint64_t SampleRandom::Next() noexcept { return Finish(state_ += kGamma); }

uint32_t SampleRandom::Below(uint32_t n) noexcept { return static_cast<uint32_t>((Next() >> 32) * n >> 32); }

int64_t SampleRandom::Between(int64_t low, int64_t high) noexcept {
  const auto width = static_cast<uint64_t>(high - low) + 1;
  return low + static_cast<int64_t>(static_cast<uint64_t>(static_cast<unsigned __int128>(Next()) * width >> 64));
}

bool SampleRandom::Chance(uint32_t parts, uint32_t of) noexcept { return Below(of) < parts; }

size_t SampleRandom::Pick(std::span<const uint32_t> weights) noexcept {
  uint64_t sum = 0;
  for (const uint32_t weight : weights) sum += weight;
  uint64_t left = Below(static_cast<uint32_t>(sum));
  size_t i = 0;
  while (i + 1 < weights.size() && left >= weights[i]) left -= weights[i++];
  return i;
}

int64_t SampleRandom::LogNormal(int64_t median, uint32_t sigma_milli) noexcept {
  int64_t deviate = -6 * 65536;  // in 65536ths: twelve uniforms have variance 1
  for (int i = 0; i < 3; ++i)
    for (uint64_t bits = Next(), k = 0; k < 4; ++k, bits >>= 16) deviate += static_cast<int64_t>(bits & 0xffff);
  constexpr int64_t kLog2OfE = 1'442'695;  // millionths
  return TimesPowerOfTwo(median, deviate * sigma_milli / 1000 * kLog2OfE / 1'000'000);
}

std::string SampleRandom::Hex(size_t digits) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(digits);
  for (uint64_t bits = 0; out.size() < digits; bits >>= 4) {
    if (out.size() % 16 == 0) bits = Next();
    out += kDigits[bits & 15];
  }
  return out;
}

}  // namespace cybercheck::ingest
