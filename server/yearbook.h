// SPDX-License-Identifier: Apache-2.0
// The yearbook: five years of cases as one workbook, for the Office of Justice Affairs and whoever asks yearly. Exact, for staff;
// what leaves for others is released. Reads a snapshot; the same snapshot gives the same bytes.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "cases/tables.h"
#include "ingest/taxonomy.h"

namespace cybercheck::server {

// `year`: Buddhist, the last of the five. Errors: kDamaged, kIo, kBodyTooLarge.
base::Result<std::string> YearbookWorkbook(const cases::Tables& tables, const store::ReadTxn& txn, uint32_t year, bool fiscal,
                                           const ingest::Taxonomy& taxonomy);

}  // namespace cybercheck::server
