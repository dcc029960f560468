// SPDX-License-Identifier: Apache-2.0
// DuckDB's part of bench/statistics_bench.py: the cases of OUT/cases.csv in a table in memory, every question of OUT/questions.json so often,
// on one thread and on all. Writes one JSON object to standard output.
//   node statistics_duckdb.mjs OUT RUNS        (node_modules with @duckdb/node-api stands in OUT)
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [out, runs] = [process.argv[2], Number(process.argv[3])];
const { DuckDBInstance, version } = createRequire(out + '/')('@duckdb/node-api');
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(`CREATE TABLE cases AS SELECT * FROM read_csv('${out}/cases.csv', header = true, nullstr = '')`);
const questions = JSON.parse(readFileSync(`${out}/questions.json`, 'utf8'));
const at = (times, share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
const answers = {};
for (const threads of [1, 0]) {
  await connection.run(threads === 1 ? 'SET threads = 1' : 'RESET threads');
  for (const { name, sql, holds } of questions) {
    const times = [];
    for (let run = 0; run < runs; ++run) {
      const begin = process.hrtime.bigint();
      await connection.run(sql);
      times.push(Number(process.hrtime.bigint() - begin) / 1e6);
    }
    times.sort((a, b) => a - b);
    const rows = (await connection.runAndReadAll(sql)).getRows();
    const sum = (from_end) => rows.reduce((total, row) => total + BigInt(row[row.length - from_end] ?? 0), 0n).toString();
    const sums = holds ? 8 : 4;
    answers[name] ??= { rows: rows.filter((row) => row[row.length - sums] > 0n).length, count: sum(sums), damage: sum(sums - 1), held: holds ? sum(3) : '0' };
    answers[name][threads === 1 ? 'one' : 'all'] = { p50_ms: at(times, 0.5), p99_ms: at(times, 0.99) };
  }
}
process.stdout.write(JSON.stringify({ version: version(), answers }));
