-- SPDX-License-Identifier: BSD-2-Clause
-- For wrk(1): one request a token of the file that is named behind "--",
-- "POST" or "GET" before it; the result as JSON.
local tokens, at, step, method = {}, 0, 1, "POST"
local threads = 0

function setup(thread)
	thread:set("number", threads)
	threads = threads + 1
end

function init(args)
	method = args[1]
	for line in io.lines(args[2]) do
		tokens[#tokens + 1] = line
	end
	-- Each thread begins elsewhere, so that few click at once for one.
	at = number * math.floor(#tokens / 2)
end

function request()
	at = at % #tokens + 1
	if method == "GET" then
		return wrk.format("GET", "/u/" .. tokens[at])
	end
	return wrk.format("POST", "/u/" .. tokens[at],
		{["Content-Type"] = "application/x-www-form-urlencoded"},
		"List-Unsubscribe=One-Click")
end

function done(summary, latency)
	local e = summary.errors

	io.write(string.format(
		'\nJSON {"requests": %d, "seconds": %f, "p50_us": %f, ' ..
		'"p99_us": %f, "max_us": %f, "bad": %d, "broken": %d}\n',
		summary.requests, summary.duration / 1e6,
		latency:percentile(50), latency:percentile(99), latency.max,
		e.status, e.connect + e.read + e.write + e.timeout))
end
