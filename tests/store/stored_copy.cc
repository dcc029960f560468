// SPDX-License-Identifier: Apache-2.0
#include "tests/store/stored_copy.h"

#include <fstream>
#include <iterator>

namespace cybercheck::store {

base::Result<Rows> ReadAll(Environment& environment) {
  ASSIGN_OR_RETURN(const ReadTxn txn, environment.BeginRead());
  ASSIGN_OR_RETURN(const auto tables, environment.AllTables(txn));
  Rows rows;
  const auto read = [&](const Table& table, uint16_t number) -> base::Result<void> {
    ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, table));
    ASSIGN_OR_RETURN(auto row, cursor.First());
    while (row) {
      rows[{number, std::string(row->key)}] = row->value;
      ASSIGN_OR_RETURN(row, cursor.Next());
    }
    return {};
  };
  for (const Table& table : tables) {
    TRY(read(table.AsStored(), table.id().number));
    if (table.id().recent) TRY(read(table, table.id().number | kTakenTogether));
  }
  return rows;
}

base::Result<Rows> LookUpAll(Environment& environment, const Rows& expected) {
  ASSIGN_OR_RETURN(const ReadTxn txn, environment.BeginRead());
  ASSIGN_OR_RETURN(const auto tables, environment.AllTables(txn));
  Rows rows;
  const auto look_up = [&](const Table& table, uint16_t number) -> base::Result<void> {
    for (auto row = expected.lower_bound({number, ""}); row != expected.end() && row->first.first == number; ++row) {
      ASSIGN_OR_RETURN(const auto value, table.Get(txn, row->first.second));
      if (value) rows[row->first] = *value;
    }
    return {};
  };
  for (const Table& table : tables) {
    TRY(look_up(table.AsStored(), table.id().number));
    if (table.id().recent) TRY(look_up(table, table.id().number | kTakenTogether));
  }
  return rows;
}

std::string FileBytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void WriteFileBytes(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::pair<std::string, Rows> MakeStoredCopy(uint64_t entries) {
  const TempDirectory directory;
  Rows rows;
  {
    EnvironmentOptions options;
    options.no_sync = true;  // nothing crashes here
    const auto environment = Environment::Open(directory.path(), options).value();
    TallyProjection tally;
    const auto sequencer = LocalSequencer::Open(*environment, {&tally}, {}).value();
    for (uint64_t i = 1; i <= entries; ++i) EXPECT_TRUE(sequencer->SubmitAndWait(TallyDraft(i, i % 7 == 0 ? 120 : 4)));
    event::Draft redact;
    redact.id = base::Sha256("redact");
    redact.type = event::EntryType::kBodyRedact;
    redact.actor = "cli";
    redact.body = event::EncodeBodyRedact({2, "test"});
    EXPECT_TRUE(sequencer->SubmitAndWait(redact)->outcome.accepted);
    // A redaction leaves nothing in `recent`: these do.
    for (uint64_t i = entries + 1; i <= entries + 5; ++i) EXPECT_TRUE(sequencer->SubmitAndWait(TallyDraft(i)));
    rows = ReadAll(*environment).value();
  }
  return {FileBytes(directory.path() + "/data.mdb"), rows};
}

}  // namespace cybercheck::store
