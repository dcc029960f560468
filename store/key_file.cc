// SPDX-License-Identifier: Apache-2.0
#include "store/key_file.h"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <mutex>

#include "base/check.h"
#include "base/file.h"
#include "store/counts.h"
#include "store/environment_copy.h"
#include "store/sealed_box.h"

namespace cybercheck::store {
namespace {

namespace fs = std::filesystem;

constexpr size_t kKeysMapBytes = size_t{64} << 30;  // address space, not disk
constexpr uint64_t kRowsPerCommit = 65536;
constexpr char kCopyDirectory[] = "keys.copy";
constexpr std::string_view kCheckName = ".check";

EnvironmentOptions KeysOptions() {
  EnvironmentOptions options;
  options.map_bytes = kKeysMapBytes;
  return options;
}

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }
std::string NextOf(const std::string& master_key_file) { return master_key_file + ".next"; }
std::string DirectoryOf(const std::string& file) { return fs::path(file).has_parent_path() ? fs::path(file).parent_path() : "."; }

base::Error WrongMasterKey(const std::string& file) {
  return base::Fail(base::ErrorCode::kDamaged,
                    file + ": the keys do not open under this master key; is it the one they were made with?");
}

base::Result<void> RemoveTree(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) return base::Fail(base::ErrorCode::kIo, path + ": cannot remove: " + error.message());
  return {};
}

// Whether `master` opens the secret made for that; where there is none, the first of all. nullopt: there is nothing to open.
base::Result<std::optional<bool>> Opens(Environment& environment, const ReadTxn& txn, const SecretKey& master) {
  std::optional<bool> opens;
  for (const TableId id : {kSecretsTable, kSubjectsTable}) {
    const auto table = environment.OpenTable(txn, id);
    if (table.has_error() && table.error().code == base::ErrorCode::kNotFound) continue;
    TRY(table);
    ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, *table));
    ASSIGN_OR_RETURN(const auto row, id.number == kSecretsTable.number ? cursor.SeekAtLeast(kCheckName) : cursor.First());
    ASSIGN_OR_RETURN(const auto first, row ? base::Result<std::optional<Cursor::Row>>(row) : cursor.First());
    if (!first) continue;
    opens = OpenKeyBox(master, first->value, WrapContext(id, first->key)).has_value();
    break;
  }
  return opens;
}

}  // namespace

std::string WrapContext(TableId table, std::string_view key) {
  return table.number == kSecretsTable.number ? std::string(key) : std::string(table.name) + ":" + std::string(key);
}

base::Result<SecretKey> ReadMasterKey(const std::string& file, bool create) {
  CHECK(sodium_init() >= 0);
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) {
    if (!create) return base::Fail(base::ErrorCode::kNotFound, file + ": the master key is missing");
    const SecretKey key = SecretKey::Random();
    TRY(base::ReplaceFile(file, key.view(), 0600));
    return key;
  }
  if ((info.st_mode & 077) != 0)
    return base::Fail(base::ErrorCode::kBadConfig, file + ": others can read the master key; chmod 600 it");
  ASSIGN_OR_RETURN(std::string content, base::ReadFile(file, 4096));
  if (content.size() != SecretKey::kBytes)
    return base::Fail(base::ErrorCode::kBadConfig, file + ": a master key is " + std::to_string(SecretKey::kBytes) + " bytes");
  const SecretKey key(content);
  sodium_memzero(content.data(), content.size());
  return key;
}

base::Result<std::unique_ptr<KeyFile>> KeyFile::Open(const std::string& directory, const std::string& master_key_file) {
  CHECK(sodium_init() >= 0);
  std::unique_ptr<KeyFile> keys(new KeyFile(directory, master_key_file));
  for (const std::string left : {"keys.new", kCopyDirectory})
    if (Exists(directory + "/" + left)) TRY(RemoveTree(directory + "/" + left));
  ASSIGN_OR_RETURN(keys->environment_, Environment::Open(directory + "/keys", KeysOptions()));
  ASSIGN_OR_RETURN(keys->master_, ReadMasterKey(master_key_file, false));
  TRY(keys->CheckMasterKey());
  return keys;
}

