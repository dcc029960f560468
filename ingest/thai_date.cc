// SPDX-License-Identifier: Apache-2.0
#include "ingest/thai_date.h"

#include <array>
#include <chrono>
#include <span>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "ingest/occurred_time.h"

namespace cybercheck::ingest {
namespace {

namespace chrono = std::chrono;

constexpr DateRefusal kUnreadable{"bad_time", "write 25 ก.พ. 2568 09:00, 25/2/2568, 2025-02-25 or 2025-02-25T09:00:00+07:00"};
constexpr DateRefusal kNoSuchDay{"bad_time", "there is no such day"};
constexpr DateRefusal kNoSuchTime{"bad_time", "there is no such time of day"};
constexpr DateRefusal kNoSuchYear{"bad_time",
                                  "the year is neither one of the Buddhist nor of the Christian era that could be meant"};
constexpr DateRefusal kWeekday{"bad_time", "the day of the week is not that of the date"};
constexpr DateRefusal kAmbiguous{"ambiguous_date",
                                 "the date can be read in more than one way; write the month as a word, or 2025-02-25"};
constexpr DateRefusal kFuture{"time_in_future", "the time is after now"};
constexpr DateRefusal kSerial{"spreadsheet_number",
                              "a spreadsheet's day number, not a date; format the column as date and export again"};

constexpr int kBuddhistAhead = 543;

enum class Era : uint8_t { kUnsaid, kBuddhist, kChristian };

// Names in folded text, dots and blanks left out. The longest that fits is meant.
struct Name {
  std::string_view text;
  unsigned number;
};
constexpr Name kMonths[] = {{"มกราคม", 1},    {"มกรา", 1},    {"มค", 1},        {"กุมภาพันธ์", 2},   {"กุมภา", 2},      {"กพ", 2},
                            {"มีนาคม", 3},     {"มีนา", 3},     {"มีค", 3},        {"เมษายน", 4},    {"เมษา", 4},      {"เมย", 4},
                            {"พฤษภาคม", 5},   {"พฤษภา", 5},   {"พค", 5},        {"มิถุนายน", 6},    {"มิถุนา", 6},      {"มิย", 6},
                            {"กรกฎาคม", 7},   {"กรกฎา", 7},   {"กค", 7},        {"สิงหาคม", 8},    {"สิงหา", 8},      {"สค", 8},
                            {"กันยายน", 9},    {"กันยา", 9},    {"กย", 9},        {"ตุลาคม", 10},    {"ตุลา", 10},      {"ตค", 10},
                            {"พฤศจิกายน", 11}, {"พฤศจิกา", 11}, {"พย", 11},       {"ธันวาคม", 12},   {"ธันวา", 12},     {"ธค", 12},
                            {"january", 1},   {"jan", 1},     {"february", 2},  {"feb", 2},       {"march", 3},     {"mar", 3},
                            {"april", 4},     {"apr", 4},     {"may", 5},       {"june", 6},      {"jun", 6},       {"july", 7},
                            {"jul", 7},       {"august", 8},  {"aug", 8},       {"september", 9}, {"sept", 9},      {"sep", 9},
                            {"october", 10},  {"oct", 10},    {"november", 11}, {"nov", 11},      {"december", 12}, {"dec", 12}};
// As chrono counts them, Sunday 0.
constexpr Name kWeekdays[] = {{"อาทิตย์", 0},     {"จันทร์", 1},     {"อังคาร", 2},  {"พุธ", 3},       {"พฤหัสบดี", 4}, {"พฤหัสฯ", 4},
                              {"พฤหัส", 4},      {"ศุกร์", 5},      {"เสาร์", 6},   {"sunday", 0},   {"monday", 1}, {"tuesday", 2},
                              {"wednesday", 3}, {"thursday", 4}, {"friday", 5}, {"saturday", 6}, {"sun", 0},    {"mon", 1},
                              {"tue", 2},       {"wed", 3},      {"thu", 4},    {"fri", 5},      {"sat", 6}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Reads folded text from the left.
class Cursor {
 public:
  explicit Cursor(std::string_view rest) : rest_(rest) {}

  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  void SkipBlanks() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t')) rest_.remove_prefix(1);
  }
  bool Take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  // One to `digits_max` digits; 0: none, or more than that.
  size_t Number(size_t digits_max, unsigned& out) {
    size_t digits = 0;
    unsigned number = 0;
    while (digits < rest_.size() && IsDigit(rest_[digits])) {
      if (digits == digits_max) return 0;
      number = number * 10 + static_cast<unsigned>(rest_[digits++] - '0');
    }
    if (digits == 0) return 0;
    rest_.remove_prefix(digits);
    out = number;
    return digits;
  }
  // The longest name of `names` here, dots and blanks between its letters passed over.
  std::optional<unsigned> OneOf(std::span<const Name> names) {
    const Name* best = nullptr;
    size_t best_bytes = 0;
    for (const Name& name : names) {
      const size_t bytes = Match(name.text);
      if (bytes == 0 || (best != nullptr && name.text.size() <= best->text.size())) continue;
      best = &name;
      best_bytes = bytes;
    }
    if (best == nullptr) return std::nullopt;
    rest_.remove_prefix(best_bytes);
    return best->number;
  }

 private:
  size_t Match(std::string_view name) const {
    size_t at = 0;
    for (size_t i = 0; i < name.size(); ++i) {
      while (i > 0 && at < rest_.size() && (rest_[at] == '.' || rest_[at] == ' ')) ++at;
      if (at == rest_.size() || rest_[at] != name[i]) return 0;
      ++at;
    }
    return at;
  }

  std::string_view rest_;
};

struct Year {
  unsigned written = 0;
  size_t digits = 0;
  Era era = Era::kUnsaid;
};

// One way to read the date. `thai`: in the order in which Thai writing puts it.
struct Reading {
  chrono::year_month_day day;
  bool thai = true;
};

struct Written {
  std::vector<Reading> readings;  // of days that exist
  bool year_known = false;        // some year could be meant
  std::optional<unsigned> weekday;
  std::optional<int64_t> second_of_day;
  std::optional<int64_t> offset_s;
};

class DateReader {
 public:
  DateReader(std::string_view folded, int64_t now_s, DateOrder order)
      : cursor_(folded), order_(order), this_year_(YearOf(now_s)) {}

