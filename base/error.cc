// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <cstdio>
#include <cstdlib>
#include <iterator>

#include "base/check.h"
#include "base/result.h"

namespace cybercheck::base {
namespace {

using enum ErrorCode;

// In the order of the enum; Describe() checks it.
constexpr ErrorRow kRows[] = {
    {kEmptyValue, "empty_value", 400, "The value is empty.", "ไม่ได้ระบุค่า"},
    {kValueTooLong, "value_too_long", 400, "The value is longer than its kind allows.", "ค่ายาวเกินกำหนด"},
    {kInvalidUtf8, "invalid_utf8", 400, "The value is not valid UTF-8.", "ค่าไม่ใช่ UTF-8 ที่ถูกต้อง"},
    {kUnknownKind, "unknown_kind", 400, "This kind of indicator is not known.", "ไม่รู้จักชนิดข้อมูลนี้"},
    {kNotAnIndicator, "not_an_indicator", 400, "The value has the form of no known kind.", "ไม่ตรงกับรูปแบบใดที่รู้จัก"},
    {kNotAPhone, "not_a_phone", 400, "The value is not a phone number.", "ไม่ใช่หมายเลขโทรศัพท์"},
    {kPhoneTooShort, "phone_too_short", 400, "A phone number has at least 3 digits.", "หมายเลขโทรศัพท์ต้องมีอย่างน้อย 3 หลัก"},
    {kPhoneTooLong, "phone_too_long", 400, "A phone number has at most 15 digits.", "หมายเลขโทรศัพท์ยาวเกิน 15 หลัก"},
    {kPhoneMasked, "phone_masked", 400, "Digits of the number are hidden.", "หมายเลขถูกปิดบังบางหลัก"},
    {kUnsupportedScheme, "unsupported_scheme", 400, "Only http, https, ftp and line addresses can be checked.", "ตรวจสอบได้เฉพาะ http, https, ftp และ line"},
    {kEmptyHost, "empty_host", 400, "The address names no host.", "ที่อยู่เว็บไม่มีชื่อโฮสต์"},
    {kInvalidHost, "invalid_host", 400, "The host of the address is not valid.", "ชื่อโฮสต์ไม่ถูกต้อง"},
    {kInvalidPort, "invalid_port", 400, "The port of the address is not valid.", "หมายเลขพอร์ตไม่ถูกต้อง"},
    {kNotALineId, "not_a_line_id", 400, "The value is not a LINE id or address.", "ไม่ใช่ไลน์ไอดีหรือลิงก์ไลน์"},
    {kNotATiktokHandle, "not_a_tiktok_handle", 400, "The value is not a TikTok account or address.", "ไม่ใช่บัญชีหรือลิงก์ติ๊กต็อก"},
    {kNotAFacebookName, "not_a_facebook_name", 400, "The value is not a Facebook account or address.", "ไม่ใช่บัญชีหรือลิงก์เฟซบุ๊ก"},
    {kReservedName, "reserved_name", 400, "The address belongs to the platform itself, not to an account.", "เป็นหน้าของแพลตฟอร์มเอง ไม่ใช่บัญชีผู้ใช้"},
    {kNotAnAccount, "not_an_account", 400, "The value is not a bank account number.", "ไม่ใช่เลขที่บัญชีธนาคาร"},
    {kBankMissing, "bank_missing", 400, "A bank account needs its bank.", "ต้องระบุธนาคารของบัญชี"},
    {kBankUnknown, "bank_unknown", 400, "The bank is not known.", "ไม่รู้จักธนาคารนี้"},
    {kAccountLength, "account_length", 400, "The bank's account numbers have another number of digits.", "จำนวนหลักไม่ตรงกับธนาคาร"},
    {kAccountMasked, "account_masked", 400, "Digits of the account are hidden.", "เลขที่บัญชีถูกปิดบังบางหลัก"},
    {kNotAPromptpayId, "not_a_promptpay_id", 400, "The value is not a PromptPay id.", "ไม่ใช่พร้อมเพย์"},
    {kNationalIdChecksum, "national_id_checksum", 400, "The check digit of the 13-digit number is wrong.", "เลข 13 หลักไม่ถูกต้อง"},
    {kEmvFormat, "emv_format", 400, "The QR text is not a well-formed payment code.", "รูปแบบคิวอาร์ชำระเงินไม่ถูกต้อง"},
    {kEmvChecksum, "emv_checksum", 400, "The QR text's checksum is wrong.", "ค่าตรวจสอบของคิวอาร์ไม่ถูกต้อง"},
    {kNotASenderName, "not_a_sender_name", 400, "The value is not an SMS sender name.", "ไม่ใช่ชื่อผู้ส่ง SMS"},
    {kBadRequest, "bad_request", 400, "The request is malformed.", "คำขอไม่ถูกต้อง"},
    {kUnknownMember, "unknown_member", 400, "The request has a member this route does not know.", "คำขอมีข้อมูลที่ไม่รู้จัก"},
    {kMissingMember, "missing_member", 400, "The request lacks a member this route needs.", "คำขอขาดข้อมูลที่จำเป็น"},
    {kTooManyItems, "too_many_items", 400, "The request has more items than allowed.", "จำนวนรายการเกินกำหนด"},
    {kBodyTooLarge, "body_too_large", 413, "The body is larger than this route allows.", "เนื้อหาคำขอใหญ่เกินกำหนด"},
    {kHeadTooLarge, "head_too_large", 431, "The request head is larger than allowed.", "ส่วนหัวคำขอใหญ่เกินกำหนด"},
    {kTargetTooLong, "target_too_long", 414, "The request target is longer than allowed.", "ที่อยู่คำขอยาวเกินกำหนด"},
    {kUnsupportedMediaType, "unsupported_media_type", 415, "This route takes another content type.", "ชนิดเนื้อหาไม่รองรับ"},
    {kNotFound, "not_found", 404, "There is nothing at this address.", "ไม่พบที่อยู่นี้"},
    {kMethodNotAllowed, "method_not_allowed", 405, "This address takes another method.", "ไม่รองรับเมธอดนี้"},
    {kRequestTimeout, "request_timeout", 408, "The request did not arrive in time.", "หมดเวลารับคำขอ"},
    {kTooManyRequests, "too_many_requests", 429, "Too many requests; wait and try again.", "คำขอมากเกินไป กรุณารอสักครู่"},
    {kUnauthorized, "unauthorized", 401, "This address needs a valid token.", "ต้องใช้โทเคนที่ใช้ได้"},
    {kForbidden, "forbidden", 403, "This token's role may not do this.", "สิทธิ์ของโทเคนไม่อนุญาต"},
    {kIdempotencyKeyMissing, "idempotency_key_missing", 400, "A write needs an Idempotency-Key.", "การบันทึกต้องมี Idempotency-Key"},
    {kIdempotencyKeyBad, "idempotency_key_bad", 400, "The Idempotency-Key is not of the required form.", "รูปแบบ Idempotency-Key ไม่ถูกต้อง"},
    {kOwnWork, "own_work", 409, "Nobody reviews what they submitted themselves.", "ไม่สามารถตรวจสอบสิ่งที่ตนเองแจ้ง"},
    {kOwnDecision, "own_decision", 409, "Another officer must decide about this decision.", "ต้องให้เจ้าหน้าที่คนอื่นพิจารณา"},
    {kSecondNeeded, "second_needed", 409, "Another officer must decide the same before it counts.", "ต้องมีเจ้าหน้าที่คนที่สองยืนยัน"},
    {kWrongState, "wrong_state", 409, "This cannot be done in the present state.", "สถานะปัจจุบันไม่อนุญาต"},
    {kOverloaded, "overloaded", 503, "The service is busy; try again shortly.", "ระบบไม่ว่าง กรุณาลองใหม่"},
    {kMisdirected, "misdirected", 400, "This server does not serve that host.", "เซิร์ฟเวอร์นี้ไม่ได้ให้บริการชื่อโฮสต์นี้"},
    {kBadConfig, "bad_config", 500, "The configuration is not valid.", "การตั้งค่าไม่ถูกต้อง"},
    {kBadPolicy, "bad_policy", 400, "The policy is not valid.", "นโยบายไม่ถูกต้อง"},
    {kBadRegister, "bad_register", 400, "The official register is not valid.", "ทะเบียนทางการไม่ถูกต้อง"},
    {kBadFeed, "bad_feed", 400, "The file cannot be read.", "อ่านไฟล์ข้อมูลไม่ได้"},
    {kBadEncoding, "bad_encoding", 400, "The file's encoding is not recognised.", "ไม่รู้จักการเข้ารหัสของไฟล์"},
    {kGuarded, "guarded", 400, "A public suffix, shared host or shortener is never listed as a whole.", "ไม่ขึ้นบัญชีโดเมนสาธารณะหรือโฮสต์ที่ใช้ร่วมกันทั้งโฮสต์"},
    {kIo, "io_error", 503, "The storage reported an error.", "ระบบจัดเก็บข้อมูลขัดข้อง"},
    {kStorageFull, "storage_full", 507, "The storage is full.", "พื้นที่จัดเก็บเต็ม"},
    {kDamaged, "damaged", 503, "Stored data is damaged; the answer is withheld.", "ข้อมูลที่จัดเก็บเสียหาย จึงไม่ตอบ"},
    {kForeignFile, "foreign_file", 500, "The directory holds something that is not this program's data.", "ไดเรกทอรีไม่ใช่ข้อมูลของโปรแกรมนี้"},
    {kNewerVersion, "newer_version", 500, "The data was written by a newer version.", "ข้อมูลสร้างโดยรุ่นที่ใหม่กว่า"},
    {kInUse, "in_use", 503, "Another process owns the directory.", "มีโปรแกรมอื่นใช้งานไดเรกทอรีอยู่"},
    {kUnavailable, "unavailable", 503, "The service cannot answer now.", "ระบบยังตอบไม่ได้ในขณะนี้"},
    {kBodyRedacted, "body_redacted", 404, "The body of this entry has been redacted.", "เนื้อหารายการนี้ถูกลบแล้ว"},
    {kErased, "erased", 404, "The person this belonged to has been erased.", "ข้อมูลของบุคคลนี้ถูกลบแล้ว"},
    {kConflict, "conflict", 422, "The same id was used with other content.", "รหัสเดียวกันแต่เนื้อหาต่างกัน"},
    {kInternal, "internal", 500, "The service failed in a way it did not foresee.", "ระบบขัดข้องโดยไม่คาดคิด"},
};
static_assert(std::size(kRows) == static_cast<size_t>(kInternal) + 1);

constexpr bool InOrder() {
  for (size_t i = 0; i < std::size(kRows); ++i)
    if (static_cast<size_t>(kRows[i].code) != i) return false;
  return true;
}
static_assert(InOrder());

}  // namespace

const ErrorRow& Describe(ErrorCode code) noexcept {
  CHECK(static_cast<size_t>(code) < std::size(kRows));
  return kRows[static_cast<size_t>(code)];
}

std::string ToString(const Error& error) {
  std::string text(Describe(error.code).name);
  return error.detail.empty() ? text : text + ": " + error.detail;
}

void ThrowFromError(const Error& error, const boost::source_location& where) {
  std::fprintf(stderr, "cybercheck: the value of a failed Result was read at %s:%u: %s\n", where.file_name(),
               static_cast<unsigned>(where.line()), ToString(error).c_str());
  std::abort();
}

}  // namespace cybercheck::base
