// SPDX-License-Identifier: Apache-2.0
// The read path: what is known about this indicator?
//
//   canonicalize -> filter -> index -> verdict(record, policy, now)
//
// Thread-safe: every method is const. Each thread has its own Session (a read transaction, an epoch reader and buffers); inside
// one Session::Begin … End nothing suspends, and in steady state nothing is allocated for phones, accounts, handles and ASCII
// URLs.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/epoch.h"
#include "indicator/canonical.h"
#include "lookup/rules.h"
#include "store/environment.h"
#include "wire/answer.h"

namespace cybercheck::lookup {

class LookupProjection;

class Engine {
 public:
  // All must outlive the Engine. `secret` keys national ids (promptpay:nid).
  Engine(store::Environment& environment, const LookupProjection& projection, const base::Clock& clock,
         std::vector<uint8_t> secret);
  ~Engine();

  class Session {
   public:
    ~Session();
    Session(Session&&) noexcept;
    // A batch: takes the newest snapshot and the time; nothing newer is seen until the next Begin. Errors: kUnavailable, kIo.
    base::Result<void> Begin();
    void End() noexcept;

   private:
    friend class Engine;
    struct State;
    explicit Session(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };
  base::Result<Session> OpenSession() const;

  struct Query {
    std::optional<indicator::Kind> kind;  // nullopt: auto
    std::string_view value;
    wire::Context context = wire::Context::kNone;
    int64_t as_of_s = 0;   // 0: now. In the past: only evidence observed by then (walks the evidence list)
    bool patterns = true;  // try text patterns on a URL the index does not know
  };
  // Where one reading of an `auto` value is a person's national id, readings that would show its digits are left out.
  // Not being listed is an Answer (kUnknown), not an error.
  // Errors: those of Canonicalize; kDamaged when a record does not verify (never an answer); kUnavailable.
  base::Result<void> Check(Session& session, const Query& query, wire::Answer& answer) const;
  // Of a value that is canonicalized already, with all the names it goes by; a national id is keyed here. The query's kind and
  // value are not looked at. Errors: kDamaged, kUnavailable.
  base::Result<void> Check(Session& session, const indicator::Canonical& canonical, const Query& query,
                           wire::Answer& answer) const;

  // With the secret of this engine; no effect on what is no national id.
  void KeyNationalId(indicator::Canonical& canonical) const { indicator::KeyNationalId(secret_, canonical); }

 private:
  Session::State& Prepare(Session& session, const Query& query) const;

  store::Environment& environment_;
  const LookupProjection& projection_;
  const base::Clock& clock_;
  std::vector<uint8_t> secret_;
};

}  // namespace cybercheck::lookup
