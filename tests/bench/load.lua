-- For wrk: asks the bodies of a file, a line each, in turn; then says what came of it, as JSON.
local bodies = {}
local turn = 0

-- not before: only now wrk knows the Host, without which a server refuses what it is sent
function init(arguments)
  for line in io.lines(os.getenv("BENCH_BODIES")) do
    bodies[#bodies + 1] = wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, line)
  end
end

function request()
  turn = turn % #bodies + 1
  return bodies[turn]
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '\n{"answered": %d, "refused": %d, "failed": %d, "seconds": %.6f, "median_ms": %.3f, "p99_ms": %.3f}\n',
    summary.requests - errors.status, errors.status, failed, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000
  ))
end
