// SPDX-License-Identifier: Apache-2.0
// By what the texts of two reports are found to be the same while both are sealed: a keyed digest of the text, its case and width
// folded (NFKC_Casefold), characters nobody sees removed, every run of spaces one space. Without the key nobody can try texts on
// it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sha256.h"

namespace cybercheck::ingest {

// A digest keyed under a secret of `keys`, here or by who keeps it: 64 hex digits.
using DigestKeyer = std::function<base::Result<std::string>(const base::Digest& digest)>;

// 32 hex digits; empty where nothing is left of the text. Errors: those of `key`.
base::Result<std::string> TextDigest(std::string_view text, const DigestKeyer& key);

}  // namespace cybercheck::ingest
