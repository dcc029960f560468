// SPDX-License-Identifier: Apache-2.0
// "Did you mean …?": the known word nearest to a mistyped one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cybercheck::cli {

// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other.
size_t EditDistance(std::string_view a, std::string_view b);

// nullopt when nothing is near: at most a third of the word's letters, and at least one, may be wrong; a word that begins a
// known one is near it.
std::optional<std::string> Nearest(std::string_view word, std::span<const std::string> known);

}  // namespace cybercheck::cli
