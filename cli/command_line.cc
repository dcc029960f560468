// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <memory>

#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/suggestion.h"
#include "cli/version.h"
#include "ingest/sample_case.h"

namespace cybercheck::cli {
namespace {

// CLI11 takes "[a,b]" for a list and splits it, but "[::1]" is a value here. A byte that no UTF-8 text has hides the bracket.
constexpr char kBracketGuard = '\xFF';

void GuardBrackets(std::vector<std::string>& arguments) {
  for (std::string& argument : arguments)
    if (argument.size() >= 2 && argument.front() == '[' && argument.back() == ']') argument.insert(argument.begin(), kBracketGuard);
}

void UnguardBracket(std::string& value) {
  if (!value.empty() && value.front() == kBracketGuard && value.size() > 1 && value[1] == '[') value.erase(0, 1);
}

// Usage, then options, then examples as they are written (CLI11 would fold their lines).
class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(28); }
  std::string make_footer(const CLI::App* app) const override {
    const std::string footer = app->get_footer();
    return footer.empty() ? "\n" : "\n" + footer + "\n";
  }
  // "(Env:…)" and the like add noise without telling more than the text does.
  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_type_size() == 0 ? std::string() : " " + option->get_type_name() + (option->get_required() ? " (required)" : "");
  }
};

class Parser {
 public:
  Parser() : app_(std::string(kProgramHelp), "cybercheck") {
    app_.formatter(std::make_shared<HelpFormatter>());
    app_.footer(std::string(kProgramExamples));
    app_.require_subcommand(1, 1);
    app_.set_help_flag("-h,--help", "Show this help");
    app_.set_version_flag("--version", VersionLine());
    AddServe();
    AddCheck();
    AddScan();
    AddCanonicalize();
    AddImport();
    AddExport();
    AddSample();
    AddStats();
    AddSource();
    AddLog();
    AddPolicy();
    AddToken();
    AddAudit();
    AddSubject();
    AddKeys();
    AddBackup();
    AddScrub();
    AddVersion();
  }

  ParsedCommandLine Parse(std::vector<std::string> arguments) {
    ParsedCommandLine parsed;
    if (std::optional<std::string> unknown = UnknownCommand(arguments)) {
      parsed.exit_code = kExitError;
      parsed.message = *unknown;
      return parsed;
    }
    GuardBrackets(arguments);
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    try {
      app_.parse(arguments);
      parsed.command = taken_();
    } catch (const CLI::CallForHelp&) {
      const CLI::App* command = Deepest(&app_);
      parsed.message = command->help(command->get_parent() == nullptr ? "" : FullName(command->get_parent()));
    } catch (const CLI::CallForVersion&) {
      parsed.message = VersionLine() + "\n";
    } catch (const CLI::ParseError& error) {
      parsed.exit_code = kExitError;
      parsed.message = "cybercheck: error: " + Explain(error) + "\nTry \"" + FullName(Deepest(&app_)) + " --help\".\n";
    }
    return parsed;
  }

 private:
  CLI::App* Add(CLI::App& parent, const std::string& name, const Help& help, CommonOptions& common, std::function<Command()> take) {
    CLI::App* command = parent.add_subcommand(name, std::string(help.summary));
    command->footer(std::string(help.examples));
    command->add_flag("--json", common.json, "Machine-readable output: JSON, one object a line");
    command->add_option("--lang", common.language, "Language of words: th or en (default: from the locale)")
        ->check(CLI::IsMember({"th", "en"}))
        ->type_name("LANG");
    command->callback([this, take = std::move(take)] { taken_ = take; });
    return command;
  }

  static CLI::Option* AddData(CLI::App* command, std::string& data) {
    // Not CLI11's own reading of the environment: that would count as given, and exclude --url.
    const char* set = std::getenv("CYBERCHECK_DATA");
    data = set != nullptr && *set != '\0' ? set : "data";
    return command->add_option("--data,-d", data, "Data directory")->type_name("DIR");
  }

  static CLI::App* AddGroup(CLI::App& parent, const std::string& name, const Help& help) {
    CLI::App* group = parent.add_subcommand(name, std::string(help.summary));
    group->require_subcommand(1, 1);
    return group;
  }

