// SPDX-License-Identifier: Apache-2.0
#include "cases/public_id.h"

#include <gtest/gtest.h>

#include "cases/queue.h"

namespace cybercheck::cases {
namespace {

TEST(PublicIdTest, ComesBackAsItWasWritten) {
  const event::EntryId id = base::Sha256("entry");
  for (const int number : {0, 1, 7, 499, 65535}) {
    const std::string text = FormatPublicId(id, static_cast<uint16_t>(number));
    const auto parsed = ParsePublicId(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed->report, number);
    EXPECT_TRUE(std::equal(parsed->entry.begin(), parsed->entry.end(), id.begin()));
  }
  EXPECT_EQ(FormatPublicId(id).size(), 32u);
}

TEST(PublicIdTest, NothingElseIsOne) {
  const std::string id = FormatPublicId(base::Sha256("entry"));
  for (const std::string& bad :
       {std::string(), id.substr(1), id + "0", id + ".", id + ".0", id + ".01", id + ".-1", id + ".+1", id + ".65536", id + ".1 ",
        id + ".1.1", id + ".x", " " + id, std::string(32, 'A'), std::string(32, 'g')})
    EXPECT_FALSE(ParsePublicId(bad)) << bad;
}

TEST(PublicIdTest, PlacesComeBackToo) {
  EXPECT_EQ(ParsePlace(FormatPlace({17, 3})), (QueuePlace{17, 3}));
  EXPECT_EQ(ParsePlace(FormatPlace({UINT64_MAX, 65535})), (QueuePlace{UINT64_MAX, 65535}));
  for (const std::string_view bad :
       {"", ".", "1", "1.", ".1", "0.1", "1.65536", "1.1.1", "1.1 ", "-1.1", "18446744073709551616.1"})
    EXPECT_FALSE(ParsePlace(bad)) << bad;
}

}  // namespace
}  // namespace cybercheck::cases
