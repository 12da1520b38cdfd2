/** Which of two queues a message goes by; absent means the usual one. */
export type Road = 'slow';
