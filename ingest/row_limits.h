// SPDX-License-Identifier: Apache-2.0
// Bounds on one row of an import file, whatever its format. What exceeds them is a rejected row, not a failed import.
#pragma once

#include <cstddef>

namespace cybercheck::ingest {

inline constexpr size_t kRowBytesMax = 256 << 10;
inline constexpr size_t kFieldBytesMax = 64 << 10;
inline constexpr size_t kColumnsMax = 256;

}  // namespace cybercheck::ingest