  void AddServe() {
    // What the server's configuration also knows goes there: it decides what overrides what.
    CLI::App* command = Add(app_, "serve", kServeHelp, serve_.common, [this] { return Command(serve_); });
    auto setting = [this, command](const std::string& name, const std::string& text, const std::string& type) {
      auto note = [this, name](const std::string& value) { serve_.settings.emplace_back("server." + name, value); };
      return command->add_option_function<std::string>("--" + name, note, text)->type_name(type);
    };
    setting("data", "Data directory; made when missing", "DIR");
    setting("listen", "Address to listen on (default 127.0.0.1:8080)", "ADDR:PORT");
    setting("threads", "Threads that serve (default: one a core)", "N")->check(CLI::Range(1, 256));
    setting("limits", "Rate limits and look-up budgets: on or off", "on|off")->check(CLI::IsMember({"on", "off"}));
    command->add_option("--config", serve_.config, "Configuration file (TOML)")->type_name("FILE");
    command->add_flag("--check-config", serve_.check_config, "Read the configuration, say whether it is valid, and leave");
  }

  void AddCheck() {
    CLI::App* command = Add(app_, "check", kCheckHelp, check_.common, [this] { return Command(check_); });
    CLI::Option* data = AddData(command, check_.data);
    command->add_option("--url", check_.url, "Ask this server instead (by POST)")->type_name("URL")->excludes(data);
    command->add_option("--kind,-k", check_.kind, "What the values are; default: found out")->type_name("KIND");
    command->add_option("--as-of", check_.as_of, "Answer as at this time (RFC 3339)")->type_name("TIME");
    command->add_option("--context", check_.context, "incoming_call, sms, transfer or visit: fits the advice")
        ->check(CLI::IsMember({"incoming_call", "sms", "transfer", "visit"}))
        ->type_name("CONTEXT");
    command->add_option("--texts", check_.texts, "Words in JSON answers: th, en, th,en or none")->type_name("LANGS");
    command->add_option("VALUE", check_.values, "Values to check; - reads lines from standard input")->required();
  }

  void AddScan() {
    CLI::App* command = Add(app_, "scan", kScanHelp, scan_.common, [this] { return Command(scan_); });
    CLI::Option* data = AddData(command, scan_.data);
    command->add_option("--url", scan_.url, "Ask this server instead (by POST)")->type_name("URL")->excludes(data);
    scan_text_ = command->add_option("TEXT", scan_.text, "The text; without it, or with -, standard input");
  }

  void AddCanonicalize() {
    CLI::App* command = Add(app_, "canonicalize", kCanonicalizeHelp, canonicalize_.common, [this] { return Command(canonicalize_); });
    command->add_option("--kind,-k", canonicalize_.kind, "Kind of lines and values that name none")->type_name("KIND");
    command->add_flag("--expressions,-e", canonicalize_.expressions, "For URLs, list the look-up expressions too");
    command->add_option("VALUE", canonicalize_.values, "Values; without any, lines from standard input");
  }

  void AddImport() {
    CLI::App* command = Add(app_, "import", kImportHelp, import_.common, [this] { return Command(import_); });
    AddData(command, import_.data);
    command->add_option("--format,-f", import_.format, "openphish, phishtank, urlhaus, csv, jsonl or (reports) xlsx")->required()->type_name("FORMAT");
    command->add_option("--source,-s", import_.source, "Name of the source, as verdicts will tell it")->required()->type_name("NAME");
    command->add_option("--columns", import_.columns, "csv, jsonl, xlsx: which column holds what, as value=HEADER,kind=HEADER,observed_at=HEADER,…")
        ->type_name("MAP");
    command->add_option("--delimiter", import_.delimiter, "csv: what stands between columns (default ,; \\t is a tab)")->type_name("CHAR");
    command->add_option("--kind,-k", import_.kind, "Kind of rows that name none")->type_name("KIND");
    command->add_option("--category", import_.category, "Category of rows that name none (scam, gambling, …)")->type_name("CATEGORY");
    command->add_option("--observed-at", import_.observed_at, "Time of rows that have none (default: the file's)")->type_name("TIME");
    command->add_option("--encoding", import_.encoding, "utf-8, windows-874, utf-16le or utf-16be (default: recognised, never guessed)")->type_name("NAME");
    command->add_option("--class", import_.source_class, "feed or sample (default: feed, but sample where the source is named so)")
        ->check(CLI::IsMember({"feed", "sample"}))
        ->type_name("CLASS");
    command->add_option("--rejects", import_.rejects, "Where rejected rows go (default FILE.rejects.csv, of a workbook FILE.rejects.xlsx)")->type_name("FILE");
    command->add_option("--receipts", import_.receipts, "Append a line for every entry once it is durable")->type_name("FILE");
    command->add_option("--config", import_.config, "Configuration file that names policy, register and lists")->type_name("FILE");
    command->add_option("--channel", import_.channel, "Rows are reports (csv, jsonl, xlsx) that came by hotline, station, online or patrol; bank: transfers of cases (xlsx)")->type_name("CHANNEL");
    command->add_option("--sheet", import_.sheet, "xlsx: name of the sheet (default: the first that is not hidden)")->type_name("NAME");
    command->add_flag("--day-first", import_.day_first, "Reports: in 3/2/2025 the day comes first (else such dates are rejected as ambiguous)");
    command->add_flag("--quiet,-q", import_.quiet, "No progress bar");
    command->add_option("FILE", import_.file, "The feed; - is standard input")->required();
  }

