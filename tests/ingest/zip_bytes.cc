// SPDX-License-Identifier: Apache-2.0
#include "tests/ingest/zip_bytes.h"

#include <zlib.h>

#include "base/check.h"

namespace cybercheck::ingest {
namespace {

void Put(std::string& out, uint64_t number, int bytes) {
  for (int i = 0; i < bytes; ++i, number >>= 8) out += static_cast<char>(number & 0xff);
}

std::string Pack(const std::vector<std::string_view>& pieces, size_t times, uint32_t* crc) {
  z_stream stream{};
  CHECK(deflateInit2(&stream, 6, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out;
  std::string buffer(1 << 16, '\0');
  uLong sum = crc32(0, nullptr, 0);
  const auto push = [&](std::string_view piece, int flush) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream.avail_in = static_cast<uInt>(piece.size());
    if (!piece.empty()) sum = crc32(sum, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
    int done = Z_OK;
    do {
      stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream.avail_out = static_cast<uInt>(buffer.size());
      done = deflate(&stream, flush);
      out.append(buffer.data(), buffer.size() - stream.avail_out);
    } while (stream.avail_out == 0 || (flush == Z_FINISH && done != Z_STREAM_END));
  };
  for (size_t i = 0; i < times; ++i)
    for (const std::string_view piece : pieces) push(piece, Z_NO_FLUSH);
  push({}, Z_FINISH);
  deflateEnd(&stream);
  if (crc != nullptr) *crc = static_cast<uint32_t>(sum);
  return out;
}

}  // namespace

std::string Deflated(std::string_view content) { return Pack({content}, 1, nullptr); }

std::string DeflatedZeros(size_t megabytes, uint32_t& crc) {
  const std::string zeros(1 << 20, '\0');
  return Pack({zeros}, megabytes, &crc);
}

std::string ZipBytes(const std::vector<ZipPart>& parts) {
  std::string out, directory;
  for (const ZipPart& part : parts) {
    const bool given = !part.packed.empty();
    const std::string packed = given ? part.packed : part.deflated ? Deflated(part.content) : part.content;
    const uint32_t sum = given ? 0
                               : static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(part.content.data()),
                                                             static_cast<uInt>(part.content.size())));
    const uint64_t bytes = part.declared_bytes < 0 ? part.content.size() : static_cast<uint64_t>(part.declared_bytes);
    const uint64_t offset = out.size();
    const auto head = [&](std::string& to) {
      Put(to, 20, 2);
      Put(to, part.flags, 2);
      Put(to, part.method != 0xffff ? part.method : part.deflated || given ? 8 : 0, 2);
      Put(to, 0x21 << 16, 4);
      Put(to, sum ^ part.crc_xor, 4);
      Put(to, packed.size(), 4);
      Put(to, bytes, 4);
      Put(to, part.name.size(), 2);
      Put(to, 0, 2);
    };
    out += "PK\3\4";
    head(out);
    out += part.name + packed;
    directory += "PK\1\2";
    Put(directory, 20, 2);
    head(directory);
    Put(directory, 0, 10);
    Put(directory, offset, 4);
    directory += part.name;
  }
  const uint64_t begin = out.size();
  out += directory + "PK\5\6";
  Put(out, 0, 4);
  Put(out, parts.size(), 2);
  Put(out, parts.size(), 2);
  Put(out, directory.size(), 4);
  Put(out, begin, 4);
  Put(out, 0, 2);
  return out;
}

std::string SheetXml(std::string_view rows) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet "
         "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" +
         std::string(rows) + "</sheetData></worksheet>";
}

std::vector<ZipPart> WorkbookParts(std::map<std::string, std::string> parts) {
  const std::string kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  const std::string types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  std::map<std::string, std::string> all = {
      {"[Content_Types].xml", "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"" + types +
                                  "sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" + types +
                                  "worksheet+xml\"/></Types>"},
      {"xl/workbook.xml",
       "<workbook xmlns:r=\"r\"><sheets><sheet name=\"โอน\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"rId1\" Type=\"" + kind +
                                         "worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" +
                                         kind +
                                         "sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId3\" Type=\"" +
                                         kind + "styles\" Target=\"styles.xml\"/></Relationships>"},
      {"xl/sharedStrings.xml",
       "<sst><si><t>แรก</t></si><si><r><t>สอง</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> "
       "ส่วน</t></r><rPh><t>ไม่อ่าน</t></rPh></si></sst>"},
      {"xl/styles.xml",
       "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-D07041E]d/m/bbbb;@\"/></numFmts><cellStyleXfs><xf "
       "numFmtId=\"14\"/></cellStyleXfs>"
       "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"4\"/></cellXfs></styleSheet>"},
      {std::string(kSheetPart), SheetXml("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>")},
  };
  for (auto& [name, content] : parts) all[name] = std::move(content);
  std::vector<ZipPart> out;
  for (auto& [name, content] : all)
    if (!content.empty()) out.push_back({name, std::move(content)});
  return out;
}

std::string WorkbookBytes(std::map<std::string, std::string> parts) { return ZipBytes(WorkbookParts(std::move(parts))); }

std::string StoredWorkbookBytes(std::map<std::string, std::string> parts) {
  std::vector<ZipPart> all = WorkbookParts(std::move(parts));
  for (ZipPart& part : all) part.deflated = false;
  return ZipBytes(all);
}

}  // namespace cybercheck::ingest
