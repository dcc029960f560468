// SPDX-License-Identifier: Apache-2.0
#include "store/access_months.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <memory>

#include "base/file.h"
#include "base/hex.h"

namespace cybercheck::store {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kSuffix = ".ndjson";
constexpr size_t kLineBytesMax = 16 << 10;

// {"n":7,"prev":"<64 hex>",…  False: not so written.
bool ReadLinks(std::string_view line, uint64_t& n, base::Digest& prev) {
  constexpr std::string_view kNumber = "{\"n\":", kPrev = ",\"prev\":\"";
  if (!line.starts_with(kNumber) || !line.ends_with('}')) return false;
  const char* end = line.data() + line.size();
  const auto [after, failure] = std::from_chars(line.data() + kNumber.size(), end, n);
  if (failure != std::errc{}) return false;
  line.remove_prefix(static_cast<size_t>(after - line.data()));
  return line.starts_with(kPrev) && line.size() > kPrev.size() + 65 && base::HexDecode(line.substr(kPrev.size(), 64), prev) &&
         line.substr(kPrev.size() + 64).starts_with("\",\"");
}

}  // namespace

bool IsAccessMonth(std::string_view text) noexcept {
  if (text.size() != 7 || text[4] != '-') return false;
  for (const size_t i : {0, 1, 2, 3, 5, 6})
    if (text[i] < '0' || text[i] > '9') return false;
  const std::string_view month = text.substr(5);
  return month >= "01" && month <= "12";
}

std::string AccessMonthPath(const std::string& directory, const std::string& month) {
  return directory + "/" + month + std::string(kSuffix);
}

base::Result<std::vector<std::string>> AccessMonths(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(directory.c_str()), ::closedir);
  if (!listing && errno == ENOENT) return Fail(ErrorCode::kNotFound, directory + ": there is no access log");
  if (!listing) return base::IoError(directory, "cannot list");
  std::vector<std::string> months;
  while (const dirent* one = ::readdir(listing.get())) {
    const std::string_view name(one->d_name);
    if (name.ends_with(kSuffix) && IsAccessMonth(name.substr(0, name.size() - kSuffix.size())))
      months.emplace_back(name.substr(0, 7));
  }
  std::sort(months.begin(), months.end());
  return months;
}

base::Result<AccessCheck> CheckAccessMonth(const std::string& directory, const std::string& month,
                                           const std::optional<AccessChainHead>& before, uint64_t& whole_bytes,
                                           const std::function<void(std::string_view line)>& on_line) {
  const std::string path = AccessMonthPath(directory, month);
  std::ifstream file(path, std::ios::binary);
  if (!file) return base::IoError(path, "cannot open");
  AccessCheck check{.months = 1};
  std::optional<AccessChainHead> last = before;
  const auto fault = [&](std::string_view what) {
    check.fault = month + std::string(kSuffix) + ":" + std::to_string(check.lines + 1) + ": " + std::string(what);
  };
  whole_bytes = 0;
  for (std::string line; std::getline(file, line);) {
    if (file.eof() || line.find('\0') != std::string::npos) {
      check.unfinished = true;
      break;
    }
    uint64_t n = 0;
    base::Digest prev{};
    if (line.size() > kLineBytesMax || !ReadLinks(line, n, prev)) return fault("not a line of an access log"), check;
    if (last && n != last->n + 1)
      return fault("its number is " + std::to_string(n) + ", not " + std::to_string(last->n + 1)), check;
    if (last && prev != last->hash) return fault("the line before it is not the one it was written after"), check;
    last = AccessChainHead{.n = n, .hash = base::Sha256(line)};
    ++check.lines;
    whole_bytes += line.size() + 1;
    if (on_line) on_line(line);
  }
  if (file.bad()) return base::IoError(path, "cannot read");
  if (last) check.head = *last;
  return check;
}

base::Result<AccessCheck> CheckAccessMonths(const std::string& directory,
                                            const std::function<void(std::string_view line)>& on_line) {
  ASSIGN_OR_RETURN(const auto months, AccessMonths(directory));
  AccessCheck all;
  std::optional<AccessChainHead> before;
  for (const std::string& month : months) {
    uint64_t whole_bytes = 0;
    ASSIGN_OR_RETURN(AccessCheck check, CheckAccessMonth(directory, month, before, whole_bytes, on_line));
    ++all.months;
    all.lines += check.lines;
    if (check.head.n != 0) before = all.head = check.head;
    all.fault = std::move(check.fault);
    all.unfinished = check.unfinished;
    if (all.fault.empty() && check.unfinished && month != months.back())
      all.fault =
          month + std::string(kSuffix) + ":" + std::to_string(check.lines + 1) + ": the line is cut short, and a month follows";
    if (!all.fault.empty()) break;
  }
  return all;
}

base::Result<std::vector<std::string>> ExpireAccessMonths(const std::string& directory, const std::string& month) {
  if (!IsAccessMonth(month)) return Fail(ErrorCode::kBadRequest, "a month is written 2026-01");
  ASSIGN_OR_RETURN(const auto months, AccessMonths(directory));
  std::vector<std::string> expired;
  // Oldest first: whatever interrupts this leaves a chain without a gap. The newest stays: what follows continues it.
  for (const std::string& one : months) {
    if (one >= month || one == months.back()) break;
    if (::unlink(AccessMonthPath(directory, one).c_str()) != 0)
      return base::IoError(AccessMonthPath(directory, one), "cannot remove");
    expired.push_back(one);
  }
  if (!expired.empty()) TRY(base::SyncDirectory(directory));
  return expired;
}

}  // namespace cybercheck::store
