/**
 * Duration of a lease, in milliseconds: from the time that a released delivery is due to its record, which is its wait
 * in the retry queue and an attempt of 35 s at most. A delivery without an outcome by then is released again. Shorter
 * than the queue's visibility timeout (six times the function's 60 s), so that the message of a crashed attempt returns
 * too late to cause a second attempt.
 */
export const leaseMs = 5 * 60 * 1000;
