// SPDX-License-Identifier: Apache-2.0
#include "server/limits.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "base/random.h"
#include "server/config.h"

namespace cybercheck::server {
namespace {

constexpr size_t kRateSlots = size_t{1} << 18;   // 4 MiB
constexpr size_t kAskedSlots = size_t{1} << 20;  // 8 MiB
constexpr int64_t kAskedMinutesMax = 24 * 60;
constexpr int64_t kSecondNs = 1'000'000'000;

enum Subject : size_t { kToken, kInstall, kCrowd, kAddress, kNetwork };

// By class and subject: what the RateLimit fields call the bucket.
constexpr std::string_view kPolicies[6][5] = {
    {"check-token", "check-install", "check-installs", "check", "check-network"},
    {"report-token", "report-install", "report-installs", "report", "report-network"},
    {"officer", "officer-install", "officer-installs", "officer-address", "officer-network"},
    {"issue-token", "issue-install", "issue-installs", "issue", "issue-network"},
    {"lookup-token", "lookup-install", "lookup-installs", "lookup", "lookup-network"},
    {"code-token", "code-install", "code-installs", "code", "code-network"},
};

Rate RateOf(const RateSetting& setting) { return {setting.quota, setting.window_s * kSecondNs}; }

int64_t SecondsUp(int64_t ns) { return (ns + kSecondNs - 1) / kSecondNs; }

// Hashes what tells one bucket from another.
class BucketHash {
 public:
  BucketHash(size_t of_class, size_t subject) : bytes_{static_cast<uint8_t>(of_class), static_cast<uint8_t>(subject)}, size_(2) {}
  void Add(const void* bytes, size_t size) {
    size = std::min(size, sizeof bytes_ - size_);
    std::memcpy(bytes_ + size_, bytes, size);
    size_ += size;
  }
  uint64_t Finish(uint64_t seed) const { return XXH3_64bits_withSeed(bytes_, size_, seed); }

