// SPDX-License-Identifier: Apache-2.0
// Empties the outbox: tells victims what became of their case, on threads of its own, so that nobody waits for a slow or dead
// target. What was taken, and what is given up, is said by an entry, notice_sent: so a start knows it.
//
//   outbox row ──> due ──> document (server/notice.h) ──> target (server/notice_target.h) ──> notice_sent
//                                                         notify.at_once side by side
//                   ^          │ nobody to tell, or older than notify.keep_days                    ^
//                   │          └────────────────────────── notice_sent, given up ──────────────────┤
//                   └── retry_s, doubled to an hour ── not taken ── notify.tries_max times ────────┘
//
// At least once: a server that dies between the target's word and the entry sends it again, under the same id. While an entry
// cannot be written (the disk is full) nothing more is sent. Tries are counted since the start. Notices of one case go in the
// order of its moves, each once the one before it is taken or given up; no case holds up another. Without a target they wait, and
// expire.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
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
  ~Notifier();  // waits for notices under way, kNoticeLastMs at most
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
  // One that is handed over, and what came of it.
  struct Handed {
    Waiting waiting;
    Notice notice;
    base::Result<void> taken;
  };
  void Run();
  void Send();  // a sender's
  void Admit();
  void Collect();
  void HandOver();
  base::Result<void> Expire();
  bool Tell(std::vector<uint64_t> notices, bool given_up);
  base::Result<std::optional<Notice>> Prepare(const cases::OutboxRow& row);
  void Postpone(Waiting waiting, const base::Error& error);
  void Leave(const cases::OutboxRow& row);

  Services& services_;
  const std::unique_ptr<NoticeTarget> target_;
  // The thread's own.
  uint64_t admitted_ = 0;                                    // the last outbox row seen
  std::map<std::pair<int64_t, uint64_t>, Waiting> waiting_;  // by when it is due (steady ms, 0: at once) and its number
  std::map<event::CaseRef, std::set<uint64_t>> of_case_;     // those that wait or are under way
  size_t under_way_ = 0;
  std::vector<uint64_t> taken_;  // by the target, and not told yet
  int64_t looked_for_old_ms_ = INT64_MIN / 2;
  bool told_trouble_ = false;

  std::atomic<bool> stop_{false};
  std::atomic<uint64_t> sent_{0}, failed_{0}, given_up_{0};
  std::mutex mutex_;  // guards the two queues and the waits
  std::deque<Handed> to_send_, answered_;
  std::condition_variable wake_, work_;
  std::vector<std::thread> senders_;
  std::thread thread_;
};

}  // namespace cybercheck::server
