// SPDX-License-Identifier: Apache-2.0
#include "ingest/workbook_parts.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/utf8.h"
#include "ingest/workbook_date.h"

namespace cybercheck::ingest {
namespace {

constexpr size_t kRelationshipsMax = 4096;
constexpr size_t kSheetNameBytesMax = 512;
constexpr size_t kFormatCodeBytesMax = 1024;

base::Error Refuse(std::string detail) { return base::Fail(base::ErrorCode::kBadFeed, std::move(detail)); }

// A part read for its elements alone.
class PartHandler : public XmlHandler {
 public:
  explicit PartHandler(std::string_view part) : part_(part) {}
  std::string Place() const override { return "part " + part_; }
  base::Result<void> OnEnd(uint32_t, std::string_view) override { return {}; }
  base::Result<void> OnText(std::string_view) override { return {}; }

 protected:
  base::Error Fault(std::string_view what) const { return Refuse(Place() + ": " + std::string(what)); }

 private:
  std::string part_;
};

base::Result<void> ReadPart(const ZipArchive& archive, std::string_view part, const WorkbookLimits& limits, XmlHandler& handler) {
  ASSIGN_OR_RETURN(ZipArchive::Part opened, archive.OpenPart(part));
  return ReadXml(opened, XmlLimitsOf(limits), handler);
}

// Which part is the workbook.
class ContentTypes final : public PartHandler {
 public:
  ContentTypes() : PartHandler("[Content_Types].xml") {}

  base::Result<void> OnStart(uint32_t, std::string_view name, const XmlAttributes& attributes) override {
    const auto type = attributes.Find("ContentType"), part = attributes.Find("PartName");
    if (name != "Override" || !type || !part) return {};
    if (type->find("sheet.binary") != std::string_view::npos)
      return Fault("this is a binary workbook (.xlsb); save it in Excel as \"Excel Workbook (.xlsx)\"");
    const bool sheets = type->find("spreadsheetml") != std::string_view::npos || type->find("ms-excel") != std::string_view::npos;
    if (!sheets || !type->ends_with(".main+xml")) return {};
    if (!workbook.empty()) return Fault("it names two workbooks; save it again from Excel");
    workbook = part->starts_with('/') ? part->substr(1) : *part;
    return {};
  }
  std::string workbook;
};

class Relationships final : public PartHandler {
 public:
  struct Target {
    std::string type, part;
    bool external = false;
  };

  Relationships(std::string_view part, std::string directory) : PartHandler(part), directory_(std::move(directory)) {}

  base::Result<void> OnStart(uint32_t, std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship") return {};
    const auto id = attributes.Find("Id"), type = attributes.Find("Type"), target = attributes.Find("Target");
    if (!id || !type || !target) return Fault("a relationship lacks its id, type or target; save it again from Excel");
    if (by_id.size() == kRelationshipsMax) return Fault("it has more than 4096 relationships; save it again from Excel");
    const std::string kind(type->substr(type->rfind('/') == std::string_view::npos ? 0 : type->rfind('/') + 1));
    const bool external = attributes.Find("TargetMode").value_or("") == "External";
    if (!by_id.emplace(*id, Target{kind, Resolve(*target), external}).second)
      return Fault("two relationships have one id; save it again from Excel");
    return {};
  }

  // The one part of a type; nullptr: there is none.
  base::Result<const Target*> Only(std::string_view type) const {
    const Target* found = nullptr;
    for (const auto& [id, target] : by_id) {
      if (target.type != type) continue;
      if (found != nullptr) return Fault("it names two parts of type " + std::string(type) + "; save it again from Excel");
      TRY(CheckInside(target));
      found = &target;
    }
    return found;
  }
  base::Result<void> CheckInside(const Target& target) const {
    if (target.external)
      return Fault("it refers to a file outside of itself, which is never opened; save a workbook that holds its own sheets");
    return {};
  }

  std::map<std::string, Target, std::less<>> by_id;

 private:
  std::string Resolve(std::string_view target) const {
    if (target.starts_with('/')) return std::string(target.substr(1));
    return directory_ + std::string(target);
  }
  std::string directory_;
};

class WorkbookPart final : public PartHandler {
 public:
  struct Sheet {
    std::string name, relationship;
    bool hidden;
  };

  WorkbookPart(std::string_view part, const WorkbookLimits& limits) : PartHandler(part), limits_(limits) {}

