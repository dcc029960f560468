// SPDX-License-Identifier: Apache-2.0
// Short texts in stored rows: one byte of length, then the bytes; and the error of a row that is not laid out as its header
// draws.
#pragma once

#include <string>
#include <string_view>

#include "base/be_bytes.h"
#include "base/result.h"

namespace cybercheck::cases {

inline constexpr size_t kRowTextBytesMax = 255;

// What is longer than a length can say is cut; no entry lets such a text in.
inline void AppendRowText(std::string_view text, std::string& out) {
  text = text.substr(0, kRowTextBytesMax);
  out.push_back(static_cast<char>(text.size()));
  out.append(text);
}

inline std::string TakeRowText(base::ByteReader& reader) {
  const auto bytes = static_cast<size_t>(reader.Take<1>());
  return std::string(reader.TakeBytes(bytes));
}

inline base::Error BadRow(std::string_view table) {
  return base::Fail(base::ErrorCode::kDamaged, "a row of " + std::string(table) + " is not laid out as they are");
}

}  // namespace cybercheck::cases
