// SPDX-License-Identifier: Apache-2.0
// The 8 bytes at the end of every stored value: XXH3-64 of the value, seeded with that of the key, seeded with the table's
// number. So a value is bound to where it stands; one that was moved does not verify.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cybercheck::store {

inline constexpr size_t kChecksumBytes = 8;

uint64_t ChecksumOf(uint16_t table, std::string_view key, std::string_view value) noexcept;
// Writes kChecksumBytes to `out`, big-endian.
void WriteChecksum(uint64_t checksum, char* out) noexcept;
// The checksum that `stored` ends in, true or not. `stored` has at least kChecksumBytes.
uint64_t ChecksumAtEnd(std::string_view stored) noexcept;
// `stored` without its checksum; nullopt when that does not hold.
std::optional<std::string_view> VerifiedValue(uint16_t table, std::string_view key, std::string_view stored) noexcept;

}  // namespace cybercheck::store
