// SPDX-License-Identifier: Apache-2.0
// The categories and case types in force (taxonomy.toml), to be found by what a report or a row of a file says: the code, the
// name in either language, of case types also the police's number; what became of types of earlier lists; and what every code of
// tables is called. Immutable; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cases/code_names.h"
#include "wire/verdict.h"

namespace cybercheck::ingest {

class Taxonomy {
 public:
  // `json`: the `content` in force (ingest/taxonomy_file.h). A list that it lacks is named as in what ships with the binary, and
  // so are the provinces. Errors: kBadConfig.
  static base::Result<Taxonomy> Make(std::string_view json);

  bool HasCaseType(std::string_view code) const;
  // A code; empty: nothing is called so. Blanks around and the case of ASCII letters do not matter; Thai digits are digits.
  std::string_view FindCaseType(std::string_view text) const;
  std::optional<wire::Category> FindCategory(std::string_view text) const;

  // What a type of an earlier list, by its code or name, became; several: nobody can say which of them a case was. Empty: no list
  // had such a type.
  const std::vector<std::string>& BecameOf(std::string_view earlier) const;

  const cases::CodeNames& names() const { return names_; }
  int64_t version() const { return version_; }
  // What GET /v1/taxonomies answers: every list, bands with their bounds, provinces.
  const std::string& document() const { return document_; }

 private:
  using Names = std::map<std::string, std::string, std::less<>>;  // folded name to code
  Names case_types_, categories_;
  std::map<std::string, std::vector<std::string>, std::less<>> became_;  // by folded name
  cases::CodeNames names_;
  int64_t version_ = 0;
  std::string document_;
};

}  // namespace cybercheck::ingest
