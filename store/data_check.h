// SPDX-License-Identifier: Apache-2.0
// Whether a data file is what was written to it, without LMDB and without believing anything: metas, trees, free pages
// (page_tree.h), checksums, and every table's rows and sum of checksums (counts.h). Nobody may write meanwhile. Read-only; no
// file can crash it, but a disk that cannot give a page can (SIGBUS): the open check runs it in a child.
//
// What it cannot see: damage to bytes that nothing uses, and a whole older copy of the file.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "store/environment.h"

namespace cybercheck::store {

// Called for every row, in no order. May be empty.
using OnRow = std::function<void(TableId table, std::string_view key, std::string_view value)>;
// Called with the first and last row of every leaf page, the value as stored, checksum and all. May be empty.
using OnLeafEnd = std::function<base::Result<void>(TableId table, std::string_view key, std::string_view stored)>;

// `file` is a data.mdb. Errors: kForeignFile, kNewerVersion, kDamaged, kIo; the message says where. What `on_leaf_end` returns is
// returned.
base::Result<void> CheckDataFile(const std::string& file, const OnRow& on_row, const OnLeafEnd& on_leaf_end);

}  // namespace cybercheck::store
