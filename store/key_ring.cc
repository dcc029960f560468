// SPDX-License-Identifier: Apache-2.0
#include "store/key_ring.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "event/big_endian.h"
#include "store/data_directory.h"
#include "store/erasures.h"
#include "store/sealed_box.h"
#include "store/subject_keys.h"

namespace cybercheck::store {
namespace {

constexpr uint64_t kBlockSubjects = 1024;
constexpr std::string_view kNextSubject = "next_subject";  // in `numbers`: the first for which no key was ever made

// Numbers whose keys are durable and nobody was given yet.
struct Block {
  uint64_t begin = 0, end = 0;
  bool empty() const { return begin == end; }
  bool has(uint64_t number) const { return number >= begin && number < end; }
};

template <class Txn>
base::Result<uint64_t> NextSubject(const Table& numbers, const Txn& txn) {
  ASSIGN_OR_RETURN(const auto next, numbers.Get(txn, kNextSubject));
  if (!next) return uint64_t{1};
  if (next->size() != 8) return base::Fail(base::ErrorCode::kDamaged, "table numbers: next_subject is no number");
  return event::U64At(*next, 0);
}

// Makes the keys of the next block durable.
base::Result<Block> MakeBlock(KeyFile& keys) {
  Block block;
  auto made = keys.Write([&](Environment& environment, WriteTxn& txn, const SecretKey& master) -> base::Result<void> {
    ASSIGN_OR_RETURN(const Table numbers, environment.OpenTable(txn, kNumbersTable));
    ASSIGN_OR_RETURN(const Table subjects, environment.OpenTable(txn, kSubjectsTable));
    ASSIGN_OR_RETURN(block.begin, NextSubject(numbers, txn));
    block.end = block.begin + kBlockSubjects;
    for (uint64_t subject = block.begin; subject < block.end; ++subject) {
      const std::string key = SubjectKey(subject);
      TRY(subjects.Append(txn, key, SealBox(master, SecretKey::Random().view(), WrapContext(kSubjectsTable, key))));
    }
    return numbers.Put(txn, kNextSubject, SubjectKey(block.end));
  });
  if (made.has_error()) return made.error();
  return block;
}

}  // namespace

struct KeyRing::State {
  explicit State(DataDirectory& data_directory)
      : keys(data_directory.keys()), erasures_file(data_directory.path() + "/" + kErasuresFile) {}

  KeyFile& keys;
  const std::string erasures_file;

  std::mutex mutex;
  std::condition_variable wanted_changed, blocks_changed;
  Block current, spare;
  bool wanted = false, filling = false, stopping = false;
  uint64_t attempts = 0;             // at making a block
  std::optional<base::Error> error;  // of the last one
  std::mutex erasing;                // one Erase at a time; before `mutex`
  std::thread refill;

  void Refill();
  base::Result<std::optional<SecretKey>> KeyOf(uint64_t subject);
  base::Result<void> Destroy(std::vector<uint64_t> subjects);
  base::Result<void> CatchUpWithErasures();
};

// On its own thread: keeps one block ahead of the one that is given from.
void KeyRing::State::Refill() {
  std::unique_lock lock(mutex);
  for (;;) {
    wanted_changed.wait(lock, [&] { return stopping || wanted; });
    if (stopping) return;
    wanted = false;
    filling = true;
    lock.unlock();
    auto made = MakeBlock(keys);
    lock.lock();
    filling = false;
    ++attempts;
    error.reset();
    if (made.has_value())
      spare = *made;
    else
      error = std::move(made).error();
    blocks_changed.notify_all();
  }
}

// nullopt: it was erased. Errors: kDamaged where no such subject ever was.
base::Result<std::optional<SecretKey>> KeyRing::State::KeyOf(uint64_t subject) {
  std::optional<SecretKey> found;
  TRY(keys.Read([&](Environment& environment, const ReadTxn& txn, const SecretKey& master) -> base::Result<void> {
    const std::string key = SubjectKey(subject);
    const auto table = environment.OpenTable(txn, kSubjectsTable);
    if (table.has_error() && table.error().code != base::ErrorCode::kNotFound) return table.error();
    if (table.has_value()) {
      ASSIGN_OR_RETURN(const auto box, table->Get(txn, key));
      if (box) {
        found = OpenKeyBox(master, *box, WrapContext(kSubjectsTable, key));
        if (!found)
          return base::Fail(base::ErrorCode::kDamaged, "the key of subject " + std::to_string(subject) + " does not open");
        return {};
      }
    }
    ASSIGN_OR_RETURN(const uint64_t next, FirstSubjectWithoutKey(environment, txn));
    if (subject != 0 && subject < next) return {};
    return base::Fail(base::ErrorCode::kDamaged, "there never was a subject " + std::to_string(subject) + " here");
  }));
  return found;
}

base::Result<void> KeyRing::State::Destroy(std::vector<uint64_t> subjects) {
  if (subjects.empty()) return {};
  std::sort(subjects.begin(), subjects.end());
  return keys.Rewrite([&](TableId table, std::string_view key) {
    return table.number != kSubjectsTable.number || key.size() != 8 ||
           !std::binary_search(subjects.begin(), subjects.end(), event::U64At(key, 0));
  });
}

// An erasure stands in its file before the key is destroyed: what was cut short between is finished here, and so is what a
// restored, older `keys` has of people erased since. Numbers that such a `keys` never reached are not given to others.
base::Result<void> KeyRing::State::CatchUpWithErasures() {
  ASSIGN_OR_RETURN(const auto erasures, ReadErasures(erasures_file));
  std::vector<uint64_t> subjects;
  uint64_t past_last = 0, next = 1;
  for (const Erasure& erasure : erasures) {
    subjects.push_back(erasure.subject);
    past_last = std::max(past_last, erasure.subject + 1);
  }
  ASSIGN_OR_RETURN(auto with_keys, SubjectsWithKeys(keys, subjects));
  TRY(Destroy(std::move(with_keys)));
  TRY(keys.Read([&](Environment& environment, const ReadTxn& txn, const SecretKey&) -> base::Result<void> {
    ASSIGN_OR_RETURN(next, FirstSubjectWithoutKey(environment, txn));
    return {};
  }));
  if (past_last <= next) return {};
  return keys.Write([&](Environment& environment, WriteTxn& txn, const SecretKey&) -> base::Result<void> {
    ASSIGN_OR_RETURN(const Table numbers, environment.OpenTable(txn, kNumbersTable));
    return numbers.Put(txn, kNextSubject, SubjectKey(past_last));
  });
}

base::Result<std::unique_ptr<KeyRing>> KeyRing::Open(DataDirectory& directory) {
  auto state = std::make_unique<State>(directory);
  TRY(state->CatchUpWithErasures());
  state->refill = std::thread([s = state.get()] { s->Refill(); });
  return std::unique_ptr<KeyRing>(new KeyRing(std::move(state)));
}

KeyRing::KeyRing(std::unique_ptr<State> state) : state_(std::move(state)) {}

KeyRing::~KeyRing() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wanted_changed.notify_all();
  state_->refill.join();
}

