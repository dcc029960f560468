// SPDX-License-Identifier: Apache-2.0
#include "server/bulletin_text.h"

#include <cstdlib>
#include <string_view>

#include "cases/bangkok_calendar.h"

namespace cybercheck::server {
namespace {

using cases::Bulletin;
using cases::CodeList;

constexpr std::string_view kMonths[] = {"มกราคม",  "กุมภาพันธ์", "มีนาคม",  "เมษายน", "พฤษภาคม",  "มิถุนายน",
                                        "กรกฎาคม", "สิงหาคม",  "กันยายน", "ตุลาคม",  "พฤศจิกายน", "ธันวาคม"};
constexpr std::string_view kOffice = "สำนักงานตำรวจแห่งชาติ";

uint32_t DayInMonth(uint32_t day) { return day - cases::FirstDayOf(cases::MonthOfDay(day)) + 1; }
std::string MonthOf(uint32_t day) { return std::string(kMonths[cases::MonthOfDay(day) % 12]); }
std::string YearOf(uint32_t day) { return std::to_string(cases::YearOfDay(day) + cases::kBuddhistYears); }

std::string Grouped(int64_t number) {
  std::string digits = std::to_string(std::llabs(number));
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return (number < 0 ? "-" : "") + digits;
}

// "ร้อยละ 62.40"
std::string Percent(int64_t part, int64_t whole) {
  const uint32_t bp = cases::ShareBp(part, whole);
  return "ร้อยละ " + std::to_string(bp / 100) + "." + (bp % 100 < 10 ? "0" : "") + std::to_string(bp % 100);
}

std::string Change(int64_t now, int64_t before, const std::string& by) {
  if (now == before) return "เท่ากับสัปดาห์ก่อนหน้า";
  return (now > before ? "เพิ่มขึ้น " : "ลดลง ") + by;
}

std::string Thai(const cases::CodeNames& names, CodeList list, const std::string& code) { return names.Of(list, code).th; }

std::string BandOf(const std::string& code) {
  const auto bands = *cases::AgeBands::Named("acsc");
  for (size_t band = 0; band < bands.count(); ++band)
    if (bands.NameOf(band) == code) return cases::NameOfBand(bands, band).th;
  return code;
}

std::string MostHit(const Bulletin& bulletin, const cases::CodeNames& names) {
  std::string out;
  if (bulletin.sex)
    out.append("เพศ")
        .append(Thai(names, CodeList::kSex, bulletin.sex->code))
        .append(" (")
        .append(Percent(bulletin.sex->count, bulletin.cases))
        .append(")");
  if (bulletin.age_band)
    out.append(out.empty() ? "" : " ")
        .append("ช่วงอายุ ")
        .append(BandOf(bulletin.age_band->code))
        .append(" (")
        .append(Percent(bulletin.age_band->count, bulletin.cases))
        .append(")");
  return out;
}

bool AreAllOnline(const Bulletin& bulletin) { return bulletin.online_cases == bulletin.cases; }

std::string_view TitleOf(const Bulletin& bulletin) {
  return AreAllOnline(bulletin) ? "สรุปสถิติการรับแจ้งความคดีออนไลน์ประจำสัปดาห์" : "สรุปสถิติการรับแจ้งความประจำสัปดาห์";
}

// "72 คดี"; where some are of another kind, how many are not: "72 คดี (เป็นคดีออนไลน์ 70 คดี)".
std::string CasesOf(const Bulletin& bulletin) {
  std::string out = Grouped(bulletin.cases) + " คดี";
  if (!AreAllOnline(bulletin)) out.append(" (เป็นคดีออนไลน์ ").append(Grouped(bulletin.online_cases)).append(" คดี)");
  return out;
}

std::string People(const std::optional<int64_t>& count) { return count ? Grouped(*count) + " ราย" : "ไม่ได้รับรายงาน"; }

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out.append("&amp;");
    else if (c == '<')
      out.append("&lt;");
    else if (c == '>')
      out.append("&gt;");
    else if (c == '"')
      out.append("&quot;");
    else if (c == '\n')
      out.append("<br>");
    else
      out += c;
  }
  return out;
}

