// SPDX-License-Identifier: Apache-2.0
#include "ingest/zip_archive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <functional>
#include <map>

#include "base/file.h"

namespace cybercheck::ingest {
namespace {

constexpr size_t kPieceBytes = 32 << 10;
// APPNOTE.TXT 4.3.16: the end record has 22 bytes and a comment of at most 65,535; the zip64 locator stands before it.
constexpr uint64_t kEndBytes = 22, kCommentBytesMax = 65'535, kLocatorBytes = 20, kEnd64Bytes = 56;

base::Error Refuse(std::string detail) { return base::Fail(base::ErrorCode::kBadFeed, std::move(detail)); }

std::string Folded(std::string_view name) {
  if (name.starts_with('/')) name.remove_prefix(1);
  std::string out(name);
  for (char& c : out) c = c == '\\' ? '/' : (c >= 'A' && c <= 'Z') ? static_cast<char>(c | 0x20) : c;
  return out;
}

uint64_t Little(std::string_view bytes, size_t at, size_t size) {
  uint64_t number = 0;
  for (size_t i = size; i-- > 0;) number = number << 8 | static_cast<uint8_t>(bytes[at + i]);
  return number;
}

// Gives `size` bytes at `offset`, or fewer where there are no more.
using ReadAt = std::function<base::Result<std::string>(uint64_t offset, size_t size)>;

base::Result<void> CheckCounts(uint64_t entries, uint64_t directory_bytes, const ZipLimits& limits) {
  if (entries > limits.entries_max)
    return Refuse("the file holds " + std::to_string(entries) + " parts; a workbook has at most " +
                  std::to_string(limits.entries_max) + ": save it again from Excel");
  if (directory_bytes > limits.directory_bytes_max)
    return Refuse("the list of parts has " + std::to_string(directory_bytes) + " bytes, no workbook's has more than " +
                  std::to_string(limits.directory_bytes_max));
  return {};
}

// What libzip would make room for: every end record it might choose is looked at first.
base::Result<void> CheckDirectory(const ReadAt& read, uint64_t file_bytes, const ZipLimits& limits) {
  const uint64_t tail_bytes = std::min(file_bytes, kEndBytes + kCommentBytesMax + kLocatorBytes);
  ASSIGN_OR_RETURN(const std::string tail, read(file_bytes - tail_bytes, tail_bytes));
  for (size_t at = tail.find("PK\5\6"); at != std::string::npos; at = tail.find("PK\5\6", at + 1))
    if (tail.size() - at >= kEndBytes) {
      const uint64_t entries = Little(tail, at + 10, 2), bytes = Little(tail, at + 12, 4);
      // All ones: the zip64 record says it.
      TRY(CheckCounts(entries == 0xffff ? 0 : entries, bytes == 0xffffffff ? 0 : bytes, limits));
    }
  for (size_t at = tail.find("PK\6\7"); at != std::string::npos; at = tail.find("PK\6\7", at + 1)) {
    if (tail.size() - at < kLocatorBytes) continue;
    ASSIGN_OR_RETURN(const std::string end, read(Little(tail, at + 8, 8), kEnd64Bytes));
    if (end.size() == kEnd64Bytes && end.starts_with("PK\6\6"))
      TRY(CheckCounts(std::max(Little(end, 24, 8), Little(end, 32, 8)), Little(end, 40, 8), limits));
  }
  return {};
}

base::Result<void> CheckFileSize(uint64_t bytes, const ZipLimits& limits) {
  if (bytes <= limits.file_bytes_max) return {};
  return Refuse("the file has more than " + std::to_string(limits.file_bytes_max) + " bytes; split it");
}

// Up to one piece more than `bytes_max`.
base::Result<void> ReadAll(int fd, uint64_t bytes_max, std::string& out) {
  std::array<char, 64 << 10> piece;
  while (out.size() <= bytes_max) {
    const ssize_t count = ::read(fd, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::IoError("the workbook", "read");
    if (count == 0) break;
    out.append(piece.data(), static_cast<size_t>(count));
  }
  return {};
}

base::Result<void> CheckBeginning(std::string_view start) {
  if (start.empty()) return Refuse("the file is empty");
  if (start.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    return Refuse(
        "this is a workbook with a password, or one of the old kind (.xls); open it in Excel, take the password off and save it "
        "as .xlsx");
  if (!start.starts_with("PK"))
    return Refuse("this is no workbook; save it in Excel as \"Excel Workbook (.xlsx)\", or import it as csv");
  return {};
}

base::Error CutOff(const zip_error_t* error) {
  return Refuse("the file is damaged or was cut off (" + std::string(zip_error_strerror(const_cast<zip_error_t*>(error))) +
                "); send it again");
}

}  // namespace

struct ZipArchive::Archive {
  ZipLimits limits;
  std::string owned;  // of what could only be read once
  zip_t* zip = nullptr;
  std::map<std::string, uint64_t, std::less<>> parts;  // folded name to number
  ~Archive() {
    if (zip != nullptr) zip_discard(zip);
  }
};

struct ZipArchive::Part::File {
  std::string name;
  ZipLimits limits;
  zip_file_t* file = nullptr;
  uint64_t packed = 0, total = 0, read = 0;
  bool ended = false;
  std::array<char, kPieceBytes> piece;
  ~File() {
    if (file != nullptr) zip_fclose(file);
  }

  base::Result<void> CheckSize(uint64_t bytes) const {
    if (bytes > limits.part_bytes_max)
      return Refuse("part " + name + " unpacks to more than " + std::to_string(limits.part_bytes_max) +
                    " bytes; split the workbook");
    if (bytes > limits.ratio_from_bytes && bytes / limits.ratio_max > packed)
      return Refuse("part " + name + " unpacks to more than " + std::to_string(limits.ratio_max) +
                    " times its size, as no filled-in workbook does; copy the rows into a new workbook");
    return {};
  }
};

ZipArchive::ZipArchive(std::unique_ptr<Archive> archive) : archive_(std::move(archive)) {}
ZipArchive::~ZipArchive() = default;
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;

base::Result<ZipArchive> ZipArchive::Take(std::unique_ptr<Archive> archive, void* source) {
  zip_error_t error;
  zip_error_init(&error);
  archive->zip = source == nullptr ? nullptr : zip_open_from_source(static_cast<zip_source_t*>(source), ZIP_RDONLY, &error);
  if (archive->zip == nullptr) {
    auto refused = CutOff(&error);
    if (source != nullptr) zip_source_free(static_cast<zip_source_t*>(source));
    zip_error_fini(&error);
    return refused;
  }
  zip_error_fini(&error);
  const zip_int64_t count = zip_get_num_entries(archive->zip, 0);
  TRY(CheckCounts(static_cast<uint64_t>(count), 0, archive->limits));
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    zip_stat_t part;
    if (zip_stat_index(archive->zip, i, ZIP_FL_ENC_RAW, &part) != 0 || (part.valid & ZIP_STAT_NAME) == 0)
      return CutOff(zip_get_error(archive->zip));
    if ((part.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && part.encryption_method != ZIP_EM_NONE)
      return Refuse("the file has a password; take it off and send it again");
    if (!archive->parts.emplace(Folded(part.name), i).second)
      return Refuse("two parts of the file have one name; save the workbook again from Excel");
  }
  return ZipArchive(std::move(archive));
}

base::Result<ZipArchive> ZipArchive::TakeBytes(std::unique_ptr<Archive> archive, std::string_view bytes) {
  TRY(CheckFileSize(bytes.size(), archive->limits));
  TRY(CheckBeginning(bytes.substr(0, 8)));
  const ReadAt read = [bytes](uint64_t offset, size_t size) -> base::Result<std::string> {
    return std::string(bytes.substr(std::min<uint64_t>(offset, bytes.size()), size));
  };
  TRY(CheckDirectory(read, bytes.size(), archive->limits));
  return Take(std::move(archive), zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr));
}

base::Result<ZipArchive> ZipArchive::Open(std::string_view bytes, const ZipLimits& limits) {
  auto archive = std::make_unique<Archive>();
  archive->limits = limits;
  return TakeBytes(std::move(archive), bytes);
}

base::Result<ZipArchive> ZipArchive::Open(int fd, const ZipLimits& limits) {
  auto archive = std::make_unique<Archive>();
  archive->limits = limits;
  struct stat status {};
  if (::fstat(fd, &status) != 0) return base::IoError("the workbook", "look at");
  if (!S_ISREG(status.st_mode)) {
    TRY(ReadAll(fd, limits.file_bytes_max, archive->owned));
    const std::string_view bytes = archive->owned;
    return TakeBytes(std::move(archive), bytes);
  }
  const auto file_bytes = static_cast<uint64_t>(status.st_size);
  TRY(CheckFileSize(file_bytes, limits));
  const ReadAt read = [fd](uint64_t offset, size_t size) -> base::Result<std::string> {
    std::string out(size, '\0');
    size_t filled = 0;
    while (filled < size && offset < (uint64_t{1} << 62)) {
      const ssize_t count = ::pread(fd, out.data() + filled, size - filled, static_cast<off_t>(offset + filled));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return base::IoError("the workbook", "read");
      if (count == 0) break;
      filled += static_cast<size_t>(count);
    }
    out.resize(filled);
    return out;
  };
  ASSIGN_OR_RETURN(const std::string start, read(0, 8));
  TRY(CheckBeginning(start));
  TRY(CheckDirectory(read, file_bytes, limits));
  const int own = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  FILE* const stream = own < 0 ? nullptr : ::fdopen(own, "rb");
  if (stream == nullptr) {
    auto failed = base::IoError("the workbook", "open");
    if (own >= 0) ::close(own);
    return failed;
  }
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_filep_create(stream, 0, -1, &error);
  zip_error_fini(&error);
  if (source == nullptr) ::fclose(stream);
  return Take(std::move(archive), source);
}

bool ZipArchive::Has(std::string_view name) const { return archive_->parts.contains(Folded(name)); }

base::Result<ZipArchive::Part> ZipArchive::OpenPart(std::string_view name) const {
  const auto at = archive_->parts.find(Folded(name));
  auto file = std::make_unique<Part::File>();
  file->name = at == archive_->parts.end() ? "" : at->first;
  file->limits = archive_->limits;
  if (at == archive_->parts.end()) return Refuse("the file lacks a part that it names; save the workbook again from Excel");
  zip_stat_t stat;
  if (zip_stat_index(archive_->zip, at->second, 0, &stat) != 0) return CutOff(zip_get_error(archive_->zip));
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
    return Refuse("part " + file->name + " is packed in a way no workbook is; save it again from Excel");
  file->packed = stat.comp_size;
  file->total = stat.size;
  TRY(file->CheckSize(stat.size));
  file->file = zip_fopen_index(archive_->zip, at->second, 0);
  if (file->file == nullptr) return CutOff(zip_get_error(archive_->zip));
  return Part(std::move(file));
}

ZipArchive::Part::Part(std::unique_ptr<File> file) : file_(std::move(file)) {}
ZipArchive::Part::~Part() = default;
ZipArchive::Part::Part(Part&&) noexcept = default;

base::Result<std::string_view> ZipArchive::Part::Next() {
  if (file_->ended) return std::string_view();
  const zip_int64_t count = zip_fread(file_->file, file_->piece.data(), file_->piece.size());
  if (count < 0)
    return Refuse("part " + file_->name + " is damaged (" + std::string(zip_error_strerror(zip_file_get_error(file_->file))) +
                  "); send the file again");
  file_->ended = count == 0;
  file_->read += static_cast<uint64_t>(count);
  TRY(file_->CheckSize(file_->read));
  return std::string_view(file_->piece.data(), static_cast<size_t>(count));
}
uint64_t ZipArchive::Part::bytes_read() const { return file_->read; }
uint64_t ZipArchive::Part::bytes_total() const { return file_->total; }

}  // namespace cybercheck::ingest
