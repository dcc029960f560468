// SPDX-License-Identifier: Apache-2.0
#include "cli/receipts.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/hex.h"

namespace cybercheck::cli {

base::Result<std::unique_ptr<ReceiptSequencer>> ReceiptSequencer::Open(const std::string& path, store::Sequencer& inner) {
  base::FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!file.valid()) return base::IoError(path, "cannot be opened for receipts");
  return std::unique_ptr<ReceiptSequencer>(new ReceiptSequencer(inner, std::move(file)));
}

void ReceiptSequencer::Submit(event::Draft draft, store::Priority priority, Done done) {
  const event::EntryId id = draft.id;
  inner_.Submit(std::move(draft), priority, [this, id, done = std::move(done)](base::Result<Reply> reply) {
    if (reply.has_value()) {
      std::string line = "{\"seq\":" + std::to_string(reply->outcome.seq) + ",\"id\":\"" + base::HexEncode(id) + "\",\"accepted\":";
      line += reply->outcome.accepted ? "true" : "false";
      line += reply->replayed ? ",\"replayed\":true}\n" : ",\"replayed\":false}\n";
      // One write a line, so that it stands there whole; where the disk is full the entry is no less durable.
      [[maybe_unused]] const ssize_t written = ::write(file_.get(), line.data(), line.size());
    }
    done(std::move(reply));
  });
}

}  // namespace cybercheck::cli
