// SPDX-License-Identifier: Apache-2.0
// A directory that goes with its owner.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace cybercheck::store {

class TempDirectory {
 public:
  TempDirectory() {
    std::string name = testing::TempDir() + "cybercheck_store_XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~TempDirectory() { std::filesystem::remove_all(path_); }
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace cybercheck::store
