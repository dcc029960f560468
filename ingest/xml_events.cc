// SPDX-License-Identifier: Apache-2.0
#include "ingest/xml_events.h"

#include <expat.h>

#include <cstdlib>
#include <memory>
#include <utility>

namespace cybercheck::ingest {
namespace {

// What a parser may still allocate. expat's allocator knows no owner, so the one at work on this thread is noted beside it, and
// each block remembers whose it is.
struct Budget {
  size_t left = 0;
  bool exceeded = false;
};
thread_local Budget* g_budget = nullptr;

struct alignas(16) Block {
  Budget* budget;
  size_t size;
};

void* Allocate(size_t size) {
  Budget* const budget = g_budget;
  if (budget == nullptr || size > budget->left) {
    if (budget != nullptr) budget->exceeded = true;
    return nullptr;
  }
  auto* const block = static_cast<Block*>(std::malloc(sizeof(Block) + size));
  if (block == nullptr) return nullptr;
  budget->left -= size;
  block->budget = budget;
  block->size = size;
  return block + 1;
}

void Free(void* pointer) {
  if (pointer == nullptr) return;
  auto* const block = static_cast<Block*>(pointer) - 1;
  block->budget->left += block->size;
  std::free(block);
}

void* Reallocate(void* pointer, size_t size) {
  if (pointer == nullptr) return Allocate(size);
  auto* block = static_cast<Block*>(pointer) - 1;
  Budget* const budget = block->budget;
  if (size > budget->left + block->size) {
    budget->exceeded = true;
    return nullptr;
  }
  const size_t before = block->size;
  block = static_cast<Block*>(std::realloc(block, sizeof(Block) + size));
  if (block == nullptr) return nullptr;
  budget->left = budget->left + before - size;
  block->size = size;
  return block + 1;
}

constexpr XML_Memory_Handling_Suite kMemory = {Allocate, Reallocate, Free};

class WithBudget {
 public:
  explicit WithBudget(Budget& budget) : outer_(std::exchange(g_budget, &budget)) {}
  ~WithBudget() { g_budget = outer_; }
  WithBudget(const WithBudget&) = delete;
  WithBudget& operator=(const WithBudget&) = delete;

 private:
  Budget* outer_;
};

std::string_view Local(const char* name) {
  const std::string_view text(name);
  const size_t colon = text.rfind(':');
  return colon == std::string_view::npos ? text : text.substr(colon + 1);
}

struct Reading {
  XmlHandler& handler;
  const XmlLimits& limits;
  XML_Parser parser = nullptr;
  uint32_t depth = 0;
  uint64_t fed = 0, fed_at_event = 0;
  std::optional<base::Error> error = {};

  void Stop(base::Error why) {
    if (!error) error = std::move(why);
    XML_StopParser(parser, XML_FALSE);
  }
  void Stop(std::string_view why) { Stop(base::Fail(base::ErrorCode::kBadFeed, handler.Place() + ": " + std::string(why))); }
  bool Enter() {
    fed_at_event = fed;
    return !error;
  }
  void Take(base::Result<void> done) {
    if (done.has_error()) Stop(std::move(done).error());
  }

  static void OnStart(void* self, const XML_Char* name, const XML_Char** attributes) {
    auto& reading = *static_cast<Reading*>(self);
    if (!reading.Enter()) return;
    if (++reading.depth > reading.limits.depth_max)
      return reading.Stop("its elements lie deeper in each other than those of any workbook; save it again from Excel");
    reading.Take(reading.handler.OnStart(reading.depth, Local(name), XmlAttributes(attributes)));
  }
  static void OnEnd(void* self, const XML_Char* name) {
    auto& reading = *static_cast<Reading*>(self);
    if (!reading.Enter()) return;
    reading.Take(reading.handler.OnEnd(reading.depth--, Local(name)));
  }
  static void OnText(void* self, const XML_Char* text, int size) {
    auto& reading = *static_cast<Reading*>(self);
    if (!reading.Enter()) return;
    reading.Take(reading.handler.OnText({text, static_cast<size_t>(size)}));
  }
  static void OnComment(void* self, const XML_Char*) { static_cast<Reading*>(self)->Enter(); }
  static void OnInstruction(void* self, const XML_Char*, const XML_Char*) { static_cast<Reading*>(self)->Enter(); }
  static void OnDoctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    auto& reading = *static_cast<Reading*>(self);
    if (reading.Enter())
      reading.Stop("it declares a document type, which can hold entities; no workbook does: save it again from Excel");
  }
};

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

}  // namespace

std::optional<std::string_view> XmlAttributes::Find(std::string_view name) const {
  for (const char** at = pairs_; *at != nullptr; at += 2)
    if (name == at[0]) return std::string_view(at[1]);
  return std::nullopt;
}

std::optional<std::string_view> XmlAttributes::FindPrefixed(std::string_view name) const {
  for (const char** at = pairs_; *at != nullptr; at += 2)
    if (std::string_view(at[0]) != name && Local(at[0]) == name) return std::string_view(at[1]);
  return std::nullopt;
}

base::Result<void> ReadXml(ZipArchive::Part& part, const XmlLimits& limits, XmlHandler& handler) {
  Budget budget{limits.memory_bytes_max};
  const auto fail = [&](std::string_view why) {
    return base::Fail(base::ErrorCode::kBadFeed, handler.Place() + ": " + std::string(why));
  };
  constexpr std::string_view kTooMuch = "its XML is more involved than any workbook's; save it again from Excel";
  std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser;
  {
    const WithBudget with(budget);
    parser.reset(XML_ParserCreate_MM(nullptr, &kMemory, nullptr));
  }
  if (parser == nullptr) return fail(kTooMuch);
  Reading reading{handler, limits, parser.get()};
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), Reading::OnStart, Reading::OnEnd);
  XML_SetCharacterDataHandler(parser.get(), Reading::OnText);
  XML_SetCommentHandler(parser.get(), Reading::OnComment);
  XML_SetProcessingInstructionHandler(parser.get(), Reading::OnInstruction);
  XML_SetStartDoctypeDeclHandler(parser.get(), Reading::OnDoctype);
  while (true) {
    ASSIGN_OR_RETURN(const std::string_view piece, part.Next());
    reading.fed += piece.size();
    XML_Status status{};
    {
      const WithBudget with(budget);
      status = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), piece.empty());
    }
    if (reading.error) return std::move(*reading.error);
    if (budget.exceeded) return fail(kTooMuch);
    if (status != XML_STATUS_OK)
      return fail("its XML is broken in line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + " (" +
                  XML_ErrorString(XML_GetErrorCode(parser.get())) + "); save it again from Excel");
    if (reading.fed - reading.fed_at_event > limits.token_bytes_max + piece.size()) return fail(kTooMuch);
    if (piece.empty()) return {};
  }
}

}  // namespace cybercheck::ingest
