// SPDX-License-Identifier: Apache-2.0
#include "server/http_session.h"

#include <gtest/gtest.h>

#include "server/request_parser.h"
#include "server/services.h"
#include "tests/server/vector_rows.h"

namespace cybercheck::server {
namespace {

int canaries = 0;
std::string last_body;

void Fine(const Request& request, Worker&, Response& response) {
  last_body = request.body;
  response.body = "{}";
}
void Canary(const Request&, Worker&, Response& response) {
  ++canaries;
  response.body = "{\"canary\":true}";
}
void Long(const Request&, Worker&, Response& response) { response.body.assign(100'000, 'x'); }

base::Result<Submission> DecodeWrite(const Request& request, Worker&) {
  if (request.body != "{}") return base::Fail(base::ErrorCode::kBadRequest, "not {}");
  return Submission{};
}
void RenderWrite(const base::Result<store::Sequencer::Reply>& reply, Worker&, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  response.body = "{\"seq\":" + std::to_string(reply->outcome.seq) + "}";
}

// "Bearer officer": the role's name is the token.
base::Result<void> IdentifyByName(std::string_view authorization, Worker&, Caller& caller) {
  const auto role = event::RoleNamed(authorization.substr(std::min<size_t>(7, authorization.size())));
  if (!role) return base::Fail(base::ErrorCode::kUnauthorized);
  caller.role = *role;
  caller.token = "0123456789abcdef";
  return {};
}

std::string last_seen;
void Seen(const Request& request, Worker&, Response& response) {
  last_seen = request.caller.actor() + " " + std::string(request.params[0]) + " " + std::string(request.purpose) + " " +
              std::string(request.query) + " " + std::string(request.receipt_code) + " " + std::string(request.caller.address);
  response.body = "{}";
}

constexpr unsigned kPost = Bit(Method::kPost);
const Route kRoutes[] = {
    {.path = "/livez", .methods = kReads, .handle = Fine},
    {.path = "/v1/check",
     .methods = kReads | kPost | Bit(Method::kOptions),
     .body_bytes_max = 2 << 20,
     .cors = true,
     .handle = Fine},
    {.path = "/canary", .methods = kReads, .handle = Canary},
    {.path = "/long", .methods = kReads, .handle = Long},
    {.path = "/staff/{id}",
     .methods = kReads,
     .roles = Bit(event::Role::kOfficer),
     .audited = true,
     .limit = LimitClass::kOfficer,
     .handle = Seen},
    {.path = "/staff/{id}", .methods = kPost, .body_bytes_max = 100, .roles = Bit(event::Role::kSupervisor), .handle = Seen},
    {.path = "/seen/{id}", .methods = kReads, .handle = Seen},
    {.path = "/picture",
     .methods = kPost,
     .body_bytes_max = 100,
     .content_types = Bit(ContentType::kPng) | Bit(ContentType::kNdjson),
     .handle = Fine},
    {.path = "/write", .methods = kPost, .body_bytes_max = 100, .decode = DecodeWrite, .render = RenderWrite},
};
const std::vector<std::string> kHosts = {"127.0.0.1:8080", "localhost:8080", "[::1]:8080"};
constexpr std::string_view kCanary = "GET /canary HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";

std::string Get(std::string_view path, std::string_view fields = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost:8080\r\n" + std::string(fields) + "\r\n";
}
std::string Post(std::string_view path, std::string_view body, std::string_view fields = "") {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost:8080\r\nContent-Type: application/json\r\n" +
         std::string(fields) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

// A session with the buffer that a connection keeps for it.
class Driver {
 public:
  explicit Driver(SessionRules rules = {.routes = kRoutes, .hosts = kHosts, .identify = IdentifyByName})
      : rules_(rules), session_(rules_), worker_(nullptr, nullptr) {}

  void Send(std::string_view bytes) {
    if (closed()) return;
    input_.append(bytes);
    Go();
  }
  void Go(bool draining = false) {
    do {
      worker_.BeginBatch(1'700'000'000, 0);
      input_.erase(0, session_.Run(input_, worker_, draining, out_));
    } while (session_.next() == HttpSession::Next::kFlush);
  }
  HttpSession& session() { return session_; }
  Worker& worker() { return worker_; }
  const std::string& out() const { return out_; }
  std::string& mutable_out() { return out_; }
  bool closed() const { return session_.next() == HttpSession::Next::kClose; }
  // Statuses of all answers so far; every answer's length is what its fields say.
  std::vector<int> Statuses(bool head = false) const {
    std::vector<int> statuses;
    for (size_t at = 0; at < out_.size();) {
      EXPECT_EQ(out_.substr(at, 9), "HTTP/1.1 ");
      statuses.push_back(std::stoi(out_.substr(at + 9, 3)));
      const size_t end = out_.find("\r\n\r\n", at) + 4;
      const size_t length = out_.find("Content-Length: ", at);
      const bool body = length < end && !(head && statuses.size() == 1);
      at = end + (body ? std::stoul(out_.substr(length + 16, 10)) : 0);
      EXPECT_LE(at, out_.size());
    }
    return statuses;
  }

 private:
  SessionRules rules_;
  HttpSession session_;
  Worker worker_;
  std::string input_, out_;
};

void ExpectRow(const FramingRow& row, const Driver& driver, const std::string& how) {
  const std::vector<int> expected = row.closes ? std::vector<int>{row.status} : std::vector<int>{row.status, 200};
  EXPECT_EQ(driver.Statuses(!row.closes && row.bytes.starts_with("HEAD")), expected) << row.name << ", " << how << "\n"
                                                                                     << driver.out().substr(0, 600);
  EXPECT_EQ(driver.closed(), row.closes) << row.name << ", " << how;
  EXPECT_EQ(canaries, row.closes ? 0 : 1) << row.name << ", " << how;
}

TEST(HttpSessionTest, EveryRowWhole) {
  const auto rows = ReadFramingRows();
  ASSERT_GE(rows.size(), 320u);
  for (const FramingRow& row : rows) {
    canaries = 0;
    Driver driver;
    driver.Send(row.bytes + std::string(kCanary));
    ExpectRow(row, driver, "whole");
  }
}

TEST(HttpSessionTest, EveryRowSplitAtEveryByte) {
  for (const FramingRow& row : ReadFramingRows()) {
    const std::string all = row.bytes + std::string(kCanary);
    for (size_t at = 1; at < all.size(); ++at) {
      canaries = 0;
      Driver driver;
      driver.Send(std::string_view(all).substr(0, at));
      driver.Send(std::string_view(all).substr(at));
      ExpectRow(row, driver, "split at " + std::to_string(at));
      if (HasFailure()) return;
    }
  }
}

TEST(HttpSessionTest, EveryRowByteByByte) {
  for (const FramingRow& row : ReadFramingRows()) {
    canaries = 0;
    Driver driver;
    const std::string all = row.bytes + std::string(kCanary);
    for (const char c : all) driver.Send({&c, 1});
    ExpectRow(row, driver, "byte by byte");
  }
}

TEST(HttpSessionTest, RefusalsAreProblemsAndTellWhy) {
  Driver driver;
  driver.Send("GET /livez HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  EXPECT_NE(driver.out().find("Content-Type: application/problem+json\r\n"), std::string::npos);
  EXPECT_NE(driver.out().find("Connection: close\r\n"), std::string::npos);
  EXPECT_NE(driver.out().find("\"code\":\"misdirected\""), std::string::npos);
  EXPECT_EQ(driver.out().find("evil.example"), std::string::npos);
}

TEST(HttpSessionTest, PipelinedAnswersKeepTheirOrder) {
  Driver driver;
  std::string all;
  for (int i = 0; i < 500; ++i) all += i % 3 == 0 ? Get("/canary") : i % 3 == 1 ? Get("/nothing") : Post("/v1/check", "{}");
  driver.Send(all);
  const auto statuses = driver.Statuses();
  ASSERT_EQ(statuses.size(), 500u);
  for (size_t i = 0; i < statuses.size(); ++i) EXPECT_EQ(statuses[i], i % 3 == 1 ? 404 : 200) << i;
  EXPECT_FALSE(driver.closed());
}

TEST(HttpSessionTest, StopsForAFlushWhenMuchIsWaiting) {
  const SessionRules rules{.routes = kRoutes, .hosts = kHosts};
  HttpSession bounded(rules);
  Worker worker(nullptr, nullptr);
  std::string all, out;
  for (int i = 0; i < 100; ++i) all += Get("/long");
  const size_t used = bounded.Run(all, worker, false, out);
  EXPECT_EQ(bounded.next(), HttpSession::Next::kFlush);
  EXPECT_EQ(used, 3 * Get("/long").size());
  EXPECT_LT(out.size(), HttpSession::kFlushBytes + 101'000);
}

TEST(HttpSessionTest, ContinueIsSaidOnceAndOnlyWhereTheBodyIsAwaited) {
  const std::string request = Post("/v1/check", "{\"a\":1}", "Expect: 100-continue\r\n");
  const size_t head = request.find("\r\n\r\n") + 4;
  Driver waiting;
  waiting.Send(request.substr(0, head));
  EXPECT_EQ(waiting.out(), "HTTP/1.1 100 Continue\r\n\r\n");
  waiting.Send(request.substr(head, 1));
  waiting.Send(request.substr(head + 1));
  EXPECT_EQ(waiting.out().find("100 Continue", 20), std::string::npos);
  EXPECT_NE(waiting.out().find("HTTP/1.1 200 OK"), std::string::npos);
  EXPECT_EQ(last_body, "{\"a\":1}");
  Driver whole;
  whole.Send(request);
  EXPECT_EQ(whole.Statuses(), std::vector<int>{200});
}

TEST(HttpSessionTest, HeadAnswersTheLengthWithoutTheBody) {
  Driver driver;
  driver.Send("HEAD /livez HTTP/1.1\r\nHost: localhost:8080\r\n\r\n");
  EXPECT_NE(driver.out().find("Content-Length: 2\r\n"), std::string::npos);
  EXPECT_TRUE(driver.out().ends_with("\r\n\r\n"));
}

TEST(HttpSessionTest, ConnectionEndsWhenAsked) {
  Driver close;
  close.Send(Get("/livez", "Connection: close\r\n") + std::string(kCanary));
  EXPECT_EQ(close.Statuses(), std::vector<int>{200});
  EXPECT_TRUE(close.closed());
  Driver old;
  old.Send("GET /livez HTTP/1.0\r\nHost: localhost:8080\r\n\r\n");
  EXPECT_TRUE(old.closed());
  EXPECT_NE(old.out().find("Connection: close\r\n"), std::string::npos);
  Driver kept;
  kept.Send("GET /livez HTTP/1.0\r\nHost: localhost:8080\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_FALSE(kept.closed());
  EXPECT_NE(kept.out().find("Connection: keep-alive\r\n"), std::string::npos);
}

TEST(HttpSessionTest, DrainingAnswersOnceAndCloses) {
  Driver driver;
  const std::string two = Get("/livez") + Get("/livez");
  std::string out;
  driver.session().Run(two, driver.worker(), true, driver.mutable_out());
  EXPECT_EQ(driver.Statuses(), std::vector<int>{200});
  EXPECT_TRUE(driver.closed());
}

TEST(HttpSessionTest, RequestsOfAConnectionAreBounded) {
  Driver driver({.routes = kRoutes, .hosts = kHosts, .requests_max = 3});
  driver.Send(Get("/livez") + Get("/livez") + Get("/livez") + Get("/livez"));
  EXPECT_EQ(driver.Statuses(), (std::vector<int>{200, 200, 200}));
  EXPECT_TRUE(driver.closed());
}

TEST(HttpSessionTest, TimingOutTellsAnUnfinishedRequestOnly) {
  Driver idle;
  idle.session().TimeOut(idle.worker(), idle.mutable_out());
  EXPECT_TRUE(idle.out().empty());
  EXPECT_TRUE(idle.closed());
  Driver begun;
  begun.Send("GET /li");
  EXPECT_EQ(begun.session().phase(), HttpSession::Phase::kHead);
  begun.session().TimeOut(begun.worker(), begun.mutable_out());
  EXPECT_EQ(begun.Statuses(), std::vector<int>{408});
  Driver body;
  body.Send(Post("/v1/check", "{}").substr(0, Post("/v1/check", "{}").size() - 1));
  EXPECT_EQ(body.session().phase(), HttpSession::Phase::kBody);
  EXPECT_EQ(body.session().body_bytes_expected(), 2u);
  body.session().Overload(body.worker(), body.mutable_out());
  EXPECT_EQ(body.Statuses(), std::vector<int>{503});
  EXPECT_NE(body.out().find("Retry-After: 1\r\n"), std::string::npos);
  EXPECT_TRUE(body.closed());
}

TEST(HttpSessionTest, AWriteIsAwaitedBeforeWhatFollowsIt) {
  Driver driver;
  canaries = 0;
  const std::string_view key = "Idempotency-Key: 0b1e9a52-7a5e-4a53-9d6c-1f3f6f6b7c11\r\n";
  driver.Send(Post("/write", "{}", key) + std::string(kCanary));
  EXPECT_EQ(driver.session().next(), HttpSession::Next::kAwait);
  EXPECT_TRUE(driver.out().empty());
  EXPECT_EQ(canaries, 0);
  store::Sequencer::Reply reply;
  reply.outcome.seq = 7;
  driver.session().Resume(reply, driver.worker(), false, driver.mutable_out());
  driver.Go();
  EXPECT_EQ(driver.Statuses(), (std::vector<int>{201, 200}));
  EXPECT_NE(driver.out().find("{\"seq\":7}"), std::string::npos);
  EXPECT_EQ(canaries, 1);
  driver.Send(Post("/write", "[]", key));
  EXPECT_EQ(driver.Statuses(), (std::vector<int>{201, 200, 400}));
  EXPECT_FALSE(driver.closed());
}

std::string As(std::string_view role) { return "Authorization: Bearer " + std::string(role) + "\r\n"; }

TEST(HttpSessionTest, WhoeverMayNotIsToldBeforeTheirBodyIsRead) {
  const std::string post = Post("/staff/1", "{}");
  const size_t head = post.find("\r\n\r\n") + 4;
  Driver nobody;
  nobody.Send(post.substr(0, head));
  EXPECT_EQ(nobody.Statuses(), std::vector<int>{401});
  EXPECT_NE(nobody.out().find("WWW-Authenticate: Bearer\r\n"), std::string::npos);
  EXPECT_TRUE(nobody.closed());
  Driver officer;
  officer.Send(Post("/staff/1", "{}", As("officer")).substr(0, head + As("officer").size()));
  EXPECT_EQ(officer.Statuses(), std::vector<int>{403});
  EXPECT_TRUE(officer.closed());
  Driver supervisor;
  supervisor.Send(Post("/staff/1", "{}", As("supervisor")) + Post("/staff/1", "{}", As("admin")));
  EXPECT_EQ(supervisor.Statuses(), (std::vector<int>{200, 200}));
  // Without a body the connection goes on.
  Driver reads;
  reads.Send(Get("/staff/1") + Get("/staff/1", As("partner")) + Get("/livez", As("nobody")) + Get("/livez"));
  EXPECT_EQ(reads.Statuses(), (std::vector<int>{401, 403, 401, 200}));
}

TEST(HttpSessionTest, APrivilegedReadIsAnsweredOnceItIsRecorded) {
  Driver driver;
  last_seen.clear();
  const std::string fields = As("officer") + "X-Access-Purpose: คดี 12\r\nReceipt-Code: R\r\n";
  driver.Send(Get("/staff/00112233445566778899aabbccddeeff.1?q=1", fields) + std::string(kCanary));
  ASSERT_EQ(driver.session().next(), HttpSession::Next::kAwait);
  EXPECT_FALSE(driver.session().awaits_entry());
  EXPECT_EQ(last_seen, "");
  const store::Access access = driver.session().TakeAccess();
  EXPECT_EQ(access.actor, "tok:0123456789abcdef");
  EXPECT_EQ(access.route, "GET /staff/{id}");
  EXPECT_EQ(access.object, "00112233445566778899aabbccddeeff.1");
  EXPECT_EQ(access.purpose, "คดี 12");
  EXPECT_EQ(access.outcome, "granted");
  driver.session().ResumeRead({}, driver.worker(), false, driver.mutable_out());
  EXPECT_EQ(last_seen, "tok:0123456789abcdef 00112233445566778899aabbccddeeff.1 คดี 12 q=1 R ");
  driver.Go();
  EXPECT_EQ(driver.Statuses(), (std::vector<int>{200, 200}));

  Driver refused;
  last_seen.clear();
  refused.Send(Get("/staff/0812345678", As("officer")));
  EXPECT_EQ(refused.session().TakeAccess().object, "-");  // no id, so perhaps a number
  refused.session().ResumeRead(base::Fail(base::ErrorCode::kStorageFull), refused.worker(), false, refused.mutable_out());
  EXPECT_EQ(refused.Statuses(), std::vector<int>{503});
  EXPECT_EQ(last_seen, "");
}

TEST(HttpSessionTest, TheAddressIsTheOneBehindTrustedProxies) {
  const IpPrefixes trusted({"10.0.0.0/8"});
  for (const auto& [peer, expected] : {std::pair("10.0.0.1", "198.51.100.7"), std::pair("203.0.113.1", "203.0.113.1")}) {
    Driver driver({.routes = kRoutes, .hosts = kHosts, .trusted = &trusted, .identify = IdentifyByName});
    driver.session().peer = {peer, *ParseIpAddress(peer)};
    driver.Send(Get("/seen/1", "X-Forwarded-For: 1.1.1.1, 198.51.100.7\r\n"));
    EXPECT_EQ(driver.Statuses(), std::vector<int>{200});
    EXPECT_EQ(last_seen, std::string("anon 1    ") + expected);
  }
}

TEST(HttpSessionTest, AWriteNeedsAKeyAndAnonymousOnesAUuid) {
  constexpr std::string_view kUuid = "0b1e9a52-7a5e-4a53-9d6c-1f3f6f6b7c11";
  const auto status_of = [](const std::string& fields) {
    Driver driver;
    driver.Send(Post("/write", "{}", fields));
    return driver.session().next() == HttpSession::Next::kAwait ? 0 : driver.Statuses()[0];
  };
  const auto key = [](std::string_view value) { return "Idempotency-Key: " + std::string(value) + "\r\n"; };
  EXPECT_EQ(status_of(""), 400);
  EXPECT_EQ(status_of(key(kUuid)), 0);
  EXPECT_EQ(status_of(key("\"" + std::string(kUuid) + "\"")), 0);
  EXPECT_EQ(status_of(key("x")), 400);
  EXPECT_EQ(status_of(key("0b1e9a52-7a5e-4a53-9d6c-1f3f6f6b7c1")), 400);
  EXPECT_EQ(status_of(key("0b1e9a52-7a5e-4a53-9d6c-1f3f6f6b7c1g")), 400);
  EXPECT_EQ(status_of(key("0b1e9a5227a5e-4a53-9d6c-1f3f6f6b7c11")), 400);
  EXPECT_EQ(status_of(key("x") + As("officer")), 0);
  EXPECT_EQ(status_of(key(std::string(128, 'x')) + As("officer")), 0);
  EXPECT_EQ(status_of(key(std::string(129, 'x')) + As("officer")), 400);
  EXPECT_EQ(status_of(key("\"\"") + As("officer")), 400);
}

TEST(HttpSessionTest, AReplayedWriteSaysSo) {
  Driver driver;
  store::Sequencer::Reply reply;
  for (const bool replayed : {false, true}) {
    driver.Send(Post("/write", "{}", "Idempotency-Key: 0b1e9a52-7a5e-4a53-9d6c-1f3f6f6b7c11\r\n"));
    reply.replayed = replayed;
    driver.session().Resume(reply, driver.worker(), false, driver.mutable_out());
    driver.Go();
  }
  EXPECT_EQ(driver.Statuses(), (std::vector<int>{201, 200}));
  const size_t first = driver.out().find("Idempotency-Replayed: true\r\n");
  EXPECT_NE(first, std::string::npos);
  EXPECT_GT(first, driver.out().find("HTTP/1.1 200"));
}

TEST(HttpSessionTest, RoutesNameTheirContentTypes) {
  const auto status_of = [](std::string_view type) {
    Driver driver;
    driver.Send("POST /picture HTTP/1.1\r\nHost: localhost:8080\r\nContent-Type: " + std::string(type) +
                "\r\nContent-Length: 1\r\n\r\nx");
    return driver.Statuses()[0];
  };
  for (const char* type : {"image/png", "IMAGE/PNG", "application/x-ndjson", "application/x-ndjson; charset=utf-8"})
    EXPECT_EQ(status_of(type), 200) << type;
  for (const char* type :
       {"application/json", "image/png; charset=utf-8", "image/jpeg", "image/pngx", "application/pdf", "text/plain"})
    EXPECT_EQ(status_of(type), 415) << type;
}

TEST(HttpSessionTest, AnyOriginMayReadCheckAndNothingElse) {
  Driver driver;
  driver.Send(Get("/v1/check"));
  EXPECT_NE(driver.out().find("Access-Control-Allow-Origin: *\r\n"), std::string::npos);
  Driver other;
  other.Send(Get("/livez"));
  EXPECT_EQ(other.out().find("Access-Control"), std::string::npos);
  Driver refused;
  refused.Send(
      "POST /v1/check HTTP/1.1\r\nHost: localhost:8080\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n");
  EXPECT_EQ(refused.Statuses(), std::vector<int>{413});
  EXPECT_NE(refused.out().find("Access-Control-Allow-Origin: *\r\n"), std::string::npos);
}

// How both readers take a head; `before` was read just before it, so that what is remembered of one cannot speak for the other.
std::optional<bool> BothRead(const std::string& head, std::string_view before = {}) {
  for (const std::string_view bytes : {before, std::string_view(head)}) {
    if (bytes.empty()) continue;
    Head out;
    const bool taken = !ReadHead(bytes, kHosts, out).has_value();
    const bool alike = taken && ReadsAlike(bytes, out);
    if (bytes == head) return taken ? std::optional(alike) : std::nullopt;
  }
  return std::nullopt;
}

// The second reader remembers what stands behind a target (request_parser.cc). It may, because a target that the framing policy
// lets pass is one for Beast too, whatever it holds.
TEST(SecondReader, TakesEveryTargetThatTheFirstTakes) {
  int taken = 0;
  for (const std::string_view prefix : {"/", "/a", "/?", "/a?b="}) {
    for (int byte = 1; byte < 256; ++byte) {
      const std::string target = std::string(prefix) + static_cast<char>(byte) + (byte == '%' ? "41" : "") + "z";
      // A field that no other head has: nothing is remembered of it.
      const std::string field = "X-Unique: " + std::to_string(prefix.size()) + "-" + std::to_string(byte) + "\r\n";
      const auto alike = BothRead(Get(target, field));
      if (!alike) continue;
      EXPECT_TRUE(*alike) << target;
      EXPECT_EQ(BothRead(Get("/other", field), Get(target, field)), true) << target;
      ++taken;
    }
  }
  EXPECT_GT(taken, 4 * 70);
}

TEST(SecondReader, WhatItRemembersSpeaksForNothingElse) {
  const std::string plain = Get("/livez");
  const std::string http_1_0 = "GET /livez HTTP/1.0\r\nHost: localhost:8080\r\n\r\n";
  for (const std::string& head :
       {Get("/livez", "Connection: close\r\n"), http_1_0, "HEAD" + plain.substr(3), Get("/livez", "Content-Length: 0\r\n")})
    EXPECT_EQ(BothRead(head, plain), true) << head;
  // The first reader's word is not enough, not even for a head that was read before.
  Head other;
  ASSERT_FALSE(ReadHead(plain, kHosts, other).has_value());
  EXPECT_TRUE(ReadsAlike(plain, other));
  other.content_length = 5;
  EXPECT_FALSE(ReadsAlike(plain, other));
  other.content_length = 0;
  other.keep_alive = false;
  EXPECT_FALSE(ReadsAlike(plain, other));
  other.keep_alive = true;
  other.method = Method::kHead;
  EXPECT_FALSE(ReadsAlike(plain, other));
}

}  // namespace
}  // namespace cybercheck::server
