// SPDX-License-Identifier: Apache-2.0
// The environment `keys` and the master key that opens what is in it. LMDB keeps what was deleted until its page is used again,
// so taking a key out means writing a new file that never held it, and putting that in the old one's place:
//
//   DIR/keys.new/data.mdb   every row that stays, synced     ->  rename  ->   DIR/keys/data.mdb
//
// Changing the master key does the same with every key sealed anew. The new master key waits beside the old one meanwhile
// (`FILE.next`), so that whichever of the two data files a crash leaves in place opens with one of the two; the next Open puts
// the right one into FILE. `secrets` holds a secret named ".check" by which a wrong master key is told at once.
//
// Thread-safe. Reads go on during a rewrite but for the moment of the exchange; writes wait for each other. After a commit that
// failed with kIo nothing more is written (kUnavailable) until the process starts again.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "store/environment.h"
#include "store/secret_key.h"

namespace cybercheck::store {

inline constexpr TableId kSecretsTable{"secrets", 64};    // name -> sealed secret
inline constexpr TableId kSubjectsTable{"subjects", 65};  // u64 -> sealed key
inline constexpr TableId kNumbersTable{"numbers", 66};    // name -> u64

// What a key in one of the first two tables is bound to when it is sealed under the master key.
std::string WrapContext(TableId table, std::string_view key);

// Reads a master key, or makes it (0600, synced) when missing and `create`.
// Errors: kBadConfig (another length, or readable by others), kNotFound, kIo.
base::Result<SecretKey> ReadMasterKey(const std::string& file, bool create);

class KeyFile {
 public:
  // DIR/keys holds an environment. Brings a rewrite that was cut short to one of its ends.
  // Errors: kDamaged (the master key is not the one the secrets were made with), kNotFound, kBadConfig, kStorageFull, kIo.
  static base::Result<std::unique_ptr<KeyFile>> Open(const std::string& directory, const std::string& master_key_file);

  // A snapshot, and the key that opens what it holds. The callback must not call back into this object.
  using Reading = std::function<base::Result<void>(Environment& environment, const ReadTxn& txn, const SecretKey& master)>;
  base::Result<void> Read(const Reading& reading);
  // One commit, durable on return; an error of the callback undoes it.
  using Writing = std::function<base::Result<void>(Environment& environment, WriteTxn& txn, const SecretKey& master)>;
  base::Result<void> Write(const Writing& writing);

  // Rewrites the file with the rows for which `stays` says so. On return no byte of the others stands in DIR/keys.
  // Errors: kStorageFull, kIo, kDamaged: the old file stays as it was.
  using Stays = std::function<bool(TableId table, std::string_view key)>;
  base::Result<void> Rewrite(const Stays& stays);
  // Seals every key under `master` and puts it into the master key's file. Errors: as Rewrite.
  base::Result<void> Rotate(const SecretKey& master);

  // Makes DIR/keys.copy/data.mdb, a copy without what was deleted, for a backup to take away: a server may not write elsewhere.
  // Gives its path. Reads and writes go on. What nobody took is removed by the next copy, rewrite or Open.
  // Errors: kStorageFull, kIo.
  base::Result<std::string> MakeCopy();
  const std::string& master_key_file() const { return master_key_file_; }

 private:
  KeyFile(std::string directory, std::string master_key_file)
      : directory_(std::move(directory)), master_key_file_(std::move(master_key_file)) {}
  base::Result<void> CheckMasterKey();
  base::Result<void> MakeNew(const Stays& stays, const SecretKey& master);
  base::Result<void> Exchange(const SecretKey& master);
  base::Result<void> MayWrite() const;
  std::shared_lock<std::shared_mutex> Enter();

  const std::string directory_, master_key_file_;
  std::mutex writing_;          // first of the three
  bool broken_ = false;         // guarded by writing_
  std::mutex entering_;         // held while swapping_ is awaited, so that readers cannot keep the writer out for ever
  std::shared_mutex swapping_;  // exclusive: environment_ and master_ change
  std::unique_ptr<Environment> environment_;
  SecretKey master_;
};

}  // namespace cybercheck::store