  void AddExport() {
    CLI::App* command = Add(app_, "export", kExportHelp, export_.common, [this] { return Command(export_); });
    command->add_option("--template", export_.workbook_template, "station.xlsx, hotline.xlsx, online.xlsx, patrol.xlsx or bank.xlsx")
        ->required()
        ->type_name("NAME");
    command->add_option("FILE", export_.file, "The workbook to write; one of that name is replaced; - is standard output")->required();
  }

  void AddSample() {
    CLI::App* command = Add(app_, "sample", kSampleHelp, sample_.common, [this] { return Command(sample_); });
    CLI::Option* data = AddData(command, sample_.data);
    command->add_option("--cases,-n", sample_.cases, "So many cases")->required()->check(CLI::Range(1U, ingest::kSampleCasesMax))->type_name("N");
    command->add_option("--years", sample_.years, "Over so many years (default 3)")->check(CLI::Range(1U, ingest::kSampleYearsMax))->type_name("Y");
    command->add_option("--until", sample_.until, "The last day (default 2026-10-31)")->type_name("DATE");
    command->add_option("--seed", sample_.seed, "Another seed, other data (default 1)")->type_name("S");
    command->add_option("--out,-o", sample_.out, "Write complaints as bodies of POST /v1/cases, one a line; - is standard output")
        ->type_name("FILE")
        ->excludes(data);
    command->add_flag("--identities", sample_.identities, "With --out: fictional names and national ids");
    command->add_option("--config", sample_.config, "Configuration file that names policy, register and lists")->type_name("FILE");
    command->add_flag("--quiet,-q", sample_.quiet, "No progress");
  }

  void AddLog() {
    CLI::App* group = AddGroup(app_, "log", kLogHelp);
    CLI::App* dump = Add(*group, "dump", kLogDumpHelp, log_dump_.common, [this] { return Command(log_dump_); });
    AddData(dump, log_dump_.data);
    dump->add_option("--from", log_dump_.from, "First entry")->type_name("SEQ");
    dump->add_option("--count,-n", log_dump_.count, "At most so many entries")->type_name("N");
    dump->add_flag("--headers", log_dump_.headers_only, "Headers only, without bodies");
    dump->add_flag("--raw", log_dump_.raw, "Bodies as strings that hold the exact bytes their hashes are of");
    CLI::App* verify = Add(*group, "verify", kLogVerifyHelp, log_verify_.common, [this] { return Command(log_verify_); });
    AddData(verify, log_verify_.data);
    CLI::App* replay = Add(*group, "replay", kLogReplayHelp, log_replay_.common, [this] { return Command(log_replay_); });
    AddData(replay, log_replay_.data);
    replay->add_option("--into", log_replay_.into, "Directory to build; missing or empty")->required()->type_name("DIR");
    CLI::App* redact = Add(*group, "redact", kLogRedactHelp, log_redact_.common, [this] { return Command(log_redact_); });
    AddData(redact, log_redact_.data);
    redact->add_option("SEQ", log_redact_.seq, "Number of the entry")->required()->check(CLI::Range(uint64_t{1}, uint64_t{INT64_MAX}));
    redact->add_option("--reason", log_redact_.reason, "Why; stays in the log, so no personal data")->required()->type_name("TEXT");
  }

