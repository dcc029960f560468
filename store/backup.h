// SPDX-License-Identifier: Apache-2.0
// Copies of a data directory, made while it is used:
//
//   BACKUPS/erasures                          who was erased, of all backups; only grows
//   BACKUPS/2026-11-26T03-00-00Z/MANIFEST     what follows, with digests (store/backup_manifest.h)
//                                data/data.mdb, attachments/…, access/…, erasures
//                                keys/data.mdb, keys/master.key    0600 in a directory of 0700; the older ones are deleted
//
// A generation is made as NAME.new and renamed when it has been read back: opened by the open check, its log verified. What was
// cut short is removed by the next run. Attachments never change, so a generation shares those of the one before (hard links).
// Keys are copied after the data and the erasures after the keys: every box of the data has its key, and whoever was erased
// before the copy was made is named.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/backup_manifest.h"
#include "store/log_verify.h"

namespace cybercheck::store {

struct BackupOptions {
  std::string directory, backups;
  std::string version;  // of the program
  int64_t now_s = 0;
  size_t keep_keys = 7;  // generations that keep their keys; at least 1
  bool with_master_key = true;
  // Puts a copy of `keys` into the directory it is given, which is empty, and gives the master key's file: done by who owns the
  // directory.
  std::function<base::Result<std::string>(const std::string& into)> copy_keys;
  std::function<void(const char* stage, uint64_t done, uint64_t total)> progress;  // bytes, or entries; may be empty
};

struct BackupReport {
  std::string generation;  // its path
  BackupManifest manifest;
  uint64_t bytes = 0, attachments = 0, access_files = 0, erasures = 0;
  size_t keys_deleted = 0;  // generations
};

// Forks: call it while the process has one thread. Errors: kNotFound (no data; or a part that has to be there, named), kDamaged
// (the copy, and so what was copied, does not hold), kStorageFull, kIo, and those of copy_keys.
base::Result<BackupReport> MakeBackup(const BackupOptions& options);

// Whole generations, oldest first.
base::Result<std::vector<std::string>> Generations(const std::string& backups);

}  // namespace cybercheck::store
