// SPDX-License-Identifier: Apache-2.0
// A data directory from a backup (store/backup.h). Every file is compared with the manifest as it is copied; then the directory
// is opened as any other: open check, master key, and the erasures, which destroy the keys of all who were erased since.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/backup_manifest.h"
#include "store/log_verify.h"

namespace cybercheck::store {

struct RestoreOptions {
  std::string from;                                             // BACKUPS (its newest generation), or one generation
  std::string into;                                             // missing or empty
  std::string erasures_file;                                    // known besides those of the backups; may be empty
  std::string master_key_file;                                  // empty: the backup's own
  std::function<void(uint64_t done, uint64_t total)> progress;  // bytes; may be empty
};

struct RestoreReport {
  std::string generation;  // its path
  std::string keys_from;   // another generation whose keys were taken, for this one's were deleted; empty: its own
  BackupManifest manifest;
  LogSummary log;
  uint64_t bytes = 0, erasures = 0;  // known
  std::vector<uint64_t> erased;      // whose keys the backup still had; its log does not tell of them
};

// Forks: call it while the process has one thread. Errors: kNotFound (a file, named), kDamaged (a file is not what was backed
// up), kForeignFile (`into` is not empty), kStorageFull, kIo. After an error `into` holds no data yet and can be removed.
base::Result<RestoreReport> Restore(const RestoreOptions& options);

}  // namespace cybercheck::store