  std::optional<DateRefusal> Read(Written& out) {
    cursor_.SkipBlanks();
    // A time may stand before its date, where it cannot be taken for one.
    const Cursor begin = cursor_;
    const bool said = cursor_.Take("เวลา");
    cursor_.SkipBlanks();
    bool timed = false;
    if (auto bad = ReadClock(out, /*marked=*/!said, timed)) return bad;
    if (!timed && said) return kUnreadable;
    if (!timed) cursor_ = begin;
    if (timed) {
      cursor_.SkipBlanks();
      cursor_.Take(",");
    }
    ReadWeekday(out);
    if (!ReadDay(out)) return kUnreadable;
    if (!timed && !cursor_.done())
      if (auto bad = ReadTimeBehind(out)) return bad;
    cursor_.SkipBlanks();
    return cursor_.done() ? std::nullopt : std::optional(kUnreadable);
  }

 private:
  static int YearOf(int64_t now_s) {
    const auto day = chrono::floor<chrono::days>(chrono::sys_seconds(chrono::seconds(now_s + kThailandS)));
    return static_cast<int>(chrono::year_month_day(day).year());
  }

  void ReadWeekday(Written& out) {
    cursor_.SkipBlanks();
    cursor_.Take("วัน");
    cursor_.SkipBlanks();
    out.weekday = cursor_.OneOf(kWeekdays);
    while (cursor_.Take(".") || cursor_.Take(",") || cursor_.Take(" ")) {
    }
    cursor_.Take("ที่");
    cursor_.SkipBlanks();
  }

