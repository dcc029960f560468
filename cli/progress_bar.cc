// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_bar.h"

#include <algorithm>
#include <cstdio>

#include "cli/terminal.h"

namespace cybercheck::cli {
namespace {

constexpr int64_t kRedrawMs = 100;
constexpr int kBarCells = 20;

std::string Clock(int64_t seconds) {
  char text[32];
  if (seconds >= 3600)
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", static_cast<long long>(seconds / 3600), static_cast<long long>(seconds / 60 % 60),
                  static_cast<long long>(seconds % 60));
  else
    std::snprintf(text, sizeof text, "%lld:%02lld", static_cast<long long>(seconds / 60), static_cast<long long>(seconds % 60));
  return text;
}

}  // namespace

std::string HumanBytes(uint64_t bytes) {
  const char* unit[] = {"B", "kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  size_t i = 0;
  while (value >= 1000 && i + 1 < std::size(unit)) {
    value /= 1000;
    ++i;
  }
  char text[32];
  std::snprintf(text, sizeof text, i == 0 ? "%.0f %s" : "%.1f %s", value, unit[i]);
  return text;
}

std::string Grouped(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::string ProgressLine(const std::string& name, const Progress& progress, int64_t elapsed_ms, int columns, bool thai) {
  const uint64_t rows_per_s = elapsed_ms > 0 ? progress.rows * 1000 / static_cast<uint64_t>(elapsed_ms) : 0;
  const std::string rate = Grouped(rows_per_s) + (thai ? " แถว/วินาที" : " rows/s");
  std::string line = name + "  ";
  if (progress.bytes_total == 0) {
    line += HumanBytes(progress.bytes) + "  " + Grouped(progress.rows) + (thai ? " แถว  " : " rows  ") + rate + "  " + Clock(elapsed_ms / 1000);
  } else {
    const double part = std::min(1.0, static_cast<double>(progress.bytes) / static_cast<double>(progress.bytes_total));
    const int full = static_cast<int>(part * kBarCells);
    line += "[" + std::string(static_cast<size_t>(full), '#') + std::string(static_cast<size_t>(kBarCells - full), '.') + "]";
    char per_cent[16];
    std::snprintf(per_cent, sizeof per_cent, " %3d %%  ", static_cast<int>(part * 100));
    const auto amount = [&](uint64_t number) { return progress.in_records ? Grouped(number) : HumanBytes(number); };
    line += per_cent + amount(progress.bytes) + (thai ? " จาก " : " of ") + amount(progress.bytes_total) + "  " + rate;
    // The first second tells little about the rest.
    if (elapsed_ms >= 1000 && part > 0 && part < 1)
      line += (thai ? "  เหลือ " : "  ") + Clock(static_cast<int64_t>(static_cast<double>(elapsed_ms) / 1000 * (1 - part) / part)) + (thai ? "" : " left");
  }
  // Cut by code points: Thai vowels take no column, so the line may come out shorter than it could be, never longer.
  size_t at = 0;
  for (int column = 0; at < line.size() && column < columns; ++column) {
    ++at;
    while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80) ++at;
  }
  line.resize(at);
  return line;
}

ProgressBar::ProgressBar(Terminal& terminal, std::string name, bool wanted)
    : terminal_(terminal), name_(std::move(name)), wanted_(wanted && terminal.err_is_terminal()) {}

ProgressBar::~ProgressBar() {
  if (drawn_) terminal_.Err("\r\x1b[K");
}

void ProgressBar::Show(const Progress& progress, int64_t now_ms) {
  if (!wanted_) return;
  if (begin_ms_ < 0) begin_ms_ = now_ms;
  if (drawn_ && now_ms - last_ms_ < kRedrawMs) return;
  last_ms_ = now_ms;
  drawn_ = true;
  const bool thai = terminal_.language() == Language::kThai;
  terminal_.Err("\r" + ProgressLine(name_, progress, now_ms - begin_ms_, terminal_.err_columns() - 1, thai) + "\x1b[K");
}

}  // namespace cybercheck::cli
