// SPDX-License-Identifier: Apache-2.0
#include "lookup/submitters.h"

#include "lookup/be_bytes.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace cybercheck::lookup {
namespace {

constexpr uint64_t kSeed = 0x6163746f72;  // "actor"

std::string RowKey(const indicator::KeyBytes& key, std::string_view actor) {
  std::string row(AsBytes(key));
  AppendBe<8>(ActorHash(actor), row);
  return row;
}

base::Result<uint64_t> FirstSeq(std::string_view value) {
  ByteReader reader(value);
  const uint64_t seq = reader.Take<8>();
  if (!reader.AtEnd()) return base::Fail(base::ErrorCode::kDamaged, "a row of submitters is not laid out as they are");
  return seq;
}

}  // namespace

uint64_t ActorHash(std::string_view actor) noexcept { return XXH3_64bits_withSeed(actor.data(), actor.size(), kSeed); }

base::Result<void> AddSubmitter(const LookupTables& tables, store::WriteTxn& txn, const indicator::KeyBytes& key,
                                std::string_view actor, uint64_t seq) {
  const std::string row = RowKey(key, actor);
  ASSIGN_OR_RETURN(const auto known, tables.submitters.Get(txn, row));
  if (known) return {};
  std::string value;
  AppendBe<8>(seq, value);
  return tables.submitters.Put(txn, row, value);
}

base::Result<void> ForgetSubmitter(const LookupTables& tables, store::WriteTxn& txn, const indicator::KeyBytes& key,
                                   std::string_view actor, uint64_t seq) {
  const std::string row = RowKey(key, actor);
  ASSIGN_OR_RETURN(const auto known, tables.submitters.Get(txn, row));
  if (!known) return {};
  ASSIGN_OR_RETURN(const uint64_t first_seq, FirstSeq(*known));
  if (first_seq == seq) TRY(tables.submitters.Delete(txn, row));
  return {};
}

base::Result<bool> HasSubmitted(const LookupTables& tables, const store::WriteTxn& txn, const indicator::KeyBytes& key,
                                std::string_view actor, uint64_t seq) {
  ASSIGN_OR_RETURN(const auto known, tables.submitters.Get(txn, RowKey(key, actor)));
  if (!known) return false;
  ASSIGN_OR_RETURN(const uint64_t first_seq, FirstSeq(*known));
  return first_seq < seq;
}

base::Result<bool> HasSubmitted(const store::Table& submitters, const store::ReadTxn& txn, const indicator::KeyBytes& key,
                                std::string_view actor) {
  ASSIGN_OR_RETURN(const auto known, submitters.Get(txn, RowKey(key, actor)));
  return known.has_value();
}

}  // namespace cybercheck::lookup