base::Result<void> KeyFile::CheckMasterKey() {
  const std::string next = NextOf(master_key_file_);
  std::optional<bool> opens;
  TRY(Read([&](Environment& environment, const ReadTxn& txn, const SecretKey& master) -> base::Result<void> {
    ASSIGN_OR_RETURN(opens, Opens(environment, txn, master));
    return {};
  }));
  if (opens == false && Exists(next)) {  // the exchange was made, and cut short before the master key's own
    ASSIGN_OR_RETURN(const SecretKey waiting, ReadMasterKey(next, false));
    TRY(Read([&](Environment& environment, const ReadTxn& txn, const SecretKey&) -> base::Result<void> {
      ASSIGN_OR_RETURN(opens, Opens(environment, txn, waiting));
      return {};
    }));
    if (opens == false) return WrongMasterKey(master_key_file_);
    if (::rename(next.c_str(), master_key_file_.c_str()) != 0) return base::IoError(master_key_file_, "cannot rename into place");
    TRY(base::SyncDirectory(DirectoryOf(master_key_file_)));
    master_ = waiting;
  }
  if (opens == false) return WrongMasterKey(master_key_file_);
  if (Exists(next) && ::unlink(next.c_str()) != 0) return base::IoError(next, "cannot remove");
  bool checked = false;
  TRY(Read([&](Environment& environment, const ReadTxn& txn, const SecretKey&) -> base::Result<void> {
    const auto table = environment.OpenTable(txn, kSecretsTable);
    if (table.has_error())
      return table.error().code == base::ErrorCode::kNotFound ? base::Result<void>() : base::Result<void>(table.error());
    ASSIGN_OR_RETURN(const auto check, table->Get(txn, kCheckName));
    checked = check.has_value();
    return {};
  }));
  if (checked) return {};
  return Write([](Environment& environment, WriteTxn& txn, const SecretKey& master) -> base::Result<void> {
    ASSIGN_OR_RETURN(const Table table, environment.OpenTable(txn, kSecretsTable));
    return table.Put(txn, kCheckName, SealBox(master, SecretKey::Random().view(), WrapContext(kSecretsTable, kCheckName)));
  });
}

std::shared_lock<std::shared_mutex> KeyFile::Enter() {
  const std::lock_guard entering(entering_);
  return std::shared_lock(swapping_);
}

base::Result<void> KeyFile::Read(const Reading& reading) {
  const auto lock = Enter();
  if (!environment_)
    return base::Fail(base::ErrorCode::kUnavailable, "the keys could not be opened again; start the program again");
  ASSIGN_OR_RETURN(const ReadTxn txn, environment_->BeginRead());
  return reading(*environment_, txn, master_);
}

base::Result<void> KeyFile::MayWrite() const {
  if (!broken_ && environment_) return {};
  return base::Fail(base::ErrorCode::kUnavailable, "the storage of keys failed; start the program again");
}

base::Result<void> KeyFile::Write(const Writing& writing) {
  const std::lock_guard writes(writing_);
  const auto lock = Enter();
  TRY(MayWrite());
  ASSIGN_OR_RETURN(WriteTxn txn, environment_->BeginWrite());
  TRY(writing(*environment_, txn, master_));
  auto committed = txn.Commit();
  if (committed.has_error() && committed.error().code == base::ErrorCode::kIo) broken_ = true;
  return committed;
}

