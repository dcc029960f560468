// SPDX-License-Identifier: Apache-2.0
// What does a check cost inside the engine, and how does that grow from one million indicators to ten?
//
//   engine_bench WORK_DIR COUNT…     loads WORK_DIR/synthetic-COUNT where it is missing; writes a table to standard output
//   engine_bench --smoke             10,000 indicators in a temporary directory, tenths of a second a question
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "bench/stopwatch.h"
#include "bench/synthetic.h"
#include "bench/synthetic_directory.h"
#include "cli/opened_directory.h"
#include "indicator/canonical.h"
#include "indicator/url_expressions.h"
#include "lookup/engine.h"
#include "lookup/filter.h"

namespace cybercheck::bench {
namespace {

constexpr size_t kInputs = 400'000;  // different values a question: their records fit no cache

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

double StatusMegabytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(field)) return std::strtod(line.c_str() + field.size() + 1, nullptr) / 1024;
  return 0;
}

std::vector<std::string> Values(bool phone, bool hit, uint64_t count) {
  std::mt19937_64 random(42);
  std::vector<std::string> values(kInputs);
  for (std::string& value : values) {
    const uint64_t parity = phone ? 0 : 1;
    const uint64_t pair = hit ? random() % (count / 2) : kFirstAbsent / 2 + random() % ((kPhones - kFirstAbsent) / 2);
    const uint64_t i = pair * 2 + parity;
    value = phone ? SyntheticPhone(i) : SyntheticUrl(i);
  }
  return values;
}

// Ordinary addresses: several labels, a deep path, a query; all 30 expressions.
std::vector<std::string> CleanUrls() {
  std::mt19937_64 random(43);
  std::vector<std::string> values(kInputs);
  for (std::string& value : values) {
    char text[160];
    std::snprintf(text, sizeof text, "https://a.b.c%llu.shop.example/news/2026/11/item-%llu/index.html?page=%llu", static_cast<unsigned long long>(random() % 100000000),
                  static_cast<unsigned long long>(random() % 100000), static_cast<unsigned long long>(random() % 10));
    value = text;
  }
  return values;
}

class Bench {
 public:
  Bench(cli::OpenedDirectory& opened, lookup::Engine& engine, lookup::Engine::Session& session, uint64_t count, double seconds)
      : opened_(opened), engine_(engine), session_(session), count_(count), seconds_(seconds) {}

  // Name to nanoseconds; wrong answers end the program: they would be fast, and mean nothing.
  std::map<std::string, double> Run() {
    using indicator::Kind;
    Check("1 phone, miss", Kind::kPhone, Values(true, false, count_), wire::Verdict::kUnknown, true);
    Check("2 phone, hit", Kind::kPhone, Values(true, true, count_), wire::Verdict::kSuspected, true);
    Check("3 URL, miss, without patterns", Kind::kUrl, Values(false, false, count_), wire::Verdict::kUnknown, false);
    Check("4 URL, miss, with patterns", Kind::kUrl, Values(false, false, count_), wire::Verdict::kUnknown, true);
    Check("5 URL, hit", Kind::kUrl, Values(false, true, count_), wire::Verdict::kSuspected, true);
    const std::vector<std::string> clean = CleanUrls();
    Check("6 clean URL of 30 expressions, without patterns", Kind::kUrl, clean, wire::Verdict::kUnknown, false);
    Check("7 clean URL of 30 expressions, with patterns", Kind::kUrl, clean, wire::Verdict::kUnknown, true);
    Expressions(clean);
    Auto(Values(true, false, count_));
    return std::move(results_);
  }

 private:
  void Check(const std::string& name, std::optional<indicator::Kind> kind, const std::vector<std::string>& values, wire::Verdict expected, bool patterns) {
    wire::Answer answer;
    lookup::Engine::Query query;
    query.kind = kind;
    query.patterns = patterns;
    uint64_t in_batch = 0;
    results_[name] = NanosecondsEach(
        [&](uint64_t i) {
          // A server takes a new snapshot for every batch of requests; here every sixteen.
          if (in_batch++ % 16 == 0) {
            session_.End();
            Must(session_.Begin());
          }
          query.value = values[i % values.size()];
          Must(engine_.Check(session_, query, answer));
          if (answer.verdict != expected) Die(name + ": " + std::string(query.value) + " is " + std::string(wire::Name(answer.verdict)));
        },
        seconds_);
  }

  // The part a filter is for: from the canonical form to "none of its expressions can be known".
  void Expressions(const std::vector<std::string>& urls) {
    std::vector<std::string> forms;
    indicator::Canonical canonical;
    for (const std::string& url : urls) {
      Must(indicator::Canonicalize(indicator::Kind::kUrl, url, canonical));
      forms.push_back(canonical.key.form);
    }
    base::EpochReader reader(opened_.projection().domain());
    const auto guard = reader.Enter();
    const lookup::Filter& filter = *opened_.projection().filter();
    std::array<uint64_t, lookup::Filter::kProbesMax> hashes;
    uint64_t passed = 0, probed = 0;
    results_["8 30 expressions through the filter"] = NanosecondsEach(
        [&](uint64_t i) {
          size_t n = 0;
          for (const std::string_view expression : indicator::UrlExpressions(forms[i % forms.size()]))
            hashes[n++] = filter.HashOf(indicator::Kind::kUrl, expression);
          passed += static_cast<uint64_t>(__builtin_popcount(filter.Probe(std::span(hashes.data(), n))));
          probed += n;
        },
        seconds_);
    false_positive_percent = 100.0 * static_cast<double>(passed) / static_cast<double>(probed);
  }

