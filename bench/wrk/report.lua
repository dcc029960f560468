-- SPDX-License-Identifier: Apache-2.0
-- Reports of phones, each under an Idempotency-Key of its own. wrk -s report.lua URL -- TOKEN HOST RUN ROWS KNOWN
-- ROWS 1: POST /v1/reports. More: POST /v1/reports:batch of so many rows. KNOWN: how many different numbers are reported.
local token, host, run, rows, known = "", "", 0, 1, 1000000
local sent = 0

function init(args)
  token, host, run, rows, known = args[1], args[2], tonumber(args[3]), tonumber(args[4]), tonumber(args[5])
  math.randomseed(run * 7919 + 17)
end

local function report()
  -- The numbers of bench/synthetic.h, so that a loaded directory knows them.
  return '{"source":"hotline","occurred_at":"2026-11-20T10:00:00+07:00","category":"scam","case_type":"goods",'
    .. '"indicators":[{"kind":"phone","value":"08' .. string.format("%08d", math.random(0, known - 1) * 7368787 % 100000000) .. '"}]}'
end

function request()
  sent = sent + 1
  local body, path, type = nil, "/v1/reports", "application/json"
  if rows == 1 then
    body = report()
  else
    local lines = {}
    for i = 1, rows do lines[i] = report() end
    body, path, type = table.concat(lines, "\n") .. "\n", "/v1/reports:batch", "application/x-ndjson"
  end
  return "POST " .. path .. " HTTP/1.1\r\nHost: " .. host .. "\r\nAuthorization: Bearer " .. token
    .. "\r\nIdempotency-Key: " .. string.format("%08x-0000-4000-8000-%012x", run, sent)
    .. "\r\nContent-Type: " .. type .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end
