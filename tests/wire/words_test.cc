// SPDX-License-Identifier: Apache-2.0
#include "wire/words.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/utf8.h"

namespace cybercheck::wire {
namespace {

struct Entry {
  std::string name;
  Words words;
};

std::vector<Entry> AllWords() {
  std::vector<Entry> all;
  for (int v = 0; v <= 5; ++v) {
    const auto verdict = static_cast<Verdict>(v);
    all.push_back({"verdict " + std::string(Name(verdict)), TextOf(verdict)});
    for (int c = 0; c <= 4; ++c)
      all.push_back({"advice " + std::string(Name(verdict)) + " " + std::string(Name(static_cast<Context>(c))),
                     AdviceFor(verdict, static_cast<Context>(c))});
  }
  for (size_t r = 0; r < kReasonCount; ++r)
    all.push_back({"reason " + std::string(Name(static_cast<Reason>(r))), TextOf(static_cast<Reason>(r))});
  return all;
}

bool HasThai(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, at);
    if (point.value >= 0x0E01 && point.value <= 0x0E5B) return true;
    at += point.size;
  }
  return false;
}

TEST(Words, VerdictsReadExactlySo) {
  EXPECT_EQ(TextOf(Verdict::kListed).th, "ขึ้นบัญชีเตือนภัย");
  EXPECT_EQ(TextOf(Verdict::kSuspected).th, "น่าสงสัย");
  EXPECT_EQ(TextOf(Verdict::kReported).th, "มีผู้แจ้ง ยังไม่ยืนยัน");
  EXPECT_EQ(TextOf(Verdict::kUnknown).th, "ยังไม่พบข้อมูล ไม่ได้แปลว่าปลอดภัย");
  EXPECT_EQ(TextOf(Verdict::kUnresolvable).th, "ตรวจสอบปลายทางไม่ได้");
  EXPECT_EQ(TextOf(Verdict::kOfficial).th, "เป็นของหน่วยงาน แต่ปลอมเบอร์ได้");
}

TEST(Words, EveryTextIsThereInBothLanguages) {
  for (const Entry& entry : AllWords()) {
    EXPECT_TRUE(base::IsValidUtf8(entry.words.th)) << entry.name;
    EXPECT_TRUE(HasThai(entry.words.th)) << entry.name;
    EXPECT_TRUE(base::IsAscii(entry.words.en)) << entry.name;
    EXPECT_FALSE(entry.words.en.empty()) << entry.name;
  }
}

// They go into JSON as they are.
TEST(Words, NeedNoEscape) {
  for (const Entry& entry : AllWords())
    for (const std::string_view text : {entry.words.en, entry.words.th})
      for (const char c : text) EXPECT_TRUE(c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20) << entry.name;
}

// No text calls anything safe, and none speaks of a person as a criminal (คนร้าย, มิจฉาชีพ).
TEST(Words, NeverSafeNeverAnAccusation) {
  for (const Entry& entry : AllWords()) {
    const bool says_not_safe = entry.words.th.find("ไม่ได้แปลว่าปลอดภัย") != std::string_view::npos;
    EXPECT_TRUE(says_not_safe || entry.words.th.find("ปลอดภัย") == std::string_view::npos) << entry.name;
    EXPECT_TRUE(says_not_safe || entry.words.en.find("safe") == std::string_view::npos) << entry.name;
    for (const std::string_view word : {"มิจฉาชีพ", "คนร้าย", "โจร"})
      EXPECT_EQ(entry.words.th.find(word), std::string_view::npos) << entry.name;
    for (const std::string_view word : {"scammer", "criminal", "fraudster"})
      EXPECT_EQ(entry.words.en.find(word), std::string_view::npos) << entry.name;
  }
}

}  // namespace
}  // namespace cybercheck::wire