  void AddSource() {
    CLI::App* group = AddGroup(app_, "source", kSourceHelp);
    CLI::App* withdraw = Add(*group, "withdraw", kSourceWithdrawHelp, source_withdraw_.common, [this] { return Command(source_withdraw_); });
    AddData(withdraw, source_withdraw_.data);
    withdraw->add_option("NAME", source_withdraw_.source, "The source, as it was imported")->required();
    withdraw->add_flag("--quiet,-q", source_withdraw_.quiet, "No progress bar");
  }

  void AddStats() {
    CLI::App* group = AddGroup(app_, "stats", kStatsHelp);
    CLI::App* reconcile = Add(*group, "reconcile", kStatsReconcileHelp, stats_reconcile_.common, [this] { return Command(stats_reconcile_); });
    reconcile->add_option("FILE", stats_reconcile_.files, "Tables: CSV, the JSON of GET /v1/statistics/{table}, a release; - is standard input")->required();
  }

  void AddPolicy() {
    CLI::App* group = AddGroup(app_, "policy", kPolicyHelp);
    CLI::App* show = Add(*group, "show", kPolicyShowHelp, policy_show_.common, [this] { return Command(policy_show_); });
    AddData(show, policy_show_.data);
    CLI::App* check = Add(*group, "check", kPolicyCheckHelp, policy_check_.common, [this] { return Command(policy_check_); });
    check->add_option("FILE", policy_check_.file, "Policy file (TOML)")->required();
    CLI::App* set = Add(*group, "set", kPolicySetHelp, policy_set_.common, [this] { return Command(policy_set_); });
    AddData(set, policy_set_.data);
    set->add_option("FILE", policy_set_.file, "Policy file (TOML)")->required();
    CLI::App* attempt = Add(*group, "try", kPolicyTryHelp, policy_try_.common, [this] { return Command(policy_try_); });
    AddData(attempt, policy_try_.data);
    attempt->add_option("FILE", policy_try_.file, "Policy file (TOML)")->required();
    attempt->add_flag("--quiet,-q", policy_try_.quiet, "No progress bar");
  }

  void AddToken() {
    CLI::App* group = AddGroup(app_, "token", kTokenHelp);
    CLI::App* create = Add(*group, "create", kTokenCreateHelp, token_create_.common, [this] { return Command(token_create_); });
    AddData(create, token_create_.data);
    create->add_option("--role,-r", token_create_.role, "partner, intake, officer, supervisor, analyst or admin")->required()->type_name("ROLE");
    create->add_option("--name,-n", token_create_.name, "The post or system that holds it; never a person")->required()->type_name("NAME");
    create->add_option("--bank", token_create_.bank, "partner: the bank's code")->type_name("CODE");
    create->add_option("--expires", token_create_.expires, "Until when it is valid (RFC 3339; default: until it is revoked)")->type_name("TIME");
    CLI::App* list = Add(*group, "list", kTokenListHelp, token_list_.common, [this] { return Command(token_list_); });
    AddData(list, token_list_.data);
    CLI::App* revoke = Add(*group, "revoke", kTokenRevokeHelp, token_revoke_.common, [this] { return Command(token_revoke_); });
    AddData(revoke, token_revoke_.data);
    revoke->add_option("ID", token_revoke_.id, "The token's id, 16 hexadecimal digits")->required();
  }

  void AddAudit() {
    CLI::App* group = AddGroup(app_, "audit", kAuditHelp);
    CLI::App* verify = Add(*group, "verify", kAuditVerifyHelp, audit_verify_.common, [this] { return Command(audit_verify_); });
    AddData(verify, audit_verify_.data);
    verify->add_option("--head", audit_verify_.head, "What an earlier verify printed: that line must still be the same")->type_name("NUMBER:HASH");
    CLI::App* exported = Add(*group, "export", kAuditExportHelp, audit_export_.common, [this] { return Command(audit_export_); });
    AddData(exported, audit_export_.data);
    exported->add_option("--from", audit_export_.from, "First month, 2026-01")->type_name("MONTH");
    exported->add_option("--to", audit_export_.to, "Last month")->type_name("MONTH");
    CLI::App* expire = Add(*group, "expire", kAuditExpireHelp, audit_expire_.common, [this] { return Command(audit_expire_); });
    AddData(expire, audit_expire_.data);
    expire->add_option("--before", audit_expire_.before, "Months before this one, 2026-01")->required()->type_name("MONTH");
  }

