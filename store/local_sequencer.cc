// SPDX-License-Identifier: Apache-2.0
#include "store/local_sequencer.h"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>

#include "store/applier.h"

namespace cybercheck::store {
namespace {

constexpr int kExitIo = 74;  // EX_IOERR of sysexits.h

constexpr uint64_t kBatchesPerReaderCheck = 4096;  // slots of readers that died come back

struct Waiting {
  event::Draft draft;
  Sequencer::Done done;
  bool bulk = false;
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
  std::optional<Waiting> Next(bool bulk_due);
  base::Result<void> ApplyBatch(std::vector<Waiting>& batch, std::vector<base::Result<Reply>>& replies);
  base::Result<void> ApplyAgain(std::vector<Waiting>& batch, std::vector<base::Result<Reply>>& replies, WriteTxn& txn);
  bool IsFaultOfDraft(const base::Error& error, uint64_t damage_before) const;
  void Answer(std::vector<Waiting> batch, std::vector<base::Result<Reply>> replies);
  void Fail(std::vector<Waiting> batch, const base::Error& fault);

  Environment& environment;
  Applier applier;  // the applier's thread only
  LocalSequencerOptions options;

  mutable std::mutex mutex;  // guards everything below
  std::condition_variable wake, progress;
  std::deque<Waiting> interactive, bulk;
  bool stopping = false, failed = false;
  uint64_t applied = 0;
  Stats stats;
  std::thread thread;
};

// The next entry of a batch: who waits goes before who imports, unless the import's turn is due.
std::optional<Waiting> LocalSequencer::State::Next(bool bulk_due) {
  const std::lock_guard lock(mutex);
  std::deque<Waiting>& queue = !bulk.empty() && (bulk_due || interactive.empty()) ? bulk : interactive;
  if (queue.empty()) return std::nullopt;
  std::optional<Waiting> next(std::move(queue.front()));
  queue.pop_front();
  return next;
}

void LocalSequencer::State::Run() {
  for (uint64_t batches = 0;; ++batches) {
    {
      std::unique_lock lock(mutex);
      wake.wait(lock, [&] { return stopping || !interactive.empty() || !bulk.empty(); });
      if (interactive.empty() && bulk.empty()) return;  // stopping, and nothing is left
    }
    if (batches % kBatchesPerReaderCheck == 0) environment.ReclaimDeadReaders();
    std::vector<Waiting> batch;
    std::vector<base::Result<Reply>> replies;
    const auto done = ApplyBatch(batch, replies);
    if (done.has_error()) {
      Fail(std::move(batch), done.error());
    } else {
      Answer(std::move(batch), std::move(replies));
    }
  }
}

// A draft can be wrong in ways that only applying it shows (a body that is not what its type says). Then it is answered alone.
// What is not its fault: storage, and rows found damaged meanwhile.
bool LocalSequencer::State::IsFaultOfDraft(const base::Error& error, uint64_t damage_before) const {
  return error.code != base::ErrorCode::kIo && error.code != base::ErrorCode::kStorageFull &&
         environment.damage_seen() == damage_before;
}

// Leaves in `batch` what it took from the queues, and in `replies` one for each, unless it fails.
base::Result<void> LocalSequencer::State::ApplyBatch(std::vector<Waiting>& batch, std::vector<base::Result<Reply>>& replies) {
  using SteadyClock = std::chrono::steady_clock;
  const auto deadline = SteadyClock::now() + std::chrono::milliseconds(options.batch_apply_ms_max);
  ASSIGN_OR_RETURN(WriteTxn txn, environment.BeginWrite());
  size_t interactive_taken = 0;
  bool bulk_taken = false;
  while (batch.size() < options.batch_entries_max) {
    const bool over = !batch.empty() && SteadyClock::now() >= deadline;
    if (over && bulk_taken) break;
    {
      const std::lock_guard lock(mutex);
      if (over && bulk.empty()) break;
    }
    // Half of a batch, or all of its time, is for those who wait; then an import has its turn.
    const bool bulk_due = over || (!bulk_taken && interactive_taken >= options.batch_entries_max / 2);
    auto next = Next(bulk_due);
    if (!next) break;
    if (next->bulk)
      bulk_taken = true;
    else
      ++interactive_taken;
    batch.push_back(std::move(*next));
    const uint64_t damage_before = environment.damage_seen();
    auto reply = applier.Submit(batch.back().draft, txn);
    if (reply.has_error() && !applier.LeftNothing()) {
      if (!IsFaultOfDraft(reply.error(), damage_before)) return reply.error();
      replies.push_back(std::move(reply));
      // It may have written something: the transaction begins anew, without it.
      txn.Abort();
      applier.Aborted();
      ASSIGN_OR_RETURN(txn, environment.BeginWrite());
      TRY(ApplyAgain(batch, replies, txn));
      continue;
    }
    replies.push_back(std::move(reply));
  }
  TRY(applier.BeforeCommit(txn));
  return txn.Commit();
}

// The entries of the batch so far that have no error; their replies come out the same.
base::Result<void> LocalSequencer::State::ApplyAgain(std::vector<Waiting>& batch, std::vector<base::Result<Reply>>& replies,
                                                     WriteTxn& txn) {
  for (size_t i = 0; i < replies.size(); ++i) {
    if (replies[i].has_error()) continue;
    replies[i] = applier.Submit(batch[i].draft, txn);
    if (replies[i].has_error()) return replies[i].error();
  }
  return {};
}

void LocalSequencer::State::Answer(std::vector<Waiting> batch, std::vector<base::Result<Reply>> replies) {
  applier.Committed();
  {
    const std::lock_guard lock(mutex);
    applied = applier.committed_seq();
    ++stats.batches;
    for (const auto& reply : replies) {
      if (reply.has_error()) continue;
      if (reply->replayed)
        ++stats.replayed;
      else
        ++stats.entries;
      if (!reply->outcome.accepted) ++stats.refused;
    }
  }
  progress.notify_all();
  for (size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(replies[i]));
}

void LocalSequencer::State::Fail(std::vector<Waiting> batch, const base::Error& fault) {
  applier.Aborted();
  const bool full = fault.code == base::ErrorCode::kStorageFull;
  {
    const std::lock_guard lock(mutex);
    if (full && batch.empty() && !interactive.empty()) {  // there was not even room to begin
      batch.push_back(std::move(interactive.front()));
      interactive.pop_front();
    }
    if (full) {
      stats.storage_full += batch.size();
    } else {
      failed = true;  // nobody comes after these
      for (std::deque<Waiting>* queue : {&interactive, &bulk}) {
        batch.insert(batch.end(), std::make_move_iterator(queue->begin()), std::make_move_iterator(queue->end()));
        queue->clear();
      }
    }
  }
  const base::Error answer =
      full ? fault : base::Fail(base::ErrorCode::kUnavailable, "the storage failed: " + base::ToString(fault));
  for (Waiting& waiting : batch) waiting.done(answer);
  if (!full) options.fatal(fault);
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
      (priority == Priority::kBulk ? state_->bulk : state_->interactive)
          .push_back({std::move(draft), std::move(done), priority == Priority::kBulk});
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
  stats.queued = state_->interactive.size() + state_->bulk.size();
  return stats;
}

}  // namespace cybercheck::store
