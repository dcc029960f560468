// SPDX-License-Identifier: Apache-2.0
#include "store/open_check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/file.h"
#include "event/big_endian.h"
#include "store/applier.h"
#include "store/table_walk.h"

namespace cybercheck::store {
namespace {

// The meta pages of LMDB 0.9 (struct MDB_meta behind a 16-byte page header), in host byte order.
struct Meta {
  static constexpr uint32_t kMagic = 0xBEEFC0DE;
  static constexpr uint32_t kVersion = 1;
  static constexpr size_t kMagicAt = 16, kVersionAt = 20, kPageBytesAt = 40, kLastPageAt = 136, kTxnAt = 144, kBytes = 152;
  uint32_t magic, version, page_bytes;
  uint64_t last_page, txn;
};

Meta ReadMeta(const char* page) {
  Meta meta;
  std::memcpy(&meta.magic, page + Meta::kMagicAt, 4);
  std::memcpy(&meta.version, page + Meta::kVersionAt, 4);
  std::memcpy(&meta.page_bytes, page + Meta::kPageBytesAt, 4);
  std::memcpy(&meta.last_page, page + Meta::kLastPageAt, 8);
  std::memcpy(&meta.txn, page + Meta::kTxnAt, 8);
  return meta;
}

base::Result<void> CheckCounts(const ReadTxn& txn, const std::vector<Table>& tables, const std::vector<uint64_t>& walked) {
  const auto counts = std::find_if(tables.begin(), tables.end(), [](const Table& t) { return t.id().number == kCountsTable.number; });
  if (counts == tables.end()) return base::Fail(base::ErrorCode::kDamaged, "table counts is missing");
  for (size_t i = 0; i < tables.size(); ++i) {
    if (tables[i].id().number == kCountsTable.number) continue;
    std::string key;
    event::AppendU16(key, tables[i].id().number);
    ASSIGN_OR_RETURN(const auto value, counts->Get(txn, key));
    const std::string table = std::string("table ") + tables[i].id().name;
    if (!value || value->size() != 8) return base::Fail(base::ErrorCode::kDamaged, table + " was never counted");
    if (event::U64At(*value, 0) != walked[i])
      return base::Fail(base::ErrorCode::kDamaged,
                        table + " has " + std::to_string(walked[i]) + " rows, but " + std::to_string(event::U64At(*value, 0)) + " were counted");
  }
  return {};
}

base::Result<void> CheckFormat(const ReadTxn& txn, const std::vector<Table>& tables) {
  const auto meta = std::find_if(tables.begin(), tables.end(), [](const Table& t) { return t.id().number == kMetaTable.number; });
  if (meta == tables.end()) return base::Fail(base::ErrorCode::kForeignFile, "there is no table meta");
  ASSIGN_OR_RETURN(const auto format, meta->Get(txn, "format"));
  if (!format || format->size() != 4) return base::Fail(base::ErrorCode::kForeignFile, "table meta names no format");
  if (event::U32At(*format, 0) > kStoreFormat)
    return base::Fail(base::ErrorCode::kNewerVersion,
                      "the data has layout " + std::to_string(event::U32At(*format, 0)) + ", this program knows " + std::to_string(kStoreFormat));
  return {};
}

// In the child.
base::Result<void> WalkAll(const std::string& path, EnvironmentOptions options, const OnRow& on_row) {
  options.read_only = true;
  options.no_lock = true;
  ASSIGN_OR_RETURN(const auto environment, Environment::Open(path, options));
  ASSIGN_OR_RETURN(const ReadTxn txn, environment->BeginRead());
  ASSIGN_OR_RETURN(const auto tables, environment->AllTables(txn));
  TRY(CheckFormat(txn, tables));
  std::vector<uint64_t> walked;
  std::unordered_set<uintptr_t> leaves;
  for (const Table& table : tables) {
    TableWalk walk(txn, table);
    TableWalk::OnRow row;
    if (on_row) row = [&](std::string_view key, std::string_view value) { on_row(table.id(), key, value); };
    ASSIGN_OR_RETURN(const bool more, walk.Run({}, UINT64_MAX, row));
    static_cast<void>(more);
    walked.push_back(walk.rows());
    ASSIGN_OR_RETURN(const uint64_t count, table.Count(txn));
    if (count != walk.rows())
      return base::Fail(base::ErrorCode::kDamaged, std::string("table ") + table.id().name + ": " + std::to_string(walk.rows()) + " of " +
                                                       std::to_string(count) + " rows can be reached");
    leaves.insert(walk.leaves().begin(), walk.leaves().end());
  }
  TRY(CheckCounts(txn, tables, walked));
  return environment->CheckFreePages(txn, tables, leaves);
}

// What the child says, or how it died.
base::Result<void> Verdict(const std::string& path, int status, const std::string& said) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && said.empty()) return {};
  const std::string restore = "; restore a copy, or replay the log of one (cybercheck log replay)";
  if (!said.empty())
    return base::Fail(static_cast<base::ErrorCode>(static_cast<uint8_t>(said[0])), path + ": " + said.substr(1) + restore);
  if (WIFSIGNALED(status))
    return base::Fail(base::ErrorCode::kDamaged, path + ": reading all of it ended in signal " + std::to_string(WTERMSIG(status)) + " (" +
                                                     strsignal(WTERMSIG(status)) + "): the file is damaged or cut" + restore);
  return base::Fail(base::ErrorCode::kDamaged, path + ": reading all of it failed" + restore);
}

}  // namespace