  void AddSubject() {
    CLI::App* group = AddGroup(app_, "subject", kSubjectHelp);
    CLI::App* erase = Add(*group, "erase", kSubjectEraseHelp, subject_erase_.common, [this] { return Command(subject_erase_); });
    AddData(erase, subject_erase_.data);
    erase->add_option("--report", subject_erase_.report, "Whoever sent this report")->type_name("ID");
    erase->add_option("--case", subject_erase_.victims_of, "The victims of this case")->type_name("ID");
    erase->add_option("--appeal", subject_erase_.appeal, "Whoever opened this appeal")->type_name("ID");
    erase->add_option("SUBJECT", subject_erase_.subjects, "Numbers of subjects");
  }

  void AddKeys() {
    CLI::App* group = AddGroup(app_, "keys", kKeysHelp);
    CLI::App* list = Add(*group, "list", kKeysListHelp, keys_list_.common, [this] { return Command(keys_list_); });
    AddData(list, keys_list_.data);
    CLI::App* rotate = Add(*group, "rotate", kKeysRotateHelp, keys_rotate_.common, [this] { return Command(keys_rotate_); });
    AddData(rotate, keys_rotate_.data);
    rotate->add_option("--new-key", keys_rotate_.new_key, "32 bytes to take instead of making them; its mode is 0600")->type_name("FILE");
    CLI::App* retain = Add(*group, "retain", kKeysRetainHelp, keys_retain_.common, [this] { return Command(keys_retain_); });
    AddData(retain, keys_retain_.data);
    retain->add_option("--config", keys_retain_.config, "Configuration file whose [retention] says for how long")->type_name("FILE");
    retain->add_flag("--dry-run", keys_retain_.dry_run, "Count what is due and change nothing");
  }

  void AddBackup() {
    CLI::App* backup = Add(app_, "backup", kBackupHelp, backup_.common, [this] { return Command(backup_); });
    AddData(backup, backup_.data);
    backup->add_option("--to", backup_.to, "Directory of backups; made when missing")->required()->type_name("DIR");
    backup->add_option("--keep-keys", backup_.keep_keys, "So many backups keep their keys (default 7)")->check(CLI::Range(1, 100000))->type_name("N");
    backup->add_flag("--without-master-key", backup_.without_master_key, "Leave the master key out: it is kept elsewhere");
    backup->add_flag("--quiet,-q", backup_.quiet, "No progress bar");
    CLI::App* restore = Add(app_, "restore", kRestoreHelp, restore_.common, [this] { return Command(restore_); });
    restore->add_option("--from", restore_.from, "Directory of backups (its newest), or one backup")->required()->type_name("DIR");
    restore->add_option("--into", restore_.into, "Directory to build; missing or empty")->required()->type_name("DIR");
    restore->add_option("--erasures", restore_.erasures, "Erasures known besides those of the backups (DIR/erasures of the lost directory)")
        ->type_name("FILE");
    restore->add_option("--master-key", restore_.master_key, "Master key instead of the backup's")->type_name("FILE");
    restore->add_flag("--quiet,-q", restore_.quiet, "No progress bar");
  }

  void AddScrub() {
    CLI::App* command = Add(app_, "scrub", kScrubHelp, scrub_.common, [this] { return Command(scrub_); });
    AddData(command, scrub_.data);
  }

  void AddVersion() { Add(app_, "version", kVersionHelp, version_.common, [this] { return Command(version_); }); }

