// SPDX-License-Identifier: Apache-2.0
// The elements of one XML part, one after the other, by expat under limits: depth, the size of one tag or comment, and all
// memory that the parser holds (it keeps every name it has met). A document type declaration ends the reading, and with it every
// entity but the five of XML itself; so nothing expands and nothing outside is fetched. Names come without their prefix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ingest/zip_archive.h"

namespace cybercheck::ingest {

struct XmlLimits {
  uint32_t depth_max = 64;
  size_t token_bytes_max = 256 << 10;
  size_t memory_bytes_max = 8 << 20;
};

// Of one start tag; valid during the call.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  std::optional<std::string_view> Find(std::string_view name) const;          // without prefix: r is not x:r
  std::optional<std::string_view> FindPrefixed(std::string_view name) const;  // with any prefix: id is r:id

 private:
  const char** pairs_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  // `depth` of the document's element is 1. An error stops the reading.
  virtual base::Result<void> OnStart(uint32_t depth, std::string_view name, const XmlAttributes& attributes) = 0;
  virtual base::Result<void> OnEnd(uint32_t depth, std::string_view name) = 0;
  // A run of text, in pieces.
  virtual base::Result<void> OnText(std::string_view text) = 0;
  // What faults of the XML itself are told to stand in: "part xl/styles.xml".
  virtual std::string Place() const = 0;
};

// Reads `part` to its end. Errors: kBadFeed; those of `handler`.
base::Result<void> ReadXml(ZipArchive::Part& part, const XmlLimits& limits, XmlHandler& handler);

}  // namespace cybercheck::ingest
