-- Prints what the contest takes from a run of wrk, in one line; times in microseconds.
function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        "figures requests=%d micros=%d p50=%d p999=%d errors=%d\n",
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99.9),
        errors.connect + errors.read + errors.write + errors.status))
end
