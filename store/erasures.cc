// SPDX-License-Identifier: Apache-2.0
#include "store/erasures.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>

#include "base/file.h"
#include "base/timestamp.h"

namespace cybercheck::store {
namespace {

constexpr size_t kErasuresBytesMax = size_t{4} << 30;

base::Result<Erasure> ParseLine(std::string_view line) {
  Erasure erasure;
  const auto [end, failure] = std::from_chars(line.data(), line.data() + line.size(), erasure.subject);
  if (failure != std::errc{} || erasure.subject == 0 || end == line.data() + line.size() || *end != '\t')
    return base::Fail(base::ErrorCode::kDamaged, "no subject and time");
  ASSIGN_OR_RETURN(const int64_t at_ms, base::ParseTimeMs(std::string_view(end + 1, line.data() + line.size())));
  erasure.at_s = at_ms / 1000;
  return erasure;
}

base::Result<void> WriteAll(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return base::IoError(path, "cannot write");
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return {};
}

}  // namespace

base::Result<std::vector<Erasure>> ReadErasures(const std::string& file) {
  std::vector<Erasure> erasures;
  if (::access(file.c_str(), F_OK) != 0) return erasures;
  ASSIGN_OR_RETURN(const std::string content, base::ReadFile(file, kErasuresBytesMax));
  std::string_view rest = content;
  for (size_t number = 1, length; (length = rest.find('\n')) != std::string_view::npos; ++number) {
    const auto erasure = ParseLine(rest.substr(0, length));
    if (erasure.has_error())
      return base::Fail(base::ErrorCode::kDamaged, file + ", line " + std::to_string(number) + ": " + erasure.error().detail);
    erasures.push_back(*erasure);
    rest.remove_prefix(length + 1);
  }
  return erasures;
}

base::Result<void> AppendErasures(const std::string& path, std::span<const Erasure> erasures) {
  if (erasures.empty()) return {};
  const bool fresh = ::access(path.c_str(), F_OK) != 0;
  const base::FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!file.valid()) return base::IoError(path, "cannot open");
  // The end of the last whole line.
  off_t end = ::lseek(file.get(), 0, SEEK_END);
  char last = '\n';
  while (end > 0) {
    if (::pread(file.get(), &last, 1, end - 1) != 1) return base::IoError(path, "cannot read");
    if (last == '\n') break;
    --end;
  }
  if (end < 0 || ::ftruncate(file.get(), end) != 0 || ::lseek(file.get(), end, SEEK_SET) != end)
    return base::IoError(path, "cannot write");
  std::string lines;
  for (const Erasure& erasure : erasures) lines += std::to_string(erasure.subject) + "\t" + base::FormatTime(erasure.at_s) + "\n";
  TRY(WriteAll(file.get(), lines, path));
  if (::fsync(file.get()) != 0) return base::IoError(path, "cannot sync");
  if (!fresh) return {};
  const auto parent = std::filesystem::path(path).parent_path();
  return base::SyncDirectory(parent.empty() ? "." : parent.string());
}

}  // namespace cybercheck::store
