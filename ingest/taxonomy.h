// SPDX-License-Identifier: Apache-2.0
// The categories and case types in force (taxonomy.toml), to be found by what a report or a row of a file says: the code, the
// name in either language, of case types also the police's number. Immutable; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/verdict.h"

namespace cybercheck::ingest {

class Taxonomy {
 public:
  // `json`: the `content` in force (ingest/taxonomy_file.h). Errors: kBadConfig.
  static base::Result<Taxonomy> Make(std::string_view json);

  bool HasCaseType(std::string_view code) const;
  // A code; empty: nothing is called so. Blanks around and the case of ASCII letters do not matter; Thai digits are digits.
  std::string_view FindCaseType(std::string_view text) const;
  std::optional<wire::Category> FindCategory(std::string_view text) const;

 private:
  using Names = std::map<std::string, std::string, std::less<>>;  // folded name to code
  Names case_types_, categories_;
};

}  // namespace cybercheck::ingest
