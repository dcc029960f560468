// SPDX-License-Identifier: Apache-2.0
// Which groupings of digits people use for Thai phone numbers. Each function returns how many groups the number takes, 0 for
// none. A dash may follow (a range); what follows otherwise stands apart.
#pragma once

#include "extract/digit_groups.h"

namespace cybercheck::extract {

// 0812345678, 02-123-4567: the number as dialled in Thailand.
size_t NationalPhone(const DigitGroups& groups);
// What follows +66 or 0066: 81 234 5678, 2 123 4567, also with the 0 that should have gone.
size_t PhoneAfterCountryCode(const DigitGroups& groups);
// 1800-123-456, 1900 123 456.
size_t ServicePhone(const DigitGroups& groups);
// 812345678: a mobile number whose 0 a spreadsheet ate.
size_t PhoneWithoutZero(const DigitGroups& groups);

}  // namespace cybercheck::extract
