// SPDX-License-Identifier: Apache-2.0
#include "store/checksum.h"

#include <xxhash.h>

#include "event/big_endian.h"

namespace cybercheck::store {

uint64_t ChecksumOf(uint16_t table, std::string_view key, std::string_view value) noexcept {
  return XXH3_64bits_withSeed(value.data(), value.size(), XXH3_64bits_withSeed(key.data(), key.size(), table));
}

void WriteChecksum(uint64_t checksum, char* out) noexcept {
  for (int i = kChecksumBytes - 1; i >= 0; --i, checksum >>= 8) out[i] = static_cast<char>(checksum);
}

uint64_t ChecksumAtEnd(std::string_view stored) noexcept { return event::U64At(stored, stored.size() - kChecksumBytes); }

std::optional<std::string_view> VerifiedValue(uint16_t table, std::string_view key, std::string_view stored) noexcept {
  if (stored.size() < kChecksumBytes) return std::nullopt;
  const std::string_view value = stored.substr(0, stored.size() - kChecksumBytes);
  if (ChecksumAtEnd(stored) != ChecksumOf(table, key, value)) return std::nullopt;
  return value;
}

}  // namespace cybercheck::store
