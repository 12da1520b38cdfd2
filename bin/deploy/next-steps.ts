import type { StageSettings } from '../../lib/stage-settings.ts';

/**
 * Functions that an account and region must let run at once: what the queues' functions may take together, and room for the
 * API and the lanes. Accounts that are new often have 10 (Lambda developer guide, quotas).
 */
export const leastConcurrency = 650;

/** What is to be done after a deployment, in order. */
export function nextSteps(
  settings: StageSettings,
  { outputs, region }: Readonly<{ outputs: Readonly<Record<string, string>>; region: string }>,
): string {
  const steps = [
    ...(outputs.ApiDnsRecord
      ? [`Make this DNS record, so that the API is found:\n\n     ${outputs.ApiDnsRecord}`]
      : []),
    ...(outputs.SenderDnsRecords
      ? [
          `Make these DNS records, so that SES trusts the sender:\n\n     ${outputs.SenderDnsRecords.split(' ; ').join('\n     ')}`,
        ]
      : []),
    ...(settings.senderIdentity?.includes('@')
      ? [`Open the mail that AWS sent to ${settings.senderIdentity}, and confirm.`]
      : []),
    ...(settings.alarmEmail ? [`Open the two mails that AWS sent to ${settings.alarmEmail}, and confirm both.`] : []),
    'A new account is in the SES sandbox and mails to verified addresses only: ask for production access\n     (SES console, Account dashboard) before owners have to be mailed.',
    `Let the account run at least ${leastConcurrency} functions at once; new accounts often may run 10, and then healthy deliveries end in the
     dead letters. If this says less, ask for more (Service Quotas, Lambda, Concurrent executions):

     aws lambda get-account-settings --region ${region} --query AccountLimit.ConcurrentExecutions`,
    ...(outputs.EgressAddresses ? [`Deliveries leave from ${outputs.EgressAddresses}: tell your receivers.`] : []),
    `Read the admin key and make the first space:

     API='${outputs.ApiUrl}'
     ADMIN_KEY=$(aws secretsmanager get-secret-value --region ${region} --secret-id '${outputs.AdminKeySecretArn}' --query SecretString --output text)
     curl -X POST "$API/v1/spaces" -H "Authorization: Bearer $ADMIN_KEY" -H 'Content-Type: application/json' \\
       -d '{"id":"acme","name":"Acme","ownerEmail":"owner@acme.example"}'`,
    `See that an alarm reaches you. This raises one for a minute or so:

     aws cloudwatch set-alarm-state --region ${region} --alarm-name posthorn-${settings.stage}-api-server-errors --state-value ALARM --state-reason 'A test'`,
    `Try the whole stage, alarms and mails included:

     npm run deploy -- --check --stage ${settings.stage} --region ${region}`,
    `Let your producers put events on the bus ${outputs.BusName} (README, "Producers").`,
  ];
  return `${['The stage is up. Next:', ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join('\n\n')}\n`;
}
