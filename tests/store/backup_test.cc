// SPDX-License-Identifier: Apache-2.0
// Backups hold what was there, restores give it back, and who was erased stays erased.
#include "store/backup.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "store/attachments.h"
#include "store/data_directory.h"
#include "store/erasures.h"
#include "store/file_copy.h"
#include "store/key_ring.h"
#include "store/local_sequencer.h"
#include "store/replay.h"
#include "store/restore.h"
#include "tests/store/tally_projection.h"
#include "tests/store/temp_directory.h"

namespace cybercheck::store {
namespace {

using base::ErrorCode;
namespace fs = std::filesystem;

constexpr char kPdf[] = "%PDF-1.7\nunique words of a document\ntrailer<<>>\nstartxref\n9\n%%EOF\n";

class BackupTest : public testing::Test {
 protected:
  BackupTest() {
    With(Path(), [&](DataDirectory& directory, KeyRing& ring) {
      TallyProjection tally;
      const auto sequencer = LocalSequencer::Open(directory.data(), {&tally}, {}).value();
      for (uint64_t i = 1; i <= 200; ++i) ASSERT_TRUE(sequencer->SubmitAndWait(TallyDraft(i, 6), Priority::kBulk));
      for (event::Sealed* sealed : {&first_, &second_}) *sealed = ring.Seal(ring.NewSubject().value(), "text", "about").value();
      Attachments attachments(Path() + "/attachments", ring);
      attachment_ = attachments.Add(second_.subject, kPdf).value();
    });
    fs::create_directory(Path() + "/access");
    std::ofstream(Path() + "/access/2026-11.ndjson") << "{\"n\":1}\n";
  }

  // Opened for the time of `use`.
  template <class Use>
  static void With(const std::string& path, const Use& use) {
    DataDirectoryOptions options;
    options.create = true;
    const auto directory = DataDirectory::Open(path, options);
    ASSERT_TRUE(directory) << base::ToString(directory.error());
    const auto ring = KeyRing::Open(**directory);
    ASSERT_TRUE(ring) << base::ToString(ring.error());
    use(**directory, **ring);
  }

  base::Result<BackupReport> Backup(size_t keep_keys = 7) {
    BackupOptions options;
    options.directory = Path();
    options.backups = Backups();
    options.version = "0.1.0";
    options.now_s = now_s_ += 3600;
    options.keep_keys = keep_keys;
    options.copy_keys = [&](const std::string& into) -> base::Result<std::string> {
      ASSIGN_OR_RETURN(const auto directory, DataDirectory::Open(Path(), {}));
      ASSIGN_OR_RETURN(const std::string copy, directory->keys().MakeCopy());
      TRY(CopyFile(copy, into + "/data.mdb", 0600));
      return directory->keys().master_key_file();
    };
    return MakeBackup(options);
  }

  base::Result<RestoreReport> RestoreInto(const std::string& name, const std::string& from = "",
                                          const std::string& erasures = "") {
    RestoreOptions options;
    options.from = from.empty() ? Backups() : from;
    options.into = Path(name);
    options.erasures_file = erasures;
    return Restore(options);
  }

  void Erase(uint64_t subject) {
    With(Path(), [&](DataDirectory&, KeyRing& ring) { ASSERT_TRUE(ring.Erase(std::vector{subject})); });
  }

  std::string Path(const std::string& name = "d") const { return temporary_.path() + "/" + name; }
  std::string Backups() const { return Path("backups"); }

