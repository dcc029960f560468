// SPDX-License-Identifier: Apache-2.0
// A Sequencer that writes one line to a file for every entry that another Sequencer has acknowledged, before passing the reply on: what
// stands there is durable, whatever becomes of this process. Lines: {"seq":7,"id":"<64 hex>","accepted":true,"replayed":false}.
// Thread-safe as the other is.
#pragma once

#include <memory>
#include <string>

#include "base/file.h"
#include "store/sequencer.h"

namespace cybercheck::cli {

class ReceiptSequencer final : public store::Sequencer {
 public:
  // Appends to `path`. Errors: kIo. `inner` must outlive it, and all its replies must have come before it ends.
  static base::Result<std::unique_ptr<ReceiptSequencer>> Open(const std::string& path, store::Sequencer& inner);

  void Submit(event::Draft draft, store::Priority priority, Done done) override;
  base::Result<std::vector<event::Entry>> ReadFrom(uint64_t seq, size_t count) override { return inner_.ReadFrom(seq, count); }
  bool WaitFor(uint64_t seq, int64_t timeout_ms) override { return inner_.WaitFor(seq, timeout_ms); }
  uint64_t applied_seq() const override { return inner_.applied_seq(); }

 private:
  ReceiptSequencer(store::Sequencer& inner, base::FileDescriptor file) : inner_(inner), file_(std::move(file)) {}
  store::Sequencer& inner_;
  base::FileDescriptor file_;
};

}  // namespace cybercheck::cli
