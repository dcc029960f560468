// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "base/file.h"
#include "server/notice_target.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr int64_t kLookMs = 50;
constexpr const char* kInherited[] = {"PATH", "HOME", "LANG", "LC_ALL", "TZ"};

int64_t NowMs() noexcept { return SteadyUs() / 1000; }

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

// How the program is started: in a group of its own, with none of our descriptors and signals.
class Spawning {
 public:
  explicit Spawning(int input) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~Spawning() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  Spawning(const Spawning&) = delete;
  Spawning& operator=(const Spawning&) = delete;

  base::Result<pid_t> Start(std::vector<std::string> command, std::vector<std::string> environment) {
    pid_t child = 0;
    const int failure = posix_spawn(&child, command.front().c_str(), &actions_, &attributes_, Pointers(command).data(),
                                    Pointers(environment).data());
    if (failure != 0) return Fail(ErrorCode::kIo, "cannot be started: " + std::string(std::strerror(failure)));
    return child;
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

class NoticeCommand final : public NoticeTarget {
 public:
  explicit NoticeCommand(const Config& config) : command_(config.notify_command), ms_max_(config.notify_timeout_s * 1000) {
    for (const char* name : kInherited)
      if (const char* value = std::getenv(name); value != nullptr) environment_.push_back(std::string(name) + "=" + value);
  }

  base::Result<void> Send(const Notice& notice, const std::atomic<bool>& stop) override {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return base::IoError("pipe", "open");
    base::FileDescriptor input(ends[0]), output(ends[1]);
    ::fcntl(output.get(), F_SETFL, O_NONBLOCK);
    ASSIGN_OR_RETURN(const pid_t child, Spawning(input.get()).Start(command_, environment_));
    input.Close();
    // The system call itself: the C library's header for it does not say that it is C.
    const base::FileDescriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
    const bool in_time = ended.valid() && Feed(notice.json, output, ended.get(), stop);
    // The group, for what it started may go on without it. Its leader is not waited for yet, so the number is nobody else's.
    if (!in_time) ::kill(-child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!in_time) return Fail(ErrorCode::kUnavailable, stop.load() ? "was not waited for" : "took too long and was killed");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return Fail(ErrorCode::kUnavailable, WIFEXITED(status) ? "exit status " + std::to_string(WEXITSTATUS(status))
                                                           : "ended by signal " + std::to_string(WTERMSIG(status)));
  }

 private:
  // Writes the document and waits for the end; false: the time was over. A program may end without having read.
  bool Feed(std::string_view document, base::FileDescriptor& output, int ended, const std::atomic<bool>& stop) const {
    int64_t until_ms = NowMs() + ms_max_;
    for (bool stopping = false;;) {
      pollfd looked[2] = {{ended, POLLIN, 0}, {output.get(), POLLOUT, 0}};
      if (::poll(looked, output.valid() ? 2 : 1, static_cast<int>(kLookMs)) < 0 && errno != EINTR) return false;
      if (looked[0].revents != 0) return true;
      if (output.valid() && looked[1].revents != 0) {
        const ssize_t wrote = ::write(output.get(), document.data(), document.size());
        if (wrote >= 0) document.remove_prefix(static_cast<size_t>(wrote));
        if (document.empty() || (wrote < 0 && errno != EAGAIN && errno != EINTR)) output.Close();
      }
      if (!stopping && stop.load()) {
        stopping = true;
        until_ms = std::min(until_ms, NowMs() + kNoticeLastMs);
      }
      if (NowMs() >= until_ms) return false;
    }
  }

  const std::vector<std::string> command_;
  const int64_t ms_max_;
  std::vector<std::string> environment_;
};

}  // namespace

base::Result<std::unique_ptr<NoticeTarget>> MakeNoticeCommand(const Config& config) {
  const std::string& program = config.notify_command.front();
  if (::access(program.c_str(), X_OK) != 0)
    return Fail(ErrorCode::kBadConfig, "notify.command: " + program + ": " + std::strerror(errno));
  return std::unique_ptr<NoticeTarget>(std::make_unique<NoticeCommand>(config));
}

}  // namespace cybercheck::server
