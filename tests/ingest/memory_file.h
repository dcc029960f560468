// SPDX-License-Identifier: Apache-2.0
// A file in memory that holds `bytes`, read from its start.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string_view>

#include "base/check.h"
#include "base/file.h"

namespace cybercheck::ingest {

inline base::FileDescriptor MemoryFile(std::string_view bytes) {
  base::FileDescriptor file(::memfd_create("cybercheck-test", MFD_CLOEXEC));
  CHECK(file.valid());
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t count = ::write(file.get(), bytes.data() + at, bytes.size() - at);
    CHECK(count > 0);
    at += static_cast<size_t>(count);
  }
  CHECK(::lseek(file.get(), 0, SEEK_SET) == 0);
  return file;
}

}  // namespace cybercheck::ingest
