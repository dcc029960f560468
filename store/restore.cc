// SPDX-License-Identifier: Apache-2.0
#include "store/restore.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "store/backup.h"
#include "store/data_directory.h"
#include "store/erasures.h"
#include "store/file_copy.h"
#include "store/key_ring.h"
#include "store/subject_keys.h"

namespace cybercheck::store {
namespace {

namespace fs = std::filesystem;

// More people than a service hears of in the days between two backups.
constexpr uint64_t kSkippedSubjects = uint64_t{1} << 20;

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }
bool IsKey(const std::string& path) { return path.starts_with("keys/"); }

class Restorer {
 public:
  explicit Restorer(const RestoreOptions& options) : options_(options), into_(options.into) {}

  base::Result<RestoreReport> Run() {
    TRY(FindGeneration());
    TRY(FindKeys());
    TRY(MakeInto());
    TRY(CopyFiles());
    TRY(WriteErasures());
    // `data` last: once it stands there, all does.
    if (::rename((into_ + "/data.new").c_str(), (into_ + "/data").c_str()) != 0)
      return base::IoError(into_ + "/data", "cannot make");
    TRY(base::SyncDirectory(into_));
    TRY(Open());
    return std::move(report_);
  }

 private:
  base::Result<BackupManifest> ReadManifest(const std::string& generation) const {
    ASSIGN_OR_RETURN(const std::string text, base::ReadFile(generation + "/" + kManifestFile, size_t{1} << 30));
    auto manifest = DecodeManifest(text);
    if (manifest.has_error()) return base::Fail(manifest.error().code, generation + ": " + manifest.error().detail);
    return manifest;
  }

  base::Result<void> FindGeneration() {
    std::string from = options_.from;
    while (from.size() > 1 && from.back() == '/') from.pop_back();
    if (Exists(from + "/" + kManifestFile)) {
      report_.generation = from;
      const fs::path parent = fs::path(from).parent_path();
      backups_ = parent.empty() ? "." : parent.string();
    } else {
      backups_ = from;
      ASSIGN_OR_RETURN(const auto generations, Generations(backups_));
      if (generations.empty())
        return base::Fail(base::ErrorCode::kNotFound, from + " holds no backup (a directory with a " + kManifestFile + ")");
      report_.generation = backups_ + "/" + generations.back();
    }
    ASSIGN_OR_RETURN(report_.manifest, ReadManifest(report_.generation));
    return {};
  }

  // Keys only come and go: a later copy has those of all who were not erased since. So where this generation's were deleted, the
  // next later ones do.
  base::Result<void> FindKeys() {
    keys_generation_ = report_.generation;
    keys_manifest_ = report_.manifest;
    if (Exists(report_.generation + "/keys")) return {};
    ASSIGN_OR_RETURN(const auto generations, Generations(backups_));
    const std::string own = fs::path(report_.generation).filename();
    for (const std::string& name : generations) {
      if (name <= own || !Exists(backups_ + "/" + name + "/keys")) continue;
      keys_generation_ = report_.keys_from = backups_ + "/" + name;
      ASSIGN_OR_RETURN(keys_manifest_, ReadManifest(keys_generation_));
      return {};
    }
    return base::Fail(base::ErrorCode::kNotFound, report_.generation + "/keys is missing, and no later backup in " + backups_ +
                                                      " has keys; without keys nothing sealed opens");
  }

  base::Result<void> MakeInto() const {
    std::error_code error;
    if (Exists(into_) && !fs::is_empty(into_, error))
      return base::Fail(base::ErrorCode::kForeignFile, into_ + " is not empty; name a new or empty directory");
    TRY(base::MakeDirectory(into_));
    TRY(base::MakeDirectory(into_ + "/data.new"));
    return base::MakeDirectory(into_ + "/keys", 0700);
  }