base::Result<uint64_t> KeyRing::NewSubject() {
  State& s = *state_;
  std::unique_lock lock(s.mutex);
  for (;;) {
    if (s.current.empty()) s.current = std::exchange(s.spare, {});
    if (s.spare.empty() && !s.wanted && !s.filling && s.current.end - s.current.begin <= kBlockSubjects / 2) {
      s.wanted = true;
      s.wanted_changed.notify_one();
    }
    if (!s.current.empty()) return s.current.begin++;
    const uint64_t seen = s.attempts;
    s.blocks_changed.wait(lock, [&] { return s.attempts != seen; });
    if (s.error && s.spare.empty()) return *s.error;
  }
}

base::Result<event::Sealed> KeyRing::Seal(uint64_t subject, std::string_view plain, std::string_view about) {
  ASSIGN_OR_RETURN(const auto key, state_->KeyOf(subject));
  if (!key) return base::Fail(base::ErrorCode::kNotFound, "subject " + std::to_string(subject) + " has been erased");
  return event::Sealed{subject, SealBox(*key, plain, about)};
}

base::Result<std::string> KeyRing::Open(const event::Sealed& sealed, std::string_view about) {
  ASSIGN_OR_RETURN(const auto key, state_->KeyOf(sealed.subject));
  if (!key) return base::Fail(base::ErrorCode::kErased, "subject " + std::to_string(sealed.subject) + " has been erased");
  auto plain = OpenBox(*key, sealed.box, about);
  if (!plain)
    return base::Fail(base::ErrorCode::kDamaged,
                      "what was sealed for subject " + std::to_string(sealed.subject) + " does not open");
  return std::move(*plain);
}

base::Result<void> KeyRing::Erase(std::span<const uint64_t> subjects) {
  State& s = *state_;
  const std::lock_guard erasing(s.erasing);
  uint64_t next = 1;
  TRY(s.keys.Read([&](Environment& environment, const ReadTxn& txn, const SecretKey&) -> base::Result<void> {
    ASSIGN_OR_RETURN(next, FirstSubjectWithoutKey(environment, txn));
    return {};
  }));
  {
    const std::lock_guard lock(s.mutex);
    for (const uint64_t subject : subjects)
      if (subject == 0 || subject >= next || s.current.has(subject) || s.spare.has(subject))
        return base::Fail(base::ErrorCode::kNotFound, "there is no subject " + std::to_string(subject));
  }
  ASSIGN_OR_RETURN(auto with_keys, SubjectsWithKeys(s.keys, subjects));
  const int64_t now_s = base::SystemClock().NowS();
  std::vector<Erasure> erasures;
  for (const uint64_t subject : with_keys) erasures.push_back({subject, now_s});
  TRY(AppendErasures(s.erasures_file, erasures));
  return s.Destroy(std::move(with_keys));
}

base::Result<uint64_t> FirstSubjectWithoutKey(Environment& environment, const ReadTxn& txn) {
  const auto numbers = environment.OpenTable(txn, kNumbersTable);
  if (numbers.has_error() && numbers.error().code == base::ErrorCode::kNotFound) return uint64_t{1};
  TRY(numbers);
  return NextSubject(*numbers, txn);
}

base::Result<void> SkipSubjects(KeyFile& keys, uint64_t count) {
  return keys.Write([&](Environment& environment, WriteTxn& txn, const SecretKey&) -> base::Result<void> {
    ASSIGN_OR_RETURN(const Table numbers, environment.OpenTable(txn, kNumbersTable));
    ASSIGN_OR_RETURN(const uint64_t next, NextSubject(numbers, txn));
    return numbers.Put(txn, kNextSubject, SubjectKey(next + count));
  });
}

std::string AboutReport(std::span<const uint8_t, 32> entry_id, uint16_t report) {
  std::string about(reinterpret_cast<const char*>(entry_id.data()), entry_id.size());
  event::AppendU16(about, report);
  return about;
}

}  // namespace cybercheck::store
