/** A record as Lambda hands it over (Lambda developer guide, SQS event). */
export const sqsRecord = (messageId: string, body: string, receiveCount = '1') => ({
  messageId,
  receiptHandle: `receipt ${messageId}`,
  body,
  attributes: {
    ApproximateReceiveCount: receiveCount,
    SentTimestamp: '1545082649183',
    SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    ApproximateFirstReceiveTimestamp: '1545082649185',
    MessageGroupId: 'wh_1',
  },
  messageAttributes: {},
  md5OfBody: '098f6bcd4621d373cade4e832627b4f6',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:posthorn-test-deliveries',
  awsRegion: 'us-east-1',
});
