import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  afterAttempts,
  afterProbe,
  type Circuit,
  closedCircuit,
  withoutProbe,
} from '../../../functions/shared/lanes/domain/circuit.ts';

const start = Date.UTC(2026, 0, 1);
const second = 1000;
const open: Circuit = { state: 'open', openedAt: start, probeAt: start + 30 * second, probes: 0 };
const failed = (failures: number) => ({ failures, succeeded: false });

describe('a closed circuit', () => {
  test('opens at the twentieth failure in a row, and is to be probed half a minute later', () => {
    const nineteen = afterAttempts(closedCircuit, failed(19), start);
    expect(nineteen).toEqual({ state: 'closed', failures: 19 });
    expect(afterAttempts(nineteen, failed(1), start)).toEqual(open);
    expect(afterAttempts(closedCircuit, failed(20), start)).toEqual(open);
  });

  test('counts failures over batches, and from none again after any success', () => {
    const batches = fc.array(fc.record({ failures: fc.nat(12), succeeded: fc.boolean() }), { maxLength: 12 });
    fc.assert(
      fc.property(batches, (all) => {
        const circuit = all.reduce<Circuit>(
          (before, outcomes) => afterAttempts(before, outcomes, start),
          closedCircuit,
        );
        const sinceSuccess = all.slice(all.findLastIndex(({ succeeded }) => succeeded) + 1);
        const failures = sinceSuccess.reduce((sum, batch) => sum + batch.failures, 0);
        expect(circuit).toEqual(failures < 20 ? { state: 'closed', failures } : open);
      }),
    );
  });

  test('has no probes', () => {
    const circuit = { state: 'closed', failures: 3 } as const;
    expect(afterProbe(circuit, start)).toEqual(circuit);
    expect(withoutProbe(circuit, start)).toEqual(circuit);
  });
});

describe('an open circuit', () => {
  test('is as it was after further failures, and closed after one success', () => {
    expect(afterAttempts(open, failed(100), start + second)).toEqual(open);
    expect(afterAttempts(open, { failures: 9, succeeded: true }, start)).toEqual({ state: 'closed', failures: 0 });
  });

  test('is probed ever more seldom, from half a minute to ten minutes', () => {
    const waits: number[] = [];
    let circuit: Circuit = open;
    for (let now = start + 30 * second; waits.length < 7; now = circuit.state === 'open' ? circuit.probeAt : 0) {
      circuit = afterProbe(circuit, now);
      waits.push(circuit.state === 'open' ? (circuit.probeAt - now) / second : 0);
    }
    expect(waits).toEqual([60, 120, 300, 600, 600, 600, 600]);
    expect(circuit).toMatchObject({ openedAt: start, probes: 7 });
  });

  test('waits as long again when nothing could be its probe', () => {
    const now = start + 3600 * second;
    expect(withoutProbe(open, now)).toEqual({ ...open, probeAt: now + 30 * second });
    expect(withoutProbe({ ...open, probes: 2 }, now)).toEqual({ ...open, probes: 2, probeAt: now + 120 * second });
  });
});
