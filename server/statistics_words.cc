// SPDX-License-Identifier: Apache-2.0
#include "server/statistics_words.h"

#include <algorithm>
#include <span>

#include "cases/bangkok_calendar.h"

namespace cybercheck::server {
namespace {

using cases::CodeList;
using wire::Words;

struct Entry {
  std::string_view name;
  Words words;
};

constexpr Words kNothing{"", ""};

constexpr Entry kCounted[] = {
    {"cases",
     {"Every case from the moment it is received, verified or not; one that was merged into another, or rejected, is not "
      "counted. Sex, "
      "age and province are those of the first victim.",
      "คดีทุกคดีตั้งแต่รับแจ้ง ทั้งที่ยืนยันแล้วและยังไม่ยืนยัน ไม่นับคดีที่รวมเข้ากับคดีอื่นหรือไม่รับแจ้ง เพศ อายุ จังหวัด เป็นของผู้เสียหายรายแรก"}},
    {"victims",
     {"Victims of the cases counted; a case may have several, and counts one of whom nothing is known where it tells none. "
      "Damage is "
      "the case's, with its first victim.",
      "ผู้เสียหายในคดีที่นับ คดีหนึ่งอาจมีหลายราย คดีที่ไม่ระบุผู้เสียหายนับเป็นหนึ่งรายที่ไม่ทราบข้อมูล ความเสียหายนับตามคดีที่ผู้เสียหายรายแรก"}},
    {"complaints",
     {"Every complaint that was filed, those too that tell a loss again and joined its case.",
      "เรื่องร้องทุกข์ทุกเรื่องที่รับแจ้ง รวมเรื่องที่แจ้งซ้ำซึ่งรวมเข้ากับคดีเดิมแล้ว"}},
    {"holds",
     {"Every request to a bank to hold money, as it stands now; requested, held, frozen and returned are never mixed.",
      "คำขอระงับเงินถึงธนาคารทุกคำขอ ตามสถานะปัจจุบัน ยอดขอระงับ ยอดระงับ ยอดอายัด และยอดคืน ไม่ปะปนกัน"}},
    {"accounts",
     {"Accounts and other places that money of cases came to, each once; one of which no transfer has a time is in no period.",
      "บัญชีและปลายทางอื่นที่เงินของคดีไปถึง นับแห่งละครั้ง ปลายทางที่ไม่มีเวลาโอนไม่อยู่ในช่วงเวลาใด"}},
    {"indicators",
     {"Telephone numbers, accounts, addresses and names that something is known of, by the strongest that speaks of each now: "
      "the latest "
      "decision, else the source of most weight.",
      "หมายเลขโทรศัพท์ บัญชี ลิงก์ และชื่อที่มีข้อมูล ตามแหล่งข้อมูลที่มีน้ำหนักสูงสุดในขณะนี้ คือคำวินิจฉัยล่าสุด หรือแหล่งที่มีน้ำหนักที่สุด"}},
    {"reports",
     {"Reports that were accepted, by their own time; withdrawn ones are counted and told.",
      "รายงานที่รับไว้ ตามเวลาของรายงาน รายงานที่ถอนแล้วยังนับและแสดงแยก"}},
    {"appeals", {"Appeals by the day they were opened.", "คำอุทธรณ์ ตามวันที่ยื่น"}},
    {"money_stopped",
     {"Money of cases reported in the period that was stopped in time, by the row of the account where it stands.",
      "เงินที่ระงับได้ทันของคดีที่รับแจ้งในช่วงเวลา แยกตามแถวของบัญชีที่เงินค้างอยู่"}},
};

constexpr Entry kMeasures[] = {
    {"count", {"Count", "จำนวน"}},
    {"damage_satang", {"Damage", "ความเสียหาย (บาท)"}},
    {"damage_unknown", {"Of unknown damage", "ไม่ทราบความเสียหาย"}},
    {"largest_satang", {"Largest damage", "ความเสียหายสูงสุด (บาท)"}},
    {"requested_satang", {"Asked to be held", "ขอระงับ (บาท)"}},
    {"held_satang", {"Held now", "ระงับอยู่ (บาท)"}},
    {"frozen_satang", {"Frozen by warrant", "อายัด (บาท)"}},
    {"returned_satang", {"Returned", "คืนแล้ว (บาท)"}},
    {"received_satang", {"Received", "เงินที่ได้รับ (บาท)"}},
    {"cases", {"Cases", "คดี"}},
    {"withdrawn", {"Withdrawn", "ถอนแล้ว"}},
    {"left", {"Left the state", "พ้นสถานะ"}},
    {"days_median", {"Days, median", "จำนวนวัน (มัธยฐาน)"}},
    {"days_p90", {"Days, nine of ten", "จำนวนวัน (ร้อยละ 90)"}},
    {"hold_minutes_median", {"Minutes to the hold, median", "นาทีจนระงับ (มัธยฐาน)"}},
    {"hold_minutes_p90", {"Minutes to the hold, nine of ten", "นาทีจนระงับ (ร้อยละ 90)"}},
    {"hours_median", {"Hours to the decision, median", "ชั่วโมงจนพิจารณาแล้วเสร็จ (มัธยฐาน)"}},
    {"hours_p90", {"Hours to the decision, nine of ten", "ชั่วโมงจนพิจารณาแล้วเสร็จ (ร้อยละ 90)"}},
    {"late", {"Decided late", "พิจารณาเกินกำหนด"}},
    {"places", {"Accounts", "บัญชี"}},
    {"stopped_satang", {"Stopped in time", "ระงับได้ทัน (บาท)"}},
};

constexpr Entry kDefinitions[] = {
    {"damage_satang",
     {"What victims say they lost, as far as it is told, each loss once in a case.",
      "ความเสียหายตามที่ผู้เสียหายแจ้งเท่าที่ทราบ แต่ละความเสียหายนับครั้งเดียวในคดี"}},
    {"requested_satang",
     {"What banks were asked to hold; the same money asked for at three banks is asked three times.",
      "ยอดที่ขอให้ธนาคารระงับ เงินก้อนเดียวกันที่ขอสามธนาคารนับสามครั้ง"}},
    {"held_satang", {"What banks hold at this time.", "ยอดที่ธนาคารระงับอยู่ในขณะนี้"}},
    {"frozen_satang", {"What a warrant freezes at this time.", "ยอดที่อายัดตามหมายในขณะนี้"}},
    {"returned_satang", {"What was paid out to victims.", "ยอดที่จ่ายคืนผู้เสียหายแล้ว"}},
    {"days_median",
     {"Whole days that cases which left a state in the period had been in it; those still in it are not counted.",
      "จำนวนวันเต็มที่คดีอยู่ในสถานะก่อนพ้นสถานะในช่วงเวลานี้ ไม่นับคดีที่ยังอยู่ในสถานะ"}},
    {"hold_minutes_median",
     {"Minutes from the complaint to police until money was held in the period; holds that a bank made before it are not "
      "counted.",
      "นาทีตั้งแต่แจ้งความจนระงับเงินได้ในช่วงเวลานี้ ไม่นับการระงับที่ธนาคารทำก่อนแจ้งความ"}},
    {"stopped_satang",
     {"Of each account of a case: the smaller of what stands held, frozen or given back and of the tainted money still there. "
      "Each baht "
      "once.",
      "ต่อบัญชีในคดี ใช้ยอดที่น้อยกว่าระหว่างยอดที่ระงับ อายัด หรือคืนแล้ว กับเงินของผู้เสียหายที่ยังอยู่ในบัญชี แต่ละบาทนับครั้งเดียว"}},
};

constexpr Entry kDates[] = {
    {"reported", {"The day it was reported.", "วันที่รับแจ้ง"}},
    {"occurred", {"The day it happened; where that is not known it is in no period.", "วันเกิดเหตุ หากไม่ทราบไม่อยู่ในช่วงเวลาใด"}},
    {"accepted", {"The day an officer accepted it.", "วันที่รับคำร้องทุกข์"}},
    {"closed", {"The day it was closed.", "วันที่คดีสิ้นสุด"}},
    {"requested", {"The day the bank was asked.", "วันที่ขอระงับ"}},
    {"first_transfer", {"The day of the first transfer there.", "วันที่โอนครั้งแรก"}},
    {"first_seen", {"The day it was first seen.", "วันที่พบครั้งแรก"}},
    {"opened", {"The day it was opened.", "วันที่ยื่น"}},
    {"decided", {"The day it was decided.", "วันที่พิจารณาแล้วเสร็จ"}},
};

constexpr Entry kBands[] = {
    {"rtp", {"The police's age bands.", "ช่วงอายุของสำนักงานตำรวจแห่งชาติ"}},
    {"acsc", {"Decades, as the weekly bulletins of the ACSC have them.", "ช่วงอายุสิบปี ตามรายงานรายสัปดาห์ของ ศปอส."}},
    {"aoc", {"The age bands of the hotline AOC 1441.", "ช่วงอายุของศูนย์ AOC 1441"}},
    {"ic3", {"The age bands of the FBI's IC3.", "ช่วงอายุของ IC3 (FBI)"}},
};
constexpr Words kPoliceWeeks{"From Sunday to Saturday; a week is called by its Sunday.", "วันอาทิตย์ถึงวันเสาร์ เรียกตามวันอาทิตย์"};
constexpr Words kIsoWeeks{"From Monday to Sunday; a week is called by its Monday.", "วันจันทร์ถึงวันอาทิตย์ เรียกตามวันจันทร์"};

// Dimensions and parts that no taxonomy names.
constexpr Entry kDimensions[] = {
    {"ground", {"Ground", "เหตุที่ระงับ"}},
    {"place", {"Kind of account", "ชนิดบัญชี"}},
    {"category", {"Category", "หมวด"}},
    {"standing", {"Strongest word", "แหล่งข้อมูลที่มีน้ำหนักสูงสุด"}},
};
constexpr Entry kParts[] = {
    {"ground.victim", {"", "ผู้เสียหายแจ้ง"}},
    {"ground.bank_detected", {"", "ธนาคารตรวจพบ"}},
    {"ground.warrant", {"", "หมายอายัด"}},
    {"place.account", {"", "บัญชีธนาคาร"}},
    {"place.promptpay", {"", "พร้อมเพย์"}},
    {"place.wallet", {"", "กระเป๋าเงินอิเล็กทรอนิกส์"}},
    {"place.crypto", {"", "สินทรัพย์ดิจิทัล"}},
    {"place.cash_out", {"", "ถอนเงินสด"}},
    {"place.merchant", {"", "ร้านค้า"}},
    {"place.foreign", {"", "โอนต่างประเทศ"}},
    {"hold_state.requested", {"", "ขอระงับแล้ว"}},
    {"hold_state.held", {"", "ระงับแล้ว"}},
    {"hold_state.partly", {"", "ระงับได้บางส่วน"}},
    {"hold_state.nothing_left", {"", "ไม่มีเงินเหลือ"}},
    {"hold_state.wrong_account", {"", "บัญชีไม่ถูกต้อง"}},
    {"hold_state.refused", {"", "ปฏิเสธ"}},
    {"hold_state.lapsed", {"", "ครบกำหนดระงับ"}},
    {"hold_state.released", {"", "ปลดระงับ"}},
    {"hold_state.frozen", {"", "อายัด"}},
    {"hold_state.returned", {"", "คืนเงินแล้ว"}},
    {"report_channel.tip", {"", "ประชาชนแจ้งเบาะแส"}},
    {"report_channel.online", {"", "ออนไลน์"}},
    {"report_channel.hotline", {"", "สายด่วน"}},
    {"report_channel.station", {"", "สถานีตำรวจ"}},
    {"report_channel.patrol", {"", "เจ้าหน้าที่ตรวจพบ"}},
    {"appeal_outcome.opened", {"", "รอพิจารณา"}},
    {"appeal_outcome.in_review", {"", "กำลังพิจารณา"}},
    {"appeal_outcome.upheld", {"", "คงรายการไว้"}},
    {"appeal_outcome.cleared", {"", "ถอนรายการ"}},
    {"indicator_kind.phone", {"", "หมายเลขโทรศัพท์"}},
    {"indicator_kind.url", {"", "ลิงก์"}},
    {"indicator_kind.line", {"", "LINE"}},
    {"indicator_kind.tiktok", {"", "TikTok"}},
    {"indicator_kind.facebook", {"", "Facebook"}},
    {"indicator_kind.account", {"", "บัญชีธนาคาร"}},
    {"indicator_kind.promptpay", {"", "พร้อมเพย์"}},
    {"indicator_kind.sms_sender", {"", "ชื่อผู้ส่ง SMS"}},
    {"standing.listed", {"", "ขึ้นรายการแล้ว"}},
    {"standing.compromised", {"", "ถูกเจาะระบบ"}},
    {"standing.cleared", {"", "ถอนรายการแล้ว"}},
    {"standing.merged", {"", "รวมกับรายการอื่น"}},
    {"standing.case", {"", "คดีที่รับคำร้องทุกข์"}},
    {"standing.complaint", {"", "เรื่องร้องทุกข์"}},
    {"standing.patrol", {"", "เจ้าหน้าที่ตรวจพบ"}},
    {"standing.feed", {"", "บัญชีรายชื่อจากภายนอก"}},
    {"standing.derived", {"", "อนุมานจากข้อมูลอื่น"}},
    {"standing.pattern", {"", "ตรงกับรูปแบบข้อความ"}},
    {"standing.tip", {"", "ประชาชนแจ้งเบาะแส"}},
    {"standing.sample", {"", "ข้อมูลตัวอย่าง"}},
    {"standing.withdrawn", {"", "ถอนแล้ว"}},
    {"colour.none", {"", "ไม่มีสี"}},
    {"bank.---", {"", "ไม่มีธนาคารรับผิดชอบ"}},
};

const Words* FindWords(std::span<const Entry> entries, std::string_view name) noexcept {
  const auto entry = std::ranges::find(entries, name, &Entry::name);
  return entry == entries.end() ? nullptr : &entry->words;
}
const Words& WordsOrNothing(std::span<const Entry> entries, std::string_view name) noexcept {
  const Words* words = FindWords(entries, name);
  return words == nullptr ? kNothing : *words;
}

constexpr std::string_view kMonths[] = {"ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
                                        "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.",  "พ.ย.", "ธ.ค."};

std::string ThaiMonth(uint32_t month) {
  return std::string(kMonths[month % 12]) + " " + std::to_string(month / 12 + cases::kBuddhistYears);
}

std::optional<CodeList> ListOf(std::string_view dimension) noexcept {
  constexpr std::pair<std::string_view, CodeList> kLists[] = {
      {"state", CodeList::kState},       {"outcome", CodeList::kOutcome},    {"kind", CodeList::kKind},
      {"channel", CodeList::kChannel},   {"case_type", CodeList::kCaseType}, {"contact_channel", CodeList::kContactChannel},
      {"sex", CodeList::kSex},           {"age_band", CodeList::kAgeBand},   {"province", CodeList::kProvince},
      {"verified", CodeList::kVerified}, {"colour", CodeList::kColour},      {"victim_kind", CodeList::kVictimKind},
      {"category", CodeList::kCategory},
  };
  const auto* list = std::ranges::find(kLists, dimension, &std::pair<std::string_view, CodeList>::first);
  return list == std::end(kLists) ? std::nullopt : std::optional(list->second);
}

}  // namespace

const Words& CountedWords(std::string_view table) noexcept { return WordsOrNothing(kCounted, table); }
const Words& MeasureWords(std::string_view measure) noexcept { return WordsOrNothing(kMeasures, measure); }
const Words* MeasureDefinition(std::string_view measure) noexcept { return FindWords(kDefinitions, measure); }
const Words& DateWords(std::string_view date) noexcept { return WordsOrNothing(kDates, date); }
const Words& BandsWords(std::string_view scheme) noexcept { return WordsOrNothing(kBands, scheme); }
const Words& WeekWords(bool iso) noexcept { return iso ? kIsoWeeks : kPoliceWeeks; }

cases::CodeName DimensionName(const cases::CodeNames& names, std::string_view dimension) {
  if (const Words* words = FindWords(kDimensions, dimension)) return {std::string(words->en), std::string(words->th)};
  return names.Of(CodeList::kDimension, dimension);
}

std::string ThaiDay(uint32_t day) {
  const std::string iso = cases::FormatDay(day);
  const std::string number = iso[8] == '0' ? iso.substr(9, 1) : iso.substr(8, 2);
  return number + " " + ThaiMonth(cases::MonthOfDay(day));
}

std::string ThaiPart(const cases::CodeNames& names, std::string_view table, std::string_view dimension, std::string_view part) {
  if (dimension == "day" || dimension == "week") {
    const auto day = cases::ParseDay(part);
    return day ? ThaiDay(*day) : std::string(part);
  }
  if (dimension == "month") {
    const auto day = cases::ParseDay(std::string(part) + "-01");
    return day ? ThaiMonth(cases::MonthOfDay(*day)) : std::string(part);
  }
  if (const auto year = cases::BuddhistYearOf(dimension, part)) return std::to_string(*year);
  // Codes of a few tables are other lists than the dimension's name says.
  std::string key(table == "holds" && dimension == "state"       ? "hold_state"
                  : table == "reports" && dimension == "channel" ? "report_channel"
                  : table == "appeals" && dimension == "outcome" ? "appeal_outcome"
                                                                 : dimension);
  if (const Words* words = FindWords(kParts, key.append(".").append(part))) return std::string(words->th);
  const auto list = ListOf(dimension);
  if (list) return names.Of(*list, part).th;
  return part == "unknown" ? "ไม่ทราบ" : std::string(part);
}

}  // namespace cybercheck::server
