// SPDX-License-Identifier: Apache-2.0
#include "store/attachments.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "base/file.h"
#include "base/hex.h"
#include "base/random.h"
#include "store/media_type.h"
#include "store/sealed_box.h"

namespace cybercheck::store {
namespace {

namespace fs = std::filesystem;

constexpr size_t kIdDigits = 32;
constexpr int64_t kOrphanAgeSMin = 3600;

bool IsId(std::string_view name) {
  return name.size() == kIdDigits && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string PathOf(const std::string& directory, std::string_view id) {
  return directory + "/" + std::string(id.substr(0, 2)) + "/" + std::string(id);
}

base::Error NoSuch() { return base::Fail(base::ErrorCode::kNotFound, "there is no such attachment"); }

base::Result<std::string> ReadBox(const std::string& directory, std::string_view id, const base::Digest& sealed_digest) {
  if (!IsId(id)) return NoSuch();
  const std::string path = PathOf(directory, id);
  if (::access(path.c_str(), F_OK) != 0) return NoSuch();
  auto box = base::ReadFile(path, kAttachmentBytesMax + kBoxExtraBytes);
  if (box.has_error() && box.error().code == base::ErrorCode::kBodyTooLarge)
    return base::Fail(base::ErrorCode::kDamaged, path + " is longer than what was written");
  TRY(box);
  if (base::Sha256(*box) != sealed_digest)
    return base::Fail(base::ErrorCode::kDamaged, path + " is not the file that was written: its digest is another");
  return box;
}

}  // namespace

base::Result<Attachments::Added> Attachments::Add(uint64_t subject, std::string_view bytes) {
  if (bytes.size() > kAttachmentBytesMax)
    return base::Fail(base::ErrorCode::kBodyTooLarge,
                      "an attachment has at most " + std::to_string(kAttachmentBytesMax) + " bytes");
  Added added;
  added.media_type = MediaTypeOf(bytes);
  if (added.media_type.empty())
    return base::Fail(base::ErrorCode::kUnsupportedMediaType,
                      "an attachment is a whole PNG, JPEG or PDF; what counts is its content");
  std::array<uint8_t, kIdDigits / 2> random;
  base::FillRandom(random);
  added.id = base::HexEncode(random);
  added.bytes = bytes.size();
  ASSIGN_OR_RETURN(const event::Sealed sealed, key_ring_.Seal(subject, bytes, added.id));
  added.sealed_digest = base::Sha256(sealed.box);
  TRY(base::MakeDirectory(directory_, 0700));
  TRY(base::MakeDirectory(directory_ + "/" + added.id.substr(0, 2), 0700));
  TRY(base::ReplaceFile(PathOf(directory_, added.id), sealed.box, 0600));
  return added;
}

base::Result<std::string> Attachments::Read(std::string_view id, uint64_t subject, const base::Digest& sealed_digest) const {
  ASSIGN_OR_RETURN(std::string box, ReadBox(directory_, id, sealed_digest));
  return key_ring_.Open({subject, std::move(box)}, id);
}

base::Result<void> Attachments::Check(const std::string& directory, std::string_view id, const base::Digest& sealed_digest) {
  const auto box = ReadBox(directory, id, sealed_digest);
  return box.has_error() ? base::Result<void>(box.error()) : base::Result<void>();
}

base::Result<void> Attachments::Remove(std::string_view id) {
  if (!IsId(id)) return {};
  const std::string path = PathOf(directory_, id);
  if (::unlink(path.c_str()) != 0)
    return errno == ENOENT ? base::Result<void>() : base::Result<void>(base::IoError(path, "cannot remove"));
  return base::SyncDirectory(directory_ + "/" + std::string(id.substr(0, 2)));
}

base::Result<std::vector<std::string>> Attachments::List(const std::string& directory) {
  std::vector<std::string> ids;
  std::error_code error;
  if (!fs::exists(directory, error)) return ids;
  for (fs::recursive_directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error))
    if (const std::string name = entry->path().filename(); IsId(name)) ids.push_back(name);
  if (error) return base::Fail(base::ErrorCode::kIo, directory + ": cannot list: " + error.message());
  std::sort(ids.begin(), ids.end());
  return ids;
}

base::Result<std::vector<std::string>> Attachments::Orphans(const std::string& directory, const IsNamed& is_named,
                                                            int64_t now_s) {
  std::vector<std::string> orphans;
  ASSIGN_OR_RETURN(const auto ids, List(directory));
  for (const std::string& id : ids) {
    struct stat info {};
    if (::stat(PathOf(directory, id).c_str(), &info) != 0 || info.st_mtime + kOrphanAgeSMin > now_s) continue;
    ASSIGN_OR_RETURN(const bool named, is_named(id));
    if (!named) orphans.push_back(id);
  }
  return orphans;
}

}  // namespace cybercheck::store
