// SPDX-License-Identifier: Apache-2.0
#include "cases/erasure.h"

#include "cases/row_text.h"
#include "event/big_endian.h"

namespace cybercheck::cases {

std::string SubjectKey(uint64_t subject) {
  std::string key;
  base::AppendBe<8>(subject, key);
  return key;
}

void EncodeErasure(const Erasure& erasure, std::string& out) {
  out.clear();
  base::AppendBe<8>(erasure.seq, out);
  base::AppendBe<8>(static_cast<uint64_t>(erasure.erased_s), out);
  out.append(erasure.ground);
}

base::Result<Erasure> DecodeErasure(std::string_view bytes) {
  base::ByteReader reader(bytes);
  Erasure erasure;
  erasure.seq = reader.Take<8>();
  erasure.erased_s = static_cast<int64_t>(reader.Take<8>());
  if (!reader.good()) return BadRow("erased");
  erasure.ground = reader.TakeBytes(reader.left());
  return erasure;
}

base::Result<std::optional<Erasure>> ErasureOf(const Tables& tables, const store::ReadTxn& txn, uint64_t subject) {
  ASSIGN_OR_RETURN(const auto bytes, tables.erased.Get(txn, SubjectKey(subject)));
  if (!bytes) return std::optional<Erasure>();
  ASSIGN_OR_RETURN(Erasure erasure, DecodeErasure(*bytes));
  return std::optional<Erasure>(std::move(erasure));
}

base::Result<void> WalkErased(const Tables& tables, const store::ReadTxn& txn,
                              const std::function<base::Result<void>(uint64_t subject, const Erasure&)>& each) {
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.erased));
  ASSIGN_OR_RETURN(auto row, cursor.First());
  while (row) {
    if (row->key.size() != 8) return BadRow("erased");
    ASSIGN_OR_RETURN(const Erasure erasure, DecodeErasure(row->value));
    TRY(each(event::U64At(row->key, 0), erasure));
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return {};
}

}  // namespace cybercheck::cases
