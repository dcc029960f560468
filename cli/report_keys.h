// SPDX-License-Identifier: Apache-2.0
// What an import of reports needs of `keys`: of a directory this process owns, or asked of its owner over the control socket, where keys and
// secrets stay.
#pragma once

#include <string>

#include "cli/opened_directory.h"
#include "ingest/report_importer.h"

namespace cybercheck::cli {

struct ReportKeys {
  ingest::PersonKeyer key_person;
  ingest::DigestKeyer key_digest;
  ingest::ReportSealer seal;

  // `opened` must outlive it. Errors: those of DataDirectory::Secret.
  static base::Result<ReportKeys> Of(OpenedDirectory& opened);
  // Each call is one request; used by one thread.
  static ReportKeys OfOwner(const std::string& socket_path);
};

}  // namespace cybercheck::cli
