// SPDX-License-Identifier: Apache-2.0
#include "cases/public_id.h"

#include <charconv>
#include <span>

#include "base/hex.h"

namespace cybercheck::cases {
namespace {

constexpr size_t kHexDigits = 32;

bool IsLowerHex(std::string_view text) noexcept { return text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }

}  // namespace

std::string FormatPublicId(const event::EntryId& entry, uint16_t report) {
  std::string text = base::HexEncode(std::span(entry).first<16>());
  if (report != 0) text.append(".").append(std::to_string(report));
  return text;
}

std::optional<PublicId> ParsePublicId(std::string_view text) noexcept {
  PublicId id;
  if (text.size() < kHexDigits || !IsLowerHex(text.substr(0, kHexDigits)) ||
      !base::HexDecode(text.substr(0, kHexDigits), id.entry))
    return std::nullopt;
  text.remove_prefix(kHexDigits);
  if (text.empty()) return id;
  if (text.size() < 2 || text[0] != '.' || text[1] < '1' || text[1] > '9') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), id.report);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return id;
}

base::Result<std::optional<uint64_t>> SeqOf(const Tables& tables, const store::ReadTxn& txn, const PublicId& id) {
  const std::string_view prefix(reinterpret_cast<const char*>(id.entry.data()), id.entry.size());
  ASSIGN_OR_RETURN(const auto row, tables.outcomes.Find(txn, *tables.ids, prefix));
  return row ? std::optional<uint64_t>(row->outcome.seq) : std::nullopt;
}

}  // namespace cybercheck::cases
