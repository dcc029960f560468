// SPDX-License-Identifier: Apache-2.0
#include "cli/remote_sequencer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "cli/control_json.h"
#include "cli/http_client.h"
#include "server/control_routes.h"

namespace cybercheck::cli {
namespace {

constexpr size_t kQueueEntriesMax = 4096;
constexpr int kOverloadedTriesMax = 100;  // with the wait below: ten seconds
constexpr auto kOverloadedWait = std::chrono::milliseconds(100);
constexpr auto kStatusWait = std::chrono::milliseconds(10);

base::Error ErrorOf(const base::Result<HttpResponse>& response) { return response.has_error() ? response.error() : ProblemOf(*response); }

}  // namespace

struct RemoteSequencer::State {
  explicit State(const std::string& socket_path)
      : writes(HttpClient::OverSocket(socket_path, std::string(server::kControlHost))),
        reads(HttpClient::OverSocket(socket_path, std::string(server::kControlHost))) {}

  struct Waiting {
    event::Draft draft;
    store::Priority priority;
    Done done;
  };

  HttpClient writes;  // the sender thread's
  std::thread sender;
  std::mutex mutex;   // guards queue and stopping
  std::condition_variable changed;
  std::deque<Waiting> queue;
  bool stopping = false;

  std::mutex reads_mutex;  // guards reads
  HttpClient reads;
  mutable std::atomic<uint64_t> applied{0};

  base::Result<Reply> Send(const Waiting& waiting) {
    const std::string body = EncodeSubmission(waiting.draft, waiting.priority);
    for (int tries = 1;; ++tries) {
      const base::Result<HttpResponse> response = writes.PostJson(server::kControlEntries, body);
      if (response.has_value() && response->status == 200) {
        ASSIGN_OR_RETURN(Reply reply, DecodeReply(response->body));
        if (reply.outcome.seq > applied.load()) applied = reply.outcome.seq;
        return reply;
      }
      const base::Error error = ErrorOf(response);
      if (error.code != base::ErrorCode::kOverloaded || tries == kOverloadedTriesMax) return error;
      std::this_thread::sleep_for(kOverloadedWait);
    }
  }

  void SendAll() {
    for (;;) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return stopping || !queue.empty(); });
      if (queue.empty()) return;
      Waiting waiting = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      waiting.done(Send(waiting));
    }
  }

  base::Result<uint64_t> AskApplied() {
    const std::lock_guard lock(reads_mutex);
    const base::Result<HttpResponse> response = reads.Get(server::kControlStatus);
    if (response.has_error() || response->status != 200) return ErrorOf(response);
    ASSIGN_OR_RETURN(const uint64_t seq, DecodeAppliedSeq(response->body));
    applied = seq;
    return seq;
  }
};

RemoteSequencer::RemoteSequencer(std::unique_ptr<State> state) : state_(std::move(state)) {
  state_->sender = std::thread([this] { state_->SendAll(); });
}

RemoteSequencer::~RemoteSequencer() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->changed.notify_all();
  state_->sender.join();
}

base::Result<std::unique_ptr<RemoteSequencer>> RemoteSequencer::Connect(const std::string& socket_path) {
  auto state = std::make_unique<State>(socket_path);
  TRY(state->AskApplied());
  return std::unique_ptr<RemoteSequencer>(new RemoteSequencer(std::move(state)));
}

void RemoteSequencer::Submit(event::Draft draft, store::Priority priority, Done done) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->queue.size() < kQueueEntriesMax) {
      state_->queue.push_back({std::move(draft), priority, std::move(done)});
      state_->changed.notify_one();
      return;
    }
  }
  done(base::Fail(base::ErrorCode::kOverloaded, "too many entries wait to be sent"));
}

base::Result<std::vector<event::Entry>> RemoteSequencer::ReadFrom(uint64_t seq, size_t count) {
  const std::string target =
      std::string(server::kControlLog) + "?from=" + std::to_string(seq) + "&count=" + std::to_string(std::min(count, server::kControlLogEntriesMax));
  const std::lock_guard lock(state_->reads_mutex);
  const base::Result<HttpResponse> response = state_->reads.Get(target);
  if (response.has_error() || response->status != 200) return ErrorOf(response);
  ASSIGN_OR_RETURN(LogPage page, DecodeLogPage(response->body));
  state_->applied = page.applied_seq;
  return std::move(page.entries);
}

bool RemoteSequencer::WaitFor(uint64_t seq, int64_t timeout_ms) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    const base::Result<uint64_t> applied = state_->AskApplied();
    if (applied.has_value() && *applied >= seq) return true;
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kStatusWait);
  }
}

uint64_t RemoteSequencer::applied_seq() const { return state_->applied.load(); }

}  // namespace cybercheck::cli
