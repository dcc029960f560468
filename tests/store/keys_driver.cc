// SPDX-License-Identifier: Apache-2.0
// The program that tests of keys kill:  keys_driver DIRECTORY erase SUBJECT | rotate
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "store/data_directory.h"
#include "store/key_ring.h"

using namespace cybercheck;
using namespace cybercheck::store;

namespace {

base::Result<void> Run(int argc, char** argv) {
  ASSIGN_OR_RETURN(const auto directory, DataDirectory::Open(argv[1], {}));
  ASSIGN_OR_RETURN(const auto ring, KeyRing::Open(*directory));
  if (std::strcmp(argv[2], "rotate") == 0) return directory->keys().Rotate(SecretKey::Random());
  if (argc < 4) return base::Fail(base::ErrorCode::kBadRequest, "erase whom?");
  const uint64_t subject = std::strtoull(argv[3], nullptr, 10);
  return ring->Erase({&subject, 1});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto done = Run(argc, argv);
  if (done.has_error()) std::fprintf(stderr, "%s\n", base::ToString(done.error()).c_str());
  return done.has_error() ? 3 : 0;
}
