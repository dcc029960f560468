// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace cybercheck::base {
namespace {

class FileTest : public testing::Test {
 protected:
  FileTest() {
    std::string name = testing::TempDir() + "cybercheck_file_XXXXXX";
    directory_ = mkdtemp(name.data());
  }
  ~FileTest() override { std::filesystem::remove_all(directory_); }
  std::string directory_;
};

TEST_F(FileTest, ReplaceThenRead) {
  const std::string path = directory_ + "/a";
  ASSERT_TRUE(ReplaceFile(path, "one"));
  ASSERT_TRUE(ReplaceFile(path, "two"));
  EXPECT_EQ(*ReadFile(path), "two");
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST_F(FileTest, ErrorsNameThePath) {
  const auto missing = ReadFile(directory_ + "/none");
  ASSERT_TRUE(missing.has_error());
  EXPECT_EQ(missing.error().code, ErrorCode::kIo);
  EXPECT_NE(missing.error().detail.find("/none"), std::string::npos);
  ASSERT_TRUE(ReplaceFile(directory_ + "/big", std::string(100, 'x')));
  EXPECT_EQ(ReadFile(directory_ + "/big", 99).error().code, ErrorCode::kBodyTooLarge);
}

TEST_F(FileTest, MakeDirectoryTwiceIsFineButNotOverAFile) {
  EXPECT_TRUE(MakeDirectory(directory_ + "/d"));
  EXPECT_TRUE(MakeDirectory(directory_ + "/d"));
  ASSERT_TRUE(ReplaceFile(directory_ + "/f", ""));
  EXPECT_TRUE(MakeDirectory(directory_ + "/f").has_error());
}

}  // namespace
}  // namespace cybercheck::base
