-- GET of the URL, or with BENCH_BODY set POST of that body, each %d in it a number never used before in the run.
-- Prints one line of JSON at the end.
local body = os.getenv("BENCH_BODY")
local first = tonumber(os.getenv("BENCH_FIRST") or "1")
local sent = 0

if body then
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  request = function()
    sent = sent + 1
    return wrk.format(nil, nil, nil, (body:gsub("%%d", string.format("%d", first + sent))))
  end
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format('JSON {"rate": %.1f, "p99": %.2f, "refused": %d, "broken": %d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(99) / 1000,
    failed.status, failed.connect + failed.read + failed.write + failed.timeout))
end
