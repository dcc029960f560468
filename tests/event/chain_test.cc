// SPDX-License-Identifier: Apache-2.0
#include "event/chain.h"

#include <gtest/gtest.h>

namespace cybercheck::event {
namespace {

struct Stored {
  std::string header;
  std::optional<std::string> body;
};

std::vector<Stored> Chain(size_t count) {
  std::vector<Stored> stored;
  base::Digest prev{};
  for (size_t i = 1; i <= count; ++i) {
    const std::string body = BeginBody() + ",\"n\":" + std::to_string(i) + "}";
    Header header;
    header.seq = i;
    header.id = base::Sha256(std::to_string(i));
    header.type = EntryType::kFeedObserved;
    header.version = 1;
    header.rules = 1;
    header.actor = "import:test";
    header.prev = prev;
    header.body_hash = base::Sha256(body);
    prev = HashOf(header);
    stored.push_back({EncodeHeader(header), body});
  }
  return stored;
}

// The message of the first entry that does not verify; empty when all do.
std::string Verify(const std::vector<Stored>& stored) {
  ChainVerifier verifier;
  for (const Stored& entry : stored)
    if (const auto next = verifier.Next(entry.header, entry.body); next.has_error()) return next.error().detail;
  return {};
}

TEST(ChainTest, AWholeChainVerifiesAlsoWithRedactedBodies) {
  auto chain = Chain(5);
  EXPECT_EQ(Verify(chain), "");
  chain[2].body.reset();
  EXPECT_EQ(Verify(chain), "");
}

TEST(ChainTest, AnyFlippedByteIsFoundAtItsEntryOrTheNext) {
  const auto chain = Chain(4);
  for (size_t entry = 0; entry < chain.size(); ++entry) {
    for (size_t at = 0; at < chain[entry].header.size(); ++at) {
      auto flipped = chain;
      flipped[entry].header[at] = static_cast<char>(flipped[entry].header[at] ^ 0x20);
      // What only the hash of this header covers (time, actor …) is found by the entry after it.
      const std::string found = Verify(flipped);
      if (entry + 1 == chain.size() && found.empty()) continue;  // the last header has no successor yet
      EXPECT_TRUE(found.starts_with("entry " + std::to_string(entry + 1) + ":") || found.starts_with("entry " + std::to_string(entry + 2) + ":"))
          << entry << " " << at << ": " << found;
    }
    for (size_t at = 0; at < chain[entry].body->size(); ++at) {
      auto flipped = chain;
      (*flipped[entry].body)[at] = static_cast<char>((*flipped[entry].body)[at] ^ 0x01);
      EXPECT_TRUE(Verify(flipped).starts_with("entry " + std::to_string(entry + 1) + ":")) << entry << " " << at;
    }
  }
}

TEST(ChainTest, MissingDoubledAndSwappedEntriesAreNamed) {
  auto missing = Chain(4);
  missing.erase(missing.begin() + 1);
  EXPECT_TRUE(Verify(missing).starts_with("entry 2: the entry here is numbered 3"));
  auto doubled = Chain(4);
  doubled.insert(doubled.begin() + 2, doubled[1]);
  EXPECT_TRUE(Verify(doubled).starts_with("entry 3:"));
  auto swapped = Chain(4);
  std::swap(swapped[1], swapped[2]);
  EXPECT_TRUE(Verify(swapped).starts_with("entry 2:"));
}

TEST(ChainTest, ABodyWithoutSaltIsRefused) {
  Header header;
  header.seq = 1;
  header.body_hash = base::Sha256("{}");
  ChainVerifier verifier;
  const auto next = verifier.Next(EncodeHeader(header), "{}");
  ASSERT_TRUE(next.has_error());
  EXPECT_NE(next.error().detail.find("salt"), std::string::npos);
}

}  // namespace
}  // namespace cybercheck::event
