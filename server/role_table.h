// SPDX-License-Identifier: Apache-2.0
// Which role may use which address, as a table in Markdown made from the router's rows: the table of docs/roles.md.
#pragma once

#include <span>
#include <string>

#include "server/router.h"

namespace cybercheck::server {

std::string RoleTable(std::span<const Route> routes);

}  // namespace cybercheck::server
