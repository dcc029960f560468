// SPDX-License-Identifier: Apache-2.0
#include "store/local_sequencer.h"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <iterator>
#include <mutex>
#include <thread>

#include "store/applier.h"

namespace cybercheck::store {
namespace {

constexpr int kExitIo = 74;  // EX_IOERR of sysexits.h

struct Waiting {
  event::Draft draft;
  Sequencer::Done done;
};

void EndProcess(const base::Error& error) {
  std::fprintf(stderr, "cybercheck: the storage failed, stopping: %s\n", base::ToString(error).c_str());
  std::_Exit(kExitIo);
}

}  // namespace

struct LocalSequencer::State {
  State(Environment& env, Applier a, LocalSequencerOptions o) : environment(env), applier(std::move(a)), options(std::move(o)) {
    applied = applier.committed_seq();
  }

  void Run();
  std::vector<Waiting> TakeBatchLocked();
  void ApplyBatch(std::vector<Waiting> batch);

  Environment& environment;
  Applier applier;  // the applier's thread only
  LocalSequencerOptions options;

  mutable std::mutex mutex;  // guards everything below
  std::condition_variable wake, progress;
  std::deque<Waiting> carried;  // taken, but the batch's time was over: first in the next
  std::deque<Waiting> interactive, bulk;
  bool stopping = false, failed = false;
  uint64_t applied = 0;
  Stats stats;
  std::thread thread;
};

std::vector<Waiting> LocalSequencer::State::TakeBatchLocked() {
  std::vector<Waiting> batch(std::make_move_iterator(carried.begin()), std::make_move_iterator(carried.end()));
  carried.clear();
  // In turn, so that neither an import nor a rush of reports waits for the end of the other.
  while (batch.size() < options.batch_entries_max && (!interactive.empty() || !bulk.empty())) {
    for (std::deque<Waiting>* queue : {&interactive, &bulk}) {
      if (queue->empty()) continue;
      batch.push_back(std::move(queue->front()));
      queue->pop_front();
    }
  }
  return batch;
}

void LocalSequencer::State::Run() {
  for (;;) {
    std::vector<Waiting> batch;
    {
      std::unique_lock lock(mutex);
      wake.wait(lock, [&] { return stopping || !carried.empty() || !interactive.empty() || !bulk.empty(); });
      batch = TakeBatchLocked();
      if (batch.empty()) return;  // stopping, and nothing is left
    }
    ApplyBatch(std::move(batch));
  }
}

void LocalSequencer::State::ApplyBatch(std::vector<Waiting> batch) {
  using SteadyClock = std::chrono::steady_clock;
  const auto deadline = SteadyClock::now() + std::chrono::milliseconds(options.batch_apply_ms_max);
  std::vector<base::Result<Reply>> replies;
  base::Result<void> fault;
  {
    auto txn = environment.BeginWrite();
    if (txn.has_error()) fault = txn.error();
    for (size_t i = 0; !fault.has_error() && i < batch.size(); ++i) {
      if (i != 0 && SteadyClock::now() >= deadline) {
        const std::lock_guard lock(mutex);
        for (size_t late = batch.size(); late-- > i;) carried.push_front(std::move(batch[late]));
        batch.resize(i);
        break;
      }
      auto reply = applier.Submit(batch[i].draft, *txn);
      if (reply.has_error() && reply.error().code != base::ErrorCode::kConflict) {
        fault = reply.error();
      } else {
        replies.push_back(std::move(reply));
      }
    }
    if (!fault.has_error()) fault = applier.BeforeCommit(*txn);
    if (!fault.has_error()) fault = txn->Commit();
  }
  if (fault.has_error()) {
    applier.Aborted();
    const bool full = fault.error().code == base::ErrorCode::kStorageFull;
    {
      const std::lock_guard lock(mutex);
      if (full) stats.storage_full += batch.size();
      else failed = true;
    }
    const base::Error answer = full ? fault.error() : base::Fail(base::ErrorCode::kUnavailable, "the storage failed: " + base::ToString(fault.error()));
    for (Waiting& waiting : batch) waiting.done(answer);
    if (!full) options.fatal(fault.error());
    return;
  }
  applier.Committed();
  {
    const std::lock_guard lock(mutex);
    applied = applier.committed_seq();
    ++stats.batches;
    for (const auto& reply : replies) {
      if (reply.has_error()) continue;
      if (reply->replayed) ++stats.replayed;
      else ++stats.entries;
      if (!reply->outcome.accepted) ++stats.refused;
    }
  }
  progress.notify_all();
  for (size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(replies[i]));
}

base::Result<std::unique_ptr<LocalSequencer>> LocalSequencer::Open(Environment& environment, std::vector<Projection*> projections,
                                                                   LocalSequencerOptions options) {
  if (!options.fatal) options.fatal = EndProcess;
  ASSIGN_OR_RETURN(Applier applier, Applier::Open(environment, std::move(projections)));
  auto state = std::make_unique<State>(environment, std::move(applier), std::move(options));
  state->thread = std::thread([s = state.get()] { s->Run(); });
  return std::unique_ptr<LocalSequencer>(new LocalSequencer(std::move(state)));
}

LocalSequencer::LocalSequencer(std::unique_ptr<State> state) : state_(std::move(state)) {}

LocalSequencer::~LocalSequencer() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_all();
  state_->thread.join();
}

void LocalSequencer::Submit(event::Draft draft, Priority priority, Done done) {
  base::Error refused;
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopping || state_->failed) {
      refused = base::Fail(base::ErrorCode::kUnavailable, "the service is stopping");
    } else if (state_->interactive.size() + state_->bulk.size() >= state_->options.queue_entries_max) {
      refused = base::Fail(base::ErrorCode::kOverloaded, "too many entries are waiting");
    } else {
      (priority == Priority::kBulk ? state_->bulk : state_->interactive).push_back({std::move(draft), std::move(done)});
      state_->wake.notify_one();
      return;
    }
  }
  done(std::move(refused));
}

base::Result<std::vector<event::Entry>> LocalSequencer::ReadFrom(uint64_t seq, size_t count) {
  ASSIGN_OR_RETURN(const ReadTxn txn, state_->environment.BeginRead());
  ASSIGN_OR_RETURN(const Log log, Log::Open(state_->environment, txn));
  std::vector<event::Entry> entries;
  for (; entries.size() < count; ++seq) {
    ASSIGN_OR_RETURN(auto entry, log.Read(txn, seq));
    if (!entry) break;
    entries.push_back(std::move(*entry));
  }
  return entries;
}

bool LocalSequencer::WaitFor(uint64_t seq, int64_t timeout_ms) {
  std::unique_lock lock(state_->mutex);
  return state_->progress.wait_for(lock, std::chrono::milliseconds(timeout_ms), [&] { return state_->applied >= seq; });
}

uint64_t LocalSequencer::applied_seq() const {
  const std::lock_guard lock(state_->mutex);
  return state_->applied;
}

LocalSequencer::Stats LocalSequencer::stats() const {
  const std::lock_guard lock(state_->mutex);
  Stats stats = state_->stats;
  stats.queued = state_->carried.size() + state_->interactive.size() + state_->bulk.size();
  return stats;
}

}  // namespace cybercheck::store
