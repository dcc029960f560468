// SPDX-License-Identifier: Apache-2.0
#include "wire/answer.h"

#include <charconv>
#include <cstring>

#include "base/json_bytes.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "wire/words.h"

namespace cybercheck::wire {
namespace {

// Collects on the stack and appends to the string in few large pieces: an append a member would cost more than the rest of a
// check.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  ~Writer() { Flush(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  template <size_t N>
  void Literal(const char (&text)[N]) {
    static_assert(N < 256);
    Room(N);
    std::memcpy(buffer_ + used_, text, N - 1);
    used_ += N - 1;
  }
  void Bytes(std::string_view text) {
    if (text.size() > kBytes - used_) {
      Flush();
      if (text.size() > kBytes) {
        out_.append(text);
        return;
      }
    }
    std::memcpy(buffer_ + used_, text.data(), text.size());
    used_ += text.size();
  }
  template <class Integer>
  void Number(Integer value) {
    Room(24);
    used_ = static_cast<size_t>(std::to_chars(buffer_ + used_, buffer_ + kBytes, value).ptr - buffer_);
  }
  void Time(int64_t unix_s) {
    Room(24);
    buffer_[used_] = '"';
    base::FormatTimeTo(unix_s, buffer_ + used_ + 1);
    buffer_[used_ + 21] = '"';
    used_ += 22;
  }
  void TimeOrNull(int64_t unix_s) {
    if (unix_s == 0)
      Literal("null");
    else
      Time(unix_s);
  }
  // Names and other strings known to need no escape.
  void Plain(std::string_view text) {
    Literal("\"");
    Bytes(text);
    Literal("\"");
  }
  void String(std::string_view text);
  void StringOrNull(std::string_view text) {
    if (text.empty())
      Literal("null");
    else
      String(text);
  }
  void Flush() {
    out_.append(buffer_, used_);
    used_ = 0;
  }

 private:
  static constexpr size_t kBytes = 2048;
  void Room(size_t bytes) {
    if (bytes > kBytes - used_) Flush();
  }
  void Escaped(std::string_view text);

  std::string& out_;
  size_t used_ = 0;
  char buffer_[kBytes];
};

void Writer::String(std::string_view text) {
  Literal("\"");
  if (base::IsPlainJson(text))
    Bytes(text);
  else
    Escaped(text);
  Literal("\"");
}

void Writer::Escaped(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  for (size_t at = 0; at < text.size();) {
    const auto u = static_cast<unsigned char>(text[at]);
    Room(8);
    if (u >= 0x80) {
      const base::CodePoint point = base::DecodeUtf8(text, at);
      if (point.size == 0) {
        Literal("\xEF\xBF\xBD");  // U+FFFD
        ++at;
      } else {
        Bytes(text.substr(at, point.size));
        at += point.size;
      }
      continue;
    }
    if (u == '"' || u == '\\') {
      buffer_[used_++] = '\\';
      buffer_[used_++] = static_cast<char>(u);
    } else if (u < 0x20 || u == 0x7f) {
      Literal("\\u00");
      buffer_[used_++] = kHex[u >> 4];
      buffer_[used_++] = kHex[u & 15];
    } else {
      buffer_[used_++] = static_cast<char>(u);
    }
    ++at;
  }
}

void WriteTexts(const Words& words, Texts texts, Writer& writer) {
  writer.Literal("{");
  if (texts.th) {
    writer.Literal("\"th\":");
    writer.Plain(words.th);
  }
  if (texts.en) {
    if (texts.th)
      writer.Literal(",\"en\":");
    else
      writer.Literal("\"en\":");
    writer.Plain(words.en);
  }
  writer.Literal("}");
}

void WriteStrings(const std::vector<std::string>& strings, Writer& writer) {
  writer.Literal("[");
  for (size_t i = 0; i < strings.size(); ++i) {
    if (i != 0) writer.Literal(",");
    writer.String(strings[i]);
  }
  writer.Literal("]");
}

void WriteCaseTypes(CaseTypes types, Writer& writer) {
  writer.Literal("[");
  bool first = true;
  for (uint8_t type = 1; type <= kCaseTypeMax; ++type) {
    if ((types & Bit(type)) == 0) continue;
    if (!first) writer.Literal(",");
    first = false;
    writer.String(CaseTypeName(type));
  }
  writer.Literal("]");
}

void WriteCandidates(const std::vector<Candidate>& candidates, Writer& writer) {
  writer.Literal("[");
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (i != 0) writer.Literal(",");
    writer.Literal("{\"kind\":");
    writer.String(candidates[i].kind);
    writer.Literal(",\"key\":");
    writer.String(candidates[i].key);
    writer.Literal(",\"verdict\":");
    writer.String(candidates[i].verdict);
    writer.Literal("}");
  }
  writer.Literal("]");
}

