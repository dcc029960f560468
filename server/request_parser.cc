// SPDX-License-Identifier: Apache-2.0
#include "server/request_parser.h"

#include <array>
#include <boost/beast/http/basic_parser.hpp>
#include <string>

namespace cybercheck::server {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

class RequestParser final : public http::basic_parser<true> {
 public:
  RequestParser() {
    header_limit(kHeadBytesMax + 1);
    body_limit(boost::none);  // the route decides, before the body is read
  }
  std::string_view method, target;
  int version = 0;

 private:
  void on_request_impl(http::verb, beast::string_view method_text, beast::string_view target_text, int number,
                       beast::error_code&) override {
    method = {method_text.data(), method_text.size()};
    target = {target_text.data(), target_text.size()};
    version = number;
  }
  void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}
  void on_field_impl(http::field, beast::string_view, beast::string_view, beast::error_code&) override {}
  void on_header_impl(beast::error_code&) override {}
  void on_body_init_impl(const boost::optional<uint64_t>&, beast::error_code&) override {}
  size_t on_body_impl(beast::string_view, beast::error_code&) override { return 0; }
  void on_chunk_header_impl(uint64_t, beast::string_view, beast::error_code&) override {}
  size_t on_chunk_body_impl(uint64_t, beast::string_view, beast::error_code&) override { return 0; }
  void on_finish_impl(beast::error_code&) override {}
};

// What stood around the targets of heads that were read alike. A client's requests differ in their targets alone, and Beast takes
// a target as all that stands between two spaces, if only each character by itself may stand there, as each does that ReadTarget
// lets pass (http_session_test.cc asks for every one). So where all else of a head is the same to the byte, its answer is known:
// reading it again was a sixth of the work for a pipelined request. Heads that hold a secret are not kept.
class Remembered {
 public:
  bool Holds(std::string_view behind_target, const Head& head) const noexcept {
    const Frame& frame = FrameFor(behind_target);
    return frame.behind_target == behind_target && frame.method == head.method && frame.http_1_1 == head.http_1_1 &&
           frame.keep_alive == head.keep_alive && frame.content_length == head.content_length;
  }
  void Keep(std::string_view behind_target, const Head& head) {
    if (behind_target.size() > kFrameBytesMax || !head.authorization.empty() || !head.receipt_code.empty()) return;
    Frame& frame = FrameFor(behind_target);
    frame.method = head.method;
    frame.http_1_1 = head.http_1_1;
    frame.keep_alive = head.keep_alive;
    frame.content_length = head.content_length;
    frame.behind_target.assign(behind_target);
  }

 private:
  static constexpr size_t kFrameBytesMax = 2048;
  struct Frame {
    Method method = Method::kGet;
    bool http_1_1 = false, keep_alive = false;
    uint64_t content_length = 0;
    std::string behind_target;  // " HTTP/1.1", all fields; empty: none yet
  };
  const Frame& FrameFor(std::string_view behind_target) const { return frames_[behind_target.size() % frames_.size()]; }
  Frame& FrameFor(std::string_view behind_target) { return frames_[behind_target.size() % frames_.size()]; }
  std::array<Frame, 16> frames_;  // a few busy clients at once
};

}  // namespace

bool ReadsAlike(std::string_view bytes, const Head& head) noexcept try {
  thread_local Remembered remembered;
  const auto target_end = static_cast<size_t>(head.target.data() + head.target.size() - bytes.data());
  const std::string_view behind_target = bytes.substr(target_end);
  if (remembered.Holds(behind_target, head)) return true;
  RequestParser parser;
  beast::error_code error;
  const size_t used = parser.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  if (error || used != bytes.size() || !parser.is_header_done()) return false;
  const bool alike = parser.method == Name(head.method) && parser.target == head.target &&
                     parser.version == (head.http_1_1 ? 11 : 10) && !parser.chunked() && parser.keep_alive() == head.keep_alive &&
                     parser.content_length().value_or(0) == head.content_length;
  if (alike) remembered.Keep(behind_target, head);
  return alike;
} catch (...) {
  return false;
}

}  // namespace cybercheck::server
