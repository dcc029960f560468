// SPDX-License-Identifier: Apache-2.0
// Which subjects have keys: table `subjects` of `keys`. Thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "store/key_file.h"

namespace cybercheck::store {

std::string SubjectKey(uint64_t subject);

// Those of `subjects` that have a key. Errors: kDamaged, kIo.
base::Result<std::vector<uint64_t>> SubjectsWithKeys(KeyFile& keys, std::span<const uint64_t> subjects);

}  // namespace cybercheck::store
