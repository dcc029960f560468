// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_tables.h"

#include <array>

namespace cybercheck::ingest {
namespace {

// Contacts: unknown, facebook, line, messenger, tiktok, phone, sms, website, app, other.
constexpr SampleType kTypes[] = {
    {"goods", 296'042, 3'600, 1'700, 250, 30, 90, {20, 560, 110, 120, 80, 10, 10, 60, 20, 10}},
    {"job", 82'162, 37'000, 1'600, 800, 30, 550, {20, 300, 330, 60, 120, 10, 60, 50, 40, 10}},
    {"loan", 63'878, 16'900, 1'500, 700, 60, 350, {20, 330, 300, 60, 40, 60, 90, 50, 40, 10}},
    {"investment", 45'787, 113'000, 1'800, 800, 40, 600, {20, 380, 300, 40, 90, 10, 10, 80, 60, 10}},
    {"call_center", 42'404, 37'700, 1'900, 900, 220, 350, {10, 10, 130, 0, 0, 760, 70, 0, 10, 10}},
    {"impersonation_borrow", 25'344, 15'000, 1'400, 400, 120, 150, {20, 300, 300, 180, 0, 180, 0, 0, 0, 20}},
    {"prize_or_other", 22'342, 16'700, 1'600, 500, 150, 250, {30, 330, 200, 80, 80, 120, 80, 50, 10, 20}},
    {"remote_control", 15'344, 45'500, 1'500, 900, 150, 300, {20, 40, 260, 0, 0, 430, 130, 50, 60, 10}},
    {"goods_syndicate", 7'000, 7'000, 1'600, 950, 20, 100, {20, 540, 120, 110, 110, 10, 10, 60, 10, 10}},
    {"hacking", 3'400, 24'700, 1'900, 300, 250, 150, {120, 160, 120, 60, 10, 60, 120, 200, 100, 50}},
    {"romance", 3'700, 94'000, 1'700, 600, 30, 650, {20, 420, 180, 90, 130, 10, 0, 30, 100, 20}},
    {"ponzi", 1'900, 55'500, 1'600, 700, 20, 500, {20, 420, 380, 60, 40, 20, 0, 20, 20, 20}},
    {"digital_asset", 2'600, 138'600, 1'800, 800, 60, 550, {20, 270, 260, 40, 70, 10, 10, 170, 140, 10}},
    {"ransomware", 100, 97'000, 1'500, 200, 600, 0, {350, 0, 0, 0, 0, 0, 0, 250, 100, 300}},
    {"outside_taxonomy", 600, 6'500, 1'500, 100, 300, 100, {200, 200, 150, 80, 40, 150, 50, 50, 20, 60}},
};

constexpr SampleProvince kProvinces[] = {
    {10, 5528}, {11, 1357}, {12, 1288}, {13, 1190}, {14, 820},  {15, 274},  {16, 740}, {17, 203},  {18, 320},  {19, 643},
    {20, 1583}, {21, 752},  {22, 536},  {23, 228},  {24, 724},  {25, 497},  {26, 260}, {27, 562},  {30, 2634}, {31, 1579},
    {32, 1377}, {33, 1457}, {34, 1869}, {35, 533},  {36, 1123}, {37, 376},  {38, 421}, {39, 509},  {40, 1790}, {41, 1567},
    {42, 638},  {43, 516},  {44, 948},  {45, 1296}, {46, 975},  {47, 1146}, {48, 717}, {49, 351},  {50, 1789}, {51, 401},
    {52, 724},  {53, 443},  {54, 434},  {55, 475},  {56, 461},  {57, 1298}, {58, 286}, {60, 1035}, {61, 325},  {62, 712},
    {63, 676},  {64, 581},  {65, 848},  {66, 525},  {67, 973},  {70, 866},  {71, 894}, {72, 836},  {73, 922},  {74, 587},
    {75, 190},  {76, 483},  {77, 553},  {80, 1550}, {81, 480},  {82, 267},  {83, 418}, {84, 1073}, {85, 194},  {86, 509},
    {90, 1431}, {91, 325},  {92, 640},  {93, 522},  {94, 730},  {95, 543},  {96, 810},
};
static_assert(std::size(kProvinces) == 77);

constexpr SampleBank kBanks[] = {
    {"004", 10, 420}, {"014", 10, 480},  {"006", 10, 660},  {"002", 10, 540},  {"025", 10, 600},
    {"011", 10, 630}, {"030", 12, 900},  {"034", 12, 1500}, {"073", 10, 1200}, {"022", 10, 1080},
    {"024", 10, 960}, {"069", 10, 1020}, {"033", 12, 1800},
};
constexpr uint32_t kBankWeights[] = {270, 170, 150, 110, 90, 70, 70, 20, 10, 10, 10, 10, 10};
static_assert(std::size(kBanks) == std::size(kBankWeights));

constexpr SampleAgeBand kAgeBands[] = {{11, 14}, {15, 17}, {18, 21}, {22, 29}, {30, 44}, {45, 59}, {60, 69}, {70, 79}, {80, 92}};
constexpr uint32_t kAgeWeights[] = {12, 78, 622, 2533, 4151, 1962, 440, 160, 42};
static_assert(std::size(kAgeBands) == std::size(kAgeWeights));

constexpr uint32_t kHours[24] = {22, 14, 9, 6, 5, 6, 10, 19, 40, 68, 84, 82, 70, 78, 84, 82, 76, 66, 56, 54, 55, 54, 46, 34};
constexpr uint32_t kWeekdays[7] = {82, 112, 108, 105, 103, 102, 88};

template <class Row, size_t N>
constexpr std::array<uint32_t, N> Column(const Row (&rows)[N], uint32_t Row::*member) {
  std::array<uint32_t, N> out{};
  for (size_t i = 0; i < N; ++i) out[i] = rows[i].*member;
  return out;
}
constexpr auto kTypeWeights = Column(kTypes, &SampleType::cases);
constexpr auto kProvinceWeights = Column(kProvinces, &SampleProvince::thousands);

}  // namespace

std::span<const SampleType> SampleTypes() noexcept { return kTypes; }
std::span<const uint32_t> SampleTypeWeights() noexcept { return kTypeWeights; }
std::span<const SampleProvince> SampleProvinces() noexcept { return kProvinces; }
std::span<const uint32_t> SampleProvinceWeights() noexcept { return kProvinceWeights; }
uint32_t SampleStationsOf(const SampleProvince& province) noexcept { return 1 + province.thousands / 45; }
std::span<const SampleBank> SampleBanks() noexcept { return kBanks; }
std::span<const uint32_t> SampleBankWeights() noexcept { return kBankWeights; }
std::span<const SampleAgeBand> SampleAgeBands() noexcept { return kAgeBands; }
std::span<const uint32_t> SampleAgeWeights() noexcept { return kAgeWeights; }

uint32_t SampleHourWeight(int hour) noexcept { return kHours[hour]; }
uint32_t SampleWeekdayWeight(int weekday) noexcept { return kWeekdays[weekday]; }

uint32_t SampleDateWeight(int month, int day) noexcept {
  uint32_t weight = 100;
  if (day >= 25 || day <= 2) weight += 18;                  // salaries come on the 25th to the last
  if (day == 15 || day == 16) weight += 8;                  // and where they come twice, on the 15th
  if (month == day && month >= 6) weight += 12;             // 6.6, 7.7 … sales
  if (month == 11 && day >= 10 && day <= 14) weight += 55;  // 11.11
  if (month == 12 && day >= 11 && day <= 14) weight += 45;  // 12.12
  if (month == 12 && day >= 24) weight += 15;               // presents and journeys before the new year
  if (month == 1 && day <= 2) weight -= 40;                 // offices are closed
  if (month == 4 && day >= 1 && day <= 12) weight += 20;    // journeys booked before Songkran
  if (month == 4 && day >= 13 && day <= 15) weight -= 35;   // Songkran
  if (month == 4 && day >= 16 && day <= 19) weight += 25;   // what was put off
  return weight;
}

}  // namespace cybercheck::ingest
