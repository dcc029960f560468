// SPDX-License-Identifier: Apache-2.0
#include "store/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "store/open_check.h"
#include "store/secrets.h"

namespace cybercheck::store {
namespace {

std::string LockPath(const std::string& path) { return path + "/lock"; }
bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

// Takes the lock and writes our pid into it.
base::Result<base::FileDescriptor> TakeLock(const std::string& path) {
  const std::string file = LockPath(path);
  base::FileDescriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!lock.valid()) return base::IoError(file, "cannot open");
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    const auto pid = base::ReadFile(file, 64);
    return base::Fail(base::ErrorCode::kInUse, path + " is in use by process " + (pid.has_value() && !pid->empty() ? *pid : std::string("?")));
  }
  const std::string pid = std::to_string(::getpid());
  if (::ftruncate(lock.get(), 0) != 0 || ::pwrite(lock.get(), pid.data(), pid.size(), 0) < 0) return base::IoError(file, "cannot write");
  return lock;
}

}  // namespace

bool DataDirectory::IsOwned(const std::string& path) {
  const base::FileDescriptor lock(::open(LockPath(path).c_str(), O_RDONLY | O_CLOEXEC));
  return lock.valid() && ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0;
}

base::Result<std::unique_ptr<DataDirectory>> DataDirectory::Open(const std::string& path, DataDirectoryOptions options) {
  if (!Exists(path + "/data/data.mdb")) {
    if (!options.create) return base::Fail(base::ErrorCode::kNotFound, path + " holds no data; import something, or serve, to make it");
    TRY(base::MakeDirectory(path));
    TRY(base::MakeDirectory(path + "/data"));
    TRY(base::MakeDirectory(path + "/keys", 0700));
  }
  std::unique_ptr<DataDirectory> directory(new DataDirectory);
  directory->path_ = path;
  ASSIGN_OR_RETURN(directory->lock_, TakeLock(path));
  const std::string key_file = options.master_key_file.empty() ? path + "/master.key" : options.master_key_file;
  ASSIGN_OR_RETURN(directory->master_key_, MasterKey(key_file, options.create && !Exists(path + "/keys/data.mdb")));
  if (options.open_check && Exists(path + "/data/data.mdb")) TRY(OpenCheck(path + "/data", options.data, options.on_row));
  ASSIGN_OR_RETURN(directory->data_, Environment::Open(path + "/data", options.data));
  EnvironmentOptions keys_options;
  keys_options.map_bytes = size_t{1} << 30;
  ASSIGN_OR_RETURN(directory->keys_, Environment::Open(path + "/keys", keys_options));
  return directory;
}

DataDirectory::~DataDirectory() {
  data_.reset();
  keys_.reset();
}

base::Result<std::vector<uint8_t>> DataDirectory::Secret(std::string_view name) { return SecretNamed(*keys_, master_key_, name); }

}  // namespace cybercheck::store
