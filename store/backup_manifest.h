// SPDX-License-Identifier: Apache-2.0
// What a backup holds: the file MANIFEST of a generation, written last, so that a generation with one is whole. Text, a line
// each:
//
//   cybercheck backup 1
//   version 0.1.0
//   made_at 2026-11-26T03:00:00Z
//   log 1234 <64 hex>               entries, and the hash of the last header
//   file <64 hex> 81920 data/data.mdb      SHA-256, bytes, path; files under keys/ may have been deleted since
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/sha256.h"

namespace cybercheck::store {

inline constexpr char kManifestFile[] = "MANIFEST";

struct BackupFile {
  std::string path;  // below the generation
  uint64_t bytes = 0;
  base::Digest digest{};
};

struct BackupManifest {
  std::string version;
  int64_t made_s = 0;
  uint64_t entries = 0;
  base::Digest head{};
  std::vector<BackupFile> files;
};

std::string EncodeManifest(const BackupManifest& manifest);
base::Result<BackupManifest> DecodeManifest(std::string_view text);  // kDamaged names the line

}  // namespace cybercheck::store
