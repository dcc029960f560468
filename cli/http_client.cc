// SPDX-License-Identifier: Apache-2.0
#include "cli/http_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/parse.hpp>
#include <chrono>
#include <optional>

#include "base/error_names.h"

namespace cybercheck::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using ErrorCode = boost::system::error_code;

constexpr auto kConnectTimeout = std::chrono::seconds(10);
constexpr auto kExchangeTimeout = std::chrono::seconds(120);  // an entry may wait behind a full batch and a slow disk
constexpr size_t kBodyBytesMax = size_t{256} << 20;

using Stream = beast::basic_stream<asio::generic::stream_protocol, asio::io_context::executor_type>;

}  // namespace

struct HttpClient::Connection {
  std::string path;          // local socket; empty: TCP
  std::string name, port;    // TCP
  std::string host, prefix;  // Host field; before every target
  asio::io_context io;
  std::optional<Stream> stream;
  beast::flat_buffer buffer;

  // Runs what has been started until its handler has set `result`.
  ErrorCode Wait(std::optional<ErrorCode>& result) {
    io.restart();
    while (!result) io.run_one();
    return *result;
  }

  ErrorCode Connect() {
    buffer.clear();
    std::optional<ErrorCode> done;
    stream.emplace(io.get_executor());
    auto note = [&](ErrorCode error, auto&&...) { done = error; };
    stream->expires_after(kConnectTimeout);
    if (!path.empty()) {
      if (path.size() > 107) return asio::error::name_too_long;  // sun_path holds 108 bytes
      stream->async_connect(asio::generic::stream_protocol::endpoint(asio::local::stream_protocol::endpoint(path)), note);
      return Wait(done);
    }
    ErrorCode error;
    asio::ip::tcp::resolver resolver(io);
    const auto found = resolver.resolve(name, port, error);
    if (error) return error;
    for (const auto& entry : found) {
      done.reset();
      stream.emplace(io.get_executor());
      stream->expires_after(kConnectTimeout);
      stream->async_connect(asio::generic::stream_protocol::endpoint(entry.endpoint()), note);
      error = Wait(done);
      if (!error) {
        ErrorCode ignored;
        stream->socket().set_option(asio::ip::tcp::no_delay(true), ignored);
        return error;
      }
    }
    return error ? error : ErrorCode(asio::error::host_not_found);
  }

  ErrorCode Exchange(const http::request<http::string_body>& request, http::response_parser<http::string_body>& parser) {
    std::optional<ErrorCode> done;
    auto note = [&](ErrorCode error, size_t) { done = error; };
    stream->expires_after(kExchangeTimeout);
    http::async_write(*stream, request, note);
    if (const ErrorCode error = Wait(done); error) return error;
    done.reset();
    http::async_read(*stream, buffer, parser, note);
    return Wait(done);
  }

  std::string Name() const { return path.empty() ? "http://" + host : path; }

  base::Result<HttpResponse> Send(http::verb verb, std::string_view target, std::string_view body, bool retry_safe,
                                  std::string_view content_type = "application/json") {
    http::request<http::string_body> request{verb, prefix + std::string(target), 11};
    request.set(http::field::host, host);
    request.set(http::field::user_agent, "cybercheck");
    request.set(http::field::accept, "application/json");
    if (verb == http::verb::post) {
      request.set(http::field::content_type, content_type);
      request.body() = std::string(body);
      request.prepare_payload();
    }
    for (bool kept = stream.has_value();; kept = false) {
      if (!kept) {
        if (const ErrorCode error = Connect(); error) {
          stream.reset();
          return base::Fail(base::ErrorCode::kUnavailable, "cannot connect to " + Name() + ": " + error.message());
        }
      }
      http::response_parser<http::string_body> parser;
      parser.body_limit(kBodyBytesMax);
      const ErrorCode error = Exchange(request, parser);
      if (error) {
        stream.reset();
        // A connection kept from before may just have been idle too long; a fresh one tells.
        if (kept && retry_safe) continue;
        return base::Fail(base::ErrorCode::kUnavailable, Name() + " broke off: " + error.message());
      }
      http::response<http::string_body> message = parser.release();
      if (!message.keep_alive()) stream.reset();
      HttpResponse response;
      response.status = message.result_int();
      response.content_type = std::string(message[http::field::content_type]);
      response.body = std::move(message.body());
      return response;
    }
  }
};

HttpClient::HttpClient(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

HttpClient HttpClient::OverSocket(std::string path, std::string host) {
  auto connection = std::make_unique<Connection>();
  connection->path = std::move(path);
  connection->host = std::move(host);
  return HttpClient(std::move(connection));
}

base::Result<HttpClient> HttpClient::OverTcp(std::string_view url) {
  auto refuse = [](std::string detail) { return base::Fail(base::ErrorCode::kBadRequest, std::move(detail)); };
  if (url.starts_with("https://")) return refuse("--url takes http:// only; reach an https server through a local proxy, or ask it with curl");
  if (!url.starts_with("http://")) return refuse("--url wants http://HOST[:PORT]");
  url.remove_prefix(7);
  const size_t slash = url.find('/');
  std::string_view authority = url.substr(0, slash);
  std::string_view prefix = slash == std::string_view::npos ? std::string_view() : url.substr(slash);
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  auto connection = std::make_unique<Connection>();
  for (const char c : url)
    if (c <= ' ' || c == 0x7F || c == '@' || c == '?' || c == '#') return refuse("--url wants http://HOST[:PORT], without user, query and fragment");
  connection->host = std::string(authority);
  connection->prefix = std::string(prefix);
  connection->port = "80";
  const size_t bracket = authority.find(']');
  const size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) connection->port = std::string(authority.substr(colon + 1));
  std::string_view name = authority.substr(0, colon);
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  if (name.empty() || connection->port.empty()) return refuse("--url wants http://HOST[:PORT]");
  connection->name = std::string(name);
  return HttpClient(std::move(connection));
}

base::Result<HttpResponse> HttpClient::Get(std::string_view target) { return connection_->Send(http::verb::get, target, {}, true); }

base::Result<HttpResponse> HttpClient::Post(std::string_view target, std::string_view content_type, std::string_view body) {
  return connection_->Send(http::verb::post, target, body, true, content_type);
}

base::Result<HttpResponse> HttpClient::PostJson(std::string_view target, std::string_view json, bool retry_safe) {
  return connection_->Send(http::verb::post, target, json, retry_safe);
}

base::Error ProblemOf(const HttpResponse& response) {
  ErrorCode error;
  const boost::json::value problem = boost::json::parse(response.body, error);
  if (!error && problem.is_object()) {
    const auto* code = problem.as_object().if_contains("code");
    const auto* detail = problem.as_object().if_contains("detail");
    if (code != nullptr && code->is_string()) {
      const std::optional<base::ErrorCode> known = base::ErrorCodeNamed(code->as_string());
      std::string text = detail != nullptr && detail->is_string() ? std::string(detail->as_string()) : std::string();
      if (known) return base::Fail(*known, std::move(text));
      return base::Fail(base::ErrorCode::kUnavailable, std::string(code->as_string()) + ": " + text);
    }
  }
  return base::Fail(base::ErrorCode::kUnavailable, "the server answered " + std::to_string(response.status));
}

}  // namespace cybercheck::cli
