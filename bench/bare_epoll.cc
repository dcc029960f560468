// SPDX-License-Identifier: Apache-2.0
// The floor: what answering HTTP costs when nothing is looked up. One thread, epoll, keep-alive, pipelining; every request gets
// the same prepared bytes, and all answers to what one read brought leave in one send. It looks for the end of the head and for
// Content-Length and checks nothing else: it is a yardstick for benches on loopback, not a server.
//
//   bare_epoll BODY_FILE [PORT]     prints "listening on PORT"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace {

struct Connection {
  int fd = -1;
  std::string in, out;
  size_t sent = 0;
  bool waits_to_write = false;
};

[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::exit(1);
}

// Bytes of the first whole request in `in`, or 0.
size_t RequestBytes(std::string_view in) {
  const size_t end = in.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  size_t body = 0;
  if (in[0] == 'P') {
    const size_t at = in.substr(0, end).find("ontent-");  // "Content-" or "content-"
    for (size_t field = at; field < end; field = in.find("ontent-", field + 1)) {
      const std::string_view rest = in.substr(field + 7);
      if (rest.starts_with("Length: ") || rest.starts_with("length: ")) {
        body = std::strtoul(std::string(rest.substr(8, 20)).c_str(), nullptr, 10);
        break;
      }
    }
  }
  return in.size() >= end + 4 + body ? end + 4 + body : 0;
}

// False: the connection is done.
bool Flush(int epoll, Connection& connection) {
  while (connection.sent < connection.out.size()) {
    const ssize_t n = ::send(connection.fd, connection.out.data() + connection.sent, connection.out.size() - connection.sent, MSG_NOSIGNAL);
    if (n > 0) {
      connection.sent += static_cast<size_t>(n);
      continue;
    }
    if (n < 0 && errno == EAGAIN) {
      epoll_event event{EPOLLOUT, {.ptr = &connection}};
      if (!connection.waits_to_write) ::epoll_ctl(epoll, EPOLL_CTL_MOD, connection.fd, &event);
      connection.waits_to_write = true;
      return true;
    }
    return false;
  }
  connection.out.clear();
  connection.sent = 0;
  if (connection.waits_to_write) {
    epoll_event event{EPOLLIN, {.ptr = &connection}};
    ::epoll_ctl(epoll, EPOLL_CTL_MOD, connection.fd, &event);
    connection.waits_to_write = false;
  }
  return true;
}

bool Serve(int epoll, Connection& connection, const std::string& answer) {
  if (connection.waits_to_write) return Flush(epoll, connection);
  char buffer[65536];
  const ssize_t n = ::recv(connection.fd, buffer, sizeof buffer, 0);
  if (n <= 0) return n < 0 && (errno == EAGAIN || errno == EINTR);
  std::string_view in(buffer, static_cast<size_t>(n));
  if (!connection.in.empty()) {
    connection.in.append(in);
    in = connection.in;
  }
  size_t used = 0;
  for (size_t one; (one = RequestBytes(in.substr(used))) != 0;) {
    used += one;
    connection.out += answer;
  }
  connection.in = std::string(in.substr(used));
  return Flush(epoll, connection);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bare_epoll BODY_FILE [PORT]\n");
    return 2;
  }
  const auto body = cybercheck::base::ReadFile(argv[1]);
  if (body.has_error()) {
    std::fprintf(stderr, "bare_epoll: %s\n", ToString(body.error()).c_str());
    return 2;
  }
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body->size()) + "\r\n\r\n" + *body;

  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(argc > 2 ? std::atoi(argv[2]) : 0));
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) Die("bind");
  if (::listen(listener, 1024) != 0) Die("listen");
  socklen_t size = sizeof address;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  std::printf("listening on %u\n", ntohs(address.sin_port));
  std::fflush(stdout);

  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  epoll_event event{EPOLLIN, {.ptr = nullptr}};
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) != 0) Die("epoll_ctl");
  std::vector<epoll_event> events(256);
  for (;;) {
    const int ready = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    if (ready < 0 && errno != EINTR) Die("epoll_wait");
    for (int i = 0; i < ready; ++i) {
      if (events[static_cast<size_t>(i)].data.ptr == nullptr) {
        const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) continue;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event added{EPOLLIN, {.ptr = new Connection{fd, {}, {}}}};
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &added);
        continue;
      }
      auto* connection = static_cast<Connection*>(events[static_cast<size_t>(i)].data.ptr);
      if (!Serve(epoll, *connection, answer)) {
        ::close(connection->fd);
        delete connection;
      }
    }
  }
}
