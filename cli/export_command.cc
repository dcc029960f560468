// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "ingest/rules_files.h"
#include "ingest/shipped.h"
#include "ingest/workbook_template.h"

namespace cybercheck::cli {
namespace {

base::Result<void> Export(const ExportCommand& command, Terminal& terminal) {
  const auto which = ingest::WorkbookTemplateNamed(command.workbook_template);
  if (!which)
    return base::Fail(base::ErrorCode::kBadRequest,
                      "--template takes station.xlsx, hotline.xlsx, online.xlsx, patrol.xlsx or bank.xlsx");
  const int64_t now_s = base::SystemClock().NowS();
  ASSIGN_OR_RETURN(const ingest::RulesContent taxonomy,
                   ingest::ParseRules(ingest::RulesKind::kTaxonomy, "taxonomy.toml", ingest::ShippedTaxonomy(), now_s));
  const bool to_output = command.file == "-";
  auto made = to_output ? ingest::WorkbookWriter::ToBytes(ingest::kTemplateCreatedS)
                        : ingest::WorkbookWriter::ToFile(command.file, ingest::kTemplateCreatedS);
  if (made.has_error()) return std::move(made).error();
  TRY(ingest::WriteTemplate(*which, taxonomy.json, *made));
  TRY(made->Finish());
  if (!to_output) {
    if (command.common.json) terminal.Out("{\"template\":\"" + command.workbook_template + "\"}\n");
    return {};
  }
  ASSIGN_OR_RETURN(const std::string bytes, made->TakeBytes());
  terminal.Out(bytes);
  return {};
}

}  // namespace

int Run(const ExportCommand& command, Terminal& terminal) {
  const base::Result<void> done = Export(command, terminal);
  if (done.has_value()) return kExitOk;
  terminal.Error(done.error());
  return kExitError;
}

}  // namespace cybercheck::cli
