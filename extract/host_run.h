// SPDX-License-Identifier: Apache-2.0
// A run of text that has the shape of a host: labels joined by dots, the dots perhaps written so that nothing links them.
//
//   www.bad[.]example       labels "www", "bad", "example"
//   แบงก์.com                a label may be of another script
//
// Knows nothing of which hosts exist. Views look into the text scanned.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cybercheck::extract {

struct HostRun {
  struct Label {
    size_t begin;
    size_t end;
    bool unspaced;  // begins with a letter of an unspaced script
  };
  std::vector<Label> labels;
  bool refanged = false;

  size_t begin() const { return labels.front().begin; }
  size_t end() const { return labels.back().end; }
  std::string_view Last(std::string_view text) const {
    return text.substr(labels.back().begin, labels.back().end - labels.back().begin);
  }
  // Labels joined by plain dots.
  std::string Written(std::string_view text) const;
};

// Length of the dot at `at`: "." or one of "[.]" "(.)" "{.}" "[dot]" "(dot)" "{dot}" "[,]" "\." "^."; 0 when there is none.
size_t DotAt(std::string_view text, size_t at);

// Reads labels from `at` on; none when there is no label there. `mixed`: a label may go from one script to another, as after a
// scheme; otherwise it ends where an unspaced script meets ASCII.
void ReadHostRun(std::string_view text, size_t at, bool mixed, HostRun& out);

}  // namespace cybercheck::extract
