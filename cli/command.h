// SPDX-License-Identifier: Apache-2.0
// The commands: what was asked for (a plain struct, filled by ParseCommandLine) and the function that does it.
// Every Run writes to the Terminal it is given and returns an ExitCode.
//
// --data DIR: when another process owns DIR (a server), a command talks to it through DIR/control.sock; otherwise it opens DIR
// itself. Either way the answers are the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace cybercheck::cli {

class Terminal;

// Options that every command has.
struct CommonOptions {
  bool json = false;
  std::string language;  // "", "th", "en"
};

struct ServeCommand {
  CommonOptions common;
  std::string config;
  bool check_config = false;
  std::vector<std::pair<std::string, std::string>> settings;  // over the configuration: "server.listen", "127.0.0.1:8080"
};

struct CheckCommand {
  CommonOptions common;
  std::string data, url;  // exactly one way to ask; both empty: the default directory
  std::vector<std::string> values;  // "-": lines from standard input
  std::string kind, context, as_of, texts;
};

struct ScanCommand {
  CommonOptions common;
  std::string data, url, text;
  bool from_stdin = false;
};

struct CanonicalizeCommand {
  CommonOptions common;
  std::vector<std::string> values;  // empty: lines from standard input
  std::string kind;
  bool expressions = false;
};

struct ImportCommand {
  CommonOptions common;
  std::string data, config, format, source, file, encoding, columns, delimiter = ",", kind, category, observed_at, rejects, receipts, source_class;
  std::string channel;     // rows are reports that came so: hotline, station, online, patrol; bank: transfers of cases; empty: rows of a feed
  std::string sheet;       // xlsx: which one; empty: the first that is shown
  bool day_first = false;  // reports: 3/2/2025 is the third of February
  bool quiet = false;
};

struct ExportCommand {
  CommonOptions common;
  std::string workbook_template, file;
};

struct SampleCommand {
  CommonOptions common;
  std::string data, config, out;  // `out`: bodies of requests go there instead
  uint32_t cases = 0, years = 3;
  std::string until = "2026-10-31";
  uint64_t seed = 1;
  bool identities = false, quiet = false;
};

struct StatsReconcileCommand {
  CommonOptions common;
  std::vector<std::string> files;
};

struct SourceWithdrawCommand {
  CommonOptions common;
  std::string data, source;
  bool quiet = false;
};

struct LogDumpCommand {
  CommonOptions common;
  std::string data;
  uint64_t from = 1, count = UINT64_MAX;
  bool headers_only = false, raw = false;
};

struct LogVerifyCommand {
  CommonOptions common;
  std::string data;
};

struct LogReplayCommand {
  CommonOptions common;
  std::string data, into;
};

struct LogRedactCommand {
  CommonOptions common;
  std::string data;
  uint64_t seq = 0;
  std::string reason;
};

struct PolicyShowCommand {
  CommonOptions common;
  std::string data;
};

struct PolicyCheckCommand {
  CommonOptions common;
  std::string file;
};

struct PolicySetCommand {
  CommonOptions common;
  std::string data, file;
};

struct PolicyTryCommand {
  CommonOptions common;
  std::string data, file;
  bool quiet = false;
};

struct TokenCreateCommand {
  CommonOptions common;
  std::string data, role, name, bank, expires;
};

struct TokenListCommand {
  CommonOptions common;
  std::string data;
};

struct TokenRevokeCommand {
  CommonOptions common;
  std::string data, id;
};

struct AuditVerifyCommand {
  CommonOptions common;
  std::string data, head;
};

struct AuditExportCommand {
  CommonOptions common;
  std::string data, from, to;
};

struct AuditExpireCommand {
  CommonOptions common;
  std::string data, before;
};

struct SubjectEraseCommand {
  CommonOptions common;
  std::string data, report, victims_of, appeal;
  std::vector<uint64_t> subjects;
};

struct KeysListCommand {
  CommonOptions common;
  std::string data;
};

struct KeysRotateCommand {
  CommonOptions common;
  std::string data, new_key;
};

struct KeysRetainCommand {
  CommonOptions common;
  std::string data, config;
  bool dry_run = false;
};

struct BackupCommand {
  CommonOptions common;
  std::string data, to;
  uint64_t keep_keys = 7;
  bool without_master_key = false, quiet = false;
};

struct RestoreCommand {
  CommonOptions common;
  std::string from, into, erasures, master_key;
  bool quiet = false;
};

struct ScrubCommand {
  CommonOptions common;
  std::string data;
};

struct VersionCommand {
  CommonOptions common;
};

using Command = std::variant<ServeCommand, CheckCommand, ScanCommand, CanonicalizeCommand, ImportCommand, ExportCommand, SampleCommand, StatsReconcileCommand, SourceWithdrawCommand, LogDumpCommand,
                             LogVerifyCommand, LogReplayCommand, LogRedactCommand, PolicyShowCommand, PolicyCheckCommand, PolicySetCommand, PolicyTryCommand,
                             TokenCreateCommand, TokenListCommand, TokenRevokeCommand,
                             AuditVerifyCommand, AuditExportCommand, AuditExpireCommand, SubjectEraseCommand, KeysListCommand,
                             KeysRotateCommand, KeysRetainCommand, BackupCommand, RestoreCommand, ScrubCommand, VersionCommand>;

int Run(const ServeCommand& command, Terminal& terminal);
int Run(const CheckCommand& command, Terminal& terminal);
int Run(const ScanCommand& command, Terminal& terminal);
int Run(const CanonicalizeCommand& command, Terminal& terminal);
int Run(const ImportCommand& command, Terminal& terminal);
int Run(const ExportCommand& command, Terminal& terminal);
int Run(const SampleCommand& command, Terminal& terminal);
int Run(const StatsReconcileCommand& command, Terminal& terminal);
int Run(const SourceWithdrawCommand& command, Terminal& terminal);
int Run(const LogDumpCommand& command, Terminal& terminal);
int Run(const LogVerifyCommand& command, Terminal& terminal);
int Run(const LogReplayCommand& command, Terminal& terminal);
int Run(const LogRedactCommand& command, Terminal& terminal);
int Run(const PolicyShowCommand& command, Terminal& terminal);
int Run(const PolicyCheckCommand& command, Terminal& terminal);
int Run(const PolicySetCommand& command, Terminal& terminal);
int Run(const PolicyTryCommand& command, Terminal& terminal);
int Run(const TokenCreateCommand& command, Terminal& terminal);
int Run(const TokenListCommand& command, Terminal& terminal);
int Run(const TokenRevokeCommand& command, Terminal& terminal);
int Run(const AuditVerifyCommand& command, Terminal& terminal);
int Run(const AuditExportCommand& command, Terminal& terminal);
int Run(const AuditExpireCommand& command, Terminal& terminal);
int Run(const SubjectEraseCommand& command, Terminal& terminal);
int Run(const KeysListCommand& command, Terminal& terminal);
int Run(const KeysRotateCommand& command, Terminal& terminal);
int Run(const KeysRetainCommand& command, Terminal& terminal);
int Run(const BackupCommand& command, Terminal& terminal);
int Run(const RestoreCommand& command, Terminal& terminal);
int Run(const ScrubCommand& command, Terminal& terminal);
int Run(const VersionCommand& command, Terminal& terminal);

}  // namespace cybercheck::cli
