// SPDX-License-Identifier: Apache-2.0
#include "server/notifier.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "cases/outbox.h"
#include "event/case_work.h"

namespace cybercheck::server {
namespace {

constexpr auto kLook = std::chrono::milliseconds(250);
constexpr size_t kWaitingMax = 10'000;  // in memory; the others wait in their table
constexpr int64_t kRetryMsMax = 3'600'000;
constexpr int64_t kLookForOldMs = 60'000;
constexpr int64_t kDayMs = 86'400'000;

int64_t SteadyMs() noexcept { return SteadyUs() / 1000; }

// Said twice it is one entry: its id is made of what it says.
event::Draft Settled(const event::NoticeSent& sent, int64_t now_ms) {
  std::string about = sent.given_up ? "notice given up" : "notice sent";
  for (const uint64_t notice : sent.notices) about.append(store::SeqKey(notice));
  event::Draft draft;
  draft.id = base::Sha256(about);
  draft.time_ms = now_ms;
  draft.type = event::EntryType::kNoticeSent;
  draft.actor = "notifier";
  draft.body = event::EncodeNoticeSent(sent);
  return draft;
}

}  // namespace

Notifier::Notifier(Services& services, std::unique_ptr<NoticeTarget> target) : services_(services), target_(std::move(target)) {
  for (int64_t i = 0; target_ != nullptr && i < services_.config.notify_at_once; ++i) senders_.emplace_back([this] { Send(); });
  thread_ = std::thread([this] { Run(); });
}

Notifier::~Notifier() {
  {
    const std::lock_guard lock(mutex_);
    stop_.store(true);
  }
  wake_.notify_one();
  work_.notify_all();
  thread_.join();
}

void Notifier::Run() {
  while (!stop_.load()) {
    Collect();
    // What was taken is told before anything else is sent: else a full disk would have everything sent over and over.
    if (Tell(std::exchange(taken_, {}), false) && !Expire().has_error() && target_ != nullptr) {
      Admit();
      HandOver();
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, kLook, [this] { return stop_.load() || !answered_.empty(); });
  }
  for (std::thread& sender : senders_) sender.join();
  Collect();
  Tell(std::exchange(taken_, {}), false);
}

void Notifier::Send() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return stop_.load() || !to_send_.empty(); });
    if (stop_.load()) return;  // the next start sends what is left
    Handed next = std::move(to_send_.front());
    to_send_.pop_front();
    lock.unlock();
    next.taken = target_->Send(next.notice, stop_);
    lock.lock();
    answered_.push_back(std::move(next));
    wake_.notify_one();
  }
}

// What came of those that were handed over.
void Notifier::Collect() {
  std::deque<Handed> answered;
  {
    const std::lock_guard lock(mutex_);
    answered.swap(answered_);
  }
  for (Handed& one : answered) {
    --under_way_;
    if (one.taken.has_error()) {
      Postpone(std::move(one.waiting), one.taken.error());
      continue;
    }
    taken_.push_back(one.waiting.row.seq);
    Leave(one.waiting.row);
    sent_.fetch_add(1);
    if (std::exchange(told_trouble_, false)) std::fprintf(stderr, "cybercheck: notices are taken again\n");
  }
}

// True: nothing is left to be told.
bool Notifier::Tell(std::vector<uint64_t> notices, bool given_up) {
  if (notices.empty()) return true;
  std::ranges::sort(notices);  // several senders' come in any order
  const auto told =
      services_.sequencer.SubmitAndWait(Settled({notices, given_up}, services_.clock.NowMs()), store::Priority::kBulk);
  if (told.has_error()) {
    if (!given_up) taken_ = std::move(notices);
    return false;
  }
  if (given_up) given_up_.fetch_add(notices.size());
  return true;
}

// Whoever was told months later would only be alarmed.
base::Result<void> Notifier::Expire() {
  const int64_t now_ms = SteadyMs();
  if (services_.config.notify_keep_days == 0 || now_ms < looked_for_old_ms_ + kLookForOldMs) return {};
  const int64_t before_ms = services_.clock.NowMs() - services_.config.notify_keep_days * kDayMs;
  std::vector<uint64_t> old;
  {
    const cases::Tables& tables = services_.cases.tables();
    ASSIGN_OR_RETURN(const store::ReadTxn txn, services_.directory.data().BeginRead());
    ASSIGN_OR_RETURN(const auto rows, cases::ReadOutbox(tables, txn, 0, event::kNoticesMax));
    for (const cases::OutboxRow& row : rows) {
      ASSIGN_OR_RETURN(const auto move, tables.log->Read(txn, row.seq));
      if (!move || move->header.time_ms >= before_ms) break;  // numbers grow with time
      old.push_back(row.seq);
    }
  }
  const bool more = old.size() == event::kNoticesMax;
  if (!Tell(std::move(old), true)) return base::Fail(base::ErrorCode::kUnavailable);
  if (!more) looked_for_old_ms_ = now_ms;
  return {};
}

