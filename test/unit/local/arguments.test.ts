import { describe, expect, test } from '@jest/globals';
import { parseLocalArguments } from '../../../bin/local/arguments.ts';

describe('the command line of npm start', () => {
  test('without words it stays up on any free port', () => {
    expect(parseLocalArguments([])).toEqual({ kind: 'run', leaveAfterTour: false });
  });

  test('takes a port, and --demo to leave after the tour', () => {
    expect(parseLocalArguments(['--port', '4566', '--demo'])).toEqual({
      kind: 'run',
      port: 4566,
      leaveAfterTour: true,
    });
  });

  test.each(['1024', '65535'])('takes the outermost port %s', (port) => {
    expect(parseLocalArguments(['--port', port])).toMatchObject({ kind: 'run', port: Number(port) });
  });

  test.each(['1023', '65536', 'http', '4566.5', '-1', '0x1000', ''])(
    'refuses the port %j and says which there are',
    (port) => {
      expect(parseLocalArguments([`--port=${port}`])).toMatchObject({
        kind: 'refused',
        reason: expect.stringContaining('1024 to 65535'),
      });
    },
  );

  test('refuses words it does not know, by name', () => {
    expect(parseLocalArguments(['--prot', '1'])).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('--prot'),
    });
  });

  test('explains itself', () => {
    expect(parseLocalArguments(['-h'])).toEqual({ kind: 'help' });
  });
});
