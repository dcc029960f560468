// SPDX-License-Identifier: Apache-2.0
// One client's socket around an HttpSession: reads, writes, deadlines. Belongs to one I/O thread.
//
//   kReading   whole requests are answered with one send for all that one read brought
//   kWriting   the client is slow to take its answers; nothing is read meanwhile
//   kAwaiting  an entry is on its way through the Sequencer, or an access into its log; nothing is read meanwhile
//   kStreaming the answer has no end: what is new is asked for at every tick; a client that does not take it is let go
//   kLingering the last answer is sent and our side shut; what still comes is thrown away, so that the answer is not lost to a
//   reset
//
// Deadlines are absolute: one for a request's head from its first byte, one for its body, none moved by bytes that trickle in.
// While a connection is idle it holds no buffer.
#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <functional>
#include <string>

#include "base/file.h"
#include "server/http_session.h"
#include "server/services.h"

namespace cybercheck::server {

// What a connection borrows from its thread.
struct ConnectionContext {
  Worker& worker;
  const Config& config;
  std::atomic<uint64_t>& buffered_bytes;
  int epoll_fd;
  std::string read_buffer;  // a fixed size, filled by recv
  std::string out;          // answers being made
  int64_t now_ms = 0;       // steady
  int64_t wall_s = 0;
  bool draining = false;
  std::function<void(uint64_t connection, Submission)> submit;
  std::function<void(uint64_t connection, store::Access)> record;
};

class Connection {
 public:
  // `id` is what epoll reports; it is never used twice.
  Connection(base::FileDescriptor socket, uint64_t id, const SessionRules& rules, std::string peer, ConnectionContext& context);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Each returns false when the connection is over.
  bool OnReadable();
  bool OnWritable();
  bool OnOutcome(const base::Result<store::Sequencer::Reply>& reply);
  bool OnRecorded(const base::Result<void>& recorded);
  bool OnTick();  // its deadline may have passed
  bool IsIdle() const { return state_ == State::kReading && session_.phase() == HttpSession::Phase::kIdle; }

 private:
  enum class State : uint8_t { kReading, kWriting, kAwaiting, kStreaming, kLingering };
  bool Serve(std::string_view input);  // runs the session over `input`, keeps the rest
  bool GoOn();                         // after what was awaited
  bool Proceed();                      // after a Run: sends, and goes where the session points
  bool Flush();                        // sends waiting_; false: the peer is gone
  bool Linger();
  bool OnStreamTick();
  void Enter(State state);
  void Watch(uint32_t events);
  void SetDeadline();
  void Account();

  base::FileDescriptor socket_;
  const uint64_t id_;
  ConnectionContext& context_;
  HttpSession session_;
  std::string peer_;
  std::string rest_;     // read, not yet a whole request
  std::string waiting_;  // answered, not yet taken
  uint64_t accounted_ = 0;
  uint64_t deadline_request_ = UINT64_MAX;
  int64_t deadline_ms_ = 0;
  HttpSession::Phase deadline_phase_ = HttpSession::Phase::kIdle;
  State state_ = State::kReading;
  bool counted_stream_ = false;
  uint32_t watched_ = EPOLLIN;  // of the socket, by epoll
  bool ended_ = false;          // the peer sends no more
};

}  // namespace cybercheck::server
