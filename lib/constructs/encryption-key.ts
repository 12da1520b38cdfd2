import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';

/** The platform's own key, if the stage names one. Its policy is the platform's: docs/security.md says what it must allow. */
export function encryptionKey(scope: Construct, { kmsKeyArn }: Pick<StageSettings, 'kmsKeyArn'>): IKey | undefined {
  return kmsKeyArn === undefined ? undefined : Key.fromKeyArn(scope, 'EncryptionKey', kmsKeyArn);
}

/** How a queue is encrypted: by the platform's key, else by one of SQS. */
export function queueEncryption(scope: Construct, settings: Pick<StageSettings, 'kmsKeyArn'>) {
  const key = encryptionKey(scope, settings);
  return key === undefined
    ? { encryption: QueueEncryption.SQS_MANAGED }
    : { encryption: QueueEncryption.KMS, encryptionMasterKey: key };
}
