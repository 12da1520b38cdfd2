import { expect } from '@jest/globals';
import { attend } from './attendance.ts';

// Jest loads this before each test file of the deployed stack.
attend(expect.getState().testPath);
