import Sequencer from '@jest/test-sequencer';

/**
 * The slowest files first. On a fresh clone Jest knows no times, goes by the size of files, and a worker would be idle
 * while the others end a small slow one.
 *
 * The tests of a delivery set the visibility timeout and the receive count of the deliveries queue: placed beside
 * them are files that take nothing from that queue and together take longer.
 */
const order = [
  'e2e/delivery',
  'infra/',
  'simulation/',
  'e2e/console',
  'e2e/fuzz',
  'e2e/lane-limits',
  'e2e/lanes',
  'e2e/replays',
  'e2e/construct',
  'e2e/',
  'contract/purge.',
];

function place({ path }) {
  const position = order.findIndex((name) => path.includes(`/test/${name}`));
  return position < 0 ? order.length : position;
}

/** Begins with the files that take longest, so that all workers end together. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    return [...tests].toSorted((one, other) => place(one) - place(other));
  }
}
