import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** What operators measure the API by; labels name routes, never cases or people. */
export interface ApiMetrics {
  registry: Registry;
  /** One answered request: the route as the table writes it, its status, its duration in seconds. */
  observe(route: string, status: number, seconds: number): void;
}

/** Fresh metrics, with those of the process where `withProcess` says so. */
export function createMetrics(withProcess: boolean): ApiMetrics {
  const registry = new Registry();
  if (withProcess) collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'casework_http_requests_total',
    help: 'Answered requests',
    labelNames: ['route', 'status'] as const,
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'casework_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer',
    labelNames: ['route'] as const,
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    registry,
    observe(route, status, seconds) {
      requests.inc({ route, status: String(status) });
      durations.observe({ route }, seconds);
    },
  };
}
