// SPDX-License-Identifier: Apache-2.0
// After a whole real feed has been imported: every address it names answers, however it is written, and no other.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>
#include <unordered_set>

#include "indicator/canonical.h"
#include "indicator/url_expressions.h"
#include "ingest/email_rule.h"
#include "tests/ingest/service.h"
#include "tests/ingest/unpacked.h"
#include "wire/answer.h"

namespace cybercheck::ingest {
namespace {

using wire::Verdict;

constexpr int64_t kNow = 1795500000;  // 2026-11-24

struct FeedLine {
  int64_t observed_s;
  std::string url;
};

// scheme://authority and the rest, as written.
struct Parts {
  std::string scheme, userinfo, host, port, path, query, fragment;
  std::string Text() const { return scheme + "://" + userinfo + host + port + path + query + fragment; }
};

std::optional<Parts> Split(const std::string& url) {
  const size_t colon = url.find("://");
  if (colon == std::string::npos) return std::nullopt;
  Parts parts;
  parts.scheme = url.substr(0, colon);
  const size_t end = std::min(url.find_first_of("/?#\\", colon + 3), url.size());
  std::string authority = url.substr(colon + 3, end - colon - 3);
  if (const size_t at = authority.rfind('@'); at != std::string::npos) {
    parts.userinfo = authority.substr(0, at + 1);
    authority.erase(0, at + 1);
  }
  if (const size_t port = authority.rfind(':'); port != std::string::npos && authority.find(']', port) == std::string::npos) {
    parts.port = authority.substr(port);
    authority.resize(port);
  }
  parts.host = authority;
  std::string rest = url.substr(end);
  if (const size_t hash = rest.find('#'); hash != std::string::npos) parts.fragment = rest.substr(hash), rest.resize(hash);
  if (const size_t mark = rest.find('?'); mark != std::string::npos) parts.query = rest.substr(mark), rest.resize(mark);
  parts.path = rest.empty() ? "/" : rest;
  return parts;
}

std::string Upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return text;
}

std::string EscapeLetters(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool in_escape = (i >= 1 && text[i - 1] == '%') || (i >= 2 && text[i - 2] == '%');
    if (!in_escape && c >= 'a' && c <= 'z' && i % 3 == 1) {
      char hex[4];
      std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(c));
      out += hex;
    } else {
      out += c;
    }
  }
  return out;
}

// The same address written otherwise.
std::vector<std::pair<const char*, std::string>> Spellings(const std::string& url) {
  std::vector<std::pair<const char*, std::string>> spellings;
  const auto parts = Split(url);
  if (!parts) return spellings;
  const auto add = [&](const char* name, auto change) {
    Parts changed = *parts;
    change(changed);
    spellings.emplace_back(name, changed.Text());
  };
  add("other scheme", [](Parts& p) { p.scheme = Upper(p.scheme) == "HTTP" ? "HTTPS" : "http"; });
  add("default port", [](Parts& p) { p.port = Upper(p.scheme) == "HTTP" ? ":80" : ":443"; });
  add("fragment", [](Parts& p) { p.fragment = "#part-2"; });
  add("userinfo", [](Parts& p) { p.userinfo = "www.bank.example:443@"; });
  add("upper-case host", [](Parts& p) { p.host = Upper(p.host); });
  add("dot segments", [](Parts& p) { p.path = "/./x/y/../.." + p.path; });
  add("extra slashes", [](Parts& p) { p.path = "//" + p.path; });
  add("percent-encoded letters", [](Parts& p) {
    p.path = EscapeLetters(p.path);
    p.host = EscapeLetters(p.host);
  });
  return spellings;
}

class FeedAnswersTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const Unpacked file("openphish_stream.tsv.zst");
    if (!file) return;
    service_ = new Service(kNow);
    service_->SetShippedRules();
    ImportOptions options = Options(FeedFormat::kOpenphish);
    options.source = "openphish";
    const auto report = service_->Import(file.fd(), options);
    ASSERT_TRUE(report.has_value()) << base::ToString(report.error());
    const std::string rejects = service_->Rejects();
    for (size_t at = rejects.find('\n') + 1; at < rejects.size(); at = rejects.find('\n', at) + 1)
      rejected_.insert(std::strtoull(rejects.c_str() + at, nullptr, 10));
    ASSERT_EQ(rejected_.size(), report->rejected);

    Unpacked again("openphish_stream.tsv.zst");
    std::string line;
    for (uint64_t number = 1; again.ReadLine(line); ++number) {
      if (rejected_.contains(number)) continue;
      const size_t tab = line.find('\t');
      lines_.push_back({std::strtoll(line.c_str(), nullptr, 10), line.substr(tab + 1)});
    }
    engine_ = new lookup::Engine(*service_->environment, service_->projection, service_->clock, std::vector<uint8_t>(32, 1));
  }
  static void TearDownTestSuite() {
    delete engine_;
    delete service_;
  }

  // What the engine says; kListed stands for an error, which no test expects.
  static Verdict Ask(lookup::Engine::Session& session, std::string_view url, int64_t as_of_s, wire::Answer& answer) {
    lookup::Engine::Query query;
    query.kind = indicator::Kind::kUrl;
    query.value = url;
    query.as_of_s = as_of_s;
    const auto done = engine_->Check(session, query, answer);
    return done.has_error() ? Verdict::kListed : answer.verdict;
  }

  static Service* service_;
  static lookup::Engine* engine_;
  static std::set<uint64_t> rejected_;
  static std::vector<FeedLine> lines_;
};
Service* FeedAnswersTest::service_ = nullptr;
lookup::Engine* FeedAnswersTest::engine_ = nullptr;
std::set<uint64_t> FeedAnswersTest::rejected_;
std::vector<FeedLine> FeedAnswersTest::lines_;

bool IsOfficialHost(const wire::Answer& answer) {
  for (size_t i = 0; i < answer.reason_count; ++i)
    if (answer.reasons[i].reason == wire::Reason::kCappedByOfficialHost ||
        answer.reasons[i].reason == wire::Reason::kOfficialRegister)
      return true;
  return false;
}

TEST_F(FeedAnswersTest, EveryRowIsSuspectedAnHourLaterAndReportedToday) {
  if (service_ == nullptr) return;
  auto session = engine_->OpenSession();
  ASSERT_TRUE(session.has_value());
  ASSERT_TRUE(session->Begin().has_value());
  wire::Answer answer;
  std::map<std::string, uint64_t> then, today;
  int shown = 0;
  for (const FeedLine& line : lines_) {
    const Verdict verdict = Ask(*session, line.url, line.observed_s + 3600, answer);
    ++then[std::string(Name(verdict))];
    const bool right = verdict == Verdict::kSuspected ||
                       (IsOfficialHost(answer) && (verdict == Verdict::kOfficial || verdict == Verdict::kReported));
    if (!right && shown++ < 20) ADD_FAILURE() << Name(verdict) << " an hour later: " << line.url;
    if (!right) continue;
    EXPECT_LE(answer.first_seen_s, line.observed_s) << line.url;
    EXPECT_GE(answer.last_seen_s, answer.first_seen_s) << line.url;

    // A row that carries an e-mail address lists the path; with its query it may also match a more specific row of another day.
    const bool lists_path = HoldsEmail(QueryAndFragment(line.url));
    const std::string_view listed =
        lists_path ? std::string_view(line.url).substr(0, line.url.find_first_of("?#")) : std::string_view(line.url);
    const Verdict now = Ask(*session, listed, 0, answer);
    ++today[std::string(Name(now))];
    const bool dated = answer.first_seen_s > 0 && answer.first_seen_s <= line.observed_s && answer.last_seen_s >= line.observed_s;
    const bool known =
        now == Verdict::kReported || now == Verdict::kSuspected || (now == Verdict::kOfficial && IsOfficialHost(answer));
    if (!(known && dated) && shown++ < 20) ADD_FAILURE() << Name(now) << " today, dated " << dated << ": " << line.url;
  }
  EXPECT_LE(shown, 0) << "rows that answered wrongly";
  std::printf("%zu imported rows\n", lines_.size());
  for (const auto& [verdict, count] : then)
    std::printf("  an hour later: %-12s %llu\n", verdict.c_str(), static_cast<unsigned long long>(count));
  for (const auto& [verdict, count] : today)
    std::printf("  today:         %-12s %llu\n", verdict.c_str(), static_cast<unsigned long long>(count));
}

