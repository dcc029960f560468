// SPDX-License-Identifier: Apache-2.0
// base/be_bytes.h under this room's own names.
#pragma once

#include "base/be_bytes.h"

namespace cybercheck::lookup {

using base::AppendBe;
using base::ByteReader;

}  // namespace cybercheck::lookup