base::Result<uint64_t> CheckMetaPages(const std::string& path) {
  const std::string file = path + "/data.mdb";
  const base::FileDescriptor data(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!data.valid()) return base::IoError(file, "cannot open");
  struct stat info {};
  if (::fstat(data.get(), &info) != 0) return base::IoError(file, "cannot look at");
  const auto foreign = [&](const std::string& what) { return base::Fail(base::ErrorCode::kForeignFile, file + " is not a data file of this program: " + what); };
  const auto damaged = [&](const std::string& what) { return base::Fail(base::ErrorCode::kDamaged, file + ": " + what + "; restore a copy"); };
  const auto page_bytes = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  if (info.st_size == 0) return foreign("it is empty");
  std::array<Meta, 2> metas{};
  std::array<bool, 2> good{};
  for (size_t i = 0; i < 2; ++i) {
    std::array<char, Meta::kBytes> bytes{};
    if (::pread(data.get(), bytes.data(), bytes.size(), static_cast<off_t>(i * page_bytes)) != static_cast<ssize_t>(bytes.size())) continue;
    metas[i] = ReadMeta(bytes.data());
    good[i] = metas[i].magic == Meta::kMagic;
  }
  if (!good[0] && !good[1]) return foreign("it does not begin as one");
  for (size_t i = 0; i < 2; ++i) {
    if (!good[i]) return damaged("meta page " + std::to_string(i) + " is damaged");
    if (metas[i].version != Meta::kVersion) return foreign("its LMDB format is " + std::to_string(metas[i].version));
    if (metas[i].page_bytes != page_bytes)
      return foreign("its pages are " + std::to_string(metas[i].page_bytes) + " bytes, this machine's " + std::to_string(page_bytes));
  }
  // Commits alternate between the two metas, so their numbers differ by one and each keeps its parity. LMDB takes the larger, whatever it is.
  const uint64_t newer = std::max(metas[0].txn, metas[1].txn), older = std::min(metas[0].txn, metas[1].txn);
  if (newer != 0 && (newer - older != 1 || (metas[1].txn & 1) != 1)) return damaged("the numbers of its meta pages do not follow each other");
  const Meta& newest = metas[metas[1].txn > metas[0].txn ? 1 : 0];
  if (newest.last_page >= static_cast<uint64_t>(info.st_size) / page_bytes)
    return damaged("it is " + std::to_string(info.st_size) + " bytes long, but was " + std::to_string((newest.last_page + 1) * page_bytes) + " or more: it has been cut");
  return newer;
}

base::Result<void> OpenCheck(const std::string& path, const EnvironmentOptions& options, const OnRow& on_row) {
  ASSIGN_OR_RETURN(const uint64_t commits, CheckMetaPages(path));
  if (commits == 0) return {};  // made, and nothing ever written
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return base::IoError(path, "cannot make a pipe");
  base::FileDescriptor from_child(ends[0]), to_parent(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return base::IoError(path, "cannot fork");
  if (child == 0) {
    for (int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL}) ::signal(signal, SIG_DFL);
    std::string said;
    if (const auto walked = WalkAll(path, options, on_row); walked.has_error()) {
      said.push_back(static_cast<char>(walked.error().code));
      said += walked.error().detail;
    }
    if (!said.empty() && ::write(to_parent.get(), said.data(), std::min<size_t>(said.size(), 4096)) < 0) ::_exit(1);
    ::_exit(0);
  }
  to_parent.Close();
  std::string said;
  std::array<char, 4096> buffer;
  for (ssize_t got; (got = ::read(from_child.get(), buffer.data(), buffer.size())) != 0;) {
    if (got > 0) said.append(buffer.data(), static_cast<size_t>(got));
    else if (errno != EINTR) break;
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return Verdict(path, status, said);
}

}  // namespace cybercheck::store
