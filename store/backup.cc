// SPDX-License-Identifier: Apache-2.0
#include "store/backup.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "base/timestamp.h"
#include "store/environment_copy.h"
#include "store/erasures.h"
#include "store/file_copy.h"
#include "store/open_check.h"

namespace cybercheck::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnfinished = ".new";

base::Error FsError(const std::string& path, const char* what, const std::error_code& error) {
  return base::Fail(base::ErrorCode::kIo, path + ": " + what + ": " + error.message());
}

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

uint64_t FileBytes(const std::string& file) {
  struct stat info {};
  return ::stat(file.c_str(), &info) == 0 ? static_cast<uint64_t>(info.st_size) : 0;
}

// Paths of the files below `directory`, below it, in order.
base::Result<std::vector<std::string>> FilesBelow(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  if (!fs::exists(directory, error)) return files;
  for (fs::recursive_directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error))
    if (entry->is_regular_file(error)) files.push_back(entry->path().lexically_relative(directory));
  if (error) return FsError(directory, "cannot list", error);
  std::sort(files.begin(), files.end());
  return files;
}

// "2026-11-26T03-00-00Z": sorts by time and is a name on every file system.
std::string NameOf(int64_t now_s) {
  std::string name = base::FormatTime(now_s);
  std::replace(name.begin(), name.end(), ':', '-');
  return name;
}

bool IsName(const std::string& name) { return name.size() == 20 && name[10] == 'T' && name.back() == 'Z'; }

class Maker {
 public:
  explicit Maker(const BackupOptions& options) : options_(options) {}

  base::Result<BackupReport> Make() {
    TRY(base::MakeDirectory(options_.backups, 0700));
    TRY(RemoveUnfinished());
    ASSIGN_OR_RETURN(const auto before, Generations(options_.backups));
    if (!before.empty()) previous_ = options_.backups + "/" + before.back();
    // Two in one second: the later one is called by the next that is free.
    int64_t name_s = options_.now_s;
    while (Exists(options_.backups + "/" + NameOf(name_s))) ++name_s;
    report_.generation = options_.backups + "/" + NameOf(name_s);
    unfinished_ = report_.generation + std::string(kUnfinished);
    TRY(base::MakeDirectory(unfinished_, 0700));
    TRY(CopyData());
    TRY(CopyAttachments());
    TRY(CopyAccesses());
    TRY(CopyKeys());
    TRY(CopyErasures());
    TRY(Verify());
    TRY(WriteManifest());
    if (::rename(unfinished_.c_str(), report_.generation.c_str()) != 0)
      return base::IoError(report_.generation, "cannot rename into place");
    TRY(base::SyncDirectory(options_.backups));
    TRY(DeleteOldKeys());
    return std::move(report_);
  }

 private:
  void Tell(const char* stage, uint64_t done, uint64_t total) const {
    if (options_.progress) options_.progress(stage, done, std::max(done, total));
  }

  base::Result<void> RemoveUnfinished() const {
    std::error_code error;
    std::vector<std::string> left;
    for (fs::directory_iterator entry(options_.backups, error), end; !error && entry != end; entry.increment(error)) {
      const std::string name = entry->path().filename();
      if (name.ends_with(kUnfinished) && IsName(name.substr(0, name.size() - kUnfinished.size()))) left.push_back(entry->path());
    }
    for (const std::string& path : left) fs::remove_all(path, error);
    if (error) return FsError(options_.backups, "cannot remove what an earlier run left", error);
    return {};
  }

  base::Result<void> CopyData() {
    const std::string from = options_.directory + "/data";
    if (!Exists(from + "/data.mdb"))
      return base::Fail(base::ErrorCode::kNotFound,
                        options_.directory + " holds no data; import something, or serve, to make it");
    if (!Exists(options_.directory + "/keys/data.mdb"))
      return base::Fail(base::ErrorCode::kNotFound, options_.directory + "/keys/data.mdb is missing; restore a backup");
    TRY(CheckMetaPages(from));
    EnvironmentOptions environment_options;
    environment_options.read_only = true;
    ASSIGN_OR_RETURN(const auto environment, Environment::Open(from, environment_options));
    const std::string to = unfinished_ + "/data";
    TRY(base::MakeDirectory(to, 0700));
    const uint64_t total = environment->usage().used_bytes;
    return CopyEnvironment(*environment, to, [&](uint64_t bytes) { Tell("data", bytes, total); });
  }

  base::Result<void> CopyAttachments() {
    const std::string from = options_.directory + "/attachments", to = unfinished_ + "/attachments";
    ASSIGN_OR_RETURN(const auto files, FilesBelow(from));
    if (files.empty()) return {};
    TRY(base::MakeDirectory(to, 0700));
    std::set<std::string> directories;
    for (const std::string& file : files) {
      if (file.ends_with(".new")) continue;  // about to be renamed
      const std::string directory = to + "/" + file.substr(0, file.find('/'));
      if (directories.insert(directory).second) TRY(base::MakeDirectory(directory, 0700));
      const std::string earlier = previous_ + "/attachments/" + file;
      const bool same = !previous_.empty() && FileBytes(earlier) == FileBytes(from + "/" + file);
      if (!same || ::link(earlier.c_str(), (to + "/" + file).c_str()) != 0) {
        const auto copied = CopyFile(from + "/" + file, to + "/" + file, 0600);
        // Its subject was erased meanwhile, and the file removed.
        if (copied.has_error() && copied.error().code == base::ErrorCode::kNotFound) {
          ::unlink((to + "/" + file).c_str());
          continue;
        }
        TRY(copied);
      }
      Tell("attachments", ++report_.attachments, files.size());
    }
    for (const std::string& directory : directories) TRY(base::SyncDirectory(directory));
    return {};
  }

