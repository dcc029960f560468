// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <exception>
#include <optional>

#include "base/file.h"
#include "server/notice_target.h"

namespace cybercheck::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;

using base::Fail;
using Clock = std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;
using Message = http::request<http::string_body>;

constexpr auto kLook = std::chrono::milliseconds(50);
constexpr size_t kBearerBytesMax = 8192;

// One try: what came of it.
struct Trial {
  unsigned status = 0;
  std::string fault;  // in front of an answer
};

template <class Stream>
asio::awaitable<void> Exchange(Stream& stream, const Message& message, Trial& trial) {
  ErrorCode error;
  const auto noting = [&error] { return asio::redirect_error(asio::use_awaitable, error); };
  co_await http::async_write(stream, message, noting());
  if (error) {
    trial.fault = "broke off: " + error.message();
    co_return;
  }
  beast::flat_buffer buffer;
  http::response_parser<http::empty_body> parser;  // its head tells; the body is left
  co_await http::async_read_header(stream, buffer, parser, noting());
  if (error)
    trial.fault = "no answer: " + error.message();
  else
    trial.status = parser.get().result_int();
}

asio::awaitable<void> Try(const NoticeUrl& url, ssl::context* tls, const Message& message, Clock::time_point until,
                          Trial& trial) {
  ErrorCode error;
  const auto noting = [&error] { return asio::redirect_error(asio::use_awaitable, error); };
  const auto executor = co_await asio::this_coro::executor;
  asio::ip::tcp::resolver resolver(executor);
  const auto found = co_await resolver.async_resolve(url.host, url.port, noting());
  if (error) {
    trial.fault = "host not found: " + error.message();
    co_return;
  }
  beast::tcp_stream tcp(executor);
  tcp.expires_at(until);
  co_await tcp.async_connect(found, noting());
  if (error) {
    trial.fault = "cannot connect: " + error.message();
    co_return;
  }
  if (tls == nullptr) co_return co_await Exchange(tcp, message, trial);
  beast::ssl_stream<beast::tcp_stream> stream(std::move(tcp), *tls);
  stream.set_verify_callback(ssl::host_name_verification(url.host));
  asio::ip::make_address(url.host, error);
  if (error) SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str());  // of names only
  co_await stream.async_handshake(ssl::stream_base::client, noting());
  if (error) {
    trial.fault = "TLS: " + error.message();
    co_return;
  }
  co_await Exchange(stream, message, trial);
}

class NoticePost final : public NoticeTarget {
 public:
  NoticePost(NoticeUrl url, std::optional<ssl::context> tls, std::string authorization, int64_t timeout_s)
      : url_(std::move(url)), tls_(std::move(tls)), authorization_(std::move(authorization)), timeout_(timeout_s) {}

  base::Result<void> Send(const Notice& notice, const std::atomic<bool>& stop) override {
    Message message{http::verb::post, url_.target, 11};
    message.set(http::field::host, url_.authority);
    message.set(http::field::user_agent, "cybercheck");
    message.set(http::field::content_type, "application/json");
    message.set(http::field::connection, "close");
    message.set("Idempotency-Key", notice.id);
    if (!authorization_.empty()) message.set(http::field::authorization, authorization_);
    message.body() = notice.json;
    message.prepare_payload();

    Trial trial;
    bool done = false;
    Clock::time_point until = Clock::now() + timeout_;
    asio::io_context io(1);
    asio::co_spawn(io, Try(url_, tls_ ? &*tls_ : nullptr, message, until, trial), [&](const std::exception_ptr& thrown) {
      done = true;
      if (thrown) trial.fault = "failed";
    });
    for (bool stopping = false; !done && Clock::now() < until;) {
      io.run_for(kLook);
      if (!done && io.stopped()) io.restart();
      if (!stopping && stop.load()) {
        stopping = true;
        until = std::min(until, Clock::now() + std::chrono::milliseconds(kNoticeLastMs));
      }
    }
    if (!done) return Fail(base::ErrorCode::kUnavailable, "took too long");
    if (!trial.fault.empty()) return Fail(base::ErrorCode::kUnavailable, trial.fault);
    if (trial.status / 100 != 2) return Fail(base::ErrorCode::kUnavailable, "answered " + std::to_string(trial.status));
    return {};
  }

 private:
  const NoticeUrl url_;
  std::optional<ssl::context> tls_;
  const std::string authorization_;
  const std::chrono::seconds timeout_;
};

base::Error BadConfig(std::string detail) { return Fail(base::ErrorCode::kBadConfig, std::move(detail)); }

base::Result<std::string> ReadBearer(const std::string& path) {
  if (path.empty()) return std::string();
  ASSIGN_OR_RETURN(std::string text, base::ReadFile(path, kBearerBytesMax));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  for (const char c : text)
    if (c <= ' ' || c > '~') return BadConfig("notify.bearer_file: " + path + " holds more than one word");
  if (text.empty()) return BadConfig("notify.bearer_file: " + path + " is empty");
  return "Bearer " + text;
}

base::Result<std::optional<ssl::context>> MakeTls(const NoticeUrl& url, const std::string& ca_file) {
  std::optional<ssl::context> tls;
  if (!url.tls) {
    if (!ca_file.empty()) return BadConfig("notify.ca_file: notify.url has no TLS");
    return tls;
  }
  tls.emplace(ssl::context::tls_client);
  tls->set_options(ssl::context::no_sslv2 | ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  tls->set_verify_mode(ssl::verify_peer);
  ErrorCode error;
  if (ca_file.empty())
    tls->set_default_verify_paths(error);
  else
    tls->load_verify_file(ca_file, error);
  if (error) return BadConfig("notify.ca_file: " + ca_file + ": " + error.message());
  return tls;
}

}  // namespace

base::Result<std::unique_ptr<NoticeTarget>> MakeNoticePost(const Config& config) {
  ASSIGN_OR_RETURN(NoticeUrl url, ParseNoticeUrl(config.notify_url));
  ASSIGN_OR_RETURN(std::string authorization, ReadBearer(config.notify_bearer_file));
  ASSIGN_OR_RETURN(auto tls, MakeTls(url, config.notify_ca_file));
  return std::unique_ptr<NoticeTarget>(
      std::make_unique<NoticePost>(std::move(url), std::move(tls), std::move(authorization), config.notify_timeout_s));
}

}  // namespace cybercheck::server
