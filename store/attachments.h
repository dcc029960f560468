// SPDX-License-Identifier: Apache-2.0
// Files that came with reports (pictures, documents), each sealed under its subject's key with its id as associated data:
//
//   DIR/attachments/<first 2 digits of the id>/<id, 32 hex digits>     a box (store/sealed_box.h)
//
// A file is whole and synced before Add returns, so the entry that names it (attachment_add) is made after it. One that no entry
// names was left by a request that came to nothing; it may go (Orphans). Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/sha256.h"
#include "store/key_ring.h"

namespace cybercheck::store {

inline constexpr size_t kAttachmentBytesMax = size_t{10} << 20;

class Attachments {
 public:
  // `directory` (DIR/attachments) is made when something is added first. `key_ring` must outlive this.
  Attachments(std::string directory, KeyRing& key_ring) : directory_(std::move(directory)), key_ring_(key_ring) {}

  struct Added {
    std::string id;  // 32 hex digits, random: what is sent twice is two files
    std::string_view media_type;
    uint64_t bytes = 0;            // before sealing
    base::Digest sealed_digest{};  // SHA-256 of the file
  };
  // Durable on return. Errors: kUnsupportedMediaType (no PNG, JPEG or PDF by its content, or not whole), kBodyTooLarge, kNotFound
  // (the subject was erased), kStorageFull, kIo.
  base::Result<Added> Add(uint64_t subject, std::string_view bytes);

  // Whether the file is the one that was written, without opening it. Errors: kNotFound (no such file), kDamaged (its digest is
  // another, so it would not open), kIo.
  static base::Result<void> Check(const std::string& directory, std::string_view id, const base::Digest& sealed_digest);

  // Errors: kNotFound (no such file), kErased, kDamaged (not the file of that digest, or it does not open), kIo.
  base::Result<std::string> Read(std::string_view id, uint64_t subject, const base::Digest& sealed_digest) const;

  // Removing what is not there is no error. Durable on return.
  base::Result<void> Remove(std::string_view id);

  // All ids, in order. Errors: kIo.
  base::Result<std::vector<std::string>> List() const { return List(directory_); }
  static base::Result<std::vector<std::string>> List(const std::string& directory);
  // Those that `is_named` does not know and that have not been touched for an hour: a request may be about to name a younger one.
  using IsNamed = std::function<base::Result<bool>(const std::string& id)>;
  static base::Result<std::vector<std::string>> Orphans(const std::string& directory, const IsNamed& is_named, int64_t now_s);

  const std::string& directory() const { return directory_; }

 private:
  const std::string directory_;
  KeyRing& key_ring_;
};

}  // namespace cybercheck::store
