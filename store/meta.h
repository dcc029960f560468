// SPDX-License-Identifier: Apache-2.0
// Table `meta`: what the file tells of itself. Keys: "format" -> u32 layout version; "table:NAME" -> u16 number of each table.
#pragma once

#include "store/environment.h"

namespace cybercheck::store {

inline constexpr TableId kMetaTable{"meta", 1};
inline constexpr uint32_t kStoreFormat = 1;
inline constexpr char kTableNamePrefix[] = "table:";

}  // namespace cybercheck::store
