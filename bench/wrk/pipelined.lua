-- SPDX-License-Identifier: Apache-2.0
-- Sixteen checks in one write. wrk -s pipelined.lua URL -- LOADED HIT_PER_CENT phone|url HOST TEXTS POOL
package.path = (os.getenv("CYBERCHECK_BENCH_WRK") or "bench/wrk") .. "/?.lua;" .. package.path
local synthetic = require("synthetic")

function init(args)
  synthetic.configure(args)
  synthetic.fill(synthetic.get16, 16384)
end

function request()
  return synthetic.next()
end
