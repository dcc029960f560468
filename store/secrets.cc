// SPDX-License-Identifier: Apache-2.0
#include "store/secrets.h"

#include <algorithm>

#include "store/sealed_box.h"

namespace cybercheck::store {
namespace {

base::Result<std::vector<uint8_t>> Unsealed(const SecretKey& master, std::string_view name, std::string_view sealed) {
  const auto secret = OpenKeyBox(master, sealed, WrapContext(kSecretsTable, name));
  if (!secret)
    return base::Fail(base::ErrorCode::kDamaged,
                      "secret '" + std::string(name) + "' does not open under this master key; is it the one it was made with?");
  return std::vector<uint8_t>(secret->bytes().begin(), secret->bytes().end());
}

}  // namespace

base::Result<std::vector<uint8_t>> SecretNamed(KeyFile& keys, std::string_view name) {
  std::vector<uint8_t> secret;
  TRY(keys.Read([&](Environment& environment, const ReadTxn& txn, const SecretKey& master) -> base::Result<void> {
    const auto table = environment.OpenTable(txn, kSecretsTable);
    if (table.has_error()) return table.error().code == base::ErrorCode::kNotFound ? base::Result<void>() : table.error();
    ASSIGN_OR_RETURN(const auto sealed, table->Get(txn, name));
    if (!sealed) return {};
    ASSIGN_OR_RETURN(secret, Unsealed(master, name, *sealed));
    return {};
  }));
  if (!secret.empty()) return secret;
  TRY(keys.Write([&](Environment& environment, WriteTxn& txn, const SecretKey& master) -> base::Result<void> {
    ASSIGN_OR_RETURN(const Table table, environment.OpenTable(txn, kSecretsTable));
    ASSIGN_OR_RETURN(const auto sealed, table.Get(txn, name));  // another thread may have made it meanwhile
    if (sealed) {
      ASSIGN_OR_RETURN(secret, Unsealed(master, name, *sealed));
      return {};
    }
    const SecretKey made = SecretKey::Random();
    secret.assign(made.bytes().begin(), made.bytes().end());
    return table.Put(txn, name, SealBox(master, made.view(), WrapContext(kSecretsTable, name)));
  }));
  return secret;
}

base::Result<std::vector<std::string>> SecretNames(KeyFile& keys, std::string_view prefix) {
  std::vector<std::string> names;
  TRY(keys.Read([&](Environment& environment, const ReadTxn& txn, const SecretKey&) -> base::Result<void> {
    const auto table = environment.OpenTable(txn, kSecretsTable);
    if (table.has_error()) return table.error().code == base::ErrorCode::kNotFound ? base::Result<void>() : table.error();
    ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, *table));
    ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
    while (row && row->key.starts_with(prefix)) {
      names.emplace_back(row->key);
      ASSIGN_OR_RETURN(row, cursor.Next());
    }
    return {};
  }));
  return names;
}

base::Result<void> DestroySecrets(KeyFile& keys, const std::vector<std::string>& names) {
  return keys.Rewrite([&names](TableId table, std::string_view key) {
    return table.number != kSecretsTable.number || std::find(names.begin(), names.end(), key) == names.end();
  });
}

}  // namespace cybercheck::store
