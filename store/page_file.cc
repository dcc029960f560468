// SPDX-License-Identifier: Apache-2.0
#include "store/page_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace cybercheck::store {
namespace {

constexpr uint32_t kMagic = 0xBEEFC0DE, kVersion = 1;
constexpr size_t kHeaderBytes = 16, kPageBytesMin = 512, kPageBytesMax = 65536;
constexpr size_t kFlagsAt = 10;
constexpr uint16_t kMetaFlag = 0x08, kIntegerKeys = 0x08;

}  // namespace

PageFile::PageFile(PageFile&& other) noexcept
    : fd_(std::move(other.fd_)),
      map_(std::exchange(other.map_, nullptr)),
      file_bytes_(other.file_bytes_),
      page_bytes_(other.page_bytes_),
      metas_(other.metas_) {}

PageFile::~PageFile() {
  if (map_ != nullptr) ::munmap(const_cast<char*>(map_), file_bytes_);
}

base::Result<void> PageFile::ReadMetas(const std::string& file, const base::FileDescriptor& fd) {
  const auto foreign = [&](const std::string& what) {
    return base::Fail(base::ErrorCode::kForeignFile, file + " is no data of this program: " + what);
  };
  const auto damaged = [&](const std::string& what) { return base::Fail(base::ErrorCode::kDamaged, file + ": " + what); };
  if (file_bytes_ == 0) return damaged("it is empty (0 bytes)");
  std::array<char, kHeaderBytes + sizeof(MetaRecord)> page{};
  std::array<bool, 2> good{};
  for (size_t i = 0; i < 2; ++i) {
    // Where the second is depends on the page size in the first; where that is unreadable, on the usual one.
    const size_t at = i == 0 ? 0 : page_bytes_;
    const auto got = ::pread(fd.get(), page.data(), page.size(), static_cast<off_t>(at));
    std::memcpy(&metas_[i], page.data() + kHeaderBytes, sizeof(MetaRecord));
    uint16_t flags;
    std::memcpy(&flags, page.data() + kFlagsAt, sizeof flags);
    uint64_t number;
    std::memcpy(&number, page.data(), sizeof number);
    good[i] = got == static_cast<ssize_t>(page.size()) && metas_[i].magic == kMagic && flags == kMetaFlag && number == i;
    if (i == 0) page_bytes_ = metas_[0].free.pad;
    if (page_bytes_ < kPageBytesMin || page_bytes_ > kPageBytesMax || (page_bytes_ & (page_bytes_ - 1)) != 0) {
      if (good[0]) return damaged("its page size is " + std::to_string(page_bytes_));
      page_bytes_ = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
    }
  }
  if (!good[0] && !good[1]) return foreign("it does not begin as an LMDB file");
  for (size_t i = 0; i < 2; ++i) {
    const MetaRecord& meta = metas_[i];
    if (!good[i])
      return damaged("meta page " + std::to_string(i) + " is damaged, or the file was cut, or its pages are not of " +
                     std::to_string(page_bytes_) + " bytes");
    if (meta.version != kVersion) return foreign("its LMDB format is " + std::to_string(meta.version));
    if (meta.free.pad != page_bytes_ || meta.free.flags != kIntegerKeys || meta.main.flags != 0 || meta.main.pad != 0 ||
        meta.address != 0)
      return damaged("meta page " + std::to_string(i) + " is damaged");
    if (meta.txn != 0 && (meta.txn & 1) != i) return damaged("meta page " + std::to_string(i) + " carries the other's number");
  }
  if (newer().txn != 0 && newer().txn - older().txn != 1)
    return damaged("the numbers of its meta pages do not follow each other");
  const uint64_t last_page = std::max(metas_[0].last_page, metas_[1].last_page);
  if (last_page < 1 || last_page >= file_bytes_ / page_bytes_)
    return damaged("it has " + std::to_string(file_bytes_) + " bytes, but its last page is " + std::to_string(last_page) +
                   " of " + std::to_string(page_bytes_) + " bytes each: it was cut");
  return {};
}

base::Result<PageFile> PageFile::Open(const std::string& file) {
  base::FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return base::IoError(file, "cannot open");
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return base::IoError(file, "cannot look at");
  if (!S_ISREG(info.st_mode)) return base::Fail(base::ErrorCode::kForeignFile, file + " is not a file");
  PageFile pages;
  pages.file_bytes_ = static_cast<uint64_t>(info.st_size);
  auto read = pages.ReadMetas(file, fd);
  // A writer beside us may have committed between the two reads.
  for (int retries = 3; read.has_error() && retries > 0; --retries) read = pages.ReadMetas(file, fd);
  TRY(std::move(read));
  void* map = ::mmap(nullptr, pages.file_bytes_, PROT_READ, MAP_SHARED, fd.get(), 0);
  if (map == MAP_FAILED) return base::IoError(file, "cannot map");
  pages.map_ = static_cast<const char*>(map);
  pages.fd_ = std::move(fd);
  // Else the kernel reads up to the device's read-ahead, megabytes, around every page that is looked at; of a file larger than
  // memory most of that is gone again before it is needed.
  ::madvise(map, pages.file_bytes_, MADV_RANDOM);
  return pages;
}

void PageFile::Announce(uint64_t number, uint64_t count) const {
  const uint64_t file_pages = file_bytes_ / page_bytes_;
  if (number >= file_pages) return;
  const auto memory_page = static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
  const uint64_t from = number * page_bytes_ / memory_page * memory_page;
  const uint64_t to = (number + std::min(count, file_pages - number)) * page_bytes_;
  ::madvise(const_cast<char*>(map_) + from, to - from, MADV_WILLNEED);
}

void PageFile::Keep(uint64_t number) const {
  // A page that was read twice is moved to the list of those in use; twice in a row counts once.
  for (const uint64_t page : {number, uint64_t{0}, number}) {
    char byte;
    if (::pread(fd_.get(), &byte, 1, static_cast<off_t>(page * page_bytes_)) != 1) return;
  }
}

}  // namespace cybercheck::store