 private:
  uint8_t bytes_[64];
  size_t size_;
};

// The address or its network: IPv4 whole or /24, IPv6 /64 or /48.
uint64_t AddressKey(size_t of_class, size_t subject, const IpAddress& ip, uint64_t seed) {
  BucketHash hash(of_class, subject);
  hash.Add(&ip.bits, 1);
  hash.Add(ip.bytes.data(), subject == kNetwork ? (ip.v4() ? 3 : 6) : (ip.v4() ? 4 : 8));
  return hash.Finish(seed);
}

uint64_t TextKey(size_t of_class, size_t subject, std::string_view text, uint64_t seed) {
  BucketHash hash(of_class, subject);
  hash.Add(text.data(), text.size());
  return hash.Finish(seed);
}

}  // namespace

Limits::Limits(const Config& config) : seed_(base::RandomU64()), rates_(kRateSlots), asked_(kAskedSlots, kAskedMinutesMax) {
  limits_[0] = {RateOf(config.check_token), RateOf(config.check_install), RateOf(config.check_installs),
                RateOf(config.check_address), RateOf(config.check_network)};
  limits_[1] = {RateOf(config.report_token), RateOf(config.report_install), RateOf(config.report_installs),
                RateOf(config.report_address), RateOf(config.report_network)};
  // Without a token officers' addresses answer nothing but 401: how often may be asked for that.
  limits_[2] = {RateOf(config.officer_token), RateOf(config.officer_address), RateOf(config.officer_network),
                RateOf(config.officer_address), RateOf(config.officer_network)};
  limits_[3] = {RateOf(config.issue_network), RateOf(config.issue_address), RateOf(config.issue_network),
                RateOf(config.issue_address), RateOf(config.issue_network)};
  limits_[kLookups] = {RateOf(config.lookup_token), RateOf(config.lookup_install), RateOf(config.lookup_installs),
                       RateOf(config.lookup_address), RateOf(config.lookup_network)};
  limits_[kMisses] = {RateOf(config.code_address), RateOf(config.code_address), RateOf(config.code_network),
                      RateOf(config.code_address), RateOf(config.code_network)};
}

size_t Limits::BucketsOf(size_t of_class, const Caller& caller, std::array<Bucket, 2>& out) const noexcept {
  size_t count = 0;
  const auto add = [&](uint64_t key, size_t subject) {
    if (limits_[of_class][subject].quota != 0) out[count++] = {key, subject};
  };
  if (!caller.token.empty()) {
    add(TextKey(of_class, kToken, caller.token, seed_), kToken);
  } else if (!caller.install.empty()) {
    add(TextKey(of_class, kInstall, caller.install, seed_), kInstall);
    if (caller.ip.known()) add(AddressKey(of_class, kCrowd, caller.ip, seed_), kCrowd);
  } else if (caller.ip.known()) {
    add(AddressKey(of_class, kAddress, caller.ip, seed_), kAddress);
    add(AddressKey(of_class, kNetwork, caller.ip, seed_), kNetwork);
  }
  return count;
}

void Limits::Tell(size_t of_class, const Bucket& bucket, const RateTable::State& state, Admission& admission) const noexcept {
  const Rate& rate = limits_[of_class][bucket.subject];
  admission.state = {.policy = kPolicies[of_class][bucket.subject],
                     .quota = rate.quota,
                     .window_s = static_cast<uint64_t>(rate.window_ns / kSecondNs),
                     .remaining = state.remaining,
                     .reset_s = static_cast<uint64_t>(SecondsUp(state.reset_ns))};
  admission.allowed = state.allowed;
  admission.wait_s = static_cast<int>(SecondsUp(state.wait_ns));
}

Limits::Admission Limits::Count(size_t of_class, const std::array<Bucket, 2>& buckets, size_t count, uint64_t cost,
                                int64_t now_ns) noexcept {
  Admission admission;
  for (size_t i = 0; i < count; ++i) {
    const auto state = rates_.Look(buckets[i].key, limits_[of_class][buckets[i].subject], cost, now_ns);
    if (state.allowed) continue;
    Tell(of_class, buckets[i], state, admission);
    return admission;
  }
  for (size_t i = 0; i < count; ++i) {
    auto state = rates_.Take(buckets[i].key, limits_[of_class][buckets[i].subject], cost, now_ns);
    state.allowed = true;  // it was a moment ago
    state.wait_ns = 0;
    if (i == 0 || state.remaining < admission.state.remaining) Tell(of_class, buckets[i], state, admission);
  }
  return admission;
}

Limits::Admission Limits::Admit(LimitClass limit, const Caller& caller, uint64_t cost, int64_t now_ns) noexcept {
  if (limit == LimitClass::kNone || caller.control) return {};
  const size_t of_class = static_cast<size_t>(limit) - 1;
  std::array<Bucket, 2> buckets{};
  return Count(of_class, buckets, BucketsOf(of_class, caller, buckets), cost, now_ns);
}

Limits::Admission Limits::Ask(const Caller& caller, std::string_view id, int64_t now_ns) noexcept {
  std::array<Bucket, 2> buckets{};
  const size_t count = caller.control ? 0 : BucketsOf(kLookups, caller, buckets);
  if (count == 0) return {};
  BucketHash hash(kLookups, kSubjects);
  hash.Add(&buckets[0].key, sizeof buckets[0].key);
  hash.Add(id.data(), id.size());
  const uint64_t asked = hash.Finish(seed_);
  if (asked_.Has(asked, now_ns)) {
    asked_.Put(asked, now_ns);
    return {};
  }
  const Admission admission = Count(kLookups, buckets, count, 1, now_ns);
  if (admission.allowed) asked_.Put(asked, now_ns);
  return admission;
}

Limits::Admission Limits::MayTry(const Caller& caller, int64_t now_ns) const noexcept {
  Admission admission;
  std::array<Bucket, 2> buckets{};
  const size_t count = caller.control ? 0 : BucketsOf(kMisses, caller, buckets);
  for (size_t i = 0; i < count; ++i) {
    const auto state = rates_.Look(buckets[i].key, limits_[kMisses][buckets[i].subject], 1, now_ns);
    if (i == 0 || !state.allowed || state.remaining < admission.state.remaining) Tell(kMisses, buckets[i], state, admission);
    if (!state.allowed) break;
  }
  return admission;
}

void Limits::CountMiss(const Caller& caller, int64_t now_ns) noexcept {
  std::array<Bucket, 2> buckets{};
  const size_t count = caller.control ? 0 : BucketsOf(kMisses, caller, buckets);
  for (size_t i = 0; i < count; ++i) rates_.Take(buckets[i].key, limits_[kMisses][buckets[i].subject], 1, now_ns);
}

void Limits::Refuse(const Admission& admission, Response& response) {
  const bool lookups = admission.state.policy.starts_with("lookup"), codes = admission.state.policy.starts_with("code");
  response.rate_limit = admission.state;
  response.Refuse(base::Fail(
      base::ErrorCode::kTooManyRequests,
      "wait " + std::to_string(admission.wait_s) + " s: \"" + std::string(admission.state.policy) + "\" takes " +
          std::to_string(admission.state.quota) +
          (lookups ? " different numbers in "
           : codes ? " wrong codes in "
                   : " requests in ") +
          std::to_string(admission.state.window_s) +
          " s. An app gets a budget of its own from POST /v1/app_tokens; the offline list, where the operator publishes it, "
          "needs no asking"));
  response.retry_after_s = std::max(1, admission.wait_s);
}

}  // namespace cybercheck::server
