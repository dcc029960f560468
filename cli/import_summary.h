// SPDX-License-Identifier: Apache-2.0
// What an import says when it ends: a table for people, an object for programs. Pure.
#pragma once

#include <string>

#include "cli/terminal.h"
#include "ingest/importer.h"

namespace cybercheck::cli {

struct ImportSummary {
  std::string source, file;
  std::string rejects_file;  // empty: nothing was rejected
  int64_t elapsed_ms = 0;
  bool complete = true;      // the input was read to its end
};

std::string SummaryText(const ImportSummary& summary, const ingest::ImportReport& report, const Terminal& terminal);
std::string SummaryJson(const ImportSummary& summary, const ingest::ImportReport& report);

}  // namespace cybercheck::cli
