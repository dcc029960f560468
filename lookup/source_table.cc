// SPDX-License-Identifier: Apache-2.0
#include "lookup/source_table.h"

#include <algorithm>

#include "lookup/be_bytes.h"
#include "lookup/evidence.h"

namespace cybercheck::lookup {

std::optional<std::string_view> SourceOfActor(std::string_view actor) noexcept {
  constexpr std::string_view kPrefix = "import:";
  if (!actor.starts_with(kPrefix)) return std::nullopt;
  const std::string_view name = actor.substr(kPrefix.size());
  const bool good = !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
  if (!good) return std::nullopt;
  return name;
}

base::Result<std::optional<uint16_t>> NumberOfSource(const store::Table& sources, store::WriteTxn& txn, std::string_view name) {
  ASSIGN_OR_RETURN(const auto bytes, sources.Get(txn, name));
  if (bytes) {
    ByteReader reader(*bytes);
    const auto number = static_cast<uint16_t>(reader.Take<2>());
    if (!reader.AtEnd() || number == 0)
      return base::Fail(base::ErrorCode::kDamaged, "a row of sources is not laid out as they are");
    return std::optional<uint16_t>(number);
  }
  ASSIGN_OR_RETURN(const uint64_t count, sources.Count(txn));
  if (count + 1 >= kDerivedSource) return std::optional<uint16_t>();
  std::string value;
  AppendBe<2>(count + 1, value);
  TRY(sources.Put(txn, name, value));
  return std::optional<uint16_t>(static_cast<uint16_t>(count + 1));
}

}  // namespace cybercheck::lookup
