// SPDX-License-Identifier: Apache-2.0
#include "server/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

namespace cybercheck::server {
namespace {

constexpr int kBacklog = 4096;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

base::Result<Address> ToSocketAddress(const ListenAddress& address) {
  Address out;
  if (address.v6) {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(address.port);
    if (inet_pton(AF_INET6, address.host.c_str(), &v6->sin6_addr) != 1)
      return base::Fail(base::ErrorCode::kBadConfig, "server.listen: not an address");
    out.size = sizeof *v6;
  } else {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(address.port);
    if (inet_pton(AF_INET, address.host.c_str(), &v4->sin_addr) != 1)
      return base::Fail(base::ErrorCode::kBadConfig, "server.listen: not an address");
    out.size = sizeof *v4;
  }
  return out;
}

}  // namespace

base::Result<base::FileDescriptor> ListenTcp(const ListenAddress& address) {
  const std::string name = address.host + ":" + std::to_string(address.port);
  ASSIGN_OR_RETURN(const Address to, ToSocketAddress(address));
  base::FileDescriptor fd(::socket(address.v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return base::IoError(name, "socket");
  const int on = 1;
  for (const int option : {SO_REUSEADDR, SO_REUSEPORT})
    if (::setsockopt(fd.get(), SOL_SOCKET, option, &on, sizeof on) != 0) return base::IoError(name, "setsockopt");
  if (address.v6 && ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0)
    return base::IoError(name, "setsockopt");
  // Inherited by what is accepted: answers are whole when they are sent, there is nothing to wait for.
  if (::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) return base::IoError(name, "setsockopt");
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&to.storage), to.size) != 0) return base::IoError(name, "bind");
  if (::listen(fd.get(), kBacklog) != 0) return base::IoError(name, "listen");
  return fd;
}

base::Result<uint16_t> BoundPort(const base::FileDescriptor& socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&storage), &size) != 0)
    return base::IoError("listener", "getsockname");
  return ntohs(storage.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&storage)->sin6_port
                                             : reinterpret_cast<sockaddr_in*>(&storage)->sin_port);
}

base::Result<base::FileDescriptor> ListenControl(const std::string& directory) {
  const std::string path = directory + "/control.sock";
  const base::FileDescriptor parent(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!parent.valid()) return base::IoError(directory, "open");
  base::FileDescriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return base::IoError(path, "socket");
  if (::unlinkat(parent.get(), "control.sock", 0) != 0 && errno != ENOENT) return base::IoError(path, "unlink");
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  std::snprintf(to.sun_path, sizeof to.sun_path, "/proc/self/fd/%d/control.sock", parent.get());
  // Closed to others from its first moment on. No other thread makes files yet.
  const mode_t before = ::umask(0177);
  const int bound = ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to);
  ::umask(before);
  if (bound != 0) return base::IoError(path, "bind");
  if (::fchmodat(parent.get(), "control.sock", 0600, 0) != 0) return base::IoError(path, "chmod");
  if (::listen(fd.get(), 64) != 0) return base::IoError(path, "listen");
  return fd;
}

void RemoveControl(const std::string& directory) noexcept { ::unlink((directory + "/control.sock").c_str()); }

bool PeerIsOwner(int socket) noexcept {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && (peer.uid == ::geteuid() || peer.uid == 0);
}

}  // namespace cybercheck::server
