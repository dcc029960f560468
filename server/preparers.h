// SPDX-License-Identifier: Apache-2.0
// The threads on which entries are made where making one may block: a sealing key or a file made durable. I/O threads hand over
// and go on; what was taken is run, in order of arrival, before the destructor returns.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cybercheck::server {

class Preparers {
 public:
  Preparers(unsigned threads, size_t waiting_max);
  ~Preparers();
  Preparers(const Preparers&) = delete;
  Preparers& operator=(const Preparers&) = delete;

  // False: as many as may wait are waiting; `task` will not be run. Any thread.
  [[nodiscard]] bool Run(std::function<void()> task);

 private:
  void Work();

  const size_t waiting_max_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::deque<std::function<void()>> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace cybercheck::server
