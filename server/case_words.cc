// SPDX-License-Identifier: Apache-2.0
#include "server/case_words.h"

#include <array>

namespace cybercheck::server {
namespace {

constexpr wire::Words kEvidence = {
    "Your id card, the transfer slips, screenshots of the conversation, and the account, telephone number or address you dealt "
    "with.",
    "บัตรประชาชน หลักฐานการโอนเงิน ภาพหน้าจอการสนทนา และเลขบัญชี เบอร์โทร หรือลิงก์ที่ติดต่อด้วย"};
constexpr wire::Words kIdCard = {"Your id card and this code.", "บัตรประชาชนและรหัสติดตามนี้"};
constexpr wire::Words kNewEvidence = {"Your id card and whatever new you have learned.", "บัตรประชาชน และข้อมูลหรือหลักฐานใหม่ที่มี"};

// Indexed by CaseState.
constexpr std::array<CaseWords, event::kCaseStateCount> kWords = {{
    {{"Received.", "รับแจ้งแล้ว"},
     {"An officer will take your statement. If you have not told your bank yet, call it or the hotline 1441 at once.",
      "เจ้าหน้าที่จะนัดสอบปากคำ หากยังไม่ได้แจ้งธนาคาร ให้โทรแจ้งธนาคารหรือสายด่วน 1441 ทันที"},
     kEvidence},
    {{"Your statement has been taken.", "สอบปากคำแล้ว"},
     {"The inquiry officer decides whether it becomes a crime case.", "พนักงานสอบสวนจะพิจารณารับคำร้องทุกข์และลงเลขคดี"},
     kEvidence},
    {{"Accepted as a crime case.", "รับคำร้องทุกข์และลงเลขคดีแล้ว"},
     {"The inquiry officer collects evidence and follows the money.", "พนักงานสอบสวนจะรวบรวมพยานหลักฐานและติดตามเส้นทางการเงิน"},
     kEvidence},
    {{"Under investigation.", "อยู่ระหว่างการสอบสวน"},
     {"The inquiry officer collects evidence and may ask you for more.", "พนักงานสอบสวนรวบรวมพยานหลักฐาน และอาจขอข้อมูลเพิ่มเติม"},
     kNewEvidence},
    {{"Suspended: the offender is not known yet.", "งดการสอบสวนไว้ก่อน เนื่องจากยังไม่รู้ตัวผู้กระทำผิด"},
     {"Tell the inquiry officer whatever new you learn: the case can go on at any time.",
      "หากมีข้อมูลใหม่ ให้แจ้งพนักงานสอบสวน คดีดำเนินการต่อได้ทุกเมื่อ"},
     kNewEvidence},
    {{"The file has been sent to the public prosecutor.", "ส่งสำนวนให้พนักงานอัยการแล้ว"},
     {"The public prosecutor studies the file.", "พนักงานอัยการพิจารณาสำนวน"},
     kIdCard},
    {{"With the public prosecutor.", "อยู่ในชั้นพนักงานอัยการ"},
     {"The public prosecutor decides whether to bring it before the court.", "พนักงานอัยการจะมีคำสั่งฟ้องหรือไม่ฟ้อง"},
     kIdCard},
    {{"Before the court.", "อยู่ในชั้นศาล"},
     {"The court will give its judgment; you may be called as a witness.", "ศาลจะมีคำพิพากษา ท่านอาจถูกเรียกเป็นพยาน"},
     kIdCard},
    {{"Closed.", "คดีสิ้นสุดแล้ว"},
     {"Ask the unit named here how it ended and what became of the money that was held.",
      "สอบถามผลคดีและเงินที่ระงับไว้ได้ที่หน่วยงานที่ระบุ"},
     kIdCard},
    {{"Passed on to another unit.", "โอนไปยังหน่วยงานอื่นแล้ว"},
     {"The unit named here goes on with it.", "หน่วยงานที่ระบุจะดำเนินการต่อ"},
     kIdCard},
    {{"Joined with another case of the same loss.", "รวมกับคดีเดียวกันที่แจ้งไว้แล้ว"},
     {"The unit named here goes on with both as one.", "หน่วยงานที่ระบุจะดำเนินการรวมเป็นคดีเดียว"},
     kIdCard},
    {{"Not taken up as a crime case.", "ไม่รับดำเนินคดี"},
     {"Ask the unit named here for the reason; new evidence can open it again.",
      "สอบถามเหตุผลได้ที่หน่วยงานที่ระบุ หากมีหลักฐานใหม่ขอให้พิจารณาอีกครั้งได้"},
     kNewEvidence},
    {{"Opened again.", "เปิดพิจารณาใหม่"},
     {"An officer looks at it again and may ask you for more.", "เจ้าหน้าที่พิจารณาอีกครั้ง และอาจขอข้อมูลเพิ่มเติม"},
     kNewEvidence},
}};

constexpr wire::Words kNoFee = {
    "Nobody may charge you for getting your money back: no fee, no deposit, no tax. Whoever asks for money, a password or an OTP "
    "to "
    "do so is not from the police or a bank: do not pay, call 1441.",
    "การขอเงินคืนไม่มีค่าใช้จ่าย ไม่มีค่าธรรมเนียม เงินประกัน หรือภาษี ผู้ที่เรียกเงิน ขอรหัสผ่าน หรือขอ OTP ไม่ใช่ตำรวจหรือธนาคาร "
    "อย่าโอน ให้โทร 1441"};

constexpr HotlineWords kHotline = {{"Anti online scam hotline", "สายด่วนแจ้งอาชญากรรมออนไลน์"}, "1441"};

}  // namespace

const CaseWords& WordsOf(event::CaseState state) noexcept { return kWords[static_cast<size_t>(state)]; }
const wire::Words& NoFeeWords() noexcept { return kNoFee; }
const HotlineWords& Hotline() noexcept { return kHotline; }

}  // namespace cybercheck::server
