// SPDX-License-Identifier: Apache-2.0
// All the keys one check looks up: the key itself, for a URL its expressions, and what it also goes by. Views into a Canonical,
// which must outlive them; no allocation.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "indicator/canonical.h"

namespace cybercheck::lookup {

struct Lookup {
  // What the key looked up is to what was asked. Only a kHint never decides the verdict.
  enum class Relation : uint8_t { kOwn, kParent, kAlso, kHint };
  indicator::Kind kind;
  Relation relation;
  // Not a view, so that an array of these costs nothing to make: a phone has one.
  const char* data;
  size_t size;
  std::string_view form() const { return {data, size}; }
};

class Lookups {
 public:
  static constexpr size_t kMax = 128;

  // Most specific first: the key, its expressions, then other names. What would not fit is left out (other names have few
  // expressions).
  explicit Lookups(const indicator::Canonical& canonical) noexcept;
  std::span<const Lookup> all() const noexcept { return {lookups_.data(), count_}; }

 private:
  void Add(indicator::Kind kind, std::string_view form, Lookup::Relation relation) noexcept;
  std::array<Lookup, kMax> lookups_;
  size_t count_ = 0;
};

}  // namespace cybercheck::lookup
