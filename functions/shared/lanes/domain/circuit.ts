/**
 * A webhook's circuit breaker. Closed: deliveries are sent, and consecutive failures are counted. Open: new deliveries
 * are parked, and from time to time one is sent as a probe. Times are milliseconds since 1970.
 */
export type Circuit =
  | Readonly<{ state: 'closed'; failures: number }>
  | Readonly<{ state: 'open'; openedAt: number; probeAt: number; probes: number }>;

/**
 * Consecutive failures that open the circuit: two full batches of dispatch (SQS gives 10 to a batch), so that a hanging
 * endpoint costs a few batches of waiting, and one bad event retried on its schedule (6 attempts) never opens it.
 */
const failuresToOpen = 20;

/**
 * Seconds until the first probe and between probes. Short at first, since most outages are restarts; ten minutes at
 * last, so that a day of outage costs some 150 wakes and a recovery is noticed soon enough.
 */
const probeIntervals = [30, 60, 120, 300, 600] as const;

export const closedCircuit: Circuit = { state: 'closed', failures: 0 };

/** The outcomes of a batch of attempts; one success in it means that the endpoint works, and ends the count. */
export type Outcomes = Readonly<{ failures: number; succeeded: boolean }>;

export function afterAttempts(circuit: Circuit, { failures, succeeded }: Outcomes, now: number): Circuit {
  if (succeeded) return closedCircuit;
  if (circuit.state === 'open') return circuit;
  const run = circuit.failures + failures;
  if (run < failuresToOpen) return { state: 'closed', failures: run };
  return { state: 'open', openedAt: now, probeAt: now + probeInterval(0), probes: 0 };
}

/** A probe is sent now; the next one waits longer. */
export function afterProbe(circuit: Circuit, now: number): Circuit {
  if (circuit.state === 'closed') return circuit;
  const probes = circuit.probes + 1;
  return { ...circuit, probes, probeAt: now + probeInterval(probes) };
}

/** A probe is due, but one is in progress, or no delivery that could be one waits. */
export function withoutProbe(circuit: Circuit, now: number): Circuit {
  return circuit.state === 'closed' ? circuit : { ...circuit, probeAt: now + probeInterval(circuit.probes) };
}

function probeInterval(probes: number): number {
  return (probeIntervals[probes] ?? 600) * 1000;
}
