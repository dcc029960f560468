-- SPDX-License-Identifier: Apache-2.0
-- A hundred items in one POST. wrk -s batch.lua URL -- LOADED HIT_PER_CENT phone|url HOST TEXTS POOL
package.path = (os.getenv("CYBERCHECK_BENCH_WRK") or "bench/wrk") .. "/?.lua;" .. package.path
local synthetic = require("synthetic")

function init(args)
  synthetic.configure(args)
  synthetic.fill(synthetic.post100, 4096)
end

function request()
  return synthetic.next()
end