  // 25/2/2568 · 2025-02-25 · 25 ก.พ. 2568 · Feb 25, 2025
  bool ReadDay(Written& out) {
    if (const auto month = cursor_.OneOf(kMonths)) return ReadMonthFirst(*month, out);
    unsigned first = 0;
    const size_t first_digits = cursor_.Number(4, first);
    if (first_digits == 0 || first_digits == 3) return false;
    const bool blank = cursor_.Take(" ");
    cursor_.SkipBlanks();
    constexpr std::string_view kSeparators[] = {"/", "-", "."};
    std::string_view separator;
    for (const std::string_view candidate : kSeparators)
      if (separator.empty() && cursor_.Take(candidate)) separator = candidate;
    cursor_.SkipBlanks();
    if (const auto month = cursor_.OneOf(kMonths)) return first_digits <= 2 && ReadYearBehind(first, *month, out);
    if (separator.empty() || (blank && separator == ".")) return false;
    unsigned second = 0, third = 0;
    const size_t second_digits = cursor_.Number(2, second);
    cursor_.SkipBlanks();
    if (second_digits == 0 || !cursor_.Take(separator)) return false;
    cursor_.SkipBlanks();
    const Era era = ReadEra();
    const size_t third_digits = cursor_.Number(4, third);
    if (third_digits == 0 || third_digits == 3) return false;
    if (first_digits == 4) {
      if (third_digits > 2 || era != Era::kUnsaid) return false;
      Add({first, 4, Era::kUnsaid}, second, third, /*thai=*/true, out);
      return true;
    }
    const Year last{third, third_digits, era};
    AddNumbers(first, first_digits, second, last, out);
    return true;
  }

  void AddNumbers(unsigned first, size_t first_digits, unsigned second, const Year& last, Written& out) {
    Add(last, second, first, /*thai=*/true, out);
    if (order_ == DateOrder::kDayFirst) return;
    // Nobody who counts in the Buddhist era writes the month first.
    Year christian = last;
    if (christian.era == Era::kUnsaid) christian.era = Era::kChristian;
    if (christian.era == Era::kChristian) Add(christian, first, second, /*thai=*/false, out);
    // 25-02-03: the year may stand first where it has two digits too.
    if (last.digits == 2 && last.era == Era::kUnsaid && first_digits == 2)
      Add({first, 2, Era::kUnsaid}, second, last.written, /*thai=*/false, out);
  }

  bool ReadMonthFirst(unsigned month, Written& out) {
    cursor_.Take(".");
    cursor_.SkipBlanks();
    unsigned day = 0;
    if (const size_t digits = cursor_.Number(2, day); digits == 0) return false;
    if (!cursor_.Take(",") && !cursor_.Take(" ")) return false;
    cursor_.SkipBlanks();
    Year year;
    year.era = ReadEra();
    year.digits = cursor_.Number(4, year.written);
    if (year.digits != 2 && year.digits != 4) return false;
    Add(year, month, day, /*thai=*/true, out);
    return true;
  }

  bool ReadYearBehind(unsigned day, unsigned month, Written& out) {
    while (cursor_.Take(".") || cursor_.Take(",") || cursor_.Take("-") || cursor_.Take("/") || cursor_.Take(" ")) {
    }
    Year year;
    year.era = ReadEra();
    cursor_.Take("'");
    year.digits = cursor_.Number(4, year.written);
    if (year.digits != 2 && year.digits != 4) return false;
    Add(year, month, day, /*thai=*/true, out);
    return true;
  }

  // พ.ศ., ค.ศ., before the year.
  Era ReadEra() {
    static constexpr Name kEras[] = {{"พศ", 1}, {"พุทธศักราช", 1}, {"คศ", 2}, {"คริสต์ศักราช", 2}};
    const auto era = cursor_.OneOf(kEras);
    if (!era) return Era::kUnsaid;
    cursor_.Take(".");
    cursor_.SkipBlanks();
    return *era == 1 ? Era::kBuddhist : Era::kChristian;
  }

