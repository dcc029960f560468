// SPDX-License-Identifier: Apache-2.0
// Sockets that are listened on. Errors: kIo with the system's words, kBadConfig.
#pragma once

#include <string>

#include "base/file.h"
#include "server/config.h"

namespace cybercheck::server {

// Non-blocking, SO_REUSEPORT: each I/O thread has its own, and the kernel spreads connections over them.
base::Result<base::FileDescriptor> ListenTcp(const ListenAddress& address);
// The port that was bound, where port 0 was asked for.
base::Result<uint16_t> BoundPort(const base::FileDescriptor& socket);

// `directory`/control.sock, mode 0600, replacing a socket that a former owner left. Works for paths longer than sun_path.
base::Result<base::FileDescriptor> ListenControl(const std::string& directory);
// Takes the socket's name away, so that nobody waits for a server that has ended. Only by the directory's owner.
void RemoveControl(const std::string& directory) noexcept;
// Whether the process at the other end runs as us or as root.
bool PeerIsOwner(int socket) noexcept;

}  // namespace cybercheck::server
