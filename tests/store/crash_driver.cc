// SPDX-License-Identifier: Apache-2.0
// The program that crash tests kill: opens DIRECTORY, submits COUNT entries of four submitters each, and writes one 8-byte number
// to descriptor 3 for each entry that was acknowledged. Numbers begin at FIRST. Entries refused as storage_full are written as
// number | 2^63.
//   crash_driver DIRECTORY FIRST COUNT [one_by_one] [no_sync]      one_by_one: a single submitter
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "store/data_directory.h"
#include "store/local_sequencer.h"
#include "tests/store/tally_projection.h"

using namespace cybercheck;
using namespace cybercheck::store;

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const uint64_t first = std::strtoull(argv[2], nullptr, 10), count = std::strtoull(argv[3], nullptr, 10);
  DataDirectoryOptions options;
  options.create = true;
  // Merging and cutting go on all the time, and are interrupted with everything else.
  options.data.recent = {40, 6, 60};
  uint64_t submitter_count = 4;
  for (int i = 4; i < argc; ++i) {
    if (std::strcmp(argv[i], "no_sync") == 0) options.data.no_sync = true;
    if (std::strcmp(argv[i], "one_by_one") == 0) submitter_count = 1;
  }
  const auto directory = DataDirectory::Open(argv[1], options);
  if (directory.has_error()) {
    std::fprintf(stderr, "%s\n", base::ToString(directory.error()).c_str());
    return 3;
  }
  TallyProjection tally;
  const auto sequencer = LocalSequencer::Open((*directory)->data(), {&tally}, {});
  if (sequencer.has_error()) {
    std::fprintf(stderr, "%s\n", base::ToString(sequencer.error()).c_str());
    return 3;
  }
  std::vector<std::thread> submitters;
  for (uint64_t s = 0; s < submitter_count; ++s)
    submitters.emplace_back([&, s] {
      for (uint64_t number = first + s; number < first + count; number += submitter_count) {
        const auto reply =
            (*sequencer)->SubmitAndWait(TallyDraft(number, 5), s % 2 == 0 ? Priority::kInteractive : Priority::kBulk);
        if (reply.has_error() && reply.error().code != base::ErrorCode::kStorageFull) continue;
        const uint64_t told = reply.has_error() ? number | uint64_t{1} << 63 : number;
        if (write(3, &told, sizeof told) != sizeof told) return;
      }
    });
  for (std::thread& submitter : submitters) submitter.join();
  return 0;
}
