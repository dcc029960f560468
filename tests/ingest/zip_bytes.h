// SPDX-License-Identifier: Apache-2.0
// Zip files byte by byte, right ones and such as no program writes; and workbooks made of them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cybercheck::ingest {

struct ZipPart {
  std::string name, content = {};
  bool deflated = true;
  uint32_t crc_xor = 0;         // a wrong checksum
  int64_t declared_bytes = -1;  // what the part is said to have unpacked
  std::string packed = {};      // not empty: these bytes, deflated already, of declared_bytes; crc_xor is their checksum
  uint16_t flags = 0;           // 1: encrypted
  uint16_t method = 0xffff;     // another way of packing
};
std::string ZipBytes(const std::vector<ZipPart>& parts);

std::string Deflated(std::string_view content);
// `megabytes` MiB of zeros, deflated, in memory of their packed size; and their CRC-32.
std::string DeflatedZeros(size_t megabytes, uint32_t& crc);

// The parts of a workbook of one sheet, "โอน"; `parts` replaces some of them or adds others, and leaves out those that are empty.
std::vector<ZipPart> WorkbookParts(std::map<std::string, std::string> parts);
std::string WorkbookBytes(std::map<std::string, std::string> parts);
// With every part stored as it is, so that what repeats itself is no bomb.
std::string StoredWorkbookBytes(std::map<std::string, std::string> parts);
// A sheet of these rows.
std::string SheetXml(std::string_view rows);

inline constexpr std::string_view kSheetPart = "xl/worksheets/sheet1.xml";

}  // namespace cybercheck::ingest