// A4, one page; what a printer has not, a screen shows in the same layout.
constexpr std::string_view kHead = R"(<!doctype html>
<html lang="th"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>)";
constexpr std::string_view kStyle = R"(</title><style>
@page { size: A4; margin: 14mm 16mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 178mm; color: #14202e; font: 12.5pt/1.6 "TH Sarabun New", "Sarabun", "Noto Sans Thai", sans-serif; }
header { border-bottom: 3px solid #7a1220; padding-bottom: 3mm; margin-bottom: 5mm; }
.office { margin: 0; color: #7a1220; font-weight: 700; }
h1 { margin: 0; font-size: 18pt; line-height: 1.4; }
.days { margin: 0; font-size: 13pt; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 4mm; }
.box { border: 1px solid #b9c2cc; border-radius: 2mm; padding: 3mm 4mm; break-inside: avoid; }
.box h2 { margin: 0; font-size: 11pt; font-weight: 600; color: #44515e; }
.box .big { margin: 0; font-size: 21pt; font-weight: 700; line-height: 1.35; font-variant-numeric: tabular-nums; }
.box p { margin: 0; }
table { width: 100%; border-collapse: collapse; margin: 5mm 0; }
th, td { border-bottom: 1px solid #d5dbe1; padding: 1.8mm 2mm; text-align: left; vertical-align: top; }
th { width: 52mm; font-weight: 600; color: #44515e; }
.warning { border-left: 4px solid #b35900; background: #fff4dc; padding: 3mm 4mm; break-inside: avoid; }
.warning h2 { margin: 0; font-size: 12.5pt; color: #7a4a00; }
.warning p { margin: 0; }
footer { margin-top: 5mm; font-size: 9.5pt; line-height: 1.5; color: #44515e; }
@media screen { body { padding: 12mm 8mm; } }
@media screen and (max-width: 600px) { body { padding: 4mm; } .two { grid-template-columns: 1fr; } th, td { display: block; width: auto; } th { border: 0; padding-bottom: 0; } }
@media print { .box, .warning { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
</style></head><body>
)";

void AppendRow(std::string_view heading, const std::string& text, std::string& out) {
  out.append("<tr><th>").append(heading).append("</th><td>").append(Escaped(text)).append("</td></tr>\n");
}

std::string TopByCount(const Bulletin& bulletin, const cases::CodeNames& names) {
  if (!bulletin.type_by_count) return "–";
  const Bulletin::Top& top = *bulletin.type_by_count;
  return Thai(names, CodeList::kCaseType, top.code) + " จำนวน " + Grouped(top.count) + " คดี คิดเป็น" +
         Percent(top.count, bulletin.cases) + " ของคดีทั้งหมด";
}

std::string TopByDamage(const Bulletin& bulletin, const cases::CodeNames& names) {
  if (!bulletin.type_by_damage) return "–";
  const Bulletin::Top& top = *bulletin.type_by_damage;
  return Thai(names, CodeList::kCaseType, top.code) + " มูลค่า " + ThaiBaht(top.damage_satang) + " คิดเป็น" +
         Percent(top.damage_satang, bulletin.damage_satang) + " ของความเสียหายทั้งหมด";
}

std::string Stopped(const Bulletin& bulletin) {
  return ThaiBaht(bulletin.stopped.stopped_satang) + " ใน " + Grouped(bulletin.stopped.places) + " บัญชี คิดเป็น" +
         Percent(bulletin.stopped.stopped_satang, bulletin.stopped.damage_satang) + " ของความเสียหาย และ" +
         Percent(bulletin.stopped.stopped_satang, bulletin.stopped.requested_satang) + " ของยอดที่ขอระงับ";
}

// Of a week that is not over; empty of one that is.
std::string NotOver(const Bulletin& bulletin) {
  if (bulletin.is_over()) return "";
  return "ข้อมูลถึงวันที่ " + FullThaiDay(bulletin.today) + " สัปดาห์ยังไม่สิ้นสุด จึงเทียบกับสัปดาห์ก่อนหน้าที่ครบเจ็ดวันไม่ได้";
}

constexpr std::string_view kAdvice =
    "หากตกเป็นผู้เสียหาย โทรสายด่วน AOC 1441 ตลอด 24 ชั่วโมง เพื่อระงับบัญชีทันที และแจ้งความที่ www.thaipoliceonline.go.th";

std::string Changes(const Bulletin& bulletin) {
  return "จำนวนคดี" +
         Change(bulletin.cases, bulletin.cases_before, Grouped(std::llabs(bulletin.cases - bulletin.cases_before)) + " คดี") +
         " และมูลค่าความเสียหาย" +
         Change(bulletin.damage_satang, bulletin.damage_before_satang,
                ThaiBaht(std::llabs(bulletin.damage_satang - bulletin.damage_before_satang)));
}

}  // namespace

std::string FullThaiDay(uint32_t day) { return std::to_string(DayInMonth(day)) + " " + MonthOf(day) + " " + YearOf(day); }

std::string ThaiDays(uint32_t from, uint32_t to) {
  if (cases::MonthOfDay(from) == cases::MonthOfDay(to)) return std::to_string(DayInMonth(from)) + "–" + FullThaiDay(to);
  std::string out = std::to_string(DayInMonth(from)) + " " + MonthOf(from);
  if (cases::YearOfDay(from) != cases::YearOfDay(to)) out.append(" ").append(YearOf(from));
  return out + " – " + FullThaiDay(to);
}

std::string ThaiBaht(int64_t satang) { return Grouped((satang + (satang < 0 ? -50 : 50)) / 100) + " บาท"; }

std::string BulletinText(const Bulletin& bulletin, const cases::CodeNames& names) {
  const uint32_t to = bulletin.sunday + 6;
  std::string out;
  out.append(TitleOf(bulletin)).append("\nระหว่างวันที่ ").append(ThaiDays(bulletin.sunday, to)).append("\n\n");
  if (!bulletin.is_over()) out.append(NotOver(bulletin)).append("\n\n");
  out.append(bulletin.is_over() ? "ในรอบสัปดาห์ที่ผ่านมา " : "ในสัปดาห์นี้ ");
  out.append(AreAllOnline(bulletin) ? "มีผู้เสียหายแจ้งความคดีออนไลน์ รวม " : "มีผู้เสียหายแจ้งความ รวม ");
  out.append(CasesOf(bulletin)).append(" มูลค่าความเสียหายรวม ");
  out.append(ThaiBaht(bulletin.damage_satang)).append("\n");
  if (bulletin.is_over())
    out.append("เมื่อเทียบกับสัปดาห์ก่อนหน้า (วันที่ ")
        .append(ThaiDays(bulletin.sunday - 7, bulletin.sunday - 1))
        .append(") ")
        .append(Changes(bulletin))
        .append("\n");
  out.append("\n");
  out.append("• คดีที่มีการแจ้งความมากที่สุด: ").append(TopByCount(bulletin, names)).append("\n");
  out.append("• คดีที่มีมูลค่าความเสียหายสูงสุด: ").append(TopByDamage(bulletin, names)).append("\n");
  if (const std::string most = MostHit(bulletin, names); !most.empty()) out.append("• ผู้เสียหายส่วนใหญ่: ").append(most).append("\n");
  out.append("• ระงับเงินได้ทัน: ").append(Stopped(bulletin)).append("\n");
  if (bulletin.note) {
    const event::BulletinNote& note = bulletin.note->body;
    if (note.people_saved) out.append("• ช่วยเหลือประชาชนไม่ให้ตกเป็นเหยื่อ: ").append(People(note.people_saved)).append("\n");
    if (note.arrests) out.append("• จับกุมผู้ต้องหา: ").append(People(note.arrests)).append("\n");
    if (!note.warning.empty()) out.append("\nเตือนภัยประจำสัปดาห์\n").append(note.warning).append("\n");
    out.append("\n(ที่มาของข้อมูลการช่วยเหลือ การจับกุม และคำเตือน: ").append(note.source).append(")\n");
  }
  return out.append("\n").append(kAdvice).append("\n");
}

std::string BulletinPage(const Bulletin& bulletin, const cases::CodeNames& names) {
  const uint32_t to = bulletin.sunday + 6;
  std::string out(kHead);
  const std::string days = ThaiDays(bulletin.sunday, to);
  out.append(TitleOf(bulletin)).append(" ").append(days).append(kStyle);
  out.append("<header><p class=\"office\">")
      .append(kOffice)
      .append("</p><h1>")
      .append(TitleOf(bulletin))
      .append("</h1><p class=\"days\">ระหว่างวันที่ ")
      .append(days)
      .append(bulletin.is_over() ? "" : "<br>")
      .append(NotOver(bulletin));
  out.append("</p></header>\n<div class=\"two\">\n");
  out.append("<div class=\"box\"><h2>คดีที่รับแจ้ง</h2><p class=\"big\">").append(Grouped(bulletin.cases)).append(" คดี</p><p>");
  if (!AreAllOnline(bulletin)) out.append("เป็นคดีออนไลน์ ").append(Grouped(bulletin.online_cases)).append(" คดี<br>");
  if (bulletin.is_over())
    out.append(Change(bulletin.cases, bulletin.cases_before,
                      Grouped(std::llabs(bulletin.cases - bulletin.cases_before)) + " คดี จากสัปดาห์ก่อนหน้า"));
  out.append("</p></div>\n<div class=\"box\"><h2>มูลค่าความเสียหาย</h2><p class=\"big\">")
      .append(ThaiBaht(bulletin.damage_satang))
      .append("</p><p>");
  if (bulletin.is_over())
    out.append(Change(bulletin.damage_satang, bulletin.damage_before_satang,
                      ThaiBaht(std::llabs(bulletin.damage_satang - bulletin.damage_before_satang)) + " จากสัปดาห์ก่อนหน้า"));
  out.append("</p></div>\n</div>\n<table>\n");
  AppendRow("คดีที่แจ้งมากที่สุด", TopByCount(bulletin, names), out);
  AppendRow("ความเสียหายสูงสุด", TopByDamage(bulletin, names), out);
  const std::string most = MostHit(bulletin, names);
  AppendRow("ผู้เสียหายส่วนใหญ่", most.empty() ? "–" : most, out);
  AppendRow("ระงับเงินได้ทัน", Stopped(bulletin), out);
  if (bulletin.note) {
    AppendRow("ช่วยเหลือประชาชนไม่ให้ตกเป็นเหยื่อ", People(bulletin.note->body.people_saved), out);
    AppendRow("จับกุมผู้ต้องหา", People(bulletin.note->body.arrests), out);
  }
  out.append("</table>\n");
  if (bulletin.note && !bulletin.note->body.warning.empty())
    out.append("<div class=\"warning\"><h2>เตือนภัยประจำสัปดาห์</h2><p>")
        .append(Escaped(bulletin.note->body.warning))
        .append("</p></div>\n");
  out.append("<footer>")
      .append(kAdvice)
      .append("<br>นับทุกคดีตามวันที่รับแจ้ง (เวลาประเทศไทย) สัปดาห์ที่นับวันอาทิตย์ถึงวันเสาร์ ไม่รวมคดีที่รวมเข้ากับคดีอื่นหรือไม่รับ · ");
  if (bulletin.is_over()) out.append("เทียบกับวันที่ ").append(ThaiDays(bulletin.sunday - 7, bulletin.sunday - 1)).append(" · ");
  out.append("ข้อมูล ณ วันที่ ")
      .append(FullThaiDay(bulletin.today))
      .append(" รายการที่ ")
      .append(Grouped(static_cast<int64_t>(bulletin.as_of_seq)))
      .append(" ของระบบ");
  if (bulletin.note) out.append("<br>ที่มาของข้อมูลการช่วยเหลือ การจับกุม และคำเตือน: ").append(Escaped(bulletin.note->body.source));
  return out.append("</footer>\n</body></html>\n");
}

}  // namespace cybercheck::server
