// SPDX-License-Identifier: Apache-2.0
#include "store/open_check.h"

#include <fcntl.h>
#include <lmdb.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <map>
#include <memory>
#include <sstream>
#include <system_error>

#include "base/file.h"
#include "store/lmdb_error.h"
#include "store/page_file.h"

namespace cybercheck::store {
namespace {

// A walk that goes nowhere must end too. Disks read faster than this.
constexpr int64_t kCheckSecondsMin = 60;
constexpr uint64_t kCheckBytesPerSecond = 5 << 20;

// LMDB as look-ups see it, of its own: the registry of Environment is the parent's.
class LookUps {
 public:
  static base::Result<std::unique_ptr<LookUps>> Open(const std::string& path, uint64_t file_bytes) {
    std::unique_ptr<LookUps> look_ups(new LookUps);
    if (const int status = mdb_env_create(&look_ups->env_); status != 0) return LmdbError(status, path, nullptr);
    mdb_env_set_mapsize(look_ups->env_, file_bytes);
    mdb_env_set_maxdbs(look_ups->env_, 256);
    // Every page it looks at the walk has just read, or it is a branch.
    const unsigned flags = MDB_RDONLY | MDB_NOLOCK | MDB_NOTLS | MDB_NORDAHEAD;
    if (const int status = mdb_env_open(look_ups->env_, path.c_str(), flags, 0640); status != 0)
      return LmdbError(status, "opening " + path, nullptr);
    if (const int status = mdb_txn_begin(look_ups->env_, nullptr, MDB_RDONLY, &look_ups->txn_); status != 0)
      return LmdbError(status, path, nullptr);
    return look_ups;
  }
  ~LookUps() {
    if (txn_ != nullptr) mdb_txn_abort(txn_);
    if (env_ != nullptr) mdb_env_close(env_);
  }

  base::Result<void> Find(TableId table, std::string_view key, std::string_view stored) {
    const auto [opened, is_new] = handles_.try_emplace(table.number);
    MDB_dbi& dbi = opened->second;
    if (is_new) {
      if (const int status = mdb_dbi_open(txn_, table.name, 0, &dbi); status != 0)
        return LmdbError(status, std::string("opening table ") + table.name, nullptr);
    }
    MDB_val k{key.size(), const_cast<char*>(key.data())}, v;
    const int status = mdb_get(txn_, dbi, &k, &v);
    if (status != 0 || std::string_view(static_cast<const char*>(v.mv_data), v.mv_size) != stored)
      return base::Fail(base::ErrorCode::kDamaged, "a look-up does not find a row that is there");
    return {};
  }

 private:
  LookUps() = default;
  MDB_env* env_ = nullptr;
  MDB_txn* txn_ = nullptr;
  std::map<uint16_t, MDB_dbi> handles_;  // by table number
};

uint64_t FileBytes(const std::string& file) {
  struct stat info {};
  return ::stat(file.c_str(), &info) == 0 ? static_cast<uint64_t>(info.st_size) : 0;
}

// The smaller of the limits that the cgroup of this process, and those it lies in, set on memory; the page cache counts too.
uint64_t CgroupMemoryBytes() {
  uint64_t least = ~uint64_t{0};
  const auto groups = base::ReadFile("/proc/self/cgroup", 64 << 10);  // "0::/a/b" (v2), "7:memory:/a/b" (v1) a line
  if (groups.has_error()) return least;
  std::istringstream lines(*groups);
  for (std::string line; std::getline(lines, line);) {
    const size_t controllers = line.find(':'), path = line.find(':', controllers + 1);
    if (controllers == std::string::npos || path == std::string::npos) continue;
    const std::string named = line.substr(controllers, path + 1 - controllers);
    const bool v2 = named == "::";
    if (!v2 && named != ":memory:") continue;
    const std::string root = v2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
    // In a container the path may be the host's: then only the root is there, and it is the container's own.
    for (std::string group = line.substr(path + 1);; group.resize(group.rfind('/'))) {
      if (group == "/") group.clear();
      for (const char* limit : {"memory.max", "memory.high", "memory.limit_in_bytes"}) {
        const auto text = base::ReadFile(root + group + "/" + limit, 64);
        uint64_t bytes;
        if (text.has_value() && std::from_chars(text->data(), text->data() + text->size(), bytes).ec == std::errc())
          least = std::min(least, bytes);  // "max" is no number
      }
      if (group.find('/') == std::string::npos) break;
    }
  }
  return least;
}

// Has the kernel let go of the file and read it again, for two reasons. What is checked is then what the disk has: after a write
// that failed, memory may be better than that. And every page comes back into memory on its own. A copied file, or one read
// ahead, lies there in pieces of up to 2 MiB, and to write one page of such a piece back costs the kernel six times as much: on a
// busy server most of a commit.
void ReadAnew(const std::string& path) {
  const base::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return;  // the check says why
  // Of a file that was just copied, what is not written yet would stay.
  ::sync_file_range(file.get(), 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
  ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED);
  // What does not fit would be gone again before the check comes to it: then the check announces what it is about to read.
  const uint64_t memory_bytes = std::min(
      static_cast<uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE)), CgroupMemoryBytes());
  const uint64_t end = FileBytes(path);
  if (end > memory_bytes / 2) return;
  constexpr uint64_t kStep = 128 << 10;  // more at once the kernel does not take
  for (uint64_t at = 0; at < end; at += kStep) ::posix_fadvise(file.get(), static_cast<off_t>(at), kStep, POSIX_FADV_WILLNEED);
}