TEST_F(FeedAnswersTest, EveryRowAnswersHoweverItIsWritten) {
  if (service_ == nullptr) return;
  auto session = engine_->OpenSession();
  ASSERT_TRUE(session.has_value());
  ASSERT_TRUE(session->Begin().has_value());
  wire::Answer answer;
  std::map<std::string, std::pair<uint64_t, uint64_t>> asked;  // spelling -> asked, wrong
  uint64_t wrong = 0;
  for (const FeedLine& line : lines_) {
    const Verdict plain = Ask(*session, line.url, 0, answer);
    const std::string key = answer.key;
    for (const auto& [name, url] : Spellings(line.url)) {
      const Verdict verdict = Ask(*session, url, 0, answer);
      auto& count = asked[name];
      ++count.first;
      if (verdict == plain && answer.key == key) continue;
      ++count.second;
      if (wrong++ < 30)
        ADD_FAILURE() << name << ": " << Name(verdict) << " instead of " << Name(plain) << ": " << url << " for " << line.url;
    }
  }
  EXPECT_EQ(wrong, 0u);
  for (const auto& [name, count] : asked)
    std::printf("  %-24s %llu asked, %llu wrong\n", name.c_str(), static_cast<unsigned long long>(count.first),
                static_cast<unsigned long long>(count.second));
}

TEST_F(FeedAnswersTest, NothingElseIsKnown) {
  if (service_ == nullptr) return;
  Unpacked benign("benign_urls.txt.zst");
  if (!benign) return;
  std::unordered_set<std::string> feed_hosts;
  indicator::Canonical canonical;
  for (const FeedLine& line : lines_) {
    canonical.Clear();
    if (indicator::Canonicalize(indicator::Kind::kUrl, line.url, canonical).has_error()) continue;
    if (canonical.key.kind == indicator::Kind::kUrl) feed_hosts.emplace(indicator::HostOf(canonical.key.form));
    for (const auto& also : canonical.Alsos())
      if (also.key.kind == indicator::Kind::kUrl) feed_hosts.emplace(indicator::HostOf(also.key.form));
  }
  auto session = engine_->OpenSession();
  ASSERT_TRUE(session.has_value());
  ASSERT_TRUE(session->Begin().has_value());
  wire::Answer answer;
  std::string url;
  uint64_t rows = 0, named = 0, known = 0;
  std::map<std::string, uint64_t> verdicts;
  while (benign.ReadLine(url)) {
    ++rows;
    canonical.Clear();
    ASSERT_TRUE(indicator::Canonicalize(indicator::Kind::kUrl, url, canonical).has_value()) << url;
    const Verdict verdict = Ask(*session, url, 0, answer);
    ++verdicts[std::string(Name(verdict))];
    if (verdict == Verdict::kUnknown || verdict == Verdict::kUnresolvable || verdict == Verdict::kOfficial) continue;
    bool feed_names_it = false;
    for (std::string_view host = indicator::HostOf(canonical.key.form); !host.empty();) {
      feed_names_it |= feed_hosts.contains(std::string(host));
      const size_t dot = host.find('.');
      host = dot == std::string_view::npos ? std::string_view() : host.substr(dot + 1);
    }
    named += feed_names_it;
    if (!feed_names_it && known++ < 20) ADD_FAILURE() << Name(verdict) << ": " << url;
  }
  EXPECT_EQ(known, 0u);
  EXPECT_EQ(rows, 24764u);
  std::printf("%llu ordinary addresses; %llu known, on hosts that the feed names itself\n", static_cast<unsigned long long>(rows),
              static_cast<unsigned long long>(named));
  for (const auto& [verdict, count] : verdicts)
    std::printf("  %-12s %llu\n", verdict.c_str(), static_cast<unsigned long long>(count));
}

}  // namespace
}  // namespace cybercheck::ingest
