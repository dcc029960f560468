// SPDX-License-Identifier: Apache-2.0
// Answers as people read them on a terminal: the verdict in words, why, since when, and what to do.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "cli/terminal.h"

namespace cybercheck::cli {

// `asked` is what was asked for, as it was written. `answer` is an Answer of docs/openapi.yaml, or {"error":…}. A member that is missing or of
// another type (a newer server) is left out.
std::string PrintAnswer(std::string_view asked, const boost::json::object& answer, const Terminal& terminal);

// The verdict's word, coloured by how alarming it is.
std::string PrintVerdict(std::string_view verdict, const Terminal& terminal);

// Whether `verdict` sets exit status 1.
bool IsAlarm(std::string_view verdict) noexcept;

// The members of JSON answers, or nothing where they are missing or of another type.
std::string_view TextMember(const boost::json::object& object, std::string_view name) noexcept;

}  // namespace cybercheck::cli
