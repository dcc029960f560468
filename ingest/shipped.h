// SPDX-License-Identifier: Apache-2.0
// The files of deploy/ that are built into the binary (cmake/embed.cmake): what applies where no --config names others, and the
// sample data. The bytes live as long as the program.
#pragma once

#include <string_view>

#include "ingest/rules_files.h"

namespace cybercheck::ingest {

std::string_view ShippedPolicy() noexcept;
std::string_view ShippedRegister() noexcept;
std::string_view ShippedSharedHosts() noexcept;
std::string_view ShippedPatterns() noexcept;
std::string_view ShippedTaxonomy() noexcept;
std::string_view ShippedProvinces() noexcept;   // ingest/provinces.h
std::string_view ShippedStations() noexcept;    // ingest/stations.h
std::string_view ShippedSampleFeed() noexcept;  // csv, see docs/import.md

std::string_view Shipped(RulesKind kind) noexcept;
std::string_view ShippedStationTemplate() noexcept;  // heading rows, for reports of each channel
std::string_view ShippedHotlineTemplate() noexcept;
std::string_view ShippedOnlineTemplate() noexcept;
std::string_view ShippedPatrolTemplate() noexcept;

}  // namespace cybercheck::ingest