void WriteReasons(const Answer& answer, Texts texts, Writer& writer) {
  writer.Literal("[");
  for (size_t i = 0; i < answer.reason_count; ++i) {
    const ReasonNote& note = answer.reasons[i];
    if (i != 0) writer.Literal(",");
    writer.Literal("{\"code\":");
    writer.Plain(Name(note.reason));
    if (!note.about.empty()) {
      writer.Literal(",\"about\":");
      writer.String(note.about);
    }
    if (texts.any()) {
      writer.Literal(",\"text\":");
      WriteTexts(TextOf(note.reason), texts, writer);
    }
    writer.Literal("}");
  }
  writer.Literal("]");
}

// All behind the key.
void WriteKnown(const Answer& answer, Context context, Texts texts, Writer& writer) {
  writer.Literal(",\"matched\":");
  writer.StringOrNull(answer.matched);
  writer.Literal(",\"candidates\":");
  WriteCandidates(answer.candidates, writer);
  writer.Literal(",\"verdict\":");
  writer.Plain(Name(answer.verdict));
  if (texts.any()) {
    writer.Literal(",\"text\":");
    WriteTexts(TextOf(answer.verdict), texts, writer);
  }
  writer.Literal(",\"score\":");
  writer.Number(answer.score);
  writer.Literal(",\"reports\":");
  writer.Number(answer.reports);
  writer.Literal(",\"reporters\":");
  writer.Number(answer.reporters);
  writer.Literal(",\"first_seen\":");
  writer.TimeOrNull(answer.first_seen_s);
  writer.Literal(",\"last_seen\":");
  writer.TimeOrNull(answer.last_seen_s);
  writer.Literal(",\"category\":");
  writer.StringOrNull(Name(answer.category));
  writer.Literal(",\"case_types\":");
  WriteCaseTypes(answer.case_types, writer);
  writer.Literal(",\"sources\":");
  WriteStrings(answer.sources, writer);
  writer.Literal(",\"reasons\":");
  WriteReasons(answer, texts, writer);
  if (answer.under_review)
    writer.Literal(",\"under_review\":true");
  else
    writer.Literal(",\"under_review\":false");
  writer.Literal(",\"would_change\":");
  writer.StringOrNull(answer.would_change);
  if (texts.any()) {
    writer.Literal(",\"advice\":");
    WriteTexts(AdviceFor(answer.verdict, context), texts, writer);
  }
  writer.Literal(",\"as_of\":");
  writer.Time(answer.as_of_s);
  writer.Literal(",\"policy\":");
  writer.Number(answer.policy);
  writer.Literal(",\"ttl_s\":");
  writer.Number(answer.ttl_s);
  writer.Literal("}");
}

