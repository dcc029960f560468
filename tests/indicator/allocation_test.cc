// SPDX-License-Identifier: Apache-2.0
// Canonicalizing in steady state allocates nothing: every allocation of this program is counted.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "indicator/canonical.h"
#include "indicator/url_expressions.h"
#include "tests/indicator/test_rows.h"

namespace {

size_t allocations = 0;

void* Counted(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return Counted(size); }
void* operator new[](std::size_t size) { return Counted(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return ++allocations, std::malloc(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return ++allocations, std::malloc(size); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace cybercheck::indicator {
namespace {

size_t AllocationsOf(Kind kind, std::string_view value, Canonical& out) {
  const size_t before = allocations;
  EXPECT_TRUE(Canonicalize(kind, value, out).has_value()) << value;
  EXPECT_TRUE(out.key.kind != Kind::kUrl || UrlExpressions(out.key.form).count > 0) << value;
  return allocations - before;
}

TEST(AllocationTest, UrlsAllocateNothingOnceBuffersHaveGrown) {
  const std::string urls[] = {
      "https://www.bad.example/path/to/page.html?query=1&other=2#fragment",
      "HTTP://WWW.BAD.EXAMPLE:8080/a/./b/../c//d%20e?%41",
      "http://user:password@bad.example/",
      "hxxps://bad[.]example/x",
      "bad.example",
      "http://0x7f.1/",
      "http://ba%20d.example/",
      "http://[2001:db8::1]/",
      "http://" + std::string(200, 'a') + ".example/" + std::string(3000, 'b') + "%41",
      "https://แบงก์.com/โปร",
  };
  Canonical out;
  for (int round = 0; round < 4; ++round)
    for (const std::string& url : urls) AllocationsOf(Kind::kUrl, url, out);
  for (const std::string& url : urls) EXPECT_EQ(AllocationsOf(Kind::kUrl, url, out), 0u) << url;
}

TEST(AllocationTest, NumbersAndNamesAllocateNothingOnceBuffersHaveGrown) {
  const std::pair<Kind, std::string_view> values[] = {
      {Kind::kPhone, "081-234-5678"},
      {Kind::kPhone, "+66 (0)81 234 5678"},
      {Kind::kPhone, "เบอร์ ๐๘๑-๒๓๔-๕๖๗๘ ค่ะ"},
      {Kind::kPhone, "02-123-4567-9 ต่อ 12"},
      {Kind::kPhone, "1441"},
      {Kind::kPhone, "+698812345678"},
      {Kind::kAccount, "004:1234567890"},
      {Kind::kAccount, "ธ.กสิกรไทย ๑๒๓-๔-๕๖๗๘๙-๐ นายเอ ใจดี"},
      {Kind::kPromptpay, "081-234-5678 พร้อมเพย์"},
      {Kind::kPromptpay, "1-1017-00230-70-8"},
      {Kind::kPromptpay, "00020101021129370016A0000006770101110113006681234567853037645802TH6304823E"},
      {Kind::kLine, "ไลน์ไอดี: @badshop"},
      {Kind::kLine, "081-234-5678"},
      {Kind::kLine, "badshop_99"},
      {Kind::kTiktok, "@bad.shop (ติ๊กต็อก)"},
      {Kind::kFacebook, "เพจ: Bad.Shop ค่ะ"},
      {Kind::kFacebook, "100012345678901"},
  };
  Canonical out;
  for (int round = 0; round < 4; ++round)
    for (const auto& [kind, value] : values) AllocationsOf(kind, value, out);
  for (const auto& [kind, value] : values) EXPECT_EQ(AllocationsOf(kind, value, out), 0u) << value;
}

TEST(AllocationTest, RealUrlsAllocateNothing) {
  const std::vector<std::string> lines = test::ReadReferenceData("openphish_stream.tsv.zst");
  Canonical out;
  for (int round = 0; round < 4; ++round)
    AllocationsOf(Kind::kUrl, "http://%62ad.example/ä%41/" + std::string(kUrlBytesMax * 2, 'x') + "?%41", out);
  size_t total = 0, urls = 0;
  for (const std::string& line : lines) {
    const std::string_view url = std::string_view(line).substr(line.find('\t') + 1);
    const size_t before = allocations;
    if (Canonicalize(Kind::kUrl, url, out).has_error()) continue;
    // An account's key and its URL grow buffers of their own; unwrapping a redirect copies what is inside.
    if (out.key.kind != Kind::kUrl || url.find("l.php") != std::string_view::npos) continue;
    total += allocations - before;
    ++urls;
  }
  std::printf("%zu URLs, %zu allocations\n", urls, total);
  EXPECT_LE(total, urls / 10000) << "a longer URL may still grow a buffer; each one must not";
}

}  // namespace
}  // namespace cybercheck::indicator
