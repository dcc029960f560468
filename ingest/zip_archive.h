// SPDX-License-Identifier: Apache-2.0
// A stranger's zip file, read part by part under limits. Thread: one. Opening costs memory by the directory alone, whose size is
// checked before libzip is shown it.
//
// Refused (kBadFeed): what is no zip or was cut off; encryption; packing other than stored and deflated; two parts of one name; a
// part over its size or ratio, by what it declares and again by what comes out; a wrong checksum, when its end is read. Names
// lead nowhere: parts are only ever found by name. Letter case does not matter (as OPC has it), `\` is `/`.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::ingest {

struct ZipLimits {
  uint64_t file_bytes_max = 64 << 20;
  uint64_t directory_bytes_max = 8 << 20;
  uint32_t entries_max = 4096;
  uint64_t part_bytes_max = uint64_t{1} << 30;  // unpacked
  uint32_t ratio_max = 200;                     // unpacked to packed, of a part above ratio_from_bytes
  uint64_t ratio_from_bytes = 1 << 20;
};

class ZipArchive {
 public:
  // `bytes` must outlive it. Errors: kBadFeed.
  static base::Result<ZipArchive> Open(std::string_view bytes, const ZipLimits& limits);
  // Errors: kBadFeed, kIo. `fd` may be closed afterwards.
  static base::Result<ZipArchive> Open(int fd, const ZipLimits& limits);
  ~ZipArchive();
  ZipArchive(ZipArchive&&) noexcept;
  ZipArchive& operator=(ZipArchive&&) noexcept;

  // One part, unpacked from its start to its end. The archive must outlive it.
  class Part {
   public:
    ~Part();
    Part(Part&&) noexcept;
    // The next 32 KiB, valid until the next call; empty at the end. Errors: kBadFeed.
    base::Result<std::string_view> Next();
    uint64_t bytes_read() const;
    uint64_t bytes_total() const;  // as declared

   private:
    friend class ZipArchive;
    struct File;
    explicit Part(std::unique_ptr<File> file);
    std::unique_ptr<File> file_;
  };

  bool Has(std::string_view name) const;
  // Errors: kBadFeed.
  base::Result<Part> OpenPart(std::string_view name) const;

 private:
  struct Archive;
  explicit ZipArchive(std::unique_ptr<Archive> archive);
  static base::Result<ZipArchive> TakeBytes(std::unique_ptr<Archive> archive, std::string_view bytes);
  static base::Result<ZipArchive> Take(std::unique_ptr<Archive> archive, void* source);
  std::unique_ptr<Archive> archive_;
};

}  // namespace cybercheck::ingest