  TempDirectory temporary_;
  event::Sealed first_, second_;
  Attachments::Added attachment_;
  int64_t now_s_ = 1'764'000'000;
};

TEST_F(BackupTest, GivesBackWhatWasThere) {
  const auto backup = Backup();
  ASSERT_TRUE(backup) << base::ToString(backup.error());
  EXPECT_EQ(backup->manifest.entries, 200u);
  EXPECT_EQ(backup->attachments, 1u);
  EXPECT_EQ(backup->access_files, 1u);
  struct stat info {};
  ASSERT_EQ(stat((backup->generation + "/keys").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  ASSERT_EQ(stat((backup->generation + "/keys/data.mdb").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const auto restored = RestoreInto("r");
  ASSERT_TRUE(restored) << base::ToString(restored.error());
  EXPECT_EQ(restored->log.entries, 200u);
  base::Digest original{};
  With(Path(), [&](DataDirectory& directory, KeyRing&) { original = DataDigest(directory.data()).value(); });
  With(Path("r"), [&](DataDirectory& directory, KeyRing& ring) {
    EXPECT_EQ(DataDigest(directory.data()).value(), original);
    EXPECT_EQ(ring.Open(first_, "about").value(), "text");
    Attachments attachments(Path("r") + "/attachments", ring);
    EXPECT_EQ(attachments.Read(attachment_.id, second_.subject, attachment_.sealed_digest).value(), kPdf);
    EXPECT_GT(ring.NewSubject().value(), 1'000'000u) << "numbers given after the backup are not given to others";
  });
  EXPECT_EQ(base::ReadFile(Path("r") + "/access/2026-11.ndjson").value(), "{\"n\":1}\n");
}

TEST_F(BackupTest, WhoWasErasedStaysErased) {
  ASSERT_TRUE(Backup());
  const std::string generation = Backups() + "/" + Generations(Backups())->front();
  Erase(first_.subject);
  ASSERT_TRUE(RestoreInto("unknown", generation));
  With(Path("unknown"), [&](DataDirectory&, KeyRing& ring) { EXPECT_TRUE(ring.Open(first_, "about")); });
  const auto told = RestoreInto("told", generation, Path() + "/erasures");
  ASSERT_TRUE(told) << base::ToString(told.error());
  EXPECT_EQ(told->erased, std::vector{first_.subject});
  ASSERT_TRUE(Backup());  // brings the erasure to all backups
  const auto known = RestoreInto("known", generation);
  ASSERT_TRUE(known) << base::ToString(known.error());
  EXPECT_EQ(known->erased, std::vector{first_.subject});
  for (const char* name : {"told", "known"})
    With(Path(name), [&](DataDirectory&, KeyRing& ring) {
      EXPECT_EQ(ring.Open(first_, "about").error().code, ErrorCode::kErased);
      EXPECT_EQ(ring.Open(second_, "about").value(), "text");
    });
}

TEST_F(BackupTest, WhatIsMissingOrChangedIsNamed) {
  const std::string generation = Backup()->generation;
  int round = 0;
  for (const std::string& file :
       {std::string("access/2026-11.ndjson"), "attachments/" + attachment_.id.substr(0, 2) + "/" + attachment_.id,
        std::string("data/data.mdb"), std::string("keys/data.mdb")}) {
    const std::string path = generation + "/" + file, good = base::ReadFile(path, size_t{1} << 30).value();
    std::string bad = good;
    bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
    for (const bool missing : {false, true}) {
      fs::remove(path);
      if (!missing) std::ofstream(path, std::ios::binary) << bad;
      const auto restored = RestoreInto("r" + std::to_string(round++), generation);
      ASSERT_TRUE(restored.has_error()) << file;
      EXPECT_NE(restored.error().detail.find(file), std::string::npos) << restored.error().detail;
      EXPECT_EQ(restored.error().code, missing ? ErrorCode::kNotFound : ErrorCode::kDamaged);
      EXPECT_FALSE(fs::exists(Path("r" + std::to_string(round - 1)) + "/data"));
    }
    std::ofstream(path, std::ios::binary) << good;
  }
  EXPECT_TRUE(RestoreInto("good", generation));
  EXPECT_EQ(RestoreInto("good", generation).error().code, ErrorCode::kForeignFile);
  EXPECT_EQ(RestoreInto("none", Path("nothing")).has_error(), true);
}

TEST_F(BackupTest, OlderKeysAreDeletedAndTakenFromLaterBackups) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Backup(2));
  const auto generations = Generations(Backups()).value();
  ASSERT_EQ(generations.size(), 3u);
  EXPECT_FALSE(fs::exists(Backups() + "/" + generations[0] + "/keys"));
  EXPECT_TRUE(fs::exists(Backups() + "/" + generations[1] + "/keys"));
  const auto restored = RestoreInto("r", Backups() + "/" + generations[0]);
  ASSERT_TRUE(restored) << base::ToString(restored.error());
  EXPECT_EQ(restored->keys_from, Backups() + "/" + generations[1]);
  With(Path("r"), [&](DataDirectory&, KeyRing& ring) { EXPECT_EQ(ring.Open(first_, "about").value(), "text"); });
  for (const std::string& name : generations) fs::remove_all(Backups() + "/" + name + "/keys");
  EXPECT_EQ(RestoreInto("none").error().code, ErrorCode::kNotFound);
}

TEST_F(BackupTest, WhatWasCutShortIsNoBackupAndGoes) {
  ASSERT_TRUE(Backup());
  const std::string unfinished = Backups() + "/2025-11-26T03-00-00Z.new";
  fs::create_directories(unfinished + "/data");
  EXPECT_EQ(Generations(Backups())->size(), 1u);
  ASSERT_TRUE(Backup());
  EXPECT_FALSE(fs::exists(unfinished));
  now_s_ -= 3600;  // again in the same second
  ASSERT_TRUE(Backup());
  EXPECT_EQ(Generations(Backups())->size(), 3u);
}

TEST_F(BackupTest, DamagedDataIsNotBackedUp) {
  const std::string file = Path() + "/data/data.mdb";
  std::string bytes = base::ReadFile(file, size_t{1} << 30).value();
  int changed = 0;
  for (size_t at = 0; (at = bytes.find("\"salt\"", at)) != std::string::npos; ++at, ++changed)
    bytes[at + 12] = static_cast<char>(bytes[at + 12] ^ 1);
  ASSERT_GT(changed, 0);
  std::ofstream(file, std::ios::binary) << bytes;
  const auto backup = Backup();
  ASSERT_TRUE(backup.has_error());
  EXPECT_TRUE(Generations(Backups())->empty());
}

TEST(BackupManifestTest, ReadsBackAndRefusesWhatIsNone) {
  BackupManifest manifest;
  manifest.version = "0.1.0";
  manifest.made_s = 1'764'000'000;
  manifest.entries = 7;
  manifest.files = {{"data/data.mdb", 4096, base::Sha256("x")}, {"attachments/ab/ab cd", 1, {}}};
  const std::string text = EncodeManifest(manifest);
  EXPECT_EQ(EncodeManifest(DecodeManifest(text).value()), text);
  for (size_t size = 0; size < text.size(); ++size) {
    const auto part = DecodeManifest(text.substr(0, size));
    EXPECT_TRUE(part.has_error() || EncodeManifest(*part) != text) << size;
  }
  for (const char* bad : {"file 00 1 x\n",
                          "file "
                          "0000000000000000000000000000000000000000000000000000000000000000 1 ../x\n",
                          "unknown\n"})
    EXPECT_TRUE(DecodeManifest(text + bad).has_error()) << bad;
}

}  // namespace
}  // namespace cybercheck::store
