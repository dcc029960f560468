// SPDX-License-Identifier: Apache-2.0
// The code an anonymous reporter or appellant asks with. It is computed, never stored: HMAC-SHA-256(secret, entry id, report u16,
// issue u32), its first 80 bits in Crockford's base 32 and a check character, written "ABCD-EFGH-JKMN-PQRS-T". A retried request
// repeats the code; another issue number voids it.
//
// The check character makes the 17 symbols, from the left, the coefficients of a polynomial over GF(32) (x^5 + x^2 + 1) that is 0
// at x = 2. So every wrong character and every two neighbours that changed places are noticed, those with the check character
// too, and with it all codes stay within one alphabet that can be read out (Crockford's own check symbols, * ~ $ =, cannot).
//
// Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "event/entry.h"

namespace cybercheck::cases {

inline constexpr size_t kReceiptCodeBytes = 10;
inline constexpr size_t kReceiptTextBytesMax = 64;  // with whatever was typed between the characters
using ReceiptCode = std::array<uint8_t, kReceiptCodeBytes>;

ReceiptCode ReceiptCodeOf(std::span<const uint8_t> secret, const event::EntryId& entry, uint16_t report, uint32_t issue = 0);
std::string FormatReceiptCode(const ReceiptCode& code);
// As people type it: either case, spaces and hyphens anywhere, O for 0, I and L for 1. nullopt: no code, or mistyped.
std::optional<ReceiptCode> ParseReceiptCode(std::string_view text) noexcept;
// Takes equally long however much of the two is equal.
bool SameReceiptCode(const ReceiptCode& a, const ReceiptCode& b) noexcept;

}  // namespace cybercheck::cases