  void Add(const Year& year, unsigned month, unsigned day, bool thai, Written& out) {
    std::array<int, 2> years{};
    size_t count = 0;
    const int written = static_cast<int>(year.written);
    const auto add = [&](int christian, Era era) {
      if (year.era == Era::kUnsaid || year.era == era) years[count++] = christian;
    };
    if (year.digits == 4) {
      if (written >= 1970 + kBuddhistAhead && written < 2900) add(written - kBuddhistAhead, Era::kBuddhist);
      if (written >= 1970 && written < 2200) add(written, Era::kChristian);
    } else {
      // The window is shorter than a century: each era has one year in it that ends so, or none.
      const auto latest = [&](int ahead) { return this_year_ - (this_year_ + ahead - written) % 100; };
      for (const auto& [christian, era] :
           {std::pair(latest(0), Era::kChristian), std::pair(latest(kBuddhistAhead), Era::kBuddhist)})
        if (christian + kTwoDigitYearsBack >= this_year_) add(christian, era);
    }
    for (size_t i = 0; i < count; ++i) {
      out.year_known = true;
      const chrono::year_month_day date{chrono::year(years[i]), chrono::month(month), chrono::day(day)};
      if (date.ok()) out.readings.push_back({date, thai});
    }
  }

  std::optional<DateRefusal> ReadTimeBehind(Written& out) {
    bool parted = false;
    while (cursor_.Take(" ") || cursor_.Take("\t") || cursor_.Take(",")) parted = true;
    if (cursor_.done()) return std::nullopt;
    if (cursor_.Take("เวลา") || cursor_.Take("t") || cursor_.Take("ณ")) parted = true;
    cursor_.SkipBlanks();
    if (!parted) return kUnreadable;
    bool timed = false;
    if (auto bad = ReadClock(out, /*marked=*/false, timed)) return bad;
    return timed ? std::nullopt : std::optional(kUnreadable);
  }

  // 9:00 · 09.00 น. · 09:00:15 · 9:00 pm · 09:00+07:00. `marked`: only what has a colon or น. is a time.
  std::optional<DateRefusal> ReadClock(Written& out, bool marked, bool& timed) {
    const Cursor begin = cursor_;
    unsigned hour = 0, minute = 0, second = 0;
    if (cursor_.Number(2, hour) == 0) return std::nullopt;
    const bool colon = cursor_.Take(":");
    const bool minutes = colon || cursor_.Take(".");
    if (minutes && cursor_.Number(2, minute) != 2) return GiveBack(begin);
    if (colon && cursor_.Take(":")) {
      if (cursor_.Number(2, second) != 2) return kUnreadable;
      if (cursor_.Take(".")) {  // a fraction is cut
        unsigned fraction = 0;
        if (cursor_.Number(9, fraction) == 0) return kUnreadable;
      }
    }
    cursor_.SkipBlanks();
    const bool thai = cursor_.Take("นาฬิกา") || cursor_.Take("น.") || cursor_.Take("น");
    if (!thai && (!minutes || (marked && !colon))) return GiveBack(begin);
    if (!thai && (cursor_.Take("am") || cursor_.Take("a.m."))) {
      if (hour < 1 || hour > 12) return kNoSuchTime;
      hour %= 12;
    } else if (!thai && (cursor_.Take("pm") || cursor_.Take("p.m."))) {
      if (hour < 1 || hour > 12) return kNoSuchTime;
      hour = hour % 12 + 12;
    } else if (!thai && !ReadOffset(out)) {
      return kUnreadable;
    }
    if (hour > 23 || minute > 59 || second > 59) return kNoSuchTime;
    out.second_of_day = hour * 3600 + minute * 60 + second;
    timed = true;
    return std::nullopt;
  }
  std::optional<DateRefusal> GiveBack(const Cursor& begin) {
    cursor_ = begin;
    return std::nullopt;
  }