  base::Result<void> CopyOne(const std::string& generation, const BackupFile& file) {
    std::string to = into_ + "/" + file.path;
    if (file.path == "data/data.mdb") to = into_ + "/data.new/data.mdb";
    if (file.path == "keys/master.key") {
      if (!options_.master_key_file.empty()) return {};
      to = into_ + "/master.key";
    }
    if (file.path == kErasuresFile) return {};
    const fs::path parent = fs::path(to).parent_path();
    std::error_code error;
    fs::create_directories(parent, error);
    if (error) return base::Fail(base::ErrorCode::kIo, parent.string() + ": cannot make: " + error.message());
    directories_.insert(parent);
    ASSIGN_OR_RETURN(const FileDigest copied, CopyFile(generation + "/" + file.path, to, 0600, [&](uint64_t bytes) {
                       report_.bytes += bytes;
                       if (options_.progress) options_.progress(report_.bytes, total_);
                     }));
    if (copied.bytes != file.bytes || copied.digest != file.digest)
      return base::Fail(base::ErrorCode::kDamaged, generation + "/" + file.path + " is not what was backed up");
    return {};
  }

  base::Result<void> CopyFiles() {
    for (const BackupFile& file : report_.manifest.files) total_ += file.bytes;
    for (const BackupFile& file : report_.manifest.files)
      if (!IsKey(file.path)) TRY(CopyOne(report_.generation, file));
    for (const BackupFile& file : keys_manifest_.files)
      if (IsKey(file.path)) TRY(CopyOne(keys_generation_, file));
    if (!options_.master_key_file.empty()) TRY(CopyFile(options_.master_key_file, into_ + "/master.key", 0600));
    if (!Exists(into_ + "/master.key"))
      return base::Fail(base::ErrorCode::kNotFound,
                        "the backup holds no master key; name the one it was made under (--master-key FILE)");
    for (const std::string& directory : directories_) TRY(base::SyncDirectory(directory));
    return {};
  }

  base::Result<void> WriteErasures() {
    std::vector<Erasure> all;
    std::set<uint64_t> subjects;
    std::vector<std::string> files = {report_.generation + "/" + kErasuresFile, backups_ + "/" + kErasuresFile};
    if (!options_.erasures_file.empty()) {
      if (!Exists(options_.erasures_file)) return base::Fail(base::ErrorCode::kNotFound, options_.erasures_file + " is missing");
      files.push_back(options_.erasures_file);
    }
    for (const std::string& file : files) {
      ASSIGN_OR_RETURN(const auto erasures, ReadErasures(file));
      for (const Erasure& erasure : erasures)
        if (subjects.insert(erasure.subject).second) all.push_back(erasure);
    }
    report_.erasures = all.size();
    known_.assign(subjects.begin(), subjects.end());
    return AppendErasures(into_ + "/" + kErasuresFile, all);
  }

  base::Result<void> Open() {
    ASSIGN_OR_RETURN(const auto directory, DataDirectory::Open(into_, {}));
    ASSIGN_OR_RETURN(report_.erased, SubjectsWithKeys(directory->keys(), known_));
    { ASSIGN_OR_RETURN(const auto key_ring, KeyRing::Open(*directory)); }  // destroys them
    TRY(SkipSubjects(directory->keys(), kSkippedSubjects));
    ASSIGN_OR_RETURN(report_.log, VerifyLog(directory->data()));
    if (report_.log.entries != report_.manifest.entries || report_.log.head != report_.manifest.head)
      return base::Fail(base::ErrorCode::kDamaged, into_ + ": the log does not end where the manifest says");
    return {};
  }

  const RestoreOptions& options_;
  const std::string into_;
  RestoreReport report_;
  std::string backups_, keys_generation_;
  BackupManifest keys_manifest_;
  uint64_t total_ = 0;
  std::vector<uint64_t> known_;  // erased, by all that is known
  std::set<std::string> directories_;
};

}  // namespace

base::Result<RestoreReport> Restore(const RestoreOptions& options) { return Restorer(options).Run(); }

}  // namespace cybercheck::store