  base::Result<void> CopyAccesses() {
    const std::string from = options_.directory + "/access", to = unfinished_ + "/access";
    ASSIGN_OR_RETURN(const auto files, FilesBelow(from));
    if (files.empty()) return {};
    TRY(base::MakeDirectory(to, 0700));
    for (const std::string& file : files) {
      TRY(CopyFile(from + "/" + file, to + "/" + file, 0600));
      ++report_.access_files;
    }
    return base::SyncDirectory(to);
  }

  base::Result<void> CopyKeys() {
    const std::string to = unfinished_ + "/keys";
    TRY(base::MakeDirectory(to, 0700));
    ASSIGN_OR_RETURN(const std::string master_key_file, options_.copy_keys(fs::absolute(to)));
    if (options_.with_master_key) TRY(CopyFile(master_key_file, to + "/master.key", 0600));
    return base::SyncDirectory(to);
  }

  base::Result<void> CopyErasures() {
    ASSIGN_OR_RETURN(const auto erasures, ReadErasures(options_.directory + "/" + kErasuresFile));
    report_.erasures = erasures.size();
    TRY(AppendErasures(unfinished_ + "/" + kErasuresFile, erasures));
    const std::string all = options_.backups + "/" + kErasuresFile;
    ASSIGN_OR_RETURN(const auto known, ReadErasures(all));
    std::set<uint64_t> subjects;
    for (const Erasure& erasure : known) subjects.insert(erasure.subject);
    std::vector<Erasure> fresh;
    for (const Erasure& erasure : erasures)
      if (subjects.insert(erasure.subject).second) fresh.push_back(erasure);
    return AppendErasures(all, fresh);
  }

  base::Result<void> Verify() {
    Tell("verifying", 0, 1);
    TRY(OpenCheck(unfinished_ + "/keys"));
    TRY(OpenCheck(unfinished_ + "/data"));
    EnvironmentOptions environment_options;
    environment_options.read_only = true;
    environment_options.no_lock = true;
    ASSIGN_OR_RETURN(const auto environment, Environment::Open(unfinished_ + "/data", environment_options));
    ASSIGN_OR_RETURN(const LogSummary log,
                     VerifyLog(*environment, [&](uint64_t done, uint64_t total) { Tell("verifying", done, total); }));
    report_.manifest.entries = log.entries;
    report_.manifest.head = log.head;
    return {};
  }

  base::Result<void> WriteManifest() {
    report_.manifest.version = options_.version;
    report_.manifest.made_s = options_.now_s;
    ASSIGN_OR_RETURN(const auto files, FilesBelow(unfinished_));
    uint64_t total = 0;
    for (const std::string& file : files) total += FileBytes(unfinished_ + "/" + file);
    for (const std::string& file : files) {
      ASSIGN_OR_RETURN(const FileDigest digest, DigestFile(unfinished_ + "/" + file, [&](uint64_t bytes) {
                         report_.bytes += bytes;
                         Tell("digests", report_.bytes, total);
                       }));
      report_.manifest.files.push_back({file, digest.bytes, digest.digest});
    }
    return base::ReplaceFile(unfinished_ + "/" + kManifestFile, EncodeManifest(report_.manifest), 0600);
  }

  base::Result<void> DeleteOldKeys() {
    ASSIGN_OR_RETURN(auto generations, Generations(options_.backups));
    const size_t keep = std::max<size_t>(options_.keep_keys, 1);
    std::error_code error;
    for (size_t i = 0; i + keep < generations.size(); ++i) {
      const std::string keys = options_.backups + "/" + generations[i] + "/keys";
      if (!Exists(keys)) continue;
      fs::remove_all(keys, error);
      if (error) return FsError(keys, "cannot delete", error);
      TRY(base::SyncDirectory(options_.backups + "/" + generations[i]));
      ++report_.keys_deleted;
    }
    return {};
  }

  const BackupOptions& options_;
  BackupReport report_;
  std::string unfinished_, previous_;
};

}  // namespace

base::Result<BackupReport> MakeBackup(const BackupOptions& options) { return Maker(options).Make(); }

base::Result<std::vector<std::string>> Generations(const std::string& backups) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(backups, error), end; !error && entry != end; entry.increment(error))
    if (const std::string name = entry->path().filename(); IsName(name) && Exists(entry->path().string() + "/" + kManifestFile))
      names.push_back(name);
  if (error) return FsError(backups, "cannot list", error);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace cybercheck::store
