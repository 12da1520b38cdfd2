import Sequencer from '@jest/test-sequencer';

/**
 * Files that take more than 20 s on two cores, slowest first. On a fresh clone Jest knows no times, goes by the size of
 * files, and workers would be idle while another ends a small slow one.
 */
const slow = [
  'e2e/fuzz',
  'e2e/construct',
  'e2e/road',
  'e2e/lanes',
  'e2e/lane-limits',
  'e2e/replays',
  'simulation/lanes-1',
  'simulation/lanes-2',
  'contract/clear-away.',
  'infra/',
  'e2e/',
];

function place({ path }) {
  const position = slow.findIndex((name) => path.includes(`/test/${name}`));
  return position < 0 ? slow.length : position;
}

/** Begins with the files that take longest, so that all workers end together. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    return [...tests].toSorted((one, other) => place(one) - place(other));
  }
}