  base::Result<void> OnStart(uint32_t depth, std::string_view name, const XmlAttributes& attributes) override {
    if (depth == 1 && name != "workbook") return Fault("it is no workbook; save it again from Excel");
    if (depth == 2 && name == "workbookPr") {
      const std::string_view flag = attributes.Find("date1904").value_or("0");
      epoch_1904 = flag == "1" || flag == "true";
    }
    if (depth != 3 || name != "sheet") return {};
    const auto id = attributes.FindPrefixed("id"), title = attributes.Find("name");
    if (!id || !title || title->empty() || title->size() > kSheetNameBytesMax)
      return Fault("a sheet has no name or no place; save it again from Excel");
    if (sheets.size() == limits_.sheets_max)
      return Fault("it has more than " + std::to_string(limits_.sheets_max) + " sheets; split the workbook");
    sheets.push_back({std::string(*title), std::string(*id), attributes.Find("state").value_or("visible") != "visible"});
    return {};
  }
  std::vector<Sheet> sheets;
  bool epoch_1904 = false;

 private:
  const WorkbookLimits& limits_;
};

}  // namespace

XmlLimits XmlLimitsOf(const WorkbookLimits& limits) {
  return {.depth_max = limits.depth_max, .memory_bytes_max = limits.xml_bytes_max};
}

std::optional<uint64_t> WholeNumber(std::string_view text, uint64_t max) noexcept {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > max) return std::nullopt;
  return number;
}

void AppendUnescaped(std::string_view text, std::string& out) {
  // ECMA-376 part 1, 22.4.2.4 (ST_Xstring): _xHHHH_.
  for (size_t at = text.find("_x"); at != std::string_view::npos; at = text.find("_x", at)) {
    uint16_t unit = 0;
    const std::string_view code = text.substr(at, 7);
    const char* const digits = code.data() + 2;
    const bool escaped = code.size() == 7 && code[6] == '_' && std::from_chars(digits, digits + 4, unit, 16).ptr == digits + 4 &&
                         (unit < 0xD800 || unit > 0xDFFF);
    out.append(text.substr(0, at));
    if (escaped)
      base::AppendUtf8(out, unit);
    else
      out.append(text.substr(at, 2));
    text.remove_prefix(at + (escaped ? 7 : 2));
    at = 0;
  }
  out.append(text);
}

base::Result<WorkbookMap> ReadWorkbookMap(const ZipArchive& archive, const WorkbookLimits& limits) {
  constexpr std::string_view kTypes = "[Content_Types].xml";
  if (!archive.Has(kTypes)) return Refuse("this is a zip file, but no workbook; save it in Excel as \"Excel Workbook (.xlsx)\"");
  ContentTypes types;
  TRY(ReadPart(archive, kTypes, limits, types));
  if (types.workbook.empty())
    return Refuse("this is no workbook (a document or slides?); save it in Excel as \"Excel Workbook (.xlsx)\"");
  WorkbookPart workbook(types.workbook, limits);
  TRY(ReadPart(archive, types.workbook, limits, workbook));

  const size_t slash = types.workbook.rfind('/');
  const std::string directory = slash == std::string::npos ? "" : types.workbook.substr(0, slash + 1);
  const std::string relationships_part = directory + "_rels/" + types.workbook.substr(directory.size()) + ".rels";
  Relationships relationships(relationships_part, directory);
  TRY(ReadPart(archive, relationships_part, limits, relationships));

  WorkbookMap map;
  map.epoch_1904 = workbook.epoch_1904;
  for (const WorkbookPart::Sheet& sheet : workbook.sheets) {
    const auto target = relationships.by_id.find(sheet.relationship);
    if (target == relationships.by_id.end())
      return Refuse("part " + types.workbook + ": a sheet has no place; save it again from Excel");
    if (target->second.type != "worksheet") continue;  // a chart on a sheet of its own
    TRY(relationships.CheckInside(target->second));
    map.sheets.push_back({sheet.name, target->second.part, sheet.hidden});
  }
  if (map.sheets.empty()) return Refuse("the workbook has no sheet with cells");
  ASSIGN_OR_RETURN(const Relationships::Target* const strings, relationships.Only("sharedStrings"));
  if (strings != nullptr && archive.Has(strings->part)) map.shared_strings = strings->part;
  ASSIGN_OR_RETURN(const Relationships::Target* const styles, relationships.Only("styles"));
  if (styles != nullptr) map.styles = styles->part;
  return map;
}

namespace {

// sst / si / t, or sst / si / r / t for text of several fonts; what stands in rPh is how to pronounce it.
class SharedStringsPart final : public PartHandler {
 public:
  SharedStringsPart(std::string_view part, const WorkbookLimits& limits, std::string& bytes, std::vector<uint32_t>& ends)
      : PartHandler(part), limits_(limits), bytes_(bytes), ends_(ends) {}

