import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';

/** The platform's own key, if the stage names one. The platform owns its policy: docs/security.md lists its rights. */
export function encryptionKey(scope: Construct, { kmsKeyArn }: Pick<StageSettings, 'kmsKeyArn'>): IKey | undefined {
  return kmsKeyArn === undefined ? undefined : Key.fromKeyArn(scope, 'EncryptionKey', kmsKeyArn);
}

/** How a queue is encrypted: with the platform's key, else with one of SQS. */
export function queueEncryption(scope: Construct, settings: Pick<StageSettings, 'kmsKeyArn'>) {
  const key = encryptionKey(scope, settings);
  return key === undefined
    ? { encryption: QueueEncryption.SQS_MANAGED }
    : { encryption: QueueEncryption.KMS, encryptionMasterKey: key };
}
