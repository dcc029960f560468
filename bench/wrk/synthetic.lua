-- SPDX-License-Identifier: Apache-2.0
-- The indicators of bench/synthetic.h, and the requests that ask for them. Doubles are exact here: 1e8 * 7368787 < 2^53.
local synthetic = {}

local PHONES, STEP, FIRST_ABSENT = 100000000, 7368787, 40000000

-- Requests are made before the run and drawn at random from a pool while it runs: making one costs Lua as much as wrk needs to send
-- several. A pool asks for some 262,144 to 409,600 different values, spread over all that is loaded, far more than any cache holds.

-- Arguments after "--" on wrk's command line: count of loaded indicators, per cent of hits, kind (phone or url), Host field, texts,
-- divisor of the pool's size.
function synthetic.configure(args)
  synthetic.loaded = tonumber(args[1])
  synthetic.hits = tonumber(args[2]) / 100
  synthetic.kind = args[3]
  synthetic.host = args[4]
  synthetic.texts = args[5] or "none"
  synthetic.divisor = tonumber(args[6] or "1")
  math.randomseed(os.time() * 131 + (os.clock() * 1e6) % 1e6)
end

local function scattered(odd)
  local i
  if math.random() < synthetic.hits then
    i = math.random(0, math.floor(synthetic.loaded / 2) - 1) * 2 + odd
  else
    i = math.random(FIRST_ABSENT / 2, PHONES / 2 - 1) * 2 + odd
  end
  return (i * STEP) % PHONES
end

function synthetic.value()
  if synthetic.kind == "phone" then return string.format("08%08d", scattered(0)) end
  local n = scattered(1)
  return string.format("http://shop%d.example/pay/%d/login.html?o=1", n, n % 1000)
end

-- For a target's query: the few characters of our URLs that must not stand there as they are.
local function escaped(value)
  if synthetic.kind == "phone" then return value end
  return (value:gsub("[:/?=]", { [":"] = "%3A", ["/"] = "%2F", ["?"] = "%3F", ["="] = "%3D" }))
end

function synthetic.get()
  return "GET /v1/check?kind=" .. synthetic.kind .. "&value=" .. escaped(synthetic.value()) .. "&texts=" .. synthetic.texts
    .. " HTTP/1.1\r\nHost: " .. synthetic.host .. "\r\n\r\n"
end

function synthetic.post(items)
  local parts = {}
  for i = 1, items do parts[i] = '{"kind":"' .. synthetic.kind .. '","value":"' .. synthetic.value() .. '"}' end
  local body = '{"items":[' .. table.concat(parts, ",") .. "]}"
  return "POST /v1/check HTTP/1.1\r\nHost: " .. synthetic.host .. "\r\nContent-Type: application/json\r\nContent-Length: "
    .. #body .. "\r\n\r\n" .. body
end

function synthetic.get16()
  local parts = {}
  for i = 1, 16 do parts[i] = synthetic.get() end
  return table.concat(parts)
end

function synthetic.post100()
  return synthetic.post(100)
end

local pool, pool_size = {}, 0

function synthetic.fill(make, size)
  pool_size = math.max(1, math.floor(size / synthetic.divisor))
  for i = 1, pool_size do pool[i] = make() end
end

function synthetic.next()
  return pool[math.random(1, pool_size)]
end

return synthetic
