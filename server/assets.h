// SPDX-License-Identifier: Apache-2.0
// Files built into the binary: the pages for people (web/) with their scripts and style, and the OpenAPI document.
#pragma once

#include <string_view>

namespace cybercheck::server {

struct Asset {
  std::string_view path;
  std::string_view content_type;
  std::string_view bytes;
  std::string_view etag;  // a strong entity tag, with its quotes
};
// All live as long as the program.

// Null: there is none at `path`.
const Asset* FindAsset(std::string_view path);

}  // namespace cybercheck::server
