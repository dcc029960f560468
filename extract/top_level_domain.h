// SPDX-License-Identifier: Apache-2.0
// Whether the last label of a dotted word can be a top-level domain. A host without a scheme is only believed if it can: that is
// what tells "scb-th.cc" from "ก.ค.67", "v1.2" and "slip.pdf". A list of suffixes that exist would do better by little and grow
// stale inside a binary; a host written with a scheme needs no such proof, and xn-- stands for every other script. `label` is
// ASCII in any case, or Thai.
#pragma once

#include <string_view>

namespace cybercheck::extract {

bool IsPlausibleTld(std::string_view label);
// Never the first word of a sentence whose full stop lost its space ("done.In the end").
bool IsUnmistakableTld(std::string_view label);
// Also the ending of a file name: "setup.sh".
bool IsFileExtension(std::string_view label);
// Also the ending people give their own names on social media: "TikTok bad.shop".
bool IsHandleEnding(std::string_view label);

}  // namespace cybercheck::extract
