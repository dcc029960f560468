// SPDX-License-Identifier: Apache-2.0
// Where workbooks of cases and holds are handed in: the server that owns the directory, over its control socket, or this process, which then
// opens the directory itself. Both are the server's own routes. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/http_client.h"

namespace cybercheck::cli {

class WorkbookDesk {
 public:
  virtual ~WorkbookDesk() = default;
  // `target`: "/v1/cases:workbook", "/v1/holds:workbook". A refusal (status 4xx, 5xx) is a response. Errors: kUnavailable.
  virtual base::Result<HttpResponse> HandIn(std::string_view target, std::string_view xlsx) = 0;
};

// `config`, `warnings` and errors: as WriteTarget::Open has them.
base::Result<std::unique_ptr<WorkbookDesk>> OpenWorkbookDesk(const std::string& data, const std::string& config, std::vector<std::string>& warnings);

}  // namespace cybercheck::cli