void Notifier::Admit() {
  if (waiting_.size() >= kWaitingMax) return;
  const auto txn = services_.directory.data().BeginRead();
  if (txn.has_error()) return;
  const auto rows = cases::ReadOutbox(services_.cases.tables(), *txn, admitted_, kWaitingMax - waiting_.size());
  if (rows.has_error()) return;  // damage is told by whoever is asked about it
  for (const cases::OutboxRow& row : *rows) {
    waiting_.emplace(std::pair(int64_t{0}, row.seq), Waiting{row});
    of_case_[row.of].insert(row.seq);
    admitted_ = row.seq;
  }
}

// As many of those that are due as senders are free; of each case the first.
void Notifier::HandOver() {
  const auto free = static_cast<size_t>(services_.config.notify_at_once);
  const int64_t now_ms = SteadyMs();
  for (auto at = waiting_.begin(); at != waiting_.end() && at->first.first <= now_ms && under_way_ < free && !stop_.load();) {
    const cases::OutboxRow row = at->second.row;
    if (*of_case_.at(row.of).begin() != row.seq) {
      ++at;
      continue;
    }
    const auto next = std::next(at);
    Waiting waiting = std::move(waiting_.extract(at).mapped());
    at = next;
    base::Result<std::optional<Notice>> notice = Prepare(row);
    if (notice.has_error()) {
      Postpone(std::move(waiting), notice.error());
    } else if (!*notice) {
      Leave(row);
    } else {
      ++under_way_;
      {
        const std::lock_guard lock(mutex_);
        to_send_.push_back({std::move(waiting), std::move(**notice), {}});
      }
      work_.notify_one();
    }
  }
}

// nullopt: there is nothing to be told any more.
base::Result<std::optional<Notice>> Notifier::Prepare(const cases::OutboxRow& row) {
  {
    ASSIGN_OR_RETURN(const store::ReadTxn txn, services_.directory.data().BeginRead());
    ASSIGN_OR_RETURN(const bool waits, cases::WaitsInOutbox(services_.cases.tables(), txn, row.seq));
    if (!waits) return std::optional<Notice>();
  }
  ASSIGN_OR_RETURN(auto notice, NoticeOf(row, services_));
  if (!notice && !Tell({row.seq}, true)) return base::Fail(base::ErrorCode::kUnavailable, "the log takes no entry");
  return notice;
}

// The next of its case may go.
void Notifier::Leave(const cases::OutboxRow& row) {
  const auto of = of_case_.find(row.of);
  of->second.erase(row.seq);
  if (of->second.empty()) of_case_.erase(of);
}

void Notifier::Postpone(Waiting waiting, const base::Error& error) {
  if (stop_.load()) return;  // the next start tries it
  failed_.fetch_add(1);
  ++waiting.tries;
  // Once, not at every try: whoever alarms on it has the figures.
  if (!std::exchange(told_trouble_, true))
    std::fprintf(stderr, "cybercheck: notice %llu was not taken: %s\n", static_cast<unsigned long long>(waiting.row.seq),
                 base::ToString(error).c_str());
  if (waiting.tries >= services_.config.notify_tries_max) {
    std::fprintf(stderr, "cybercheck: notice %llu is given up after %lld tries\n",
                 static_cast<unsigned long long>(waiting.row.seq), static_cast<long long>(waiting.tries));
    if (Tell({waiting.row.seq}, true)) return Leave(waiting.row);
  }
  int64_t wait_ms = services_.config.notify_retry_s * 1000;
  for (int64_t i = 1; i < waiting.tries && wait_ms < kRetryMsMax; ++i) wait_ms *= 2;
  const std::pair key(SteadyMs() + std::min(wait_ms, kRetryMsMax), waiting.row.seq);
  waiting_.emplace(key, std::move(waiting));
}

}  // namespace cybercheck::server
