// SPDX-License-Identifier: Apache-2.0
#include "store/access_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/hex.h"
#include "base/timestamp.h"
#include "store/access_months.h"

namespace cybercheck::store {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kWaitingMax = 16384;

void AppendMember(std::string_view name, std::string_view text, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.append(",\"").append(name).append("\":\"");
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (byte < 0x20 || byte == 0x7f)
      ((out.append("\\u00") += kHex[byte >> 4]) += kHex[byte & 15]);
    else
      out += c;
  }
  out += '"';
}

std::string MonthOf(int64_t unix_s) { return base::FormatTime(unix_s).substr(0, 7); }

}  // namespace

struct AccessLog::State {
  struct Waiting {
    Access access;
    Done done;
  };

  State(std::string path, const base::Clock& time) : directory(std::move(path)), clock(time) {}

  base::Result<void> OpenNewest();
  base::Result<void> OpenMonth(const std::string& wanted);
  void Write();
  base::Result<void> WriteBatch(const std::vector<Waiting>& batch);
  base::Result<void> Append(const std::string& bytes);
  void Undo();

  const std::string directory;
  const base::Clock& clock;

  // The log's own thread's.
  base::FileDescriptor file;
  std::string month;
  uint64_t file_bytes = 0;  // durable
  AccessChainHead head;
  bool broken = false;  // a sync failed: nobody knows what is on the disk, so nothing more is acknowledged

  std::mutex mutex;  // guards what follows
  std::condition_variable wake;
  std::vector<Waiting> waiting;
  bool stopping = false;
  std::thread thread;
};

base::Result<void> AccessLog::State::OpenNewest() {
  TRY(base::MakeDirectory(directory, 0700));
  ASSIGN_OR_RETURN(const auto months, AccessMonths(directory));
  if (months.empty()) return {};
  // The newest file, and where it continues the one before it.
  std::optional<AccessChainHead> before;
  uint64_t whole_bytes = 0;
  if (months.size() > 1) {
    ASSIGN_OR_RETURN(const AccessCheck earlier,
                     CheckAccessMonth(directory, months[months.size() - 2], std::nullopt, whole_bytes));
    if (!earlier.fault.empty()) return Fail(ErrorCode::kDamaged, directory + "/" + earlier.fault);
    if (earlier.head.n != 0) before = earlier.head;
  }
  ASSIGN_OR_RETURN(const AccessCheck newest, CheckAccessMonth(directory, months.back(), before, whole_bytes));
  if (!newest.fault.empty()) return Fail(ErrorCode::kDamaged, directory + "/" + newest.fault);
  head = newest.head;
  const std::string path = AccessMonthPath(directory, months.back());
  file = base::FileDescriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.valid()) return base::IoError(path, "cannot open");
  month = months.back();
  file_bytes = whole_bytes;
  if (newest.unfinished) {
    if (::ftruncate(file.get(), static_cast<off_t>(file_bytes)) != 0) return base::IoError(path, "cannot cut an unfinished line");
    if (::fsync(file.get()) != 0) return base::IoError(path, "cannot sync");
  }
  return {};
}

base::Result<void> AccessLog::State::OpenMonth(const std::string& wanted) {
  const std::string path = AccessMonthPath(directory, wanted);
  base::FileDescriptor next(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!next.valid()) return base::IoError(path, "cannot make");
  TRY(base::SyncDirectory(directory));
  file = std::move(next);
  month = wanted;
  file_bytes = 0;
  return {};
}

base::Result<void> AccessLog::State::Append(const std::string& bytes) {
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t written = ::pwrite(file.get(), bytes.data() + at, bytes.size() - at, static_cast<off_t>(file_bytes + at));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EFBIG) return Fail(ErrorCode::kStorageFull, directory + ": the file may not grow");
    if (written < 0) return base::IoError(directory, "cannot write");
    if (written == 0) return Fail(ErrorCode::kIo, directory + ": cannot write");
    at += static_cast<size_t>(written);
  }
  return {};
}

// What a failed write left behind must not be taken for lines.
void AccessLog::State::Undo() {
  if (file.valid() && ::ftruncate(file.get(), static_cast<off_t>(file_bytes)) != 0) broken = true;
}

base::Result<void> AccessLog::State::WriteBatch(const std::vector<Waiting>& batch) {
  if (broken) return Fail(ErrorCode::kUnavailable, "an access log that failed is not written until the program starts again");
  const int64_t now_s = clock.NowS();
  // A clock that goes back does not go back to a file that is done with.
  if (const std::string now = MonthOf(now_s); !file.valid() || now > month) TRY(OpenMonth(now));
  AccessChainHead next = head;
  std::string lines, line;
  for (const Waiting& one : batch) {
    line = "{\"n\":" + std::to_string(next.n + 1) + ",\"prev\":\"" + base::HexEncode(next.hash) + "\"";
    AppendMember("at", base::FormatTime(now_s), line);
    AppendMember("actor", one.access.actor, line);
    AppendMember("route", one.access.route, line);
    AppendMember("object", one.access.object, line);
    AppendMember("purpose", one.access.purpose, line);
    AppendMember("outcome", one.access.outcome, line);
    line += '}';
    next = {.n = next.n + 1, .hash = base::Sha256(line)};
    lines.append(line) += '\n';
  }
  if (auto written = Append(lines); written.has_error()) {
    Undo();
    return written;
  }
  if (::fdatasync(file.get()) != 0) {
    auto error = base::IoError(directory, "cannot sync");
    // After a failed sync the system may hold pages for clean that never reached the disk.
    broken = error.code != ErrorCode::kStorageFull;
    Undo();
    return error;
  }
  file_bytes += lines.size();
  head = next;
  return {};
}

void AccessLog::State::Write() {
  std::vector<Waiting> batch;
  std::unique_lock lock(mutex);
  while (true) {
    wake.wait(lock, [this] { return stopping || !waiting.empty(); });
    if (waiting.empty()) return;
    batch.swap(waiting);
    lock.unlock();
    const auto written = WriteBatch(batch);
    for (Waiting& one : batch) {
      if (!one.done) continue;
      if (written.has_error() && written.error().code != ErrorCode::kStorageFull)
        one.done(Fail(ErrorCode::kUnavailable, written.error().detail));
      else
        one.done(written);
    }
    batch.clear();
    lock.lock();
  }
}

AccessLog::AccessLog(std::unique_ptr<State> state) : state_(std::move(state)) {
  state_->thread = std::thread([own = state_.get()] { own->Write(); });
}

AccessLog::~AccessLog() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_one();
  state_->thread.join();
}

base::Result<std::unique_ptr<AccessLog>> AccessLog::Open(const std::string& directory, const base::Clock& clock) {
  auto state = std::make_unique<State>(directory, clock);
  TRY(state->OpenNewest());
  return std::unique_ptr<AccessLog>(new AccessLog(std::move(state)));
}

void AccessLog::Record(Access access, Done done) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->waiting.size() < kWaitingMax) {
      state_->waiting.push_back({std::move(access), std::move(done)});
      done = nullptr;
    }
  }
  if (done) return done(Fail(ErrorCode::kUnavailable, "too many accesses wait to be recorded"));
  state_->wake.notify_one();
}

base::Result<void> AccessLog::RecordAndWait(Access access) {
  std::promise<base::Result<void>> promise;
  auto recorded = promise.get_future();
  Record(std::move(access), [&promise](base::Result<void> result) { promise.set_value(std::move(result)); });
  return recorded.get();
}

}  // namespace cybercheck::store
