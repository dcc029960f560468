// SPDX-License-Identifier: Apache-2.0
// The words of --help that teach: what each command is for, and examples that work as they stand on the sample data.
// docs/cli.md shows the same examples at length.
#pragma once

#include <string_view>

namespace cybercheck::cli {

struct Help {
  std::string_view summary;   // one line, in the list of commands
  std::string_view examples;  // below the options
};

inline constexpr std::string_view kProgramHelp =
    "Is this phone number, address, LINE, TikTok or Facebook account, bank account, PromptPay id,\n"
    "SMS sender or message known as a scam?\n"
    "Not found never means safe.";

inline constexpr std::string_view kProgramExamples =
    "First steps:\n"
    "  cybercheck import --format csv --source sample --data data feed.csv\n"
    "  cybercheck check --data data 081-234-5678 https://shop.example/login\n"
    "  cybercheck serve --data data --listen 127.0.0.1:8080\n"
    "\n"
    "\"cybercheck COMMAND --help\" shows a command's options and examples.\n"
    "Without --data DIR the directory is $CYBERCHECK_DATA, else ./data.";

inline constexpr Help kServeHelp = {
    "Answer checks over HTTP",
    "Examples:\n"
    "  cybercheck serve --data data --listen 127.0.0.1:8080\n"
    "  cybercheck serve --config /etc/cybercheck/cybercheck.toml --check-config\n"
    "  cybercheck serve --data data --listen 127.0.0.1:8080 --threads 1 --limits off     # for benches\n"
    "\n"
    "The directory is made when it is missing. SIGTERM lets running requests end, then stops."};

inline constexpr Help kCheckHelp = {
    "Ask whether values are known as scams",
    "Examples:\n"
    "  cybercheck check --data data 081-234-5678\n"
    "  cybercheck check --data data --kind account \"กสิกรไทย 123-4-56789-0\"\n"
    "  cybercheck check --data data --json --as-of 2026-01-31T00:00:00Z https://shop.example/login\n"
    "  cybercheck check --url http://127.0.0.1:8080 @badshop tel:1441\n"
    "  cut -f2 urls.tsv | cybercheck check --data data --json -\n"
    "\n"
    "A value \"-\" reads lines from standard input: VALUE, KIND<TAB>VALUE, or KIND<TAB>VALUE<TAB>AS_OF.\n"
    "A value that begins with \"-\" goes behind \"--\". With --json each value gives one line.\n"
    "\n"
    "Exit status: 1 something is listed or suspected; 2 an error; else 0 (reported, official,\n"
    "unresolvable, unknown). An error outweighs a verdict."};

inline constexpr Help kScanHelp = {
    "Find and check every indicator in a text",
    "Examples:\n"
    "  cybercheck scan --data data \"พัสดุของคุณติดค้าง คลิก https://post.example/pay หรือแอดไลน์ @badshop\"\n"
    "  cybercheck scan --data data < message.txt\n"
    "\n"
    "Without TEXT, or with \"-\", the text is read from standard input (16 KiB at most).\n"
    "Exit status: as for check."};

inline constexpr Help kCanonicalizeHelp = {
    "Show the key a value is looked up under",
    "Examples:\n"
    "  cybercheck canonicalize 081-234-5678 hxxp://BAD[.]example:80/a/../b\n"
    "  printf 'phone\\t+66 (0)81 234 5678\\n' | cybercheck canonicalize\n"
    "  cybercheck canonicalize --expressions http://a.b.example/1/2.html?q=1\n"
    "\n"
    "Standard input: one VALUE or KIND<TAB>VALUE a line. One JSON object a line comes out:\n"
    "  {\"key\":\"phone:+66812345678\"}  or  {\"error\":{\"code\":\"phone_too_short\",\"detail\":\"…\"}}\n"
    "A person's national id is never printed: promptpay:nid:*\n"
    "Exit status: 2 when a VALUE argument gave an error or the input could not be read, else 0: a line of\n"
    "standard input that gives an error is answered like any other."};

inline constexpr Help kImportHelp = {
    "Read a feed, or a file of reports, into the log",
    "Examples:\n"
    "  cybercheck import --format openphish --source openphish --data data feed.txt\n"
    "  zstd -dc stream.tsv.zst | cybercheck import --format openphish --source openphish --data data -\n"
    "  cybercheck import --format csv --source station --columns value=number,observed_at=seen --data data list.csv\n"
    "  cybercheck import --channel hotline --format csv --source hotline-1441 --data data morning.csv\n"
    "  cybercheck import --channel station --format xlsx --source station-12 --data data november.xlsx\n"
    "  cybercheck import --channel bank --format xlsx --source bank-004 --data data transfers.xlsx\n"
    "\n"
    "With --channel rows are reports: deploy/templates holds one file for each channel, docs/import.md every column.\n"
    "openphish takes one address a line, or UNIX_SECONDS<TAB>ADDRESS. Rejected rows go to FILE.rejects.csv\n"
    "(row, line, column, reason), those of a workbook to FILE.rejects.xlsx (their cells, row, column and why, in Thai and\n"
    "English: mend it and import it as it is), unless --rejects names another file. imported + merged + rejected = rows.\n"
    "Importing the same file again changes nothing, so an import that was cut short is simply run again.\n"
    "Exit status: 0 the input was read to its end, rejected rows or not; 2 it could not be."};

inline constexpr Help kExportHelp = {
    "Write an empty workbook to be filled in and imported",
    "Examples:\n"
    "  cybercheck export --template station.xlsx november.xlsx\n"
    "  cybercheck import --channel station --format xlsx --source station-12 --data data november.xlsx\n"
    "  cybercheck export --template bank.xlsx - > transfers.xlsx\n"
    "\n"
    "Templates: station.xlsx, hotline.xlsx, online.xlsx, patrol.xlsx (reports) and bank.xlsx (the banks' transfers by sub-case\n"
    "level). The first sheet is filled in; the second shows an example, the third explains every column in Thai and English.\n"
    "Columns are text, so that a spreadsheet keeps leading zeros and Buddhist years as they are typed.\n"
    "Exit status: 0 written; 2 it could not be."};

inline constexpr Help kSampleHelp = {
    "Make fictional cases, to try and to measure with",
    "Examples:\n"
    "  cybercheck sample --cases 3000 --data demo\n"
    "  cybercheck sample --cases 1000000 --years 5 --until 2026-06-30 --seed 42 --data big\n"
    "  cybercheck sample --cases 100 --identities --out - | head -1 | curl --json @- -H \"Idempotency-Key: $(uuidgen)\" http://127.0.0.1:8080/v1/cases\n"
    "\n"
    "Complaints, holds, banks' answers and the life of each case over years, distributed as published figures are\n"
    "(docs/sample.md). Nobody is real: phone numbers are +66 69…, accounts begin with 000, hosts end in .example\n"
    "or .test, handles begin with \"sample\", everything else with SAMPLE-.\n"
    "The same options give the same data; loading it again changes nothing, and a load that was stopped is simply\n"
    "run again."};

inline constexpr Help kStatsHelp = {"Hold published figures against themselves", ""};

inline constexpr Help kStatsReconcileHelp = {
    "Say whether a published table adds up",
    "Examples:\n"
    "  cybercheck stats reconcile table.csv\n"
    "  curl -s -H \"Authorization: Bearer $TOKEN\" 'http://127.0.0.1:8080/v1/statistics/cases?by=case_type' | cybercheck stats reconcile -\n"
    "\n"
    "A table is typed as it was printed, Thai or English, Thai digits too:\n"
    "  from,1 มี.ค. 2565\n"
    "  to,31 ก.ค. 2567\n"
    "  ประเภทคดี,จำนวนคดี,ร้อยละ,เฉลี่ยต่อวัน\n"
    "  ซื้อขายสินค้า,\"296,042\",48.33,\n"
    "  อื่น ๆ,\"316,561\",51.67,\n"
    "  รวม,\"612,603\",100,692\n"
    "\n"
    "The first column names rows, others hold figures: 463,712 · ๔๖๓,๗๑๒ · 8.67 พันล้าน · 77 ล้าน · 31.55 % · (ล้านบาท) in a heading.\n"
    "A heading with share, % or ร้อยละ is a share; per_day, ต่อวัน an average; before, ก่อน the period before; change, เปลี่ยนแปลง\n"
    "the difference to it: of the column it names, else of the nearest on its left. The row total, รวม or ทั้งหมด is what all\n"
    "others make, but those that say in a column part_of (เป็นส่วนของ) whose part they are: names of rows, parted by ;\n"
    "or - for no part of anything. share_of (ร้อยละของ) names the row a share is of, where that is not the total.\n"
    "from, to and days stand above the heading, or are columns. Lines that begin with # are comments.\n"
    "JSON is what GET /v1/statistics/{table} answers, or a release: cybercheck stats reconcile release.json\n"
    "\n"
    "What is checked: parts against their whole, shares against what they are of and against 100, total ÷ days against the\n"
    "average, differences. A figure stands for all that rounds to it; what no rounding explains is named with the right figure.\n"
    "Exit status: 0 all adds up; 1 something does not; 2 a file cannot be read."};

inline constexpr Help kLogHelp = {"Read, verify or replay the log of decisions", ""};

inline constexpr Help kLogDumpHelp = {
    "Print entries, one JSON object a line",
    "Examples:\n"
    "  cybercheck log dump --data data --from 1 --count 10\n"
    "  cybercheck log dump --data data --headers\n"
    "\n"
    "--raw gives each body as a string: the exact bytes that body_hash is the SHA-256 of."};

inline constexpr Help kLogVerifyHelp = {
    "Re-hash every entry and check the chain",
    "Examples:\n"
    "  cybercheck log verify --data data\n"
    "\n"
    "Exit status: 0 every entry holds; 2 it does not, and the first entry that fails is named."};

inline constexpr Help kLogRedactHelp = {
    "Remove the body of an entry, and undo what it said",
    "What a feed's rows or reports brought is taken out of every record, queue and figure, as if it had never been said; the chain and all\n"
    "counts hold, and a replay comes to the same tables. It cannot be undone. What was sealed in backups needs subject erase, before this.\n"
    "\n"
    "Examples:\n"
    "  cybercheck log dump --data data --from 123 --count 1\n"
    "  cybercheck log redact 123 --reason 'the number is a victim' --data data\n"
    "\n"
    "Exit status: 0 it is gone; 2 refused: no such entry, gone already, or of a type that is never removed."};

inline constexpr Help kLogReplayHelp = {
    "Build the tables anew from the log, into an empty directory",
    "Examples:\n"
    "  cybercheck log replay --data data --into data.replayed\n"
    "\n"
    "Prints the digest over sorted (table, key, value) of both directories.\n"
    "Exit status: 0 they are equal; 2 they are not."};

inline constexpr Help kPolicyHelp = {"Show, check or set the policy that turns evidence into verdicts", ""};

inline constexpr Help kPolicyShowHelp = {
    "Print the policy in force",
    "Examples:\n"
    "  cybercheck policy show --data data"};

inline constexpr Help kPolicyCheckHelp = {
    "Say whether a policy file is valid",
    "Examples:\n"
    "  cybercheck policy check policy.toml\n"
    "\n"
    "Exit status: 0 valid; 2 not valid, with the place and the reason."};

inline constexpr Help kPolicySetHelp = {
    "Put a policy file in force, as an entry of the log",
    "Examples:\n"
    "  cybercheck policy set --data data policy.toml"};

inline constexpr Help kPolicyTryHelp = {
    "Tell how many verdicts a policy file would change; nothing is changed",
    "Examples:\n"
    "  cybercheck policy try --data data policy.toml\n"
    "  cybercheck policy try --data data policy.toml --json\n"
    "\n"
    "Judges every record under both policies, beside a running server too. What moves is told by verdict, from and to."};

inline constexpr Help kSourceHelp = {"Take back what a source has said", ""};

inline constexpr Help kSourceWithdrawHelp = {
    "Take back everything a feed has named so far",
    "Examples:\n"
    "  cybercheck source withdraw openphish --data data\n"
    "\n"
    "As entries of the log; running it again changes nothing. What the source names later counts again."};

inline constexpr Help kTokenHelp = {"Give out, list and revoke tokens", ""};

inline constexpr Help kTokenCreateHelp = {
    "Make a token of a role; it is shown this once",
    "Examples:\n"
    "  cybercheck token create --data data --role officer --name \"station 12\"\n"
    "  cybercheck token create --data data --role partner --name \"bank desk\" --bank 004 --expires 2027-01-31T00:00:00+07:00 --json\n"
    "\n"
    "What each role may do: docs/roles.md. Only the token's digest is kept."};

inline constexpr Help kTokenListHelp = {
    "Show all tokens: id, state, role, when made, when over, name",
    "Examples:\n"
    "  cybercheck token list --data data"};

inline constexpr Help kTokenRevokeHelp = {
    "End a token's validity at once",
    "Examples:\n"
    "  cybercheck token revoke --data data 0123456789abcdef"};

inline constexpr Help kAuditHelp = {"Verify, export or expire the record of who looked at what", ""};

inline constexpr Help kAuditVerifyHelp = {
    "Follow the access log's chain through all its months",
    "Examples:\n"
    "  cybercheck audit verify --data data\n"
    "  cybercheck audit verify --data data --head 1234:9f2c…\n"
    "\n"
    "Prints the head of the chain. Kept elsewhere and given to a later run, it shows that nothing before it was changed or cut off.\n"
    "Exit status: 0 every line holds; 2 it does not, and the first line that fails is named."};

inline constexpr Help kAuditExportHelp = {
    "Print the access log, one JSON object a line",
    "Examples:\n"
    "  cybercheck audit export --data data --from 2026-01 --to 2026-03 > quarter.ndjson"};

inline constexpr Help kAuditExpireHelp = {
    "Remove whole months of the access log",
    "Examples:\n"
    "  cybercheck audit expire --data data --before 2026-01\n"
    "\n"
    "The newest month always stays: what follows continues its chain."};

inline constexpr Help kSubjectHelp = {"Erase people", ""};

inline constexpr Help kSubjectEraseHelp = {
    "Destroy the keys of people, so that nothing sealed for them opens again, in any copy",
    "Examples:\n"
    "  cybercheck subject erase --data data --report 0f3c…\n"
    "  cybercheck subject erase --data data --appeal 0f3c…\n"
    "  cybercheck subject erase --data data 7 8\n"
    "\n"
    "Their texts, contacts and files become noise; the log's chain and all counts stay. Repeating it is safe, and\n"
    "finishes what was cut short. It cannot be undone."};

inline constexpr Help kKeysHelp = {"Count keys, change the master key, erase what has been kept long enough", ""};

inline constexpr Help kKeysListHelp = {
    "Count the keys; none is ever shown",
    "Examples:\n"
    "  cybercheck keys list --data data"};

inline constexpr Help kKeysRotateHelp = {
    "Seal every key anew, under a new master key",
    "Examples:\n"
    "  cybercheck keys rotate --data data\n"
    "  cybercheck keys rotate --data data --new-key /secure/new.key\n"
    "\n"
    "The new key takes the old one's place. Backups made before open with the old one: keep it as long as them."};

inline constexpr Help kKeysRetainHelp = {
    "Erase what has been kept for as long as [retention] of the configuration says",
    "Examples:\n"
    "  cybercheck keys retain --data data --config /etc/cybercheck/cybercheck.toml --dry-run\n"
    "  cybercheck keys retain --data data --config /etc/cybercheck/cybercheck.toml"};

inline constexpr Help kBackupHelp = {
    "Copy a directory while it is used, and verify the copy",
    "Examples:\n"
    "  cybercheck backup --data data --to /backups/cybercheck\n"
    "  cybercheck backup --data data --to /backups/cybercheck --keep-keys 3 --without-master-key\n"
    "\n"
    "Each run makes one directory, named by its time. Keys stand apart in it (keys/) and are deleted from all but the\n"
    "newest N backups; restoring an older one takes them from the next that has them."};

inline constexpr Help kRestoreHelp = {
    "Build a directory from a backup, and erase again who has been erased since",
    "Examples:\n"
    "  cybercheck restore --from /backups/cybercheck --into data\n"
    "  cybercheck restore --from /backups/cybercheck/2026-11-26T03-00-00Z --into data --erasures lost/erasures\n"
    "\n"
    "Every file is compared with its digest; the result has passed the open check, and its log is verified."};

inline constexpr Help kScrubHelp = {
    "Read every stored value and attachment and compare it with its checksum",
    "Examples:\n"
    "  cybercheck scrub --data data\n"
    "\n"
    "Attachments that belong to nobody are named, too; they are no damage, and may be removed.\n"
    "\n"
    "Exit status: 0 no damage; 2 damage, with each table, key and attachment that fails or is missing."};

inline constexpr Help kVersionHelp = {"Print the version", ""};

}  // namespace cybercheck::cli