// DIR/keys.new, whole and synced.
base::Result<void> KeyFile::MakeNew(const Stays& stays, const SecretKey& master) {
  const std::string fresh = directory_ + "/keys.new";
  TRY(RemoveTree(fresh));
  TRY(base::MakeDirectory(fresh, 0700));
  ASSIGN_OR_RETURN(const auto made, Environment::Open(fresh, KeysOptions()));
  const auto lock = Enter();
  ASSIGN_OR_RETURN(const ReadTxn from, environment_->BeginRead());
  ASSIGN_OR_RETURN(const auto tables, environment_->AllTables(from));
  const bool rewrap = master.view() != master_.view();
  for (const Table& table : tables) {
    const TableId id = table.id();
    if (id.number == kCountsTable.number) continue;
    const bool wrapped = id.number == kSecretsTable.number || id.number == kSubjectsTable.number;
    ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(from, table));
    ASSIGN_OR_RETURN(auto row, cursor.First());
    do {
      ASSIGN_OR_RETURN(WriteTxn to, made->BeginWrite());
      ASSIGN_OR_RETURN(const Table copy, made->OpenTable(to, id));
      for (uint64_t rows = 0; row && rows < kRowsPerCommit; ++rows) {
        if (stays(id, row->key)) {
          if (rewrap && wrapped) {
            const std::string context = WrapContext(id, row->key);
            const auto key = OpenKeyBox(master_, row->value, context);
            if (!key) return WrongMasterKey(master_key_file_);
            TRY(copy.Append(to, row->key, SealBox(master, key->view(), context)));
          } else {
            TRY(copy.Append(to, row->key, row->value));
          }
        }
        ASSIGN_OR_RETURN(row, cursor.Next());
      }
      TRY(to.Commit());
    } while (row);
  }
  return {};
}

// Puts DIR/keys.new/data.mdb, sealed under `master`, into the place of the old file. The caller holds `writing_`.
base::Result<void> KeyFile::Exchange(const SecretKey& master) {
  const std::string place = directory_ + "/keys", fresh = directory_ + "/keys.new";
  {
    const std::lock_guard entering(entering_);
    const std::unique_lock lock(swapping_);
    environment_.reset();
    base::Result<void> renamed;
    if (::rename((fresh + "/data.mdb").c_str(), (place + "/data.mdb").c_str()) != 0)
      renamed = base::IoError(place + "/data.mdb", "cannot replace");
    else
      master_ = master;
    // LMDB's lock file remembers the old file's last commit for as long as any process has it open.
    if (renamed.has_value()) ::unlink((place + "/lock.mdb").c_str());
    auto opened = Environment::Open(place, KeysOptions());
    if (opened.has_value()) environment_ = std::move(*opened);
    TRY(renamed);
    if (auto synced = base::SyncDirectory(place); synced.has_error()) {
      broken_ = true;  // which of the two files the disk holds is not known
      return synced;
    }
    if (opened.has_error()) return opened.error();
  }
  TRY(RemoveTree(directory_ + "/" + kCopyDirectory));
  return RemoveTree(fresh);
}

base::Result<void> KeyFile::Rewrite(const Stays& stays) {
  const std::lock_guard writes(writing_);
  TRY(MayWrite());
  TRY(MakeNew(stays, master_));
  return Exchange(master_);
}

base::Result<void> KeyFile::Rotate(const SecretKey& master) {
  const std::lock_guard writes(writing_);
  TRY(MayWrite());
  const std::string next = NextOf(master_key_file_);
  TRY(base::ReplaceFile(next, master.view(), 0600));
  if (auto made = MakeNew([](TableId, std::string_view) { return true; }, master); made.has_error()) {
    ::unlink(next.c_str());
    return made;
  }
  TRY(Exchange(master));
  if (::rename(next.c_str(), master_key_file_.c_str()) != 0) return base::IoError(master_key_file_, "cannot rename into place");
  return base::SyncDirectory(DirectoryOf(master_key_file_));
}

base::Result<std::string> KeyFile::MakeCopy() {
  const std::lock_guard writes(writing_);  // one copy at a time, and none beside a rewrite
  TRY(MayWrite());
  const std::string copy = directory_ + "/" + kCopyDirectory;
  TRY(RemoveTree(copy));
  TRY(base::MakeDirectory(copy, 0700));
  const auto lock = Enter();
  TRY(CopyEnvironment(*environment_, copy));
  return copy + "/data.mdb";
}

}  // namespace cybercheck::store
