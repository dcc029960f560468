// SPDX-License-Identifier: Apache-2.0
#include "server/connection.h"

#include <sys/socket.h>

#include <cerrno>

namespace cybercheck::server {
namespace {

constexpr int64_t kLingerMs = 2000;
constexpr size_t kBufferKeptBytes = 16 << 10;  // a larger buffer is freed once it is empty

// One second for every 64 KiB.
int64_t TransferMs(uint64_t bytes) { return static_cast<int64_t>(bytes * 1000 / (64 << 10)); }

void Release(std::string& buffer) {
  buffer.clear();
  if (buffer.capacity() > kBufferKeptBytes) std::string().swap(buffer);
}

}  // namespace

Connection::Connection(base::FileDescriptor socket, uint64_t id, const SessionRules& rules, std::string peer,
                       ConnectionContext& context)
    : socket_(std::move(socket)), id_(id), context_(context), session_(rules), peer_(std::move(peer)) {
  session_.connection_number = id;
  if (const auto ip = ParseIpAddress(peer_)) session_.peer = {peer_, *ip};
  if (context_.config.client_address) session_.logged_peer = peer_;
  epoll_event event{};
  event.events = watched_;
  event.data.u64 = id_;
  ::epoll_ctl(context_.epoll_fd, EPOLL_CTL_ADD, socket_.get(), &event);
  SetDeadline();
}

Connection::~Connection() {
  context_.buffered_bytes.fetch_sub(accounted_, std::memory_order_relaxed);
  if (counted_stream_) --context_.worker.streams;
}

bool Connection::OnReadable() {
  if (state_ == State::kAwaiting) {
    Watch(0);
    return true;
  }
  const ssize_t got = ::recv(socket_.get(), context_.read_buffer.data(), context_.read_buffer.size(), 0);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) {
    ended_ = true;
    // A request cut short gets no answer: nobody would know what it was. Nothing else can be waiting while reading.
    return false;
  }
  context_.worker.metrics().bytes_in.Add(static_cast<uint64_t>(got));
  const std::string_view bytes(context_.read_buffer.data(), static_cast<size_t>(got));
  if (state_ == State::kLingering || state_ == State::kStreaming) return true;
  if (rest_.empty()) return Serve(bytes);
  rest_.append(bytes);
  return Serve(rest_);
}

bool Connection::Serve(std::string_view input) {
  Worker& worker = context_.worker;
  const bool in_rest = input.data() == rest_.data();
  const uint64_t requests_before = session_.requests();
  const int64_t began_us = SteadyUs();
  worker.BeginBatch(context_.wall_s, began_us);
  const size_t used = session_.Run(input, worker, context_.draining, context_.out);
  worker.EndBatch();
  worker.metrics().CountTime(session_.requests() - requests_before, static_cast<uint64_t>(SteadyUs() - began_us));
  if (used == input.size())
    Release(rest_);
  else if (in_rest)
    rest_.erase(0, used);
  else
    rest_.assign(input.substr(used));
  return Proceed();
}

bool Connection::Proceed() {
  if (!context_.out.empty()) {
    if (waiting_.empty()) {
      const ssize_t sent = ::send(socket_.get(), context_.out.data(), context_.out.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        context_.out.clear();
        return false;
      }
      const size_t taken = sent < 0 ? 0 : static_cast<size_t>(sent);
      context_.worker.metrics().bytes_out.Add(taken);
      if (taken < context_.out.size()) waiting_.assign(context_.out, taken);
    } else {
      waiting_.append(context_.out);
    }
    context_.out.clear();
  }
  Account();
  if (session_.next() == HttpSession::Next::kAwait) {
    Enter(State::kAwaiting);
    if (session_.awaits_entry())
      context_.submit(id_, session_.TakeSubmission());
    else
      context_.record(id_, session_.TakeAccess());
    return true;
  }
  if (session_.next() == HttpSession::Next::kStream) {
    if (!counted_stream_) ++context_.worker.streams;
    counted_stream_ = true;
    Release(rest_);
    Enter(State::kStreaming);
    return !ended_;
  }
  if (!waiting_.empty()) {
    Enter(State::kWriting);
    return true;
  }
  switch (session_.next()) {
    case HttpSession::Next::kClose:
      return Linger();
    case HttpSession::Next::kFlush:
      return Serve(rest_);
    default:
      break;
  }
  if (ended_) return false;
  Enter(State::kReading);
  SetDeadline();
  if (session_.phase() == HttpSession::Phase::kBody &&
      context_.buffered_bytes.load(std::memory_order_relaxed) > context_.config.buffered_bytes_max) {
    context_.worker.BeginBatch(context_.wall_s, SteadyUs());
    session_.Overload(context_.worker, context_.out);
    Release(rest_);
    return Proceed();
  }
  return true;
}

