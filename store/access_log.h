// SPDX-License-Identifier: Apache-2.0
// Who of the staff looked at what, and who was turned away: one line an access, durable before the answer is given. It is not
// part of the log: accesses form a chain of their own in monthly files, so that they can expire.
//
//   DIR/access/2026-11.ndjson    {"n":1,"prev":"<64 hex>","at":"…Z","actor":"tok:…","route":"GET
//   /v1/…","object":"…","purpose":"…",
//                                "outcome":"granted"|"denied"|…}\n      prev = SHA-256 of the line before, its line feed left out
//
// A line cut short at the end of the newest file was never acknowledged and is cut off at Open. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace cybercheck::store {

struct Access {
  std::string actor;    // "tok:<id>", "anon", "cli"; never a person's name
  std::string route;    // method and pattern: "GET /v1/indicators/{id}/evidence"
  std::string object;   // id of what was looked at; never a queried value
  std::string purpose;  // what the reader gave as the reason; may be empty
  std::string outcome;  // "granted", "denied"
};

class AccessLog {
 public:
  // Makes `directory` where it is missing. `clock` must outlive it. Errors: kDamaged (the chain of the newest file does not
  // hold), kIo.
  static base::Result<std::unique_ptr<AccessLog>> Open(const std::string& directory, const base::Clock& clock);
  ~AccessLog();  // answers what waits, then stops

  // `done` is called once, on the log's own thread, when the line is durable; many share one sync.
  // Errors: kStorageFull, kUnavailable (the fate is unknown: the privileged read must not be answered).
  using Done = std::function<void(base::Result<void>)>;
  void Record(Access access, Done done);
  base::Result<void> RecordAndWait(Access access);

 private:
  struct State;
  explicit AccessLog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cybercheck::store
