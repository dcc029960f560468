// SPDX-License-Identifier: Apache-2.0
// One I/O thread: its own listening socket, its connections, its Worker. Nothing is shared with other threads on the way of a
// request but the read-only tables.
//
//   epoll -> recv -> HttpSession (all whole requests, one read transaction) -> one send
//
// Why epoll itself and not an io_context: with many small requests the queue of handlers, the speculative second read and a timer
// for every request cost as much as the check. Deadlines are looked at four times a second instead.
//
// Out of file descriptors: one kept in reserve lets a connection be taken and closed, then accepting pauses; it never spins.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "server/connection.h"

namespace cybercheck::server {

class IoThread {
 public:
  struct Options {
    SessionRules rules;
    unsigned connections_max = 0;
    bool check_peer = false;                       // control socket: the peer must be the owner or root
    std::function<void(int64_t now_s)> on_tick{};  // a few times a second, until the drain; empty: nothing. Must not wait
  };
  // `services`, `rules.hosts` and `log` must outlive it. Errors: kIo.
  static base::Result<std::unique_ptr<IoThread>> Make(base::FileDescriptor listener, Options options, Services& services,
                                                      RequestLog* log);
  ~IoThread();  // stopped and joined

  void Start();
  // No more is accepted, every answer is its connection's last; idle connections are closed after a moment. Any thread, once.
  void Drain();
  // Ends whatever is left. Any thread.
  void Stop();
  void Join();
  bool finished() const { return finished_.load(std::memory_order_acquire); }  // drained, or stopped
  const WorkerMetrics& metrics() { return worker_.metrics(); }

 private:
  IoThread(base::FileDescriptor listener, Options options, Services& services, RequestLog* log);
  base::Result<void> OpenEpoll();
  void Run();
  void UpdateTime();
  void Accept();
  bool AcceptOne();  // false: nothing is waiting, or accepting is paused
  void OnEvent(uint64_t id, uint32_t events);
  void OnTick();
  void TakePosted();
  void Post(std::function<void()> task);
  void Submit(uint64_t id, Submission submission);
  void SubmitDraft(uint64_t id, event::Draft draft, store::Priority priority);  // any thread
  void PostOutcome(uint64_t id, base::Result<store::Sequencer::Reply> reply);   // any thread
  void Record(uint64_t id, store::Access access);
  void Close(uint64_t id);
  void WatchListener(bool watch);

  base::FileDescriptor listener_, epoll_, wake_, reserve_;
  Options options_;
  Services& services_;
  Worker worker_;
  ConnectionContext context_;
  std::unordered_map<uint64_t, std::unique_ptr<Connection>> connections_;
  uint64_t next_id_ = 16;  // below: the listener and the wake-up
  int64_t next_tick_ms_ = 0;
  int64_t drain_began_ms_ = 0;
  bool listening_ = false;

  std::atomic<bool> drain_{false}, stop_{false}, finished_{false};
  std::mutex mutex_;  // guards posted_
  std::vector<std::function<void()>> posted_;
  std::thread thread_;
};

}  // namespace cybercheck::server