// In the child.
base::Result<void> CheckAll(const std::string& path, const OnRow& on_row) {
  const std::string file = path + "/data.mdb";
  ReadAnew(file);
  std::unique_ptr<LookUps> look_ups;
  // LMDB opens the file at the first leaf: by then metas and the list of tables have been found good.
  return CheckDataFile(file, on_row, [&](TableId table, std::string_view key, std::string_view stored) -> base::Result<void> {
    if (!look_ups) {
      ASSIGN_OR_RETURN(look_ups, LookUps::Open(path, FileBytes(file)));
    }
    return look_ups->Find(table, key, stored);
  });
}

// Nothing the parent has open stays open in the child: a lock on the directory would outlive its owner by as long as the child
// dies.
void CloseAllBut(int pipe) {
  if (pipe > 3) ::close_range(3, static_cast<unsigned>(pipe) - 1, 0);
  ::close_range(static_cast<unsigned>(pipe) + 1, ~0U, 0);
}

[[noreturn]] void RunChild(const std::string& path, const OnRow& on_row, int pipe, pid_t parent) {
  CloseAllBut(pipe);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL}) ::signal(signal, SIG_DFL);
  std::string said = "+";
  if (const auto checked = CheckAll(path, on_row); checked.has_error()) {
    said[0] = '-';
    said.push_back(static_cast<char>(checked.error().code));
    said += checked.error().detail.substr(0, 2000);
  }
  ::_exit(::write(pipe, said.data(), said.size()) == static_cast<ssize_t>(said.size()) ? 0 : 1);
}

// What the child wrote until it closed the pipe; false when the time was over.
bool ReadAll(int pipe, int64_t seconds_max, std::string& said) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds_max);
  std::array<char, 4096> buffer;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd waiting{pipe, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(std::min<int64_t>(left, 1'000'000))) <= 0) continue;
    const ssize_t got = ::read(pipe, buffer.data(), buffer.size());
    if (got == 0) return true;
    if (got > 0)
      said.append(buffer.data(), static_cast<size_t>(got));
    else if (errno != EINTR)
      return true;
  }
}

}  // namespace

base::Result<void> CheckMetaPages(const std::string& path) {
  const auto file = PageFile::Open(path + "/data.mdb");
  return file.has_error() ? base::Result<void>(file.error()) : base::Result<void>();
}

base::Result<void> OpenCheck(const std::string& path, const OnRow& on_row) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return base::IoError(path, "cannot make a pipe");
  base::FileDescriptor from_child(ends[0]), to_parent(ends[1]);
  const pid_t parent = ::getpid(), child = ::fork();
  if (child < 0) return base::IoError(path, "cannot fork");
  if (child == 0) RunChild(path, on_row, to_parent.get(), parent);
  to_parent.Close();
  std::string said;
  const int64_t seconds_max = kCheckSecondsMin + static_cast<int64_t>(FileBytes(path + "/data.mdb") / kCheckBytesPerSecond);
  const bool ended = ReadAll(from_child.get(), seconds_max, said);
  if (!ended) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (ended && said == "+" && WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};

  const std::string restore = "; restore a backup, or replay the log of an undamaged copy (cybercheck log replay)";
  const auto damaged = [&](const std::string& what) {
    return base::Fail(base::ErrorCode::kDamaged, path + ": " + what + restore);
  };
  if (said.size() >= 2 && said[0] == '-') {
    const auto code = static_cast<base::ErrorCode>(static_cast<uint8_t>(said[1]));
    return base::Fail(code, path + ": " + said.substr(2) + (code == base::ErrorCode::kDamaged ? restore : ""));
  }
  if (!ended) return damaged("checking it did not end within " + std::to_string(seconds_max) + " s");
  if (WIFSIGNALED(status))
    return damaged("checking it ended in signal " + std::to_string(WTERMSIG(status)) + " (" + ::strsignal(WTERMSIG(status)) +
                   "): the file is damaged or cut");
  return damaged("checking it failed");
}

}  // namespace cybercheck::store
