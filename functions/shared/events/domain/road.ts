/** Which of two queues a message is sent to; absent means the usual one. */
export type Road = 'slow';
