// SPDX-License-Identifier: Apache-2.0
// Has the kernel begin to write a commit's pages to the disk while LMDB still hands them over, instead of all at once in the
// fdatasync behind them: the disk works while the processor copies. What is durable when stays as it was: LMDB syncs the file
// before it writes its meta page, and an error of the early writes is told by that sync (Linux keeps it for the open file).
// PostgreSQL does the same to what it writes (checkpoint_flush_after).
//
// LMDB has no place to say so. It is linked statically, and the linker puts a function of early_writeback.cc between its calls
// of pwrite(2) and the C library (store/CMakeLists.txt: --wrap). Files other than the one named, and other threads, pass through.
#pragma once

#include <sys/types.h>

namespace cybercheck::store {

class EarlyWriteback {
 public:
  // From here to the end of this object's life, for what this thread writes to `fd`. One at a time in a thread.
  explicit EarlyWriteback(int fd) noexcept;
  ~EarlyWriteback();
  EarlyWriteback(const EarlyWriteback&) = delete;
  EarlyWriteback& operator=(const EarlyWriteback&) = delete;
};

}  // namespace cybercheck::store