  // Z, utc, +07:00, +0700, or nothing.
  bool ReadOffset(Written& out) {
    if (cursor_.Take("z") || cursor_.Take("utc")) {
      out.offset_s = 0;
      return true;
    }
    const bool minus = cursor_.rest().starts_with("-");
    if (!minus && !cursor_.rest().starts_with("+")) return true;
    cursor_.Take(minus ? "-" : "+");
    unsigned hours = 0, minutes = 0;
    const size_t digits = cursor_.Number(4, hours);
    if (digits == 4) {
      minutes = hours % 100;
      hours /= 100;
    } else if (digits != 2 || !cursor_.Take(":") || cursor_.Number(2, minutes) != 2) {
      return false;
    }
    if (hours > 14 || minutes > 59) return false;
    out.offset_s = static_cast<int64_t>(hours * 3600 + minutes * 60) * (minus ? -1 : 1);
    return true;
  }

  Cursor cursor_;
  DateOrder order_;
  int this_year_;
};

// 45713 or 45713.375: how a spreadsheet counts days.
bool IsSerial(std::string_view text) {
  const std::string_view whole = text.substr(0, text.find('.'));
  if (whole.size() != 5) return false;
  for (const char c : text)
    if (!IsDigit(c) && c != '.') return false;
  return true;
}

int64_t SecondsOf(const Reading& reading, const Written& written) {
  const int64_t days = chrono::sys_days(reading.day).time_since_epoch().count();
  return days * 86400 + written.second_of_day.value_or(0) - written.offset_s.value_or(kThailandS);
}

// The one reading that can be meant.
std::optional<DateRefusal> Choose(const Written& written, int64_t now_s, int64_t& unix_s) {
  if (written.readings.empty()) return written.year_known ? kNoSuchDay : kNoSuchYear;
  const Reading* chosen = nullptr;
  bool thai_exists = false;
  for (const Reading& reading : written.readings) {
    thai_exists = thai_exists || reading.thai;
    if (WhyNotOccurred(SecondsOf(reading, written), now_s)) continue;
    if (chosen != nullptr && chosen->day != reading.day) return kAmbiguous;
    if (chosen == nullptr) chosen = &reading;
  }
  if (chosen == nullptr) return kFuture;
  // The usual order gives a day, but one that has not been: the other is no more than a guess.
  if (!chosen->thai && thai_exists) return kAmbiguous;
  if (written.weekday && chrono::weekday(chrono::sys_days(chosen->day)) != chrono::weekday(*written.weekday)) return kWeekday;
  unix_s = SecondsOf(*chosen, written);
  return std::nullopt;
}

}  // namespace

std::string FoldWritten(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, at);
    if (point.size == 0) {
      out += text[at++];
      continue;
    }
    at += point.size;
    const char32_t c = point.value;
    if (c >= U'๐' && c <= U'๙')
      out += static_cast<char>('0' + (c - U'๐'));
    else if (c >= 0xFF01 && c <= 0xFF5E)  // full-width ASCII
      out += static_cast<char>(c - 0xFF01 + '!');
    else if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
      out += '-';
    else if (c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x3000)
      out += ' ';
    else if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || c == 0x2060 || c == 0xFEFF || c == 0xAD)
      continue;
    else
      base::AppendUtf8(out, c);
    if (out.back() >= 'A' && out.back() <= 'Z') out.back() = static_cast<char>(out.back() | 0x20);
  }
  return out;
}

std::optional<DateRefusal> ReadThaiDate(std::string_view text, int64_t now_s, DateOrder order, int64_t& unix_s) {
  if (text.size() > kWrittenDateBytesMax || !base::IsValidUtf8(text)) return kUnreadable;
  std::string folded = FoldWritten(text);
  while (!folded.empty() && folded.back() == ' ') folded.pop_back();
  if (IsSerial(folded)) return kSerial;
  Written written;
  if (auto bad = DateReader(folded, now_s, order).Read(written)) return bad;
  return Choose(written, now_s, unix_s);
}

}  // namespace cybercheck::ingest
