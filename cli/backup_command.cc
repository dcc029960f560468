// SPDX-License-Identifier: Apache-2.0
// Backups, and back. The data is copied as any reader of the files may; the keys by who owns them.
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <algorithm>
#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/hex.h"
#include "base/timestamp.h"
#include "cli/asker.h"
#include "cli/child.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/progress_bar.h"
#include "cli/steady_clock.h"
#include "cli/terminal.h"
#include "server/control_routes.h"
#include "store/backup.h"
#include "store/file_copy.h"
#include "store/restore.h"
#include "wire/answer.h"

namespace cybercheck::cli {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  wire::AppendJsonString(text, out);
  return out;
}

// A server copies its keys itself, within its directory; without one this process is their owner for as long as it takes.
base::Result<std::string> CopyKeys(const std::string& data, const std::string& into) {
  ASSIGN_OR_RETURN(const auto asker, OpenAsker(data, ""));
  ASSIGN_OR_RETURN(const HttpResponse answer, asker->Post(server::kControlCopyKeys, "{}"));
  if (answer.status != 200) return ProblemOf(answer);
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(answer.body, error);
  const auto member = [&](std::string_view name) -> std::string {
    const boost::json::value* text = error || !value.is_object() ? nullptr : value.get_object().if_contains(name);
    return text != nullptr && text->is_string() ? std::string(text->get_string()) : std::string();
  };
  const std::string copy = member("copy"), master_key_file = member("master_key_file");
  if (copy.empty() || master_key_file.empty())
    return base::Fail(base::ErrorCode::kUnavailable, "the owner of the directory answered as no version known here does");
  const auto taken = store::CopyFile(copy, into + "/data.mdb", 0600);
  std::error_code ignored;  // what stays is removed by its owner's next rewrite
  std::filesystem::remove_all(std::filesystem::path(copy).parent_path(), ignored);
  if (taken.has_error()) return taken.error();
  return master_key_file;
}

// The backup's log ends before they were erased: entries say so again, for the officers' tables.
base::Result<void> TellOfErased(const std::string& data, const std::vector<uint64_t>& erased) {
  if (erased.empty()) return {};
  ASSIGN_OR_RETURN(const auto asker, OpenAsker(data, ""));
  for (size_t at = 0; at < erased.size();) {
    std::string body = "{\"subjects\":[";
    for (const size_t end = std::min(erased.size(), at + server::kControlEraseMax); at < end; ++at) {
      if (body.back() != '[') body += ',';
      body += std::to_string(erased[at]);
    }
    ASSIGN_OR_RETURN(const HttpResponse answer, asker->Post(server::kControlEraseSubjects, body + "]}"));
    if (answer.status != 200) return ProblemOf(answer);
  }
  return {};
}

std::string ManifestJson(const store::BackupManifest& manifest) {
  return "\"version\":" + Quoted(manifest.version) + ",\"made_at\":\"" + base::FormatTime(manifest.made_s) +
         "\",\"entries\":" + std::to_string(manifest.entries) + ",\"head\":\"" + base::HexEncode(manifest.head) +
         "\",\"files\":" + std::to_string(manifest.files.size());
}

}  // namespace

