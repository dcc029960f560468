// SPDX-License-Identifier: Apache-2.0
// What does it cost to find the key of a value? By kind and shape of input.
//
//   canonicalize_bench [--smoke]                nanoseconds a value, and how many allocations a value
//   canonicalize_bench --once SHAPE ITERATIONS  nothing but that, for callgrind: instructions / ITERATIONS (see bench/README.md)
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "bench/stopwatch.h"
#include "indicator/canonical.h"
#include "indicator/url_expressions.h"

namespace {

uint64_t g_allocations = 0;  // one thread

}  // namespace

// Counted, because "no allocation" is a promise of the canonicalizer.
void* operator new(size_t size) {
  ++g_allocations;
  if (void* bytes = std::malloc(size)) return bytes;
  throw std::bad_alloc();
}
void operator delete(void* bytes) noexcept { std::free(bytes); }
void operator delete(void* bytes, size_t) noexcept { std::free(bytes); }

namespace cybercheck::bench {
namespace {

struct Shape {
  const char* name;
  indicator::Kind kind;
  std::vector<std::string> values;
};

std::vector<Shape> Shapes() {
  using indicator::Kind;
  return {
      {"phone-plain", Kind::kPhone, {"0812345678", "0898765432", "021234567", "1441"}},
      {"phone-messy", Kind::kPhone, {"+66 (0)81-234-5678", "โทร. ๐๘๑ ๒๓๔ ๕๖๗๘", "0066 81 234 5678", "66812345678"}},
      {"account", Kind::kAccount, {"กสิกรไทย 123-4-56789-0", "SCB 1234567890"}},
      {"line", Kind::kLine, {"@badshop", "https://line.me/ti/p/~bad_shop"}},
      {"url-host", Kind::kUrl, {"http://shop1234.example/", "https://www.bank.example", "shop.example"}},
      {"url-ordinary", Kind::kUrl, {"https://www.shop.example/news/2026/11/item-42/index.html?page=3", "http://a.b.c.example/1/2.html?param=1"}},
      {"url-escaped", Kind::kUrl, {"http://HOST.example:80/%61/../b//c%2541?q=%20#frag", "http://user:pw@shop.example/%2e%2e/%7Ename"}},
      {"url-thai", Kind::kUrl, {"https://ร้านค้า.example/สินค้า/ราคา", "http://xn--12c1fe0br.example/ทดสอบ?q=ก"}},
      {"url-ip", Kind::kUrl, {"http://3279880203/blah", "http://0x7f.1/", "http://[2001:db8::1]/x"}},
      {"url-long", Kind::kUrl, {"http://shop.example/" + std::string(4000, 'a') + "?q=" + std::string(4000, 'b')}},
  };
}

void Once(const Shape& shape, uint64_t i, indicator::Canonical& canonical) {
  const auto done = indicator::Canonicalize(shape.kind, shape.values[i % shape.values.size()], canonical);
  if (done.has_error()) {
    std::fprintf(stderr, "canonicalize_bench: %s[%llu]: %s\n", shape.name, static_cast<unsigned long long>(i % shape.values.size()),
                 ToString(done.error()).c_str());
    std::exit(1);
  }
  Keep(canonical.key.form.data());
}

}  // namespace
}  // namespace cybercheck::bench

int main(int argc, char** argv) {
  using namespace cybercheck::bench;
  cybercheck::indicator::Canonical canonical;
  const std::vector<Shape> shapes = Shapes();
  if (argc == 4 && std::strcmp(argv[1], "--once") == 0) {
    for (const Shape& shape : shapes) {
      if (std::strcmp(shape.name, argv[2]) != 0) continue;
      for (uint64_t i = 0; i < std::strtoull(argv[3], nullptr, 10); ++i) Once(shape, i, canonical);
      return 0;
    }
    std::fprintf(stderr, "canonicalize_bench: no shape \"%s\"\n", argv[2]);
    return 2;
  }
  const bool smoke = argc == 2 && std::strcmp(argv[1], "--smoke") == 0;
  std::printf("| shape | ns a value | allocations a value |\n|---|---:|---:|\n");
  for (const Shape& shape : shapes) {
    for (uint64_t i = 0; i < 1000; ++i) Once(shape, i, canonical);
    const uint64_t before = g_allocations;
    uint64_t done = 0;
    const double ns = NanosecondsEach([&](uint64_t i) { Once(shape, i, canonical), ++done; }, smoke ? 0.01 : 0.5);
    std::printf("| %s | %.0f | %.2f |\n", shape.name, ns, static_cast<double>(g_allocations - before) / static_cast<double>(done));
  }
  const std::string form = "a.b.c.d.shop.example/news/2026/11/item/index.html?page=3";
  const double ns = NanosecondsEach([&](uint64_t) { Keep(cybercheck::indicator::UrlExpressions(form).count); }, smoke ? 0.01 : 0.5);
  std::printf("| the 30 expressions of a form | %.0f | |\n", ns);
  return 0;
}
