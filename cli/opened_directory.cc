// SPDX-License-Identifier: Apache-2.0
#include "cli/opened_directory.h"

namespace cybercheck::cli {

base::Result<std::unique_ptr<OpenedDirectory>> OpenedDirectory::Open(const std::string& path, bool create) {
  std::unique_ptr<OpenedDirectory> opened(new OpenedDirectory);
  lookup::FilterRows rows;
  store::DataDirectoryOptions options;
  options.create = create;
  options.on_row = [&rows](store::TableId table, std::string_view key, std::string_view value) { rows.OnRow(table, key, value); };
  ASSIGN_OR_RETURN(opened->directory_, store::DataDirectory::Open(path, std::move(options)));
  opened->projection_.UseFilterRows(&rows);
  ASSIGN_OR_RETURN(opened->sequencer_, store::LocalSequencer::Open(opened->directory_->data(), {&opened->projection_}, {}));
  return opened;
}

}  // namespace cybercheck::cli
