// SPDX-License-Identifier: Apache-2.0
#include "store/subject_keys.h"

#include "event/big_endian.h"

namespace cybercheck::store {

std::string SubjectKey(uint64_t subject) {
  std::string key;
  event::AppendU64(key, subject);
  return key;
}

base::Result<std::vector<uint64_t>> SubjectsWithKeys(KeyFile& keys, std::span<const uint64_t> subjects) {
  std::vector<uint64_t> with_keys;
  TRY(keys.Read([&](Environment& environment, const ReadTxn& txn, const SecretKey&) -> base::Result<void> {
    const auto table = environment.OpenTable(txn, kSubjectsTable);
    if (table.has_error())
      return table.error().code == base::ErrorCode::kNotFound ? base::Result<void>() : base::Result<void>(table.error());
    for (const uint64_t subject : subjects) {
      ASSIGN_OR_RETURN(const auto box, table->Get(txn, SubjectKey(subject)));
      if (box) with_keys.push_back(subject);
    }
    return {};
  }));
  return with_keys;
}

}  // namespace cybercheck::store
