// SPDX-License-Identifier: Apache-2.0
// Who was erased: a text file that only grows, kept beside the data and in every backup, so that what is restored from an older
// backup is erased again.
//
//   DIR/erasures     7<TAB>2026-11-26T03:00:00Z\n      subject, when its erasure was ordered
//
// A line without its line feed was cut short and never acknowledged; it is read over, and cut off by the next Append.
// Not thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace cybercheck::store {

inline constexpr char kErasuresFile[] = "erasures";

struct Erasure {
  uint64_t subject = 0;
  int64_t at_s = 0;
  friend bool operator==(const Erasure&, const Erasure&) = default;
};

// None when there is no file. Errors: kDamaged, naming the line; kIo.
base::Result<std::vector<Erasure>> ReadErasures(const std::string& file);
// Durable on return. Errors: kStorageFull, kIo.
base::Result<void> AppendErasures(const std::string& file, std::span<const Erasure> erasures);

}  // namespace cybercheck::store