// The answer to most questions: nothing is known, for the plainest of reasons.
bool IsNotFound(const Answer& answer) {
  return answer.verdict == Verdict::kUnknown && answer.reason_count == 1 && answer.reasons[0].reason == Reason::kNotFound &&
         answer.reasons[0].about.empty() && answer.matched.empty() && answer.candidates.empty() && answer.score == 0 &&
         answer.reports == 0 && answer.reporters == 0 && answer.first_seen_s == 0 && answer.last_seen_s == 0 &&
         answer.category == Category::kNone && answer.case_types == 0 && answer.sources.empty() && !answer.under_review &&
         answer.would_change == "report";
}

// What stands behind the key in such an answer is the same to the byte for every item of a batch, and for all that is asked
// within a second. So it is kept as last written, which saves two thirds of writing an answer.
struct NotFound {
  Context context = Context::kNone;
  Texts texts;
  int64_t as_of_s = 0;
  uint64_t policy = 0;
  int32_t ttl_s = 0;
  std::string text;

  void Update(const Answer& answer, Context asked_in, Texts wanted) {
    if (!text.empty() && answer.as_of_s == as_of_s && answer.policy == policy && answer.ttl_s == ttl_s && asked_in == context &&
        wanted.th == texts.th && wanted.en == texts.en)
      return;
    context = asked_in, texts = wanted, as_of_s = answer.as_of_s, policy = answer.policy, ttl_s = answer.ttl_s;
    text.clear();
    Writer writer(text);
    WriteKnown(answer, context, texts, writer);
  }
};

}  // namespace

void Answer::Clear() noexcept {
  kind = {};
  value.clear();
  key.clear();
  id.clear();
  matched.clear();
  candidates.clear();
  verdict = Verdict::kUnknown;
  score = 0;
  reports = reporters = 0;
  first_seen_s = last_seen_s = 0;
  category = Category::kNone;
  case_types = 0;
  sources.clear();
  reason_count = 0;
  under_review = false;
  names_number = false;
  would_change.clear();
  as_of_s = 0;
  policy = 0;
  ttl_s = 0;
}

void Answer::AddReason(Reason reason, std::string_view about) {
  if (reason_count == reasons.size()) reasons.emplace_back();
  ReasonNote& note = reasons[reason_count++];
  note.reason = reason;
  note.about.assign(about);
}

void AppendAnswer(const Answer& answer, Context context, Texts texts, std::string& out) {
  Writer writer(out);
  writer.Literal("{\"kind\":\"");
  writer.Bytes(indicator::Name(answer.kind));
  writer.Literal("\",\"value\":");
  writer.String(answer.value);
  writer.Literal(",\"id\":");
  writer.StringOrNull(answer.id);
  writer.Literal(",\"key\":");
  writer.String(answer.key);
  if (!IsNotFound(answer)) return WriteKnown(answer, context, texts, writer);
  thread_local NotFound last;
  last.Update(answer, context, texts);
  writer.Bytes(last.text);
}

void AppendItemError(const base::Error& error, std::string& out) {
  const base::ErrorRow& row = base::Describe(error.code);
  Writer writer(out);
  writer.Literal("{\"error\":{\"code\":");
  writer.Plain(row.name);
  writer.Literal(",\"detail\":");
  writer.String(error.detail.empty() ? row.title_en : std::string_view(error.detail));
  writer.Literal("}}");
}

void AppendProblem(const base::Error& error, std::string& out) {
  const base::ErrorRow& row = base::Describe(error.code);
  Writer writer(out);
  writer.Literal("{\"type\":\"about:blank\",\"title\":");
  writer.String(row.title_en);
  writer.Literal(",\"title_th\":");
  writer.String(row.title_th);
  writer.Literal(",\"status\":");
  writer.Number(row.http_status);
  writer.Literal(",\"code\":");
  writer.Plain(row.name);
  if (!error.detail.empty()) {
    writer.Literal(",\"detail\":");
    writer.String(error.detail);
  }
  writer.Literal("}");
}

void AppendJsonString(std::string_view text, std::string& out) { Writer(out).String(text); }

}  // namespace cybercheck::wire
