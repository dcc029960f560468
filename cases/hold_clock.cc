// SPDX-License-Identifier: Apache-2.0
#include "cases/hold_clock.h"

#include <algorithm>

namespace cybercheck::cases {

int64_t DueOf(const HoldRow& row) noexcept {
  if (row.held_satang == 0 || row.held_s == 0 || row.ground == event::HoldGround::kWarrant) return 0;
  const bool detected = row.ground == event::HoldGround::kBankDetected;
  const int64_t alone_s = std::max(row.until_s, row.held_s + (detected ? row.clocks.detected_s : row.clocks.victim_s));
  if (detected || row.complaint_s == 0 || row.complaint_s > alone_s) return alone_s;
  return std::max(alone_s, row.complaint_s + row.clocks.complaint_s);
}

}  // namespace cybercheck::cases
