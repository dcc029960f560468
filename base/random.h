// SPDX-License-Identifier: Apache-2.0
// Bytes from the kernel's random generator (getrandom(2)); ends the process if there is none. Thread-safe.
#pragma once

#include <cstdint>
#include <span>

namespace cybercheck::base {

void FillRandom(std::span<uint8_t> out) noexcept;
uint64_t RandomU64() noexcept;

}  // namespace cybercheck::base
