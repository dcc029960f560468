// SPDX-License-Identifier: Apache-2.0
// What only a subject's key opens: free text, contacts, names. In a body {"subject":7,"box":"<base64>"}. How a box is made:
// store/key_ring.h. When the subject is erased its key is destroyed, and the box is noise that still hashes as before.
#pragma once

#include <cstdint>
#include <string>

namespace cybercheck::event {

inline constexpr size_t kSealedBytesMax = 64 << 10;

struct Sealed {
  uint64_t subject = 0;  // from 1
  std::string box;       // nonce, ciphertext and tag, as bytes
  friend bool operator==(const Sealed&, const Sealed&) = default;
};

}  // namespace cybercheck::event
