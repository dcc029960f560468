// SPDX-License-Identifier: Apache-2.0
// Counts the day's anonymous tips that are in the log already, so that caps on them (ingest/tip_caps.h) hold over a restart: read
// from its end back to midnight in Thailand, at most as many entries as the caps have room for.
#pragma once

#include "base/result.h"
#include "ingest/tip_caps.h"
#include "store/environment.h"

namespace cybercheck::ingest {

// Before the first report is taken. Errors: kDamaged, kIo.
base::Result<void> CountTipsOfToday(store::Environment& data, int64_t now_s, TipCaps& caps);

}  // namespace cybercheck::ingest
