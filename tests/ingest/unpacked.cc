// SPDX-License-Identifier: Apache-2.0
#include "tests/ingest/unpacked.h"

#include <unistd.h>

namespace cybercheck::ingest {

Unpacked::Unpacked(const std::string& name) {
  const std::string path = std::string(CYBERCHECK_SOURCE_DIR "/../shared/data/") + name;
  if (::access(path.c_str(), R_OK) != 0) {
    std::printf("left out: %s is not beside this checkout\n", name.c_str());
    return;
  }
  pipe_ = ::popen(((name.ends_with(".zst") ? "zstd -dcq '" : "cat '") + path + "'").c_str(), "r");
}

Unpacked::~Unpacked() {
  if (pipe_ != nullptr) ::pclose(pipe_);
}

bool Unpacked::ReadLine(std::string& line) {
  line.clear();
  for (int c; (c = std::getc(pipe_)) != EOF;) {
    if (c == '\n') return true;
    line += static_cast<char>(c);
  }
  return !line.empty();
}

}  // namespace cybercheck::ingest
