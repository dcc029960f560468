// SPDX-License-Identifier: Apache-2.0
#include "server/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>

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

}  // namespace

bool ReadsAlike(std::string_view bytes, const Head& head) noexcept try {
  RequestParser parser;
  beast::error_code error;
  const size_t used = parser.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  if (error || used != bytes.size() || !parser.is_header_done()) return false;
  return parser.method == Name(head.method) && parser.target == head.target && parser.version == (head.http_1_1 ? 11 : 10) &&
         !parser.chunked() && parser.keep_alive() == head.keep_alive &&
         parser.content_length().value_or(0) == head.content_length;
} catch (...) {
  return false;
}

}  // namespace cybercheck::server
