// SPDX-License-Identifier: Apache-2.0
#include "server/io_thread.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "server/listener.h"

namespace cybercheck::server {
namespace {

constexpr uint64_t kListenerId = 1, kWakeId = 2;
constexpr int64_t kTickMs = 250;
constexpr int64_t kDrainGraceMs = 500;  // an idle client's request may be on its way when the drain begins
constexpr size_t kReadBytes = 64 << 10;
constexpr int kAcceptsAtOnce = 64;
constexpr std::string_view kNoRoom =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

// "192.0.2.1", "2001:db8::1"; empty for local sockets.
std::string PeerAddress(const sockaddr_storage& storage) {
  char text[INET6_ADDRSTRLEN] = {};
  if (storage.ss_family == AF_INET)
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(storage).sin_addr, text, sizeof text);
  if (storage.ss_family == AF_INET6)
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr, text, sizeof text);
  return text;
}

}  // namespace

IoThread::IoThread(base::FileDescriptor listener, Options options, Services& services, RequestLog* log)
    : listener_(std::move(listener)),
      options_(std::move(options)),
      services_(services),
      worker_(&services, log),
      context_{.worker = worker_,
               .config = services.config,
               .buffered_bytes = services.buffered_bytes,
               .epoll_fd = -1,
               .read_buffer = std::string(kReadBytes, '\0'),
               .out = {},
               .submit = [this](uint64_t id, Submission submission) { Submit(id, std::move(submission)); },
               .record = [this](uint64_t id, store::Access access) { Record(id, std::move(access)); }} {}

base::Result<std::unique_ptr<IoThread>> IoThread::Make(base::FileDescriptor listener, Options options, Services& services,
                                                       RequestLog* log) {
  std::unique_ptr<IoThread> thread(new IoThread(std::move(listener), std::move(options), services, log));
  TRY(thread->OpenEpoll());
  return thread;
}

base::Result<void> IoThread::OpenEpoll() {
  epoll_ = base::FileDescriptor(::epoll_create1(EPOLL_CLOEXEC));
  wake_ = base::FileDescriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  reserve_ = base::FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!epoll_.valid() || !wake_.valid()) return base::IoError("epoll", "open");
  context_.epoll_fd = epoll_.get();
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = kWakeId;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event) != 0) return base::IoError("epoll", "add");
  WatchListener(true);
  return {};
}

IoThread::~IoThread() {
  Stop();
  Join();
}

void IoThread::Start() {
  thread_ = std::thread([this] { Run(); });
}

void IoThread::Join() {
  if (thread_.joinable()) thread_.join();
}

void IoThread::Drain() {
  drain_.store(true, std::memory_order_release);
  Post([] {});
}

void IoThread::Stop() {
  stop_.store(true, std::memory_order_release);
  Post([] {});
}

void IoThread::Post(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(task));
    if (posted_.size() > 1) return;  // whoever put the first there wakes the thread
  }
  const uint64_t one = 1;
  // A full counter means that the thread is already being woken.
  static_cast<void>(!::write(wake_.get(), &one, sizeof one));
}

void IoThread::UpdateTime() {
  context_.now_ms = SteadyUs() / 1000;
  context_.wall_s = services_.clock.NowS();
}

void IoThread::Run() {
  epoll_event events[256];
  UpdateTime();
  while (!stop_.load(std::memory_order_acquire)) {
    const int timeout_ms = connections_.empty() && listening_ ? 1000 : static_cast<int>(kTickMs);
    const int count = ::epoll_wait(epoll_.get(), events, std::size(events), timeout_ms);
    UpdateTime();
    for (int i = 0; i < count; ++i) OnEvent(events[i].data.u64, events[i].events);
    if (context_.now_ms >= next_tick_ms_) OnTick();
    worker_.log().Flush();
    if (context_.draining && connections_.empty()) break;
  }
  connections_.clear();
  worker_.log().Flush();
  finished_.store(true, std::memory_order_release);
}

void IoThread::OnEvent(uint64_t id, uint32_t events) {
  if (id == kListenerId) return Accept();
  if (id == kWakeId) return TakePosted();
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  bool open = true;
  if ((events & EPOLLIN) != 0)
    open = found->second->OnReadable();
  else if ((events & EPOLLOUT) != 0)
    open = found->second->OnWritable();
  else
    open = (events & (EPOLLERR | EPOLLHUP)) == 0;
  if (!open) Close(id);
}

