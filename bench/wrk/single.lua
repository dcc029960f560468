-- SPDX-License-Identifier: Apache-2.0
-- One check a request. wrk -s single.lua URL -- LOADED HIT_PER_CENT phone|url HOST TEXTS POOL
package.path = (os.getenv("CYBERCHECK_BENCH_WRK") or "bench/wrk") .. "/?.lua;" .. package.path
local synthetic = require("synthetic")

function init(args)
  synthetic.configure(args)
  synthetic.fill(synthetic.get, 262144)
end

function request()
  return synthetic.next()
end
