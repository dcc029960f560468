// SPDX-License-Identifier: Apache-2.0
// A data directory, owned by one process:
//
//   DIR/lock          flock(2) held by the owner; its pid inside
//   DIR/master.key    32 random bytes, 0600 (made with the directory, or configured elsewhere)
//   DIR/control.sock  made by a server         DIR/access/       who looked at what (store/access_log.h)
//   DIR/erasures      who was erased (store/erasures.h)           DIR/attachments/  sealed files (store/attachments.h)
//   DIR/data/         LMDB: log and projections      DIR/keys/   LMDB: secrets and subjects' keys; truth, not projection
//
// Open() takes the lock, runs the open check in a child process, then opens both environments. The child walks every table of
// `data` (order, checksums, counts, first and last key of every leaf); a signal there is a refusal with a message, not a crash
// here.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "store/environment.h"
#include "store/key_file.h"

namespace cybercheck::store {

struct DataDirectoryOptions {
  bool create = false;  // make a missing or empty directory
  bool open_check = true;
  EnvironmentOptions data;
  std::string master_key_file;  // empty: DIR/master.key
  // Called in the child for every row of every table it walks; lets the owner build a filter from the same walk into memory that
  // both processes share. May be empty.
  std::function<void(TableId, std::string_view key, std::string_view value)> on_row;
};

class DataDirectory {
 public:
  // Errors: kInUse (names the owner's pid), kForeignFile, kNewerVersion, kDamaged, kNotFound (no data here, and !create), kIo.
  static base::Result<std::unique_ptr<DataDirectory>> Open(const std::string& path, DataDirectoryOptions options);
  ~DataDirectory();

  Environment& data() { return *data_; }
  KeyFile& keys() { return *keys_; }
  const std::string& path() const { return path_; }

  // A named 32-byte secret of `keys`, sealed under the master key; made on first use. Thread-safe. Names: "promptpay_nid".
  base::Result<std::vector<uint8_t>> Secret(std::string_view name);
  // As in store/secrets.h.
  base::Result<std::vector<std::string>> SecretNames(std::string_view prefix);
  base::Result<void> DestroySecrets(const std::vector<std::string>& names);

  // Whether somebody owns `path` now (its lock is held).
  static bool IsOwned(const std::string& path);
  static std::string AccessLogPath(const std::string& path) { return path + "/access"; }
  static std::string AttachmentsPath(const std::string& path) { return path + "/attachments"; }
  static std::string ControlSocketPath(const std::string& path) { return path + "/control.sock"; }

 private:
  DataDirectory() = default;
  std::string path_;
  base::FileDescriptor lock_;
  std::unique_ptr<Environment> data_;
  std::unique_ptr<KeyFile> keys_;
};

}  // namespace cybercheck::store