  base::Result<void> OnStart(uint32_t depth, std::string_view name, const XmlAttributes&) override {
    if (depth == 1 && name != "sst") return Fault("it holds no shared texts; save it again from Excel");
    if (depth == 2) item_ = name == "si";
    if (depth == 2 && item_ && ends_.size() == limits_.shared_strings_max)
      return Fault("it has more than " + std::to_string(limits_.shared_strings_max) + " texts; split the workbook");
    if (depth == 3) run_ = name == "r";
    text_ = item_ && name == "t" && (depth == 3 || (depth == 4 && run_));
    return {};
  }
  base::Result<void> OnText(std::string_view text) override {
    if (!text_) return {};
    if (raw_.size() + text.size() > limits_.cell_bytes_max)
      return Fault("text " + std::to_string(ends_.size() + 1) + " has more than " + std::to_string(limits_.cell_bytes_max) +
                   " bytes; shorten it");
    raw_.append(text);
    return {};
  }
  base::Result<void> OnEnd(uint32_t depth, std::string_view name) override {
    if (name == "t") text_ = false;
    if (depth != 2 || !item_) return {};
    AppendUnescaped(raw_, bytes_);
    raw_.clear();
    if (bytes_.size() > std::min<uint64_t>(limits_.shared_string_bytes_max, UINT32_MAX))
      return Fault("its texts have more than " + std::to_string(limits_.shared_string_bytes_max) + " bytes; split the workbook");
    ends_.push_back(static_cast<uint32_t>(bytes_.size()));
    return {};
  }

 private:
  const WorkbookLimits& limits_;
  std::string& bytes_;
  std::vector<uint32_t>& ends_;
  std::string raw_;
  bool item_ = false, run_ = false, text_ = false;
};

class StylesPart final : public PartHandler {
 public:
  StylesPart(std::string_view part, const WorkbookLimits& limits) : PartHandler(part), limits_(limits) {}

  base::Result<void> OnStart(uint32_t depth, std::string_view name, const XmlAttributes& attributes) override {
    if (depth == 2) section_ = name;
    if (depth != 3 || (section_ != "numFmts" && section_ != "cellXfs")) return {};
    const bool format = section_ == "numFmts" && name == "numFmt", style = section_ == "cellXfs" && name == "xf";
    if (!format && !style) return {};
    const auto id = WholeNumber(attributes.Find("numFmtId").value_or(style ? "0" : ""), UINT32_MAX);
    if (!id) return Fault("a number format has no number; save it again from Excel");
    if (styles.size() == limits_.styles_max || custom_.size() == limits_.styles_max)
      return Fault("it has more than " + std::to_string(limits_.styles_max) + " styles; copy the rows into a new workbook");
    const auto number = static_cast<uint32_t>(*id);
    if (style)
      styles.push_back(number);
    else
      custom_[number] = IsDateFormat(number, attributes.Find("formatCode").value_or("").substr(0, kFormatCodeBytesMax));
    return {};
  }
  bool ShowsDate(uint32_t format) const {
    const auto at = custom_.find(format);
    return at == custom_.end() ? IsDateFormat(format, {}) : at->second;
  }
  std::vector<uint32_t> styles;  // the number format of each

 private:
  const WorkbookLimits& limits_;
  std::string section_;
  std::map<uint32_t, bool> custom_;
};

}  // namespace

base::Result<void> SharedStrings::Read(const ZipArchive& archive, std::string_view part, const WorkbookLimits& limits) {
  bytes_.clear();
  ends_.clear();
  SharedStringsPart handler(part, limits, bytes_, ends_);
  return ReadPart(archive, part, limits, handler);
}

std::optional<std::string_view> SharedStrings::Find(uint64_t index) const {
  if (index >= ends_.size()) return std::nullopt;
  const uint32_t begin = index == 0 ? 0 : ends_[index - 1];
  return std::string_view(bytes_).substr(begin, ends_[index] - begin);
}

base::Result<void> DateStyles::Read(const ZipArchive& archive, std::string_view part, const WorkbookLimits& limits) {
  StylesPart handler(part, limits);
  TRY(ReadPart(archive, part, limits, handler));
  dates_.clear();
  for (const uint32_t format : handler.styles) dates_.push_back(handler.ShowsDate(format));
  return {};
}

std::optional<bool> DateStyles::Find(uint64_t style) const {
  if (style < dates_.size()) return dates_[style];
  return style == 0 ? std::optional(false) : std::nullopt;
}

}  // namespace cybercheck::ingest
