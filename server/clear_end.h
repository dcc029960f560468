// SPDX-License-Identifier: Apache-2.0
// How long a clear holds where the officer names no end. `reviews.clear_days`: then what was observed counts again, and whatever
// comes puts the indicator before an officer. But time alone lists nobody: where an authority had listed it, by decision or by
// accepted cases, that would hold again with nobody's word, so such a clear holds until an authority says otherwise.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "indicator/key.h"

namespace cybercheck::server {

class Worker;

// Unix seconds; 0: no end. Of one decision about several it is the latest of theirs. Errors: kDamaged, kIo.
base::Result<int64_t> ClearEndOf(const std::vector<indicator::Key>& keys, Worker& worker);

}  // namespace cybercheck::server
