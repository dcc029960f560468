// SPDX-License-Identifier: Apache-2.0
#include "cli/opened_directory.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace cybercheck::cli {

base::Result<void> OpenedDirectory::MayBeMade(const std::string& path) {
  // What an earlier attempt that was cut short may have left.
  constexpr std::array<std::string_view, 6> kOwn = {"lock", "master.key", "control.sock", "access", "data", "keys"};
  std::error_code error;
  for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (std::filesystem::exists(path + "/data/data.mdb", error)) break;
    if (std::find(kOwn.begin(), kOwn.end(), name) == kOwn.end())
      return base::Fail(base::ErrorCode::kForeignFile, path + " holds \"" + name + "\" and no data; name an empty or a new directory");
  }
  return {};
}

base::Result<std::unique_ptr<OpenedDirectory>> OpenedDirectory::Open(const std::string& path, bool create, store::LocalSequencerOptions sequencing) {
  if (create) TRY(MayBeMade(path));
  std::unique_ptr<OpenedDirectory> opened(new OpenedDirectory);
  lookup::FilterRows rows;
  store::DataDirectoryOptions options;
  options.create = create;
  options.on_row = [&rows](store::TableId table, std::string_view key, std::string_view value) { rows.OnRow(table, key, value); };
  ASSIGN_OR_RETURN(opened->directory_, store::DataDirectory::Open(path, std::move(options)));
  ASSIGN_OR_RETURN(opened->key_ring_, store::KeyRing::Open(*opened->directory_));
  opened->projection_.UseFilterRows(&rows);
  ASSIGN_OR_RETURN(opened->sequencer_, store::LocalSequencer::Open(opened->directory_->data(), {&opened->projection_, &opened->cases_}, std::move(sequencing)));
  return opened;
}

}  // namespace cybercheck::cli