int Run(const BackupCommand& command, Terminal& terminal) {
  return RunInChild(terminal, [&]() -> int {
    store::BackupOptions options;
    options.directory = command.data;
    options.backups = command.to;
    options.version = CYBERCHECK_VERSION;
    options.now_s = base::SystemClock().NowS();
    options.keep_keys = command.keep_keys;
    options.with_master_key = !command.without_master_key;
    options.copy_keys = [&](const std::string& into) { return CopyKeys(command.data, into); };
    base::Result<store::BackupReport> made = store::BackupReport();
    {
      ProgressBar bar(terminal, "backup", !command.quiet);
      options.progress = [&](const char*, uint64_t done, uint64_t total) { bar.Show({done, total, 0}, SteadyMs()); };
      made = store::MakeBackup(options);
    }
    if (made.has_error()) {
      terminal.Error(made.error());
      return kExitError;
    }
    if (made->access_files == 0)
      terminal.Warning(terminal.Pick("the directory holds no record of accesses (access/)", "ไม่มีบันทึกการเข้าถึง (access/)"));
    if (command.common.json) {
      terminal.Out("{\"generation\":" + Quoted(made->generation) + "," + ManifestJson(made->manifest) + ",\"bytes\":" + std::to_string(made->bytes) +
                   ",\"attachments\":" + std::to_string(made->attachments) + ",\"access_files\":" + std::to_string(made->access_files) +
                   ",\"erasures\":" + std::to_string(made->erasures) + ",\"keys_deleted\":" + std::to_string(made->keys_deleted) + "}\n");
      return kExitOk;
    }
    terminal.Out(made->generation + "\n  " + Grouped(made->manifest.entries) + std::string(terminal.Pick(" entries, log head ", " รายการ, ")) +
                 base::HexEncode(made->manifest.head) + "\n  " + Grouped(made->attachments) + std::string(terminal.Pick(" attachments, ", " ไฟล์แนบ, ")) +
                 Grouped(made->access_files) + std::string(terminal.Pick(" access files, ", " บันทึกการเข้าถึง, ")) + HumanBytes(made->bytes) + "\n  " +
                 std::string(terminal.Pick("opened and verified\n", "เปิดและตรวจสอบแล้ว\n")));
    if (made->keys_deleted != 0)
      terminal.Out("  " + Grouped(made->keys_deleted) + std::string(terminal.Pick(" older backups lost their keys\n", " ชุดเก่าถูกลบกุญแจ\n")));
    return kExitOk;
  });
}

int Run(const RestoreCommand& command, Terminal& terminal) {
  return RunInChild(terminal, [&]() -> int {
    store::RestoreOptions options;
    options.from = command.from;
    options.into = command.into;
    options.erasures_file = command.erasures;
    options.master_key_file = command.master_key;
    base::Result<store::RestoreReport> restored = store::RestoreReport();
    {
      ProgressBar bar(terminal, "restore", !command.quiet);
      options.progress = [&](uint64_t done, uint64_t total) { bar.Show({done, total, 0}, SteadyMs()); };
      restored = store::Restore(options);
    }
    if (restored.has_error()) {
      terminal.Error(restored.error());
      return kExitError;
    }
    if (const auto told = TellOfErased(command.into, restored->erased); told.has_error()) {
      terminal.Error(told.error());
      return kExitError;
    }
    if (command.common.json) {
      terminal.Out("{\"generation\":" + Quoted(restored->generation) + ",\"keys_from\":" +
                   (restored->keys_from.empty() ? "null" : Quoted(restored->keys_from)) + "," + ManifestJson(restored->manifest) + ",\"bytes\":" +
                   std::to_string(restored->bytes) + ",\"erasures\":" + std::to_string(restored->erasures) + ",\"erased\":" + std::to_string(restored->erased.size()) + "}\n");
      return kExitOk;
    }
    terminal.Out(restored->generation + " -> " + command.into + "\n  " + Grouped(restored->log.entries) +
                 std::string(terminal.Pick(" entries, the chain holds\n  ", " รายการ ลูกโซ่ครบถ้วน\n  ")) + Grouped(restored->erasures) +
                 std::string(terminal.Pick(" erasures known, the keys of ", " การลบที่ทราบ, ทำลายกุญแจอีก ")) + Grouped(restored->erased.size()) +
                 std::string(terminal.Pick(" people destroyed again\n", " ราย\n")));
    if (!restored->keys_from.empty())
      terminal.Out("  " + std::string(terminal.Pick("keys from ", "กุญแจจาก ")) + restored->keys_from + "\n");
    return kExitOk;
  });
}

}  // namespace cybercheck::cli
