/**
 * Whether a webhook's endpoint is spoken to. Closed: deliveries go out, and failures in a row are counted.
 * Open: new deliveries are parked unsent, and now and then one goes out as a probe.
 * Times are milliseconds since 1970.
 */
export type Circuit =
  | Readonly<{ state: 'closed'; failures: number }>
  | Readonly<{ state: 'open'; openedAt: number; probeAt: number; probes: number }>;

/**
 * Failures in a row that open the circuit: two full batches of dispatch (SQS gives 10 to a batch), so that a hanging
 * endpoint costs a few batches of waiting, and one bad event retried on its schedule (6 attempts) never opens it.
 */
const failuresToOpen = 20;

/**
 * Seconds until the first probe and from probe to probe. Short at first, for most outages are restarts;
 * ten minutes at last, so that a day of silence costs some 150 wake-ups and a recovery is seen soon enough.
 */
const probeIntervals = [30, 60, 120, 300, 600] as const;

export const closedCircuit: Circuit = { state: 'closed', failures: 0 };

/** What a batch of attempts taught; in a batch of both, the endpoint answers, so the run of failures is broken. */
export type Outcomes = Readonly<{ failures: number; succeeded: boolean }>;

export function afterAttempts(circuit: Circuit, { failures, succeeded }: Outcomes, now: number): Circuit {
  if (succeeded) return closedCircuit;
  if (circuit.state === 'open') return circuit;
  const run = circuit.failures + failures;
  if (run < failuresToOpen) return { state: 'closed', failures: run };
  return { state: 'open', openedAt: now, probeAt: now + probeInterval(0), probes: 0 };
}

/** A probe goes out now; the next one waits longer. */
export function afterProbe(circuit: Circuit, now: number): Circuit {
  if (circuit.state === 'closed') return circuit;
  const probes = circuit.probes + 1;
  return { ...circuit, probes, probeAt: now + probeInterval(probes) };
}

/** It is time for a probe, but one is under way, or nothing waits that could be one. */
export function withoutProbe(circuit: Circuit, now: number): Circuit {
  return circuit.state === 'closed' ? circuit : { ...circuit, probeAt: now + probeInterval(circuit.probes) };
}

function probeInterval(probes: number): number {
  return (probeIntervals[probes] ?? 600) * 1000;
}
