// SPDX-License-Identifier: Apache-2.0
// Any bytes as a data file: found good or refused, never a crash. The bytes stand in for pages of a file whose metas are in
// order, so that what is fuzzed is the walk and not the door.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/check.h"
#include "store/data_check.h"
#include "store/page_file.h"

using namespace cybercheck;

namespace {

constexpr size_t kPage = 512, kPages = 16;

std::string FileOf(const uint8_t* data, size_t size) {
  std::string file(kPage * kPages, '\0');
  std::memcpy(file.data() + 2 * kPage, data, std::min(size, file.size() - 2 * kPage));
  for (uint64_t i = 0; i < 2; ++i) {
    store::MetaRecord meta{};
    meta.magic = 0xBEEFC0DE;
    meta.version = 1;
    meta.free = {kPage, 0x08, 1, 0, 1, 0, 1, 2};
    meta.main = {0, 0, 1, 0, 1, 0, 1, 3};
    meta.last_page = kPages - 1;
    meta.txn = 6 + i;
    char* page = file.data() + i * kPage;
    const uint16_t flags = 0x08;
    std::memcpy(page, &i, sizeof i);
    std::memcpy(page + 10, &flags, sizeof flags);
    std::memcpy(page + 16, &meta, sizeof meta);
  }
  return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const int fd = memfd_create("data", MFD_CLOEXEC);
  static const std::string path = "/proc/self/fd/" + std::to_string(fd);
  const bool raw = size > 0 && data[0] == 0xFF;
  const std::string file = raw ? std::string(reinterpret_cast<const char*>(data + 1), size - 1) : FileOf(data, size);
  CHECK(ftruncate(fd, static_cast<off_t>(file.size())) == 0 &&
        pwrite(fd, file.data(), file.size(), 0) == static_cast<ssize_t>(file.size()));
  static_cast<void>(store::CheckDataFile(path, [](store::TableId, std::string_view, std::string_view) {}, {}));
  return 0;
}
