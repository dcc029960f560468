// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "cases/projection.h"
#include "cli/child.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/opened_directory.h"
#include "cli/progress_bar.h"
#include "cli/stored_data.h"
#include "cli/terminal.h"
#include "event/big_endian.h"
#include "lookup/projection.h"
#include "store/counts.h"
#include "store/data_directory.h"
#include "store/erasures.h"
#include "store/meta.h"
#include "store/replay.h"

namespace cybercheck::cli {
namespace {

struct Replayed {
  store::LogSummary log;
  base::Digest from{}, into{};
  bool older_layout = false;  // of the source: its tables are laid out otherwise, so their digest is another
};

base::Result<uint32_t> LayoutOf(store::Environment& data) {
  ASSIGN_OR_RETURN(const store::ReadTxn txn, data.BeginRead());
  ASSIGN_OR_RETURN(const store::Table meta, data.OpenTable(txn, store::kMetaTable));
  ASSIGN_OR_RETURN(const auto format, meta.Get(txn, store::kFormatKey));
  if (!format || format->size() != 4) return base::Fail(base::ErrorCode::kDamaged, "table meta: format is not a number");
  return event::U32At(*format, 0);
}

// What `keys` holds cannot be made from the log: the rows go over as they are sealed. `into` has the same master key.
base::Result<void> CopyKeys(const std::string& from, store::DataDirectory& into) {
  store::EnvironmentOptions options;
  options.read_only = true;
  ASSIGN_OR_RETURN(const std::unique_ptr<store::Environment> keys, store::Environment::Open(from + "/keys", options));
  ASSIGN_OR_RETURN(const store::ReadTxn read, keys->BeginRead());
  ASSIGN_OR_RETURN(const std::vector<store::Table> tables, keys->AllTables(read));
  const auto copied = into.keys().Write([&](store::Environment& environment, store::WriteTxn& write, const store::SecretKey&) -> base::Result<void> {
    for (const store::Table& table : tables) {
      if (table.id().number == store::kCountsTable.number) continue;  // every commit writes its own
      ASSIGN_OR_RETURN(const store::Table copy, environment.OpenTable(write, table.id()));
      ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(read, table));
      ASSIGN_OR_RETURN(std::optional<store::Cursor::Row> row, cursor.First());
      while (row) {
        TRY(copy.Put(write, row->key, row->value));
        ASSIGN_OR_RETURN(row, cursor.Next());
      }
    }
    return {};
  });
  if (copied.has_error()) return copied;
  const std::string erasures = from + "/" + store::kErasuresFile;
  if (::access(erasures.c_str(), F_OK) == 0) {
    ASSIGN_OR_RETURN(const std::string content, base::ReadFile(erasures, size_t{1} << 30));
    TRY(base::ReplaceFile(into.path() + "/" + store::kErasuresFile, content, 0640));
  }
  ASSIGN_OR_RETURN(const std::string master_key, base::ReadFile(from + "/master.key"));
  return base::ReplaceFile(into.path() + "/master.key", master_key, 0600);
}

base::Result<Replayed> Replay(const LogReplayCommand& command) {
  ASSIGN_OR_RETURN(const std::unique_ptr<store::Environment> source, OpenStoredData(command.data));
  store::DataDirectoryOptions options;
  options.create = true;
  const bool own_key = ::access((command.data + "/master.key").c_str(), F_OK) == 0;
  if (own_key) options.master_key_file = command.data + "/master.key";
  TRY(OpenedDirectory::MayBeMade(command.into));
  ASSIGN_OR_RETURN(const std::unique_ptr<store::DataDirectory> into, store::DataDirectory::Open(command.into, std::move(options)));
  lookup::LookupProjection projection;
  cases::CasesProjection cases;
  Replayed replayed;
  ASSIGN_OR_RETURN(replayed.log, store::Replay(*source, into->data(), {&projection, &cases}));
  ASSIGN_OR_RETURN(replayed.from, store::DataDigest(*source));
  ASSIGN_OR_RETURN(replayed.into, store::DataDigest(into->data()));
  ASSIGN_OR_RETURN(const uint32_t layout, LayoutOf(*source));
  replayed.older_layout = layout < store::kStoreFormat;
  if (own_key) TRY(CopyKeys(command.data, *into));
  return replayed;
}

}  // namespace

int Run(const LogReplayCommand& command, Terminal& terminal) {
  return RunInChild(terminal, [&]() -> int {
    const base::Result<Replayed> replayed = Replay(command);
    if (replayed.has_error()) {
      terminal.Error(replayed.error());
      return kExitError;
    }
    const std::string from = base::HexEncode(replayed->from), into = base::HexEncode(replayed->into);
    const bool equal = from == into;
    if (command.common.json)
      terminal.Out("{\"entries\":" + std::to_string(replayed->log.entries) + ",\"digest\":\"" + from + "\",\"digest_replayed\":\"" + into + "\",\"equal\":" +
                   (equal ? "true" : "false") + "}\n");
    else
      terminal.Out(Grouped(replayed->log.entries) + std::string(terminal.Pick(" entries replayed\n", " รายการถูกประมวลผลซ้ำ\n")) + from + "  " + command.data + "\n" +
                   into + "  " + command.into + "\n");
    if (equal || replayed->older_layout) return kExitOk;
    terminal.Error(base::Fail(base::ErrorCode::kDamaged, "The digests differ: the tables are not what the log says, or the log grew meanwhile."));
    return kExitError;
  });
}

}  // namespace cybercheck::cli
