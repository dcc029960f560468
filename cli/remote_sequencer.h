// SPDX-License-Identifier: Apache-2.0
// The Sequencer of a directory that a server owns, through its control socket: entries submitted here are ordered, made durable,
// applied and visible there before Done is called. Thread-safe.
//
// One thread sends one entry at a time: what one import submits is applied in the order it was submitted. An exchange that breaks
// off is sent once more under the same id, which the server recognises; what then still fails is kUnavailable, its fate unknown.
#pragma once

#include <memory>
#include <string>

#include "store/sequencer.h"

namespace cybercheck::cli {

class RemoteSequencer final : public store::Sequencer {
 public:
  // Asks for the server's status first, so that a socket nobody answers is refused here. Errors: kUnavailable.
  static base::Result<std::unique_ptr<RemoteSequencer>> Connect(const std::string& socket_path);
  ~RemoteSequencer() override;  // answers what is queued, then stops

  void Submit(event::Draft draft, store::Priority priority, Done done) override;
  base::Result<std::vector<event::Entry>> ReadFrom(uint64_t seq, size_t count) override;
  bool WaitFor(uint64_t seq, int64_t timeout_ms) override;
  uint64_t applied_seq() const override;  // as the server last said

 private:
  struct State;
  explicit RemoteSequencer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cybercheck::cli
