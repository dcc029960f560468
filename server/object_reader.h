// SPDX-License-Identifier: Apache-2.0
// Reads one JSON object's members by name, with the place that begins every message ("indicators[3]."; empty: the body itself).
// Strict: an unknown, repeated, mistyped or too long member is an error that names its place. Pure.
//
//   ObjectReader object(reader, "victim.", kNames);
//   TRY(object.Enter());
//   for (size_t which = 0;;) { ASSIGN_OR_RETURN(const bool more, object.Next(which)); if (!more) break; … }
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_reader.h"
#include "base/result.h"

namespace cybercheck::server {

class ObjectReader {
 public:
  // `names`: at most 32; they and `reader` must outlive it.
  ObjectReader(base::JsonReader& reader, std::string place, std::span<const std::string_view> names)
      : reader_(reader), place_(std::move(place)), names_(names) {}

  base::Result<void> Enter();
  // The number of the next member's name in `names`; false at the object's end. Refuses unknown and repeated names.
  base::Result<bool> Next(size_t& which);
  bool Seen(size_t which) const { return (seen_ & (1u << which)) != 0; }
  std::string Place(size_t which) const { return place_ + std::string(names_[which]); }

 private:
  base::JsonReader& reader_;
  std::string place_;
  std::span<const std::string_view> names_;
  unsigned seen_ = 0;
};

// What to say of a value that could not be read: the reader's own error, or that `place` must be `type`.
base::Error Mistyped(const base::JsonReader& reader, const std::string& place, const char* type);

enum class Lines : uint8_t { kOne, kMany };

// A string of at most `bytes_max`, without control characters (kMany: but tabs and line breaks).
base::Result<void> ReadText(base::JsonReader& reader, const std::string& place, size_t bytes_max, Lines lines, std::string& out);
// At most `count_max` of them, each on one line.
base::Result<void> ReadTexts(base::JsonReader& reader, const std::string& place, size_t count_max, size_t bytes_max,
                             std::vector<std::string>& out);
// RFC 3339, after 1970 and not after now; unix seconds.
base::Result<void> ReadPastTime(base::JsonReader& reader, const std::string& place, int64_t now_s, int64_t& out);
base::Result<void> ReadWholeNumber(base::JsonReader& reader, const std::string& place, int64_t low, int64_t high, int64_t& out);

}  // namespace cybercheck::server
