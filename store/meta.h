// SPDX-License-Identifier: Apache-2.0
// Table `meta`: what the file tells of itself.
//
//   "format" -> u32 layout version
//   "head"   -> u64 number of the last entry, 32 bytes SHA-256 of its header; absent while the log is empty. The chain
//               vouches for every header but the last; this does for that one.
#pragma once

#include <string>

#include "base/result.h"
#include "base/sha256.h"
#include "store/environment.h"

namespace cybercheck::store {

inline constexpr TableId kMetaTable{"meta", 1};
inline constexpr uint32_t kStoreFormat = 8;
inline constexpr uint32_t kStoreFormatOldest = 7;  // without table `recent`; the first process that writes takes it over
inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kHeadKey = "head";

std::string EncodeHead(uint64_t seq, const base::Digest& hash);
// Why data of an older layout is not opened, and what to do.
base::Error OlderLayout(uint32_t found);

}  // namespace cybercheck::store
