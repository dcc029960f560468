// SPDX-License-Identifier: Apache-2.0
// The one way in: entries are put in one order, made durable, applied, and answered. Thread-safe.
#pragma once

#include <functional>
#include <vector>

#include "event/entry.h"

namespace cybercheck::store {

// kInteractive: somebody waits; kBulk: imports, which alternate with interactive work and never delay it by more than a batch.
enum class Priority : uint8_t { kInteractive, kBulk };

class Sequencer {
 public:
  virtual ~Sequencer() = default;

  // Called once, on a thread of the Sequencer's choosing, when the entry is durable and applied here, or failed:
  //   kStorageFull  nothing was written; writes resume by themselves once there is room
  //   kUnavailable  the fate is unknown or the Sequencer is stopping; the same id, submitted again, tells
  //   kConflict     the id was used with another body (compared without its salt) or type
  //   kOverloaded   the queue is full
  // `replayed` is true when the id was known and this is its stored outcome.
  struct Reply {
    event::Outcome outcome;
    bool replayed = false;
  };
  using Done = std::function<void(base::Result<Reply>)>;
  virtual void Submit(event::Draft draft, Priority priority, Done done) = 0;

  // Submit, and wait for it. Not on a thread that must not block.
  base::Result<Reply> SubmitAndWait(event::Draft draft, Priority priority = Priority::kInteractive);

  // Entries from `seq` on, at most `count`; fewer at the end of the log.
  virtual base::Result<std::vector<event::Entry>> ReadFrom(uint64_t seq, size_t count) = 0;
  // Blocks until `seq` is applied here; false after `timeout_ms`.
  virtual bool WaitFor(uint64_t seq, int64_t timeout_ms) = 0;
  virtual uint64_t applied_seq() const = 0;
};

}  // namespace cybercheck::store