  static std::vector<std::string> CommandNames(const CLI::App* app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app->get_subcommands([](const CLI::App*) { return true; })) names.push_back(command->get_name());
    return names;
  }

  // The message for a first word that is no command; CLI11 alone would only call it unexpected.
  std::optional<std::string> UnknownCommand(const std::vector<std::string>& arguments) const {
    const CLI::App* app = &app_;
    for (const std::string& argument : arguments) {
      const std::vector<std::string> names = CommandNames(app);
      if (names.empty() || argument.starts_with("-")) return std::nullopt;
      if (std::find(names.begin(), names.end(), argument) == names.end()) {
        std::string message = "cybercheck: error: \"" + argument + "\" is not a command";
        message += app == &app_ ? "" : " of \"" + FullName(app) + "\"";
        const std::optional<std::string> nearest = Nearest(argument, names);
        message += nearest ? "; did you mean \"" + *nearest + "\"?" : ".";
        message += "\nCommands:";
        for (const std::string& name : names) message += " " + name;
        return message + "\nTry \"" + FullName(app) + " --help\".\n";
      }
      app = app->get_subcommand(argument);
    }
    return std::nullopt;
  }

  static std::string FullName(const CLI::App* app) {
    return app->get_parent() == nullptr ? "cybercheck" : FullName(app->get_parent()) + " " + app->get_name();
  }

  static CLI::App* Deepest(CLI::App* app) {
    const std::vector<CLI::App*> parsed = app->get_subcommands();
    return parsed.empty() ? app : Deepest(parsed.front());
  }

  std::string Explain(const CLI::ParseError& error) {
    CLI::App* command = Deepest(&app_);
    if (const std::vector<std::string> names = CommandNames(command); !names.empty() && command != &app_ && error.get_exit_code() ==
        static_cast<int>(CLI::ExitCodes::RequiredError)) {
      std::string text = "\"" + FullName(command) + "\" wants one of:";
      for (const std::string& name : names) text += " " + name;
      return text;
    }
    if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr) return error.what();
    std::vector<std::string> extras = app_.remaining(true);
    if (extras.empty()) return error.what();
    std::string& extra = extras.front();
    UnguardBracket(extra);
    if (!extra.starts_with("-")) return "unexpected argument \"" + extra + "\"";
    std::vector<std::string> known;
    for (const CLI::Option* option : command->get_options())
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    const std::string name = extra.substr(0, extra.find('='));
    const std::optional<std::string> nearest = Nearest(name, known);
    return "unknown option \"" + name + "\"" + (nearest ? "; did you mean \"" + *nearest + "\"?" : "");
  }

  CLI::App app_;
  std::function<Command()> taken_;
  CLI::Option* scan_text_ = nullptr;
  ServeCommand serve_;
  CheckCommand check_;
  ScanCommand scan_;
  CanonicalizeCommand canonicalize_;
  ImportCommand import_;
  ExportCommand export_;
  SampleCommand sample_;
  StatsReconcileCommand stats_reconcile_;
  SourceWithdrawCommand source_withdraw_;
  LogDumpCommand log_dump_;
  LogVerifyCommand log_verify_;
  LogReplayCommand log_replay_;
  LogRedactCommand log_redact_;
  PolicyShowCommand policy_show_;
  PolicyCheckCommand policy_check_;
  PolicySetCommand policy_set_;
  PolicyTryCommand policy_try_;
  TokenCreateCommand token_create_;
  TokenListCommand token_list_;
  TokenRevokeCommand token_revoke_;
  AuditVerifyCommand audit_verify_;
  AuditExportCommand audit_export_;
  AuditExpireCommand audit_expire_;
  SubjectEraseCommand subject_erase_;
  KeysListCommand keys_list_;
  KeysRotateCommand keys_rotate_;
  KeysRetainCommand keys_retain_;
  BackupCommand backup_;
  RestoreCommand restore_;
  ScrubCommand scrub_;
  VersionCommand version_;

 public:
  bool scan_text_given() const { return scan_text_->count() > 0; }
};

}  // namespace

ParsedCommandLine ParseCommandLine(std::vector<std::string> arguments) {
  Parser parser;
  if (arguments.empty()) arguments.push_back("--help");
  ParsedCommandLine parsed = parser.Parse(std::move(arguments));
  if (!parsed.command) return parsed;
  if (auto* check = std::get_if<CheckCommand>(&*parsed.command)) {
    for (std::string& value : check->values) UnguardBracket(value);
  } else if (auto* canonicalize = std::get_if<CanonicalizeCommand>(&*parsed.command)) {
    for (std::string& value : canonicalize->values) UnguardBracket(value);
  } else if (auto* scan = std::get_if<ScanCommand>(&*parsed.command)) {
    UnguardBracket(scan->text);
    scan->from_stdin = !parser.scan_text_given() || scan->text == "-";
  }
  return parsed;
}

}  // namespace cybercheck::cli
