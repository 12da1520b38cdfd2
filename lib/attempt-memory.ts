/**
 * Memory of the functions that send, in MB. Most of their billed time is waiting, which costs by the megabyte. At 384
 * MB Lambda gives 0.22 of a processor (1,769 MB are one; Lambda developer guide): a TLS handshake, about 2.5 ms of CPU,
 * takes 12 ms. Ten endless responses at once stay below 160 MB (https-sender-memory.test.ts).
 */
export const attemptMemoryMb = 384;
