// SPDX-License-Identifier: Apache-2.0
#include "cli/child.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>

#include "base/result.h"
#include "cli/exit_code.h"

namespace cybercheck::cli {

int RunInChild(Terminal& terminal, const std::function<int()>& work) {
  std::fflush(stdout);
  std::fflush(stderr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) {
    terminal.Error(std::string("cannot start a process: ") + std::strerror(errno));
    return kExitError;
  }
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(kExitError);
    const rlimit no_core{0, 0};  // a core would hold keys
    ::setrlimit(RLIMIT_CORE, &no_core);
    int exit_code = kExitError;
    try {
      exit_code = work();
    } catch (const std::exception& exception) {
      terminal.Error(exception.what());
    }
    if (!terminal.FinishOutput()) exit_code = kExitError;
    ::_exit(exit_code);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  terminal.Error(base::Fail(base::ErrorCode::kDamaged,
                            "Reading the data ended the reader with signal " + std::to_string(WIFSIGNALED(status) ? WTERMSIG(status) : 0) +
                                ": a page is not what was written."));
  return kExitError;
}

}  // namespace cybercheck::cli
