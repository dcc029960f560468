// SPDX-License-Identifier: Apache-2.0
// Empties the outbox: tells victims what became of their case, on a thread of its own, so that nobody waits for a slow or dead
// target. What was taken, and what is given up, is said by an entry, notice_sent: so a start knows it.
//
//   outbox row ──> due ──> document (server/notice.h) ──> target (server/notice_target.h) ──> notice_sent
//                   ^          │ nobody to tell, or older than notify.keep_days                    ^
//                   │          └────────────────────────── notice_sent, given up ──────────────────┤
//                   └── retry_s, doubled to an hour ── not taken ── notify.tries_max times ────────┘
//
// At least once: a server that dies between the target's word and the entry sends it again, under the same id. While an entry
// cannot be written (the disk is full) nothing more is sent. Tries are counted since the start. Notices go in the order of their
// moves; one that is tried again does not hold up the others. Without a target they wait, and expire.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "server/notice_target.h"
#include "server/services.h"

namespace cybercheck::server {

class Notifier {
 public:
  // `services` must outlive it. `target` may be null.
  Notifier(Services& services, std::unique_ptr<NoticeTarget> target);
  ~Notifier();  // waits for a notice under way, kNoticeLastMs at most
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  struct Figures {  // since the start
    uint64_t sent = 0, failed = 0, given_up = 0;
  };
  Figures figures() const noexcept { return {sent_.load(), failed_.load(), given_up_.load()}; }

 private:
  struct Waiting {
    cases::OutboxRow row;
    int64_t tries = 0;
  };
  void Run();
  void Admit();
  bool DeliverNext();
  base::Result<void> Expire();
  bool Tell(std::vector<uint64_t> notices, bool given_up);
  base::Result<bool> Deliver(const cases::OutboxRow& row);
  void Postpone(Waiting waiting, const base::Error& error);

  Services& services_;
  const std::unique_ptr<NoticeTarget> target_;
  // The thread's own.
  uint64_t admitted_ = 0;                                    // the last outbox row seen
  std::map<std::pair<int64_t, uint64_t>, Waiting> waiting_;  // by when it is due (steady ms, 0: at once) and its number
  std::vector<uint64_t> taken_;                              // by the target, and not told yet
  int64_t looked_for_old_ms_ = INT64_MIN / 2;
  bool told_trouble_ = false;

  std::atomic<bool> stop_{false};
  std::atomic<uint64_t> sent_{0}, failed_{0}, given_up_{0};
  std::mutex mutex_;  // guards the wait
  std::condition_variable wake_;
  std::thread thread_;
};

}  // namespace cybercheck::server