  void Auto(const std::vector<std::string>& values) {
    wire::Answer answer;
    lookup::Engine::Query query;
    results_["9 phone without its kind (auto), miss"] = NanosecondsEach(
        [&](uint64_t i) {
          query.value = values[i % values.size()];
          Must(engine_.Check(session_, query, answer));
          Keep(answer.verdict);
        },
        seconds_);
  }

  static void Must(const base::Result<void>& result) {
    if (result.has_error()) Die(ToString(result.error()));
  }

 public:
  [[noreturn]] static void Die(const std::string& text) {
    std::fprintf(stderr, "engine_bench: %s\n", text.c_str());
    std::exit(1);
  }
  double false_positive_percent = 0;

 private:
  cli::OpenedDirectory& opened_;
  lookup::Engine& engine_;
  lookup::Engine::Session& session_;
  uint64_t count_;
  double seconds_;
  std::map<std::string, double> results_;
};

// Filling the filter alone, in the order keys come from the table (that is, none).
double FilterBuildSeconds(uint64_t count) {
  std::mt19937_64 random(44);
  const auto begin = Clock::now();
  lookup::Filter filter(count, 1);
  for (uint64_t i = 0; i < count; ++i) filter.Insert(random());
  Keep(filter.keys());
  return SecondsSince(begin);
}

void RunOne(const std::string& directory, uint64_t count, double seconds, std::map<std::string, std::map<uint64_t, std::string>>& table) {
  const auto loaded = LoadSynthetic(directory, count);
  if (loaded.has_error()) Bench::Die(ToString(loaded.error()));
  auto note = [&](const std::string& row, int digits, double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    table[row][count] = text;
  };
  if (loaded->entries > 0) note("load, rows/s (log, evidence, records)", 0, static_cast<double>(count) / loaded->seconds);
  const auto begin = Clock::now();
  auto opened = cli::OpenedDirectory::Open(directory, false);
  if (opened.has_error()) Bench::Die(ToString(opened.error()));
  note("open, s (check of every value, filter)", 2, SecondsSince(begin));
  const lookup::Engine engine((*opened)->directory().data(), (*opened)->projection(), (*opened)->clock(), std::vector<uint8_t>(32, 7));
  auto session = engine.OpenSession();
  if (session.has_error() || session->Begin().has_error()) Bench::Die("no session");
  const store::Environment::Usage usage = (*opened)->directory().data().usage();
  note("stored bytes an indicator (log, evidence, records)", 0, static_cast<double>(usage.used_bytes) / static_cast<double>(count));
  const auto stats = (*opened)->projection().stats();
  note("filter bytes an indicator", 2, static_cast<double>(stats.filter_bytes) / static_cast<double>(count));
  note("RssAnon MB, open and ready", 1, StatusMegabytes("RssAnon"));
  Bench bench(**opened, const_cast<lookup::Engine&>(engine), *session, count, seconds);
  for (const auto& [name, ns] : bench.Run()) note(name + ", ns", 0, ns);
  note("filter: probes that pass though nothing is there, %", 3, bench.false_positive_percent);
  session->End();
  note("filter build, s", 2, FilterBuildSeconds(count));
}

void Print(const std::map<std::string, std::map<uint64_t, std::string>>& table, const std::vector<uint64_t>& counts) {
  std::printf("| question |");
  for (const uint64_t count : counts) std::printf(" %llu |", static_cast<unsigned long long>(count));
  if (counts.size() > 1) std::printf(" last to first |");
  std::printf("\n|---|");
  for (size_t i = 0; i < counts.size() + (counts.size() > 1 ? 1 : 0); ++i) std::printf("---:|");
  std::printf("\n");
  for (const auto& [row, by_count] : table) {
    std::printf("| %s |", row.c_str());
    for (const uint64_t count : counts) std::printf(" %s |", by_count.contains(count) ? by_count.at(count).c_str() : "–");
    if (counts.size() > 1) {
      if (by_count.contains(counts.front()) && by_count.contains(counts.back()) && std::strtod(by_count.at(counts.front()).c_str(), nullptr) > 0)
        std::printf(" %.2f × |", std::strtod(by_count.at(counts.back()).c_str(), nullptr) / std::strtod(by_count.at(counts.front()).c_str(), nullptr));
      else
        std::printf(" – |");
    }
    std::printf("\n");
  }
}

}  // namespace
}  // namespace cybercheck::bench

int main(int argc, char** argv) {
  using namespace cybercheck::bench;
  std::map<std::string, std::map<uint64_t, std::string>> table;
  std::vector<uint64_t> counts;
  if (argc == 2 && std::strcmp(argv[1], "--smoke") == 0) {
    char directory[] = "/tmp/cybercheck-engine-bench-XXXXXX";
    if (::mkdtemp(directory) == nullptr) Bench::Die("no temporary directory");
    counts = {10'000};
    RunOne(std::string(directory) + "/data", counts[0], 0.02, table);
    std::filesystem::remove_all(directory);
  } else if (argc >= 3) {
    std::filesystem::create_directories(argv[1]);
    for (int i = 2; i < argc; ++i) {
      counts.push_back(std::strtoull(argv[i], nullptr, 10));
      RunOne(std::string(argv[1]) + "/synthetic-" + argv[i], counts.back(), 1.0, table);
    }
  } else {
    std::fprintf(stderr, "usage: engine_bench WORK_DIR COUNT… | --smoke\n");
    return 2;
  }
  Print(table, counts);
  return 0;
}
