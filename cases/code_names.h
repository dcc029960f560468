// SPDX-License-Identifier: Apache-2.0
// What the codes of tables are called in Thai and English: for headings and rows of pages, workbooks, bulletins. Codes are stored
// and counted by; names are only shown, and change with the taxonomy in force (ingest/taxonomy.h fills this from taxonomy.toml;
// the server has it as services.taxonomy()->names()). A value; any thread may read it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/age_bands.h"

namespace cybercheck::cases {

enum class CodeList : uint8_t {
  kCaseType,
  kCategory,
  kState,
  kOutcome,  // with "open": none yet
  kKind,
  kChannel,
  kContactChannel,
  kSex,
  kVictimKind,
  kVerified,
  kColour,
  kProvince,   // by its two digits
  kAgeScheme,  // "rtp", …: whose bands they are
  kAgeBand,    // "30-44", "60+", "under"
  kDimension,  // what tables are made by: "case_type", "age_band", …
};
inline constexpr size_t kCodeListCount = 15;
std::string_view Name(CodeList list) noexcept;  // its member in taxonomy.toml and GET /v1/taxonomies: "case_types", "states", …
std::optional<CodeList> CodeListNamed(std::string_view name) noexcept;

struct CodeName {
  std::string en, th;
  friend bool operator==(const CodeName&, const CodeName&) = default;
};

// One band of a scheme, with its bounds: "30–44 ปี", "ต่ำกว่า 11 ปี", "60 ปีขึ้นไป", "ไม่ทราบอายุ".
CodeName NameOfBand(const AgeBands& bands, size_t band);

class CodeNames {
 public:
  void Set(CodeList list, std::string_view code, CodeName name);
  // nullptr: the list has no such code. "unknown" is in every list.
  const CodeName* Find(CodeList list, std::string_view code) const;
  // The code itself in both languages where nobody has named it: tables hold what operators' own lists once had.
  CodeName Of(CodeList list, std::string_view code) const;
  // In the order in which they were set, "unknown" last. A place among them; past all of them: the list has no such code.
  std::vector<std::string> CodesOf(CodeList list) const;
  size_t PlaceOf(CodeList list, std::string_view code) const;

 private:
  struct Named {
    CodeName name;
    size_t place = 0;
  };
  std::array<std::map<std::string, Named, std::less<>>, kCodeListCount> lists_;
};

}  // namespace cybercheck::cases