bool Connection::Flush() {
  const ssize_t sent = ::send(socket_.get(), waiting_.data(), waiting_.size(), MSG_NOSIGNAL);
  if (sent < 0) return errno == EAGAIN || errno == EINTR;
  context_.worker.metrics().bytes_out.Add(static_cast<uint64_t>(sent));
  waiting_.erase(0, static_cast<size_t>(sent));
  if (waiting_.empty()) Release(waiting_);
  return true;
}

bool Connection::OnWritable() {
  if (state_ != State::kWriting) return true;
  if (!Flush()) return false;
  if (!waiting_.empty()) return true;
  if (session_.next() == HttpSession::Next::kClose) return Proceed();
  Enter(State::kReading);
  // Requests that had come before the client was slow.
  return rest_.empty() ? Proceed() : Serve(rest_);
}

bool Connection::OnOutcome(const base::Result<store::Sequencer::Reply>& reply) {
  if (state_ != State::kAwaiting) return true;
  context_.worker.BeginBatch(context_.wall_s, SteadyUs());
  session_.Resume(reply, context_.worker, context_.draining, context_.out);
  return GoOn();
}

bool Connection::OnRecorded(const base::Result<void>& recorded) {
  if (state_ != State::kAwaiting) return true;
  context_.worker.BeginBatch(context_.wall_s, SteadyUs());
  session_.ResumeRead(recorded, context_.worker, context_.draining, context_.out);
  return GoOn();
}

bool Connection::GoOn() {
  context_.worker.EndBatch();  // the answer may have read
  if (!Proceed()) return false;
  return state_ == State::kReading && !rest_.empty() ? Serve(rest_) : true;
}

bool Connection::OnStreamTick() {
  if (context_.draining) return Linger();
  const bool behind = !waiting_.empty();
  if (behind && !Flush()) return false;
  if (!waiting_.empty()) return context_.now_ms < deadline_ms_;
  deadline_ms_ = context_.now_ms + context_.config.write_s_max * 1000;
  context_.worker.BeginBatch(context_.wall_s, SteadyUs());
  const bool goes_on = session_.Stream(context_.worker, context_.out);
  context_.worker.EndBatch();
  if (!Proceed()) return false;
  return goes_on || Linger();
}

bool Connection::OnTick() {
  if (state_ == State::kStreaming) return OnStreamTick();
  if (state_ == State::kAwaiting || context_.now_ms < deadline_ms_) return true;
  if (state_ != State::kReading) {
    if (state_ == State::kWriting) context_.worker.metrics().timeouts.Add();
    return false;
  }
  context_.worker.BeginBatch(context_.wall_s, SteadyUs());
  session_.TimeOut(context_.worker, context_.out);
  return !context_.out.empty() && Proceed();
}

bool Connection::Linger() {
  if (ended_) return false;
  Release(rest_);
  Account();
  if (state_ == State::kLingering) return true;
  ::shutdown(socket_.get(), SHUT_WR);
  Enter(State::kLingering);
  deadline_ms_ = context_.now_ms + kLingerMs;
  return true;
}

void Connection::Enter(State state) {
  if (state == State::kWriting && state_ != State::kWriting)
    deadline_ms_ = context_.now_ms + context_.config.write_s_max * 1000 + TransferMs(waiting_.size());
  state_ = state;
  switch (state) {
    case State::kWriting:
      return Watch(EPOLLOUT);
    case State::kAwaiting:
      // Hardly any client sends on before it has its answer, so the socket stays watched until one does: two calls fewer a write.
      if (watched_ != EPOLLIN) Watch(0);
      return;
    default:
      return Watch(EPOLLIN);
  }
}

void Connection::Watch(uint32_t events) {
  if (watched_ == events) return;
  watched_ = events;
  epoll_event event{};
  event.events = events;
  event.data.u64 = id_;
  ::epoll_ctl(context_.epoll_fd, EPOLL_CTL_MOD, socket_.get(), &event);
}

void Connection::SetDeadline() {
  using Phase = HttpSession::Phase;
  const Phase phase = session_.phase();
  // The same part of the same request keeps the deadline it has.
  if (phase != Phase::kIdle && phase == deadline_phase_ && session_.requests() == deadline_request_) return;
  deadline_phase_ = phase;
  deadline_request_ = session_.requests();
  const Config& config = context_.config;
  switch (phase) {
    case Phase::kIdle:
      deadline_ms_ = context_.now_ms + config.idle_s_max * 1000;
      break;
    case Phase::kHead:
      deadline_ms_ = context_.now_ms + config.head_s_max * 1000;
      break;
    case Phase::kBody:
      deadline_ms_ = context_.now_ms + config.body_s_max * 1000 + TransferMs(session_.body_bytes_expected());
      break;
  }
}

void Connection::Account() {
  const uint64_t held = (rest_.empty() ? 0 : rest_.capacity()) + (waiting_.empty() ? 0 : waiting_.capacity());
  if (held == accounted_) return;
  context_.buffered_bytes.fetch_add(held - accounted_, std::memory_order_relaxed);
  accounted_ = held;
}

}  // namespace cybercheck::server
