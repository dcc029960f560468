// SPDX-License-Identifier: Apache-2.0
#include "wire/words.h"

#include <array>

#include "base/check.h"

namespace cybercheck::wire {
namespace {

// Indexed by Verdict.
constexpr std::array<Words, 6> kVerdictWords = {{
    {"No information yet. This does not mean it is safe.", "ยังไม่พบข้อมูล ไม่ได้แปลว่าปลอดภัย"},
    {"Where this leads cannot be checked.", "ตรวจสอบปลายทางไม่ได้"},
    {"Reported, not confirmed.", "มีผู้แจ้ง ยังไม่ยืนยัน"},
    {"Suspicious.", "น่าสงสัย"},
    {"On the warning list.", "ขึ้นบัญชีเตือนภัย"},
    {"Belongs to the organisation, but the number can be faked.", "เป็นของหน่วยงาน แต่ปลอมเบอร์ได้"},
}};

// Indexed by Reason.
constexpr std::array<Words, kReasonCount> kReasonWords = {{
    {"Listed after review by an officer.", "ขึ้นบัญชีหลังเจ้าหน้าที่ตรวจสอบแล้ว"},
    {"Listed by a court order.", "ขึ้นบัญชีตามคำสั่งศาล"},
    {"Listed after accepted cases of different complainants.", "ขึ้นบัญชีจากคดีที่รับแล้วหลายคดี ของผู้เสียหายคนละราย"},
    {"Reviewed and cleared; earlier reports no longer count.", "ตรวจสอบแล้วและถอนออก การแจ้งก่อนหน้านี้ไม่นำมานับ"},
    {"The site was taken over by others; it may belong to an honest owner.", "เว็บไซต์ถูกผู้อื่นเจาะระบบ เดิมอาจเป็นเว็บไซต์สุจริต"},
    {"An objection is being reviewed.", "มีผู้โต้แย้ง อยู่ระหว่างตรวจสอบ"},
    {"Named on a published warning feed.", "อยู่ในรายการเตือนภัยที่เผยแพร่"},
    {"Named on several published warning feeds.", "อยู่ในรายการเตือนภัยที่เผยแพร่หลายแหล่ง"},
    {"Many pages on this host have been named lately.", "ระยะนี้พบหลายหน้าบนเว็บนี้อยู่ในรายการเตือนภัย"},
    {"Reported by the public; not reviewed.", "มีประชาชนแจ้งเข้ามา ยังไม่ได้ตรวจสอบ"},
    {"Found by police patrol; not reviewed.", "ตำรวจตรวจพบจากการลาดตระเวนออนไลน์ ยังไม่ได้พิจารณา"},
    {"Named in complaints filed with the police.", "ปรากฏในเรื่องร้องทุกข์ที่แจ้งไว้กับตำรวจ"},
    {"Looks like known scam addresses or messages.", "มีลักษณะคล้ายลิงก์หรือข้อความหลอกลวงที่เคยพบ"},
    {"The reports are old; a number or address may have changed hands.", "ข้อมูลเก่าแล้ว หมายเลขหรือเว็บนี้อาจเปลี่ยนมือไปแล้ว"},
    {"A page on an official site was reported; the site itself is official.", "มีผู้แจ้งหน้าหนึ่งบนเว็บของหน่วยงาน ตัวเว็บเป็นของหน่วยงานจริง"},
    {"Nothing is known about it.", "ยังไม่มีข้อมูล"},
    {"A short link: only its service knows where it leads.", "เป็นลิงก์ย่อ มีเพียงผู้ให้บริการที่รู้ว่าปลายทางคือที่ใด"},
    {"An account number can only be checked together with its bank.", "ต้องระบุธนาคารด้วย จึงจะตรวจสอบเลขบัญชีได้"},
    {"A browser would not open this address as written.", "เบราว์เซอร์เปิดที่อยู่นี้ตามที่เขียนไม่ได้"},
    {"The address was too long and was cut; its host was checked.", "ที่อยู่ยาวเกินไปจึงถูกตัด แต่ได้ตรวจสอบชื่อเว็บแล้ว"},
    {"The text before @ is not the site; the real host comes after it.", "ข้อความหน้าเครื่องหมาย @ ไม่ใช่ชื่อเว็บ ชื่อเว็บจริงอยู่หลัง @"},
    {"In the register of official numbers and sites.", "อยู่ในทะเบียนหมายเลขและเว็บไซต์ทางการ"},
    {"Caller and sender names can be faked: hang up and dial the number yourself. Police and banks never ask you to transfer "
     "money.",
     "ชื่อและหมายเลขที่แสดงปลอมได้ ให้วางสายแล้วโทรกลับด้วยตนเอง ตำรวจและธนาคารไม่มีการขอให้โอนเงิน"},
    {"An official number shown for a call from abroad is most likely faked.",
     "หมายเลขทางการที่แสดงว่าโทรจากต่างประเทศ น่าจะเป็นเบอร์ปลอม"},
    {"Shown by Thai networks for calls that come from abroad.", "เป็นหมายเลขที่เครือข่ายแสดงเมื่อเป็นสายจากต่างประเทศ"},
    {"Looks like an official site but is not that site.", "ชื่อคล้ายเว็บของหน่วยงาน แต่ไม่ใช่เว็บนั้น"},
    {"Looks like an official sender name but is not that name.", "ชื่อผู้ส่งคล้ายของหน่วยงาน แต่ไม่ใช่ชื่อนั้น"},
    {"Something is known about the phone number behind it.", "มีข้อมูลเกี่ยวกับหมายเลขโทรศัพท์ที่ผูกไว้"},
    {"Something is known about the PromptPay id of this number.", "มีข้อมูลเกี่ยวกับพร้อมเพย์ของหมายเลขนี้"},
    {"Something is known about the domestic number shown.", "มีข้อมูลเกี่ยวกับหมายเลขในประเทศที่แสดง"},
    {"The whole host is named.", "ทั้งเว็บอยู่ในข้อมูล"},
    {"A folder that holds this page is named.", "โฟลเดอร์ที่หน้านี้อยู่มีในข้อมูล"},
    {"The address of this account is named.", "ลิงก์ของบัญชีนี้มีในข้อมูล"},
    {"Many people share this host; only this page is meant.", "เว็บนี้มีผู้ใช้ร่วมกันหลายราย ข้อมูลนี้หมายถึงหน้านี้เท่านั้น"},
    {"The automatic text check could not be completed.", "ระบบตรวจข้อความอัตโนมัติตรวจได้ไม่ครบ"},
    {"Reserved for testing apps; it says nothing about anybody.", "ข้อมูลสำหรับทดสอบระบบเท่านั้น ไม่เกี่ยวกับผู้ใด"},
    {"Officers found it to be the same as another one; what is known of that one holds here.",
     "เจ้าหน้าที่พิจารณาแล้วว่าเป็นรายการเดียวกับอีกรายการหนึ่ง จึงใช้ข้อมูลของรายการนั้น"},
}};

constexpr Words kWait = {"Take your time: ask somebody you trust, or call 1441.", "อย่ารีบตัดสินใจ ปรึกษาคนที่ไว้ใจ หรือโทร 1441"};

// By verdict, then context in the order none, incoming_call, sms, transfer, visit.
constexpr std::array<std::array<Words, 5>, 6> kAdvice = {{
    // unknown
    {{kWait,
      {"Do not give codes or personal data on the phone. If they press you, hang up.",
       "อย่าให้รหัสหรือข้อมูลส่วนตัวทางโทรศัพท์ หากถูกเร่งรัดให้วางสาย"},
      {"Do not open links you did not ask for. Reach the sender by a way you know.", "อย่ากดลิงก์ที่ไม่ได้ขอ ติดต่อผู้ส่งผ่านช่องทางที่คุณรู้จักเอง"},
      {"Before you transfer, check the name shown and ask the receiver by another way.",
       "ก่อนโอน ตรวจชื่อบัญชีที่แสดง และสอบถามผู้รับผ่านช่องทางอื่น"},
      {"Look at the host name closely and enter no passwords or codes if in doubt.",
       "ดูชื่อเว็บให้ดี หากไม่แน่ใจอย่ากรอกรหัสผ่านหรือรหัส OTP"}}},
    // unresolvable
    {{{"Open it only if you know who sent it and why.", "เปิดเฉพาะเมื่อรู้ว่าใครส่งมาและส่งมาเพื่ออะไร"},
      {"Do not open it during the call.", "อย่าเปิดระหว่างคุยโทรศัพท์"},
      {"Do not open it. Reach the sender by a way you know.", "อย่ากดลิงก์ ติดต่อผู้ส่งผ่านช่องทางที่คุณรู้จักเอง"},
      {"Do not pay through this link before you know where it leads.", "อย่าจ่ายเงินผ่านลิงก์นี้จนกว่าจะรู้ปลายทาง"},
      {"Check the address again once the page has opened, before you enter anything.",
       "เมื่อหน้าเว็บเปิดแล้ว ให้ตรวจที่อยู่อีกครั้งก่อนกรอกข้อมูล"}}},
    // reported
    {{{"Be careful: it has been reported, which proves nothing yet.", "โปรดระวัง มีผู้แจ้งไว้ แต่ยังไม่ได้ยืนยัน"},
      {"Be careful on this call. Give no codes, install nothing.", "โปรดระวังการสนทนานี้ อย่าให้รหัส และอย่าติดตั้งแอปตามที่บอก"},
      {"Do not open the link before you have asked the sender by another way.", "อย่ากดลิงก์จนกว่าจะสอบถามผู้ส่งผ่านช่องทางอื่น"},
      {"Wait with the transfer and make sure who receives it.", "ชะลอการโอนไว้ก่อน และตรวจให้แน่ใจว่าโอนให้ใคร"},
      {"Enter no passwords, codes or card numbers here.", "อย่ากรอกรหัสผ่าน รหัส OTP หรือเลขบัตรในหน้านี้"}}},
    // suspected
    {{{"Better not go on. If money is gone already, call 1441 at once.", "ไม่ควรดำเนินการต่อ หากโอนเงินไปแล้ว โทร 1441 ทันที"},
      {"Better hang up. Give no codes, install nothing, transfer nothing.", "ควรวางสาย อย่าให้รหัส อย่าติดตั้งแอป อย่าโอนเงิน"},
      {"Do not open the link and do not reply.", "อย่ากดลิงก์และอย่าตอบกลับ"},
      {"Do not transfer. If you already did, call your bank and 1441 at once.", "อย่าโอนเงิน หากโอนไปแล้ว โทรหาธนาคารและ 1441 ทันที"},
      {"Leave this page and enter nothing.", "ออกจากหน้านี้ และอย่ากรอกข้อมูลใด ๆ"}}},
    // listed
    {{{"Stop here. If money is gone already, call 1441 at once.", "หยุดดำเนินการ หากโอนเงินไปแล้ว โทร 1441 ทันที"},
      {"Hang up and block the number.", "วางสายและบล็อกหมายเลขนี้"},
      {"Do not open the link. Delete the message or report it.", "อย่ากดลิงก์ ลบข้อความหรือแจ้งเบาะแส"},
      {"Do not transfer. If you already did, call your bank and 1441 at once.", "อย่าโอนเงิน หากโอนไปแล้ว โทรหาธนาคารและ 1441 ทันที"},
      {"Leave this page at once and enter nothing.", "ออกจากหน้านี้ทันที และอย่ากรอกข้อมูลใด ๆ"}}},
    // official
    {{{"To be sure, contact the organisation yourself through this number or address.",
       "เพื่อความแน่ใจ ให้ติดต่อหน่วยงานด้วยตนเองตามหมายเลขหรือที่อยู่นี้"},
      {"Hang up and dial the number yourself: the number shown can be faked.", "วางสายแล้วโทรกลับด้วยตนเอง เพราะหมายเลขที่แสดงปลอมได้"},
      {"Sender names can be faked: open the organisation's own app or site instead of a link.",
       "ชื่อผู้ส่งปลอมได้ ให้เปิดแอปหรือเว็บของหน่วยงานเองแทนการกดลิงก์"},
      {"Police and officials never ask you to transfer money for checking.", "ตำรวจและเจ้าหน้าที่ไม่มีการขอให้โอนเงินเพื่อตรวจสอบ"},
      {"Make sure the address bar shows exactly this host.", "ตรวจให้แน่ใจว่าแถบที่อยู่แสดงชื่อเว็บนี้ตรงทุกตัวอักษร"}}},
}};

constexpr bool Complete() {
  for (const Words& words : kReasonWords)
    if (words.en.empty() || words.th.empty()) return false;
  for (const auto& row : kAdvice)
    for (const Words& words : row)
      if (words.en.empty() || words.th.empty()) return false;
  return true;
}
static_assert(Complete());

}  // namespace

const Words& TextOf(Verdict verdict) noexcept {
  CHECK(static_cast<size_t>(verdict) < kVerdictWords.size());
  return kVerdictWords[static_cast<size_t>(verdict)];
}

const Words& TextOf(Reason reason) noexcept {
  CHECK(static_cast<size_t>(reason) < kReasonWords.size());
  return kReasonWords[static_cast<size_t>(reason)];
}

const Words& AdviceFor(Verdict verdict, Context context) noexcept {
  CHECK(static_cast<size_t>(verdict) < kAdvice.size() && static_cast<size_t>(context) < kAdvice[0].size());
  return kAdvice[static_cast<size_t>(verdict)][static_cast<size_t>(context)];
}

}  // namespace cybercheck::wire
