// SPDX-License-Identifier: Apache-2.0
#include "ingest/text_reader.h"

#include <gtest/gtest.h>

#include <random>

#include "base/utf8.h"
#include "tests/ingest/memory_file.h"

namespace cybercheck::ingest {
namespace {

struct Read {
  std::string text;
  TextEncoding encoding = TextEncoding::kUtf8;
  base::Error error;
  bool ok = false;
};

Read ReadAll(std::string_view bytes, std::optional<TextEncoding> told = std::nullopt) {
  const base::FileDescriptor file = MemoryFile(bytes);
  TextReader reader(file.get(), told);
  Read read;
  while (true) {
    auto piece = reader.Next();
    if (piece.has_error()) {
      read.error = piece.error();
      return read;
    }
    if (piece->empty()) break;
    read.text += *piece;
  }
  read.ok = true;
  read.encoding = reader.encoding();
  EXPECT_EQ(reader.bytes_read(), bytes.size());
  return read;
}

// The Thai letters of `utf8` as windows-874 writes them: by the table that is tested against ICU below, turned round.
std::string In874(std::string_view utf8) {
  std::string out;
  for (size_t at = 0; at < utf8.size();) {
    const base::CodePoint point = base::DecodeUtf8(utf8, at);
    at += point.size;
    for (int byte = 0; byte < 256; ++byte)
      if (Windows874()[static_cast<size_t>(byte)] == point.value && (byte != 0 || point.value == 0)) {
        out += static_cast<char>(byte);
        break;
      }
  }
  return out;
}

std::string InUtf16(std::u16string_view text, bool little) {
  std::string out = little ? "\xff\xfe" : "\xfe\xff";
  for (const char16_t unit : text) {
    out += static_cast<char>(little ? unit & 0xff : unit >> 8);
    out += static_cast<char>(little ? unit >> 8 : unit & 0xff);
  }
  return out;
}

TEST(TextEncodingTest, Windows874IsTheThaiBlockAt0xA1) {
  // TIS-620: 0xA1 is U+0E01, in order; the code page adds a few Windows punctuation marks.
  const auto& page = Windows874();
  for (int byte = 0; byte < 0x80; ++byte) EXPECT_EQ(page[static_cast<size_t>(byte)], byte);
  for (int byte = 0xA1; byte <= 0xFB; ++byte) {
    const bool hole = byte >= 0xDB && byte <= 0xDE;
    EXPECT_EQ(page[static_cast<size_t>(byte)], hole ? 0 : 0x0E01 + byte - 0xA1) << byte;
  }
  EXPECT_EQ(page[0x80], 0x20AC);
  EXPECT_EQ(page[0x85], 0x2026);
  EXPECT_EQ(page[0x91], 0x2018);
  EXPECT_EQ(page[0x97], 0x2014);
  for (const int hole : {0x81, 0x84, 0x90, 0x98, 0x9F, 0xFC, 0xFF}) EXPECT_EQ(page[static_cast<size_t>(hole)], 0) << hole;
}

TEST(TextReaderTest, RecognisesEachEncoding) {
  const std::string thai = "เบอร์,081-234-5678\r\nโอนเงินด่วน";
  for (const auto& [bytes, encoding, text] : std::vector<std::tuple<std::string, TextEncoding, std::string>>{
           {"plain ascii\n", TextEncoding::kUtf8, "plain ascii\n"},
           {"", TextEncoding::kUtf8, ""},
           {thai, TextEncoding::kUtf8, thai},
           {"\xef\xbb\xbf" + thai, TextEncoding::kUtf8, thai},
           {In874(thai), TextEncoding::kWindows874, thai},
           {"value\n" + In874("เรียน \xe2\x80\x9cข้อความ\xe2\x80\x9d…"), TextEncoding::kWindows874,
            "value\nเรียน \xe2\x80\x9cข้อความ\xe2\x80\x9d…"},
           {InUtf16(u"ไทย \U0001F600\n", true), TextEncoding::kUtf16Le, "ไทย \U0001F600\n"},
           {InUtf16(u"ไทย \U0001F600\n", false), TextEncoding::kUtf16Be, "ไทย \U0001F600\n"},
       }) {
    const Read read = ReadAll(bytes);
    ASSERT_TRUE(read.ok) << base::ToString(read.error);
    EXPECT_EQ(read.encoding, encoding) << text;
    EXPECT_EQ(read.text, text);
  }
}

TEST(TextReaderTest, ListsOfDatesInThaiAreThai) {
  std::string book = "วันที่รับแจ้ง,เวลา,เบอร์คนร้าย\n";
  for (int day = 1; day < 29; ++day) book += std::to_string(day) + " ก.พ. 2568,09.00 น.,067-123-4567\n";
  const Read read = ReadAll(In874(book));
  ASSERT_TRUE(read.ok) << base::ToString(read.error);
  EXPECT_EQ(read.encoding, TextEncoding::kWindows874);
  EXPECT_EQ(read.text, book);
}

TEST(TextReaderTest, NeverTakesOtherCodePagesForThai) {
  for (const std::string bytes : {"caf\xe9\n",                                                // Latin-1: one letter between ASCII
                                  "S\xe3o Paulo, informa\xe7\xe3o, n\xe3o, cora\xe7\xe3o\n",  // Portuguese
                                  "Gr\xf6\xdf"
                                  "e, sch\xf6n, f\xfcr, \xfc"
                                  "ber, \xe4hnlich\n",                                           // German
                                  "\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0?\n",  // windows-1251
                                  "\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd\n",                  // Shift-JIS
                                  "\xc4\xe3\xba\xc3\xa3\xac\xca\xc0\xbd\xe7\xd6\xd0\xb9\xfa\xd2\xf8\xd0\xd0\xfd\n",  // GB 2312
                                  "\xc0. \xc1. \xcf\xf3\xf8\xea\xe8\xed, \xc8. \xd1. \xc1\xe0\xf5\n",  // windows-1251, initials
                                  "\x80\x80\x80\n", "\xff\n"}) {
    const Read read = ReadAll("a,b\n" + bytes);
    EXPECT_FALSE(read.ok) << read.text;
    EXPECT_EQ(read.error.code, base::ErrorCode::kBadEncoding);
    EXPECT_NE(read.error.detail.find("line 2"), std::string::npos) << read.error.detail;
    EXPECT_NE(read.error.detail.find("offset "), std::string::npos) << read.error.detail;
  }
}

TEST(TextReaderTest, TheOperatorMayName) {
  EXPECT_EQ(ReadAll("caf\xe9", TextEncoding::kUtf8).text, "caf\xe9");  // that row will be rejected, the rest read
  EXPECT_EQ(ReadAll("\xa1", TextEncoding::kWindows874).text, "ก");
  EXPECT_EQ(ReadAll(InUtf16(u"x", true).substr(2), TextEncoding::kUtf16Le).text, "x");
  const Read read = ReadAll(InUtf16(u"x", true), TextEncoding::kWindows874);
  EXPECT_EQ(read.error.code, base::ErrorCode::kBadEncoding) << "a byte order mark says otherwise";
}

TEST(TextReaderTest, UnconvertibleBytesAreMarkedNotDropped) {
  const Read read = ReadAll(
      "x\xdb"
      "y",
      TextEncoding::kWindows874);
  EXPECT_EQ(read.text, std::string("x") + kUnconvertible + "y");
  // A lone surrogate, and half a unit at the end.
  std::string bytes = InUtf16(u"a", true) + std::string("\x00\xd8", 2) + "b" + std::string(1, '\0') + "c";
  EXPECT_EQ(ReadAll(bytes).text, std::string("a") + kUnconvertible + "b" + kUnconvertible);
}

TEST(TextReaderTest, SaysHowToUnpack) {
  for (const auto& [bytes, name] : std::vector<std::pair<std::string, std::string>>{
           {"\x1f\x8b\x08", "gzip"}, {"\x28\xb5\x2f\xfd\x04", "zstd"}, {"BZh91AY", "bzip2"}, {"PK\x03\x04xx", "zip"}}) {
    const Read read = ReadAll(bytes);
    EXPECT_EQ(read.error.code, base::ErrorCode::kBadFeed);
    EXPECT_NE(read.error.detail.find(name), std::string::npos) << read.error.detail;
  }
}

TEST(TextReaderTest, EncodingFoundFarInTheFileConvertsAllOfIt) {
  // Thai begins after several pieces of ASCII, and pieces end inside sequences.
  for (const size_t lead : {0ul, 1ul, 65535ul, 65536ul, 200001ul}) {
    const std::string ascii(lead, 'a');
    std::string thai;
    for (int i = 0; i < 60000; ++i) thai += "ทดสอบระบบ\n";
    const Read read = ReadAll(ascii + thai);
    EXPECT_EQ(read.encoding, TextEncoding::kUtf8);
    EXPECT_TRUE(read.text == ascii + thai) << lead;
    const Read read874 = ReadAll(ascii + In874(thai));
    EXPECT_EQ(read874.encoding, TextEncoding::kWindows874);
    EXPECT_TRUE(read874.text == ascii + thai) << lead;
    std::u16string wide(lead % 70000, u'a');
    for (int i = 0; i < 40000; ++i) wide += u"\U0001F600";
    const Read wide_read = ReadAll(InUtf16(wide, false));
    EXPECT_TRUE(base::IsValidUtf8(wide_read.text)) << lead;
    EXPECT_EQ(wide_read.text.size(), lead % 70000 + 40000 * 4);
  }
}

}  // namespace
}  // namespace cybercheck::ingest
