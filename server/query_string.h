// SPDX-License-Identifier: Apache-2.0
// The parameters of a read's query: NAME=VALUE pairs, names known beforehand, each at most once. Values are percent-decoded once.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace cybercheck::server {

// Errors: kUnknownMember and kBadRequest, naming the parameter.
base::Result<void> ReadQuery(std::string_view query, std::initializer_list<std::pair<std::string_view, std::string*>> parameters);

// A whole number of `low` to `high`; an empty text leaves `out` as it is. Errors: kBadRequest, naming the parameter.
base::Result<void> ReadNumber(std::string_view name, std::string_view text, uint64_t low, uint64_t high, uint64_t& out);

}  // namespace cybercheck::server
