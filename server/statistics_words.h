// SPDX-License-Identifier: Apache-2.0
// What tables of statistics are explained with, Thai and English: headings, and what is counted. One table, as wire/words.h: a
// change here is reviewed by a Thai reader. Names of codes are the taxonomy's (cases/code_names.h).
#pragma once

#include <string>
#include <string_view>

#include "cases/code_names.h"
#include "cases/statistic_table.h"
#include "wire/words.h"

namespace cybercheck::server {

// What a table counts: "cases", "holds", …; and what is a measure, a dimension that the taxonomy does not name, a date, bands.
const wire::Words& CountedWords(std::string_view table) noexcept;
const wire::Words& MeasureWords(std::string_view measure) noexcept;       // a heading
const wire::Words* MeasureDefinition(std::string_view measure) noexcept;  // null: the heading says it
const wire::Words& DateWords(std::string_view date) noexcept;
const wire::Words& BandsWords(std::string_view scheme) noexcept;
const wire::Words& WeekWords(bool iso) noexcept;

cases::CodeName DimensionName(const cases::CodeNames& names, std::string_view dimension);
// What a part is called; dates by the Buddhist year, in Thai ("16 พ.ย. 2568").
std::string ThaiPart(const cases::CodeNames& names, std::string_view table, std::string_view dimension, std::string_view part);
std::string ThaiDay(uint32_t day);

}  // namespace cybercheck::server
