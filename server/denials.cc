// SPDX-License-Identifier: Apache-2.0
#include "server/denials.h"

namespace cybercheck::server {

void Denials::Record(store::Access access, bool has_token, int64_t now_ns, WorkerMetrics& metrics) {
  if (!has_token && !rate_.Take(1, kWithoutToken, 1, now_ns).allowed) return metrics.denials_unrecorded.Add();
  log_.Record(std::move(access), nullptr);
}

}  // namespace cybercheck::server
