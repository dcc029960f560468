// SPDX-License-Identifier: Apache-2.0
// The week's bulletin (cases/bulletin.h) in Thai: as text to be read out and sent on, and as one printable A4 page. Dates are
// Buddhist. A change of words is reviewed by a Thai reader. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "cases/bulletin.h"
#include "cases/code_names.h"

namespace cybercheck::server {

std::string FullThaiDay(uint32_t day);  // "16 พฤศจิกายน 2568"
std::string ThaiDays(uint32_t from, uint32_t to);  // "16–22 พฤศจิกายน 2568", "30 พฤศจิกายน – 6 ธันวาคม 2568"
std::string ThaiBaht(int64_t satang);  // "486,219,420 บาท", half up
std::string BulletinText(const cases::Bulletin& bulletin, const cases::CodeNames& names);
std::string BulletinPage(const cases::Bulletin& bulletin, const cases::CodeNames& names);

}  // namespace cybercheck::server
