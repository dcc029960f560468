// SPDX-License-Identifier: Apache-2.0
// Vector files of one kind, and the properties every kind's canonicalizer has.
#pragma once

#include <string>
#include <string_view>

#include "indicator/canonical.h"

namespace cybercheck::test {

// All that a canonicalizer tells besides the form: "=kind:form" and "~kind:form" in order, extension, flags; "-" for nothing.
std::string Extras(const indicator::Canonical& canonical);

// Every row of tests/vectors/NAME ("value TAB form or !code TAB extras"), and that each form is its own form; at least `rows_min`.
void ExpectRows(const std::string& name, indicator::Kind kind, size_t rows_min);

// Random text made of what `kind` is written with (and of any bytes) either has a named error or a form that is its own form,
// also when printed as a key. The seed is fixed.
void ExpectTotalAndIdempotent(indicator::Kind kind, std::string_view alphabet);

}  // namespace cybercheck::test
