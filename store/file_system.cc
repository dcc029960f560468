// SPDX-License-Identifier: Apache-2.0
#include "store/file_system.h"

#include <sys/vfs.h>

#include <algorithm>
#include <iterator>

#include "base/file.h"

namespace cybercheck::store {
namespace {

// Sources: statfs(2), linux/magic.h; the rest from the file systems' own headers in the kernel tree.
constexpr uint64_t kNetworkTypes[] = {
    0x6969,      // NFS
    0x517B,      // SMB
    0xFE534D42,  // SMB2
    0xFF534D42,  // CIFS
    0x5346414F,  // AFS
    0x6B414653,  // AFS of the kernel
    0x73757245,  // Coda
    0x00C36400,  // Ceph
    0x01021997,  // 9P
    0x0BD00BD0,  // Lustre
    0x47504653,  // GPFS
    0x786F4256,  // VirtualBox shares
    0x7461636F,  // OCFS2
    0x01161970,  // GFS2
};

}  // namespace

bool IsNetworkFileSystem(uint64_t statfs_type) noexcept {
  return std::find(std::begin(kNetworkTypes), std::end(kNetworkTypes), statfs_type & 0xFFFFFFFF) != std::end(kNetworkTypes);
}

base::Result<void> RefuseNetworkFileSystem(const std::string& path) {
  struct statfs info {};
  if (::statfs(path.c_str(), &info) != 0) return base::IoError(path, "cannot look at its file system");
  if (IsNetworkFileSystem(static_cast<uint64_t>(info.f_type)))
    return base::Fail(base::ErrorCode::kBadConfig,
                      path + " lies on a network file system; data must lie on a disk of this machine");
  return {};
}

}  // namespace cybercheck::store
