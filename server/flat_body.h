// SPDX-License-Identifier: Apache-2.0
// A JSON object whose members are texts, lists of texts, whole numbers and truths: what most writes of officers carry. Strict: an
// unknown, repeated, missing, mistyped or too long member refuses the request and is named.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace cybercheck::server {

struct FlatMember {
  std::string_view name;
  std::variant<std::string*, std::vector<std::string>*, std::optional<int64_t>*, std::optional<bool>*> out;
  size_t max = 0;  // bytes of a text, elements of a list (each at most 512 bytes); else unused
  bool needed = false;
};

// Errors: kBadRequest, kInvalidUtf8, kUnknownMember, kMissingMember, kTooManyItems, kValueTooLong.
base::Result<void> ReadFlatBody(std::string_view json, std::initializer_list<FlatMember> members);

// What another system calls something, or somebody a place: without the blanks around it, so that it is the same wherever it is
// told. kBadRequest: it holds a control character.
base::Result<std::string> ReadName(std::string_view member, std::string_view text);

}  // namespace cybercheck::server
