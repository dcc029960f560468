// SPDX-License-Identifier: Apache-2.0
#include "store/backup_manifest.h"

#include <charconv>

#include "base/hex.h"
#include "base/timestamp.h"

namespace cybercheck::store {
namespace {

constexpr std::string_view kFirstLine = "cybercheck backup 1";

// The next word of `rest`, up to a space; the last one is all that is left.
std::string_view Word(std::string_view& rest) {
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  return word;
}

bool Number(std::string_view text, uint64_t& out) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failure == std::errc{} && end == text.data() + text.size();
}

// A path that stays below the generation.
bool IsInner(std::string_view path) {
  return !path.empty() && path.front() != '/' && path.find("..") == std::string_view::npos &&
         path.find('\n') == std::string_view::npos;
}

bool DecodeLine(std::string_view line, BackupManifest& manifest) {
  const std::string_view word = Word(line);
  if (word == "version") {
    manifest.version = line;
    return true;
  }
  if (word == "made_at") {
    const auto made_ms = base::ParseTimeMs(line);
    if (made_ms.has_value()) manifest.made_s = *made_ms / 1000;
    return made_ms.has_value();
  }
  if (word == "log") return Number(Word(line), manifest.entries) && base::HexDecode(line, manifest.head);
  if (word != "file") return false;
  BackupFile& file = manifest.files.emplace_back();
  if (!base::HexDecode(Word(line), file.digest) || !Number(Word(line), file.bytes)) return false;
  file.path = line;
  return IsInner(line);
}

}  // namespace

std::string EncodeManifest(const BackupManifest& manifest) {
  std::string text = std::string(kFirstLine) + "\nversion " + manifest.version + "\nmade_at " +
                     base::FormatTime(manifest.made_s) + "\nlog " + std::to_string(manifest.entries) + " " +
                     base::HexEncode(manifest.head) + "\n";
  for (const BackupFile& file : manifest.files)
    text += "file " + base::HexEncode(file.digest) + " " + std::to_string(file.bytes) + " " + file.path + "\n";
  return text;
}

base::Result<BackupManifest> DecodeManifest(std::string_view text) {
  BackupManifest manifest;
  size_t number = 0;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    const bool good = end != std::string_view::npos && (number == 0 ? line == kFirstLine : DecodeLine(line, manifest));
    ++number;
    if (!good)
      return base::Fail(base::ErrorCode::kDamaged, "the manifest's line " + std::to_string(number) + " is none of a manifest");
    text.remove_prefix(end + 1);
  }
  if (manifest.version.empty() || manifest.made_s == 0) return base::Fail(base::ErrorCode::kDamaged, "the manifest is cut short");
  return manifest;
}

}  // namespace cybercheck::store
