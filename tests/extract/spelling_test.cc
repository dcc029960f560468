// SPDX-License-Identifier: Apache-2.0
// Generated messages: every spelling of a number or URL, in many surroundings, must be found with the key of its plain form.
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "extract/extractor.h"

namespace cybercheck::extract {
namespace {

using indicator::Kind;

const Extractor& TheExtractor() {
  static const Extractor extractor;
  return extractor;
}

// Keys of `kind` in `text`, separated by spaces.
std::string KeysIn(std::string_view text, Kind kind) {
  const auto found = TheExtractor().Extract(text);
  EXPECT_TRUE(found.has_value());
  std::string keys;
  for (const Found& f : *found)
    if (f.canonical && f.canonical->key.kind == kind) keys += (keys.empty() ? "" : " ") + f.canonical->key.form;
  return keys;
}

std::string ThaiDigits(std::string_view ascii) {
  std::string out;
  for (const char c : ascii) {
    if (c >= '0' && c <= '9') {
      out += "\xE0\xB9";
      out += static_cast<char>(0x90 + (c - '0'));
    } else {
      out += c;
    }
  }
  return out;
}

// '#' takes the digits of `number` one after the other.
std::string Fill(std::string_view shape, std::string_view number) {
  std::string out;
  size_t next = 0;
  for (const char c : shape) out += c == '#' ? number[next++] : c;
  return out;
}

TEST(Spelling, PhonesInEverySpellingAndSurrounding) {
  const std::vector<std::string> mobile = {"##########",       "###-###-####", "### ### ####", "###.###.####",
                                           "##-####-####",     "## #### ####", "###-#######",  "(###) ###-####",
                                           "### - ### - ####", "###-####-###", "#### ### ###", "# # # # # # # # # #"};
  const std::vector<std::string> fixed = {"#########",     "##-###-####", "## ### ####", "##-#######",
                                          "(##) ###-####", "###-######",  "### ### ###"};
  const std::vector<std::string> international = {"+66#########",
                                                  "+66 ## ### ####",
                                                  "+66-##-###-####",
                                                  "+66 (0)## ### ####",
                                                  "0066#########",
                                                  "(+66) ## ### ####",
                                                  "+66 0## ### ####",
                                                  "+66########"
                                                  "#"};
  const std::vector<std::string> before = {
      "", "โทร ", "โทร.", "โทร", "เบอร์", "ติดต่อ: ", "Tel. ", "call ", "มือถือ ", "รายได้ 500 บาท ", "นัดวันที่ 26 ก.ค. 67 "};
  const std::vector<std::string> after = {"", " ค่ะ", "ครับ", ".", ", ด่วน", "\n", " (เอ)", " 24 ชม.", " ราคา 1,500.00 บาท", "!"};
  std::mt19937 random(7);
  const auto digit = [&] { return static_cast<char>('0' + std::uniform_int_distribution<int>(0, 9)(random)); };
  size_t tried = 0;
  for (const auto* shapes : {&mobile, &fixed, &international}) {
    for (const std::string& shape : *shapes) {
      for (const std::string& lead : before) {
        for (const std::string& tail : after) {
          std::string national = shapes == &fixed ? "02000" : "0690";  // blocks nobody has
          while (national.size() < (shapes == &fixed ? 9u : 10u)) national += digit();
          const std::string number = shapes == &international ? national.substr(1) : national;
          std::string spelled = Fill(shape, number);
          if (tried % 5 == 0) spelled = ThaiDigits(spelled);
          ++tried;
          // Two numbers that only a space parts are one number to anybody.
          if (!tail.empty() && tail[0] == ' ' && tail.size() > 1 && tail[1] >= '0' && tail[1] <= '9' && shape.find("# #") == 1)
            continue;
          EXPECT_EQ(KeysIn(lead + spelled + tail, Kind::kPhone), "+66" + national.substr(1)) << lead << spelled << tail;
        }
      }
    }
  }
  std::printf("%zu phones\n", tried);
}

TEST(Spelling, AccountsOfEveryBankEitherWayRound) {
  struct Bank {
    const char* code;
    std::vector<const char*> names;
  };
  const std::vector<Bank> banks = {{"002", {"ธ.กรุงเทพ", "ธนาคารกรุงเทพ", "BBL"}},
                                   {"004", {"กสิกร", "กสิกรไทย", "KBANK", "K-Bank", "kbank"}},
                                   {"006", {"กรุงไทย", "KTB", "ธนาคารกรุงไทย"}},
                                   {"011", {"ttb", "TTB", "ทหารไทยธนชาต", "TMB"}},
                                   {"014", {"SCB", "ไทยพาณิชย์", "ธ.ไทยพาณิชย์"}},
                                   {"025", {"กรุงศรี", "กรุงศรีอยุธยา", "BAY"}},
                                   {"024", {"UOB"}},
                                   {"022", {"CIMB"}}};
  std::mt19937 random(11);
  size_t tried = 0;
  for (const Bank& bank : banks) {
    for (const std::string name : bank.names) {
      for (const std::string shape : {"###-#-#####-#", "##########", "### # ##### #", "###-######-#"}) {
        std::string number = "000";  // no branch has this number
        while (number.size() < 10) number += static_cast<char>('0' + std::uniform_int_distribution<int>(0, 9)(random));
        std::string spelled = Fill(shape, number);
        if (++tried % 4 == 0) spelled = ThaiDigits(spelled);
        const std::string expected = std::string(bank.code) + ":" + number;
        for (const std::string& text :
             {name + " " + spelled, name + " ชื่อบัญชี นายสมมติ " + spelled + " โอนเลย", spelled + " " + name,
              "เลขบัญชี " + spelled + " (" + name + ")", "โอน 500 บาท " + name + ": " + spelled + "\nด่วน"})
          EXPECT_EQ(KeysIn(text, Kind::kAccount), expected) << text;
      }
    }
  }
  std::printf("%zu accounts\n", tried);
}

// Real URLs, set between Thai words without a space.
TEST(Spelling, FeedUrlsGluedIntoThaiText) {
  const std::string feed = CYBERCHECK_SOURCE_DIR "/../shared/data/openphish_stream.tsv.zst";
  const std::unique_ptr<FILE, int (*)(FILE*)> readable(std::fopen(feed.c_str(), "rb"), std::fclose);
  if (!readable) {
    std::printf("left out: shared/data/openphish_stream.tsv.zst is not beside this checkout; URLs of a real feed not measured\n");
    return;
  }
  const std::unique_ptr<FILE, int (*)(FILE*)> rows(popen(("zstd -dc " + feed).c_str(), "r"), pclose);
  ASSERT_TRUE(rows);
  constexpr size_t kEvery = 20;
  constexpr size_t kUrlBytesMax = 4096;
  std::vector<char> line(64 << 10);
  size_t row = 0, tried = 0, found[2] = {0, 0};
  while (std::fgets(line.data(), static_cast<int>(line.size()), rows.get()) != nullptr) {
    if (++row % kEvery != 0) continue;
    std::string url(line.data());
    while (!url.empty() && (url.back() == '\n' || url.back() == '\r')) url.pop_back();
    url.erase(0, url.find('\t') + 1);
    indicator::Canonical alone;
    const size_t scheme = url.find("://");
    if (url.size() > kUrlBytesMax || scheme == std::string::npos || indicator::Canonicalize(Kind::kUrl, url, alone).has_error())
      continue;
    ++tried;
    for (const bool bare : {false, true}) {
      const std::string text = "คลิก" + url.substr(bare ? scheme + 3 : 0) + "ด่วน";
      const auto result = TheExtractor().Extract(text);
      if (result.has_error()) continue;  // bytes that are not UTF-8 are no text
      found[bare] += result->size() == 1 && result->front().canonical && result->front().canonical->key == alone.key;
    }
  }
  std::printf("%zu URLs of a feed: %zu found whole with their scheme, %zu without\n", tried, found[0], found[1]);
  ASSERT_GT(tried, 10000u);
  // What is missing ends in a punctuation mark, which in running text belongs to the sentence.
  EXPECT_GT(static_cast<double>(found[0]), 0.99 * static_cast<double>(tried));
  EXPECT_GT(static_cast<double>(found[1]), 0.99 * static_cast<double>(tried));
}

}  // namespace
}  // namespace cybercheck::extract
