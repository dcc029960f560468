// SPDX-License-Identifier: Apache-2.0
// A process that dies at any call of an erasure or a change of the master key leaves a directory that opens, in which either all
// is as before or all is done, and in which doing it again does it.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "event/big_endian.h"
#include "store/data_directory.h"
#include "store/erasures.h"
#include "store/key_ring.h"
#include "tests/store/temp_directory.h"

namespace cybercheck::store {
namespace {

namespace fs = std::filesystem;

struct Prepared {
  std::string path;
  uint64_t subject = 0;
  event::Sealed sealed, other;
  std::string wrapped;  // the subject's key as it stands in the file
  std::vector<uint8_t> secret;
};

base::Result<std::string> WrappedKey(DataDirectory& directory, uint64_t subject) {
  std::string key, wrapped;
  event::AppendU64(key, subject);
  const auto read =
      directory.keys().Read([&](Environment& environment, const ReadTxn& txn, const SecretKey&) -> base::Result<void> {
        ASSIGN_OR_RETURN(const Table table, environment.OpenTable(txn, kSubjectsTable));
        ASSIGN_OR_RETURN(const auto value, table.Get(txn, key));
        wrapped = value.value_or("");
        return {};
      });
  if (read.has_error()) return read.error();
  return wrapped;
}

Prepared Prepare(const std::string& path) {
  DataDirectoryOptions options;
  options.create = true;
  const auto directory = DataDirectory::Open(path, options).value();
  const auto ring = KeyRing::Open(*directory).value();
  Prepared prepared;
  prepared.path = path;
  prepared.subject = ring->NewSubject().value();
  prepared.sealed = ring->Seal(prepared.subject, "text", "about").value();
  prepared.other = ring->Seal(ring->NewSubject().value(), "other", "about").value();
  prepared.wrapped = WrappedKey(*directory, prepared.subject).value();
  prepared.secret = directory->Secret("requests").value();
  return prepared;
}

// The driver's status; killed before its `nth` change of a file.
int Drive(const std::string& path, const std::vector<std::string>& arguments, int nth) {
  const pid_t child = fork();
  if (child == 0) {
    setenv("LD_PRELOAD", KILL_SHIM, 1);
    setenv("KILL_NTH", std::to_string(nth).c_str(), 1);
    std::vector<const char*> words = {KEYS_DRIVER, path.c_str()};
    for (const std::string& argument : arguments) words.push_back(argument.c_str());
    words.push_back(nullptr);
    execv(KEYS_DRIVER, const_cast<char* const*>(words.data()));
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

bool StandsAnywhere(const std::string& path, const std::string& bytes) {
  for (const auto& entry : fs::recursive_directory_iterator(path))
    if (entry.is_regular_file() && base::ReadFile(entry.path(), size_t{1} << 30).value().find(bytes) != std::string::npos)
      return true;
  return false;
}

// Runs the command on fresh copies of one directory, killed at its first call, its second … until one runs to its end.
template <class Check>
void KillAtEveryCall(const std::vector<std::string>& arguments, const Prepared& prepared, const Check& check) {
  int nth = 1, kills = 0;
  for (bool ended = false; !ended; ++nth) {
    const TempDirectory temporary;
    const std::string copy = temporary.path() + "/d";
    fs::copy(prepared.path, copy, fs::copy_options::recursive);
    const int status = Drive(copy, arguments, nth);
    ended = WIFEXITED(status);
    ASSERT_EQ(ended ? WEXITSTATUS(status) : WTERMSIG(status), ended ? 0 : SIGKILL) << "call " << nth;
    kills += !ended;
    ASSERT_NO_FATAL_FAILURE(check(copy, ended)) << "killed at call " << nth;
    ASSERT_LT(nth, 1000);
  }
  std::printf("%s: killed at each of %d calls\n", arguments[0].c_str(), kills);
  EXPECT_GT(kills, 10);
}

TEST(KeysCrashTest, Erase) {
  const TempDirectory temporary;
  const Prepared prepared = Prepare(temporary.path() + "/d");
  int before = 0, after = 0;
  KillAtEveryCall({"erase", std::to_string(prepared.subject)}, prepared, [&](const std::string& path, bool ended) {
    {
      const auto directory = DataDirectory::Open(path, {});
      ASSERT_TRUE(directory) << base::ToString(directory.error());
      const auto ring = KeyRing::Open(**directory);
      ASSERT_TRUE(ring) << base::ToString(ring.error());
      const auto opened = (*ring)->Open(prepared.sealed, "about");
      const bool erased = opened.has_error();
      ASSERT_TRUE(!erased || opened.error().code == base::ErrorCode::kErased);
      ASSERT_TRUE(erased || !ended);
      ASSERT_EQ(erased, !ReadErasures(path + "/erasures")->empty()) << "what is ordered is done, what is done was ordered";
      ++(erased ? after : before);
      ASSERT_TRUE((*ring)->Erase(std::vector{prepared.subject}));
      ASSERT_EQ((*ring)->Open(prepared.sealed, "about").error().code, base::ErrorCode::kErased);
      ASSERT_EQ((*ring)->Open(prepared.other, "about").value(), "other");
      ASSERT_EQ((*directory)->Secret("requests").value(), prepared.secret);
    }
    ASSERT_FALSE(StandsAnywhere(path, prepared.wrapped));
  });
  EXPECT_GT(before, 0);
  EXPECT_GT(after, 1);
}

TEST(KeysCrashTest, Rotate) {
  const TempDirectory temporary;
  const Prepared prepared = Prepare(temporary.path() + "/d");
  const std::string old_master = base::ReadFile(prepared.path + "/master.key").value();
  int before = 0, after = 0;
  KillAtEveryCall({"rotate"}, prepared, [&](const std::string& path, bool ended) {
    {
      const auto directory = DataDirectory::Open(path, {});
      ASSERT_TRUE(directory) << base::ToString(directory.error());
      const auto ring = KeyRing::Open(**directory);
      ASSERT_TRUE(ring) << base::ToString(ring.error());
      const bool rotated = base::ReadFile(path + "/master.key").value() != old_master;
      ASSERT_TRUE(rotated || !ended);
      ++(rotated ? after : before);
      ASSERT_EQ((*ring)->Open(prepared.sealed, "about").value(), "text");
      ASSERT_EQ((*ring)->Open(prepared.other, "about").value(), "other");
      ASSERT_EQ((*directory)->Secret("requests").value(), prepared.secret);
      ASSERT_EQ(WrappedKey(**directory, prepared.subject).value() == prepared.wrapped, !rotated);
      ASSERT_FALSE(fs::exists(path + "/master.key.next"));
      ASSERT_FALSE(fs::exists(path + "/keys.new"));
      if (!rotated) return;
    }
    ASSERT_FALSE(StandsAnywhere(path, prepared.wrapped));
  });
  EXPECT_GT(before, 0);
  EXPECT_GT(after, 1);
}

}  // namespace
}  // namespace cybercheck::store
