// SPDX-License-Identifier: Apache-2.0
// What reporters and appellants are told their report or appeal is called: the first 16 bytes of its entry's id in hex, and ".N"
// behind it for report N > 0 of a batch. It is found through store/entry_ids.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cases/tables.h"
#include "event/entry.h"

namespace cybercheck::cases {

struct PublicId {
  std::array<uint8_t, 16> entry{};
  uint16_t report = 0;
  friend bool operator==(const PublicId&, const PublicId&) = default;
};

std::string FormatPublicId(const event::EntryId& entry, uint16_t report = 0);
// nullopt: not written like that (lower case only, no leading zeros: a thing has one id).
std::optional<PublicId> ParsePublicId(std::string_view text) noexcept;

// The number of the entry whose id begins so, refused ones too; nullopt: there is none. Should two begin so, 2^64 tries of one
// client's work, the earlier answers. Errors: kDamaged, kIo.
base::Result<std::optional<uint64_t>> SeqOf(const Tables& tables, const store::ReadTxn& txn, const PublicId& id);

}  // namespace cybercheck::cases
