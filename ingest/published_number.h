// SPDX-License-Identifier: Apache-2.0
// A figure as press, slides and bulletins print it, with how exactly it is told: "463,712", "๔๖๓,๗๑๒ คดี", "8.67 พันล้านบาท",
// "77 ล้าน", "383 million", "31.55 %", "ลดลง 1,204", "−0.5". Commas stand in threes. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "cases/published_table.h"

namespace cybercheck::ingest {

// nullopt: no figure. A figure with decimals, or followed by "million" and the like, stands for all that rounds to it.
std::optional<cases::PrintedFigure> ReadPrinted(std::string_view text);
// The same in a column whose heading names the unit: "(ล้านบาท)". `unit`: what one stands for, from UnitIn.
std::optional<cases::PrintedFigure> ReadPrinted(std::string_view text, int64_t unit);

// What the words of a heading multiply figures by, "มูลค่าความเสียหาย (ล้านบาท)" 1'000'000; 1: nothing.
int64_t UnitIn(std::string_view heading);
// Nothing, "-", "n/a", "ไม่ระบุ": the figure is not told.
bool IsUntold(std::string_view text);

}  // namespace cybercheck::ingest
