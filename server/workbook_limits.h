// SPDX-License-Identifier: Apache-2.0
// How much of a workbook is read that came as a request: less than what an import takes (docs/import.md), for a request is held
// in memory.
#pragma once

#include "ingest/workbook_reader.h"

namespace cybercheck::server {

inline constexpr size_t kWorkbookBytesMax = 4 << 20;
inline constexpr ingest::WorkbookLimits kRequestWorkbookLimits{.file_bytes_max = kWorkbookBytesMax,
                                                               .unpacked_bytes_max = 64 << 20,
                                                               .entries_max = 256,
                                                               .sheets_max = 32,
                                                               .rows_max = 20'000,
                                                               .columns_max = 256,
                                                               .shared_strings_max = 100'000,
                                                               .shared_string_bytes_max = 8 << 20,
                                                               .cell_bytes_max = 4096,
                                                               .row_bytes_max = 16 << 10};

}  // namespace cybercheck::server
