// SPDX-License-Identifier: Apache-2.0
#include "cli/stored_data.h"

#include <unistd.h>

#include "store/open_check.h"

namespace cybercheck::cli {

base::Result<std::unique_ptr<store::Environment>> OpenStoredData(const std::string& directory) {
  const std::string path = directory + "/data";
  if (::access((path + "/data.mdb").c_str(), F_OK) != 0)
    return base::Fail(base::ErrorCode::kNotFound, directory + " holds no data; import something, or serve, to make it");
  TRY(store::CheckMetaPages(path));
  store::EnvironmentOptions options;
  options.read_only = true;
  return store::Environment::Open(path, options);
}

}  // namespace cybercheck::cli
