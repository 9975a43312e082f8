import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** The figures of one process in Prometheus' text format. */
export type Metrics = {
  /** Counters and gauges of the service register here: `new Gauge({ …, registers: [metrics.registry] })`. */
  readonly registry: Registry;
  /** One answered request; `route` is the pattern, never the path, so that the number of series is bounded. */
  observe(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
};

/** Figures of the Node process and durations of its HTTP requests, each labelled with the service. */
export const createMetrics = (service: string): Metrics => {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from the first byte of a request to the last of its answer",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    registry,
    observe: ({ method, route, status, seconds }) => {
      durations.observe({ method, route, status: String(status) }, seconds);
    },
  };
};

/** The gauge of this name, made once. */
export const gaugeOf = ({ registry }: Pick<Metrics, "registry">, name: string, help: string): Gauge =>
  (registry.getSingleMetric(name) as Gauge | undefined) ?? new Gauge({ name, help, registers: [registry] });
