// SPDX-License-Identifier: Apache-2.0
#include "store/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <thread>

#include "store/open_check.h"
#include "store/secrets.h"

namespace cybercheck::store {
namespace {

namespace fs = std::filesystem;

// What a directory in which nothing was made yet may hold: traces of an attempt that was cut short, and a server's socket.
constexpr std::string_view kOwnNames[] = {"lock", "master.key", "control.sock", "access", "data", "keys", "data.new", "keys.new"};

std::string LockPath(const std::string& path) { return path + "/lock"; }
bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

// Takes the lock and writes our pid into it. IsOwned holds it for an instant; that is not an owner.
base::Result<base::FileDescriptor> TakeLock(const std::string& path) {
  const std::string file = LockPath(path);
  base::FileDescriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!lock.valid()) return base::IoError(file, "cannot open");
  int tries = 5;
  while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (--tries > 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      continue;
    }
    const auto pid = base::ReadFile(file, 64);
    return base::Fail(base::ErrorCode::kInUse,
                      path + " is in use by process " + (pid.has_value() && !pid->empty() ? *pid : std::string("?")));
  }
  const std::string pid = std::to_string(::getpid());
  if (::ftruncate(lock.get(), 0) != 0 || ::pwrite(lock.get(), pid.data(), pid.size(), 0) < 0)
    return base::IoError(file, "cannot write");
  return lock;
}

base::Result<void> RefuseForeignFiles(const std::string& path) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    const std::string name = entry.path().filename();
    if (std::find(std::begin(kOwnNames), std::end(kOwnNames), name) == std::end(kOwnNames))
      return base::Fail(base::ErrorCode::kForeignFile, path + " holds other files (" + name + "); name a new or empty directory");
  }
  return {};
}

// An environment is made beside its place and moved there when it is whole, so that what stands in its place always is.
base::Result<void> MakeEnvironment(const std::string& path, const std::string& name, unsigned mode,
                                   const EnvironmentOptions& options) {
  const std::string place = path + "/" + name, fresh = place + ".new";
  std::error_code error;
  fs::remove_all(fresh, error);
  TRY(base::MakeDirectory(fresh, mode));
  { ASSIGN_OR_RETURN(const auto made, Environment::Open(fresh, options)); }
  if (::rename(fresh.c_str(), place.c_str()) != 0) return base::IoError(place, "cannot make");
  return base::SyncDirectory(path);
}

}  // namespace

bool DataDirectory::IsOwned(const std::string& path) {
  const base::FileDescriptor lock(::open(LockPath(path).c_str(), O_RDONLY | O_CLOEXEC));
  return lock.valid() && ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0;
}

base::Result<std::unique_ptr<DataDirectory>> DataDirectory::Open(const std::string& path, DataDirectoryOptions options) {
  const std::string data = path + "/data", keys = path + "/keys";
  const auto is_made = [&] { return Exists(data); };
  if (!is_made() && !options.create)
    return base::Fail(base::ErrorCode::kNotFound, path + " holds no data; import something, or serve, to make it");
  if (!is_made()) {
    TRY(base::MakeDirectory(path));
    TRY(RefuseForeignFiles(path));
  }
  std::unique_ptr<DataDirectory> directory(new DataDirectory);
  directory->path_ = path;
  ASSIGN_OR_RETURN(directory->lock_, TakeLock(path));
  const bool fresh = !is_made();  // under the lock: somebody may have made it meanwhile
  const std::string key_file = options.master_key_file.empty() ? path + "/master.key" : options.master_key_file;
  TRY(ReadMasterKey(key_file, fresh && !Exists(keys)));
  // `data` last: once it stands there, all does.
  if (fresh && !Exists(keys)) TRY(MakeEnvironment(path, "keys", 0700, {}));
  if (fresh) TRY(MakeEnvironment(path, "data", 0750, options.data));
  for (const std::string& environment : {keys, data}) {
    if (!Exists(environment + "/data.mdb"))
      return base::Fail(base::ErrorCode::kDamaged, environment + "/data.mdb is missing; restore a backup");
    if (options.open_check) TRY(OpenCheck(environment, environment == data ? options.on_row : OnRow()));
  }
  ASSIGN_OR_RETURN(directory->data_, Environment::Open(data, options.data));
  ASSIGN_OR_RETURN(directory->keys_, KeyFile::Open(path, key_file));
  return directory;
}

DataDirectory::~DataDirectory() {
  data_.reset();
  keys_.reset();
}

base::Result<std::vector<uint8_t>> DataDirectory::Secret(std::string_view name) { return SecretNamed(*keys_, name); }
base::Result<std::vector<std::string>> DataDirectory::SecretNames(std::string_view prefix) {
  return store::SecretNames(*keys_, prefix);
}
base::Result<void> DataDirectory::DestroySecrets(const std::vector<std::string>& names) {
  return store::DestroySecrets(*keys_, names);
}

}  // namespace cybercheck::store
