// SPDX-License-Identifier: Apache-2.0
// Accounts that money of cases came to, as a workbook for banks and officers: a row an account with its least level, what came
// there, what became of it, its colour, under Thai headings. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cases/accounts.h"

namespace cybercheck::server {

// Errors: kIo.
base::Result<std::string> WriteAccounts(const std::vector<cases::Account>& accounts, int64_t now_s);

}  // namespace cybercheck::server
