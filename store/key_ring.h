// SPDX-License-Identifier: Apache-2.0
// A sealing key for each subject (a person who reports, complains, appeals; an officer's note), in table `subjects` of `keys`,
// each wrapped under the master key. What is sealed under it can be stored anywhere, copied and backed up: destroying the key
// erases it everywhere at once.
//
//   box = nonce (24 bytes) | XChaCha20-Poly1305(subject's key, plain, associated data)
//
// Numbers are given from blocks whose keys were made durable before the first of them is handed out, so that a new subject costs
// no commit of its own; what is left of a block when the program ends is never used.
// Thread-safe. Nothing here ever logs a key or a text.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "event/sealed.h"

namespace cybercheck::store {

class DataDirectory;
class Environment;
class KeyFile;
class ReadTxn;

class KeyRing {
 public:
  // `directory` must outlive it. Errors: kDamaged (a key does not open under the master key), kStorageFull, kIo.
  static base::Result<std::unique_ptr<KeyRing>> Open(DataDirectory& directory);
  ~KeyRing();

  // A subject nobody had, its key durable. Blocks for one commit every 1,024 calls. Errors: kStorageFull, kIo.
  base::Result<uint64_t> NewSubject();
  // `about` binds the box to where it is used (the entry's id and the report's number in it). Errors: kNotFound (erased), kIo.
  base::Result<event::Sealed> Seal(uint64_t subject, std::string_view plain, std::string_view about);
  // Errors: kErased (the subject's key is gone), kDamaged (another key, another use, or changed bytes), kIo.
  base::Result<std::string> Open(const event::Sealed& sealed, std::string_view about);
  // Destroys keys and rewrites `keys` without their bytes. Erasing again is no error. Durable on return.
  base::Result<void> Erase(std::span<const uint64_t> subjects);

 private:
  struct State;
  explicit KeyRing(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// From this number on no key was ever made.
base::Result<uint64_t> FirstSubjectWithoutKey(Environment& environment, const ReadTxn& txn);
// `keys` is an older copy: people may have got numbers since that it does not know of. Skips so many that nobody gets one of
// those.
base::Result<void> SkipSubjects(KeyFile& keys, uint64_t count);

// The `about` of a report's box: the entry's id and the report's number in the entry.
std::string AboutReport(std::span<const uint8_t, 32> entry_id, uint16_t report);

}  // namespace cybercheck::store
