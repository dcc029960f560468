// SPDX-License-Identifier: Apache-2.0
// People whose sealing keys are destroyed: a restored copy of `keys` erases them again.
//
// Table `erased`, subject u64 ->
//   0      8       16
//   +------+-------+--------+
//   | seq  | time  | ground |   u64; of the first subject_erase that named the subject
//   +------+-------+--------+
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cases/tables.h"

namespace cybercheck::cases {

struct Erasure {
  uint64_t seq = 0;
  int64_t erased_s = 0;
  std::string ground;
  friend bool operator==(const Erasure&, const Erasure&) = default;
};

std::string SubjectKey(uint64_t subject);
void EncodeErasure(const Erasure& erasure, std::string& out);
base::Result<Erasure> DecodeErasure(std::string_view bytes);  // kDamaged; any bytes are safe

// nullopt: not erased. Errors: kDamaged, kIo.
base::Result<std::optional<Erasure>> ErasureOf(const Tables& tables, const store::ReadTxn& txn, uint64_t subject);
// All of them, by subject. Errors: kDamaged, kIo, and what `each` returns.
base::Result<void> WalkErased(const Tables& tables, const store::ReadTxn& txn,
                              const std::function<base::Result<void>(uint64_t subject, const Erasure&)>& each);

}  // namespace cybercheck::cases
