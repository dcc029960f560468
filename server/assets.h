// SPDX-License-Identifier: Apache-2.0
// Files built into the binary: the pages for people (web/) with their scripts and style, and the OpenAPI document.
#pragma once

#include <string>
#include <string_view>

namespace cybercheck::server {

// Lives as long as the program, and so do its bytes.
struct Asset {
  struct Form {
    std::string_view bytes;
    std::string etag;  // a strong entity tag, with its quotes
  };
  std::string_view path;
  std::string_view content_type;
  Form plain;
  Form packed;  // in gzip, a third: much on a slow line
};

// Null: there is none at `path`.
const Asset* FindAsset(std::string_view path);

}  // namespace cybercheck::server
