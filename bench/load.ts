import autocannon from "autocannon";

export interface Target {
  origin: string;
  /** Requested in turn, each with the cookie of a user who may see the page. */
  requests: { path: string; cookie: string }[];
}

/**
 * Pages a second at full load. Each connection begins at another request: else all would ask the same tenant at once.
 * @throws if an answer is not 200: a fast error is not throughput
 */
export async function throughput(target: Target, seconds = 4, connections = 16): Promise<number> {
  const requests = target.requests.map(
    ({ path, cookie }) => ({ method: "GET", path, headers: { cookie } }) as const,
  );
  let begun = 0;
  const result = await autocannon({
    url: target.origin,
    connections,
    duration: seconds,
    setupClient(client) {
      const first = Math.floor((begun++ * requests.length) / connections);
      client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
    },
  });
  if (result.non2xx || result.errors || result["2xx"] === 0) {
    throw new Error(`${target.origin}: ${result.non2xx} answers were not 200, ${result.errors} failed`);
  }
  return result["2xx"] / result.duration;
}

/** Durations in ms of `count` requests, sent one at a time every `everyMs`. */
export async function latencies(target: Target, count: number, everyMs: number): Promise<number[]> {
  const durations: number[] = [];
  for (let sent = 0; sent < count; sent++) {
    const { path, cookie } = target.requests[sent % target.requests.length] as Target["requests"][number];
    const startedAt = performance.now();
    const response = await fetch(target.origin + path, { headers: { cookie } });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
    const durationMs = performance.now() - startedAt;
    durations.push(durationMs);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - durationMs)));
  }
  return durations;
}
