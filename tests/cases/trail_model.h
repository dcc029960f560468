// SPDX-License-Identifier: Apache-2.0
// The money trail the slow, obvious way, from what cases/trail.h says: rows by going over all transfers until none changes, the
// next transfer found by looking at all, every account a list. For small graphs.
#pragma once

#include <vector>

#include "cases/trail.h"

namespace cybercheck::cases {

// Without a limit of work: `options.work_max` is not looked at, and `work` stays 0.
Trail ModelTrail(const std::vector<TrailNode>& nodes, const std::vector<TrailEdge>& edges, const TrailOptions& options);

}  // namespace cybercheck::cases