void IoThread::Close(uint64_t id) {
  connections_.erase(id);
  worker_.metrics().connections_open.Subtract(1);
}

void IoThread::Accept() {
  for (int i = 0; i < kAcceptsAtOnce && AcceptOne(); ++i) {
  }
}

bool IoThread::AcceptOne() {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  base::FileDescriptor socket(
      ::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  WorkerMetrics& metrics = worker_.metrics();
  if (!socket.valid()) {
    if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return errno != EAGAIN;
    // Out of descriptors or memory: let one go by way of the reserve, and look again at the next tick.
    reserve_.Close();
    base::FileDescriptor(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)).Close();
    reserve_ = base::FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    metrics.connections_refused.Add();
    WatchListener(false);
    return false;
  }
  metrics.connections_opened.Add();
  if (options_.check_peer && !PeerIsOwner(socket.get())) {
    metrics.connections_refused.Add();
    return true;
  }
  if (connections_.size() >= options_.connections_max) {
    static_cast<void>(::send(socket.get(), kNoRoom.data(), kNoRoom.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    metrics.connections_refused.Add();
    return true;
  }
  const uint64_t id = next_id_++;
  connections_.emplace(id, std::make_unique<Connection>(std::move(socket), id, options_.rules, PeerAddress(from), context_));
  metrics.connections_open.Add();
  return true;
}

void IoThread::WatchListener(bool watch) {
  if (!listener_.valid() || watch == listening_) return;
  listening_ = watch;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = kListenerId;
  ::epoll_ctl(epoll_.get(), watch ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, listener_.get(), &event);
}

void IoThread::OnTick() {
  next_tick_ms_ = context_.now_ms + kTickMs;
  if (!context_.draining) WatchListener(true);
  if (options_.on_tick && !context_.draining) options_.on_tick(context_.wall_s);
  const bool close_idle = context_.draining && context_.now_ms >= drain_began_ms_ + kDrainGraceMs;
  std::erase_if(connections_, [&](auto& entry) {
    Connection& connection = *entry.second;
    const bool open = connection.OnTick() && !(close_idle && connection.IsIdle());
    if (!open) worker_.metrics().connections_open.Subtract(1);
    return !open;
  });
}

void IoThread::TakePosted() {
  uint64_t count = 0;
  static_cast<void>(!::read(wake_.get(), &count, sizeof count));
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(posted_);
  }
  for (auto& task : tasks) task();
  if (drain_.load(std::memory_order_acquire) && !context_.draining) {
    Accept();  // those the kernel has taken already are served
    WatchListener(false);
    listener_.Close();
    context_.draining = true;
    drain_began_ms_ = context_.now_ms;
  }
}

void IoThread::Submit(uint64_t id, Submission submission) {
  if (!submission.prepare) return SubmitDraft(id, std::move(submission.draft), submission.priority);
  const auto refuse = [this, id](base::Error error) { PostOutcome(id, std::move(error)); };
  if (submission.prepares_at_once) {
    auto draft = submission.prepare();
    if (draft.has_error()) return refuse(std::move(draft).error());
    return SubmitDraft(id, std::move(*draft), submission.priority);
  }
  const bool taken =
      services_.preparers->Run([this, id, refuse, priority = submission.priority, prepare = std::move(submission.prepare)] {
        auto draft = prepare();
        if (draft.has_error()) return refuse(std::move(draft).error());
        SubmitDraft(id, std::move(*draft), priority);
      });
  if (!taken) refuse(base::Fail(base::ErrorCode::kOverloaded, "too many writes are being prepared at once"));
}

void IoThread::SubmitDraft(uint64_t id, event::Draft draft, store::Priority priority) {
  services_.sequencer.Submit(std::move(draft), priority,
                             [this, id](base::Result<store::Sequencer::Reply> reply) { PostOutcome(id, std::move(reply)); });
}

void IoThread::PostOutcome(uint64_t id, base::Result<store::Sequencer::Reply> reply) {
  Post([this, id, answer = std::move(reply)] {
    const auto found = connections_.find(id);
    if (found != connections_.end() && !found->second->OnOutcome(answer)) Close(id);
  });
}

void IoThread::Record(uint64_t id, store::Access access) {
  services_.access_log->Record(std::move(access), [this, id](base::Result<void> recorded) {
    Post([this, id, result = std::move(recorded)] {
      const auto found = connections_.find(id);
      if (found != connections_.end() && !found->second->OnRecorded(result)) Close(id);
    });
  });
}

}  // namespace cybercheck::server
