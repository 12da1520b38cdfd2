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
    ...(outputs.ApiDnsRecord ? [`Create this DNS record for the API:\n\n     ${outputs.ApiDnsRecord}`] : []),
    ...(outputs.SenderDnsRecords
      ? [
          `Create these DNS records, so that SES can verify the sender:\n\n     ${outputs.SenderDnsRecords.split(' ; ').join('\n     ')}`,
        ]
      : []),
    ...(settings.senderIdentity?.includes('@')
      ? [`Open the mail that AWS sent to ${settings.senderIdentity}, and confirm the address.`]
      : []),
    ...(settings.alarmEmail
      ? [`Open the two mails that AWS sent to ${settings.alarmEmail}, and confirm both subscriptions.`]
      : []),
    'A new account is in the SES sandbox and can send mail to verified addresses only: request production access\n     (SES console, Account dashboard) before owners need to receive mail.',
    `The account needs a Lambda quota of at least ${leastConcurrency} concurrent executions; new accounts often have 10, and then deliveries end in the
     dead-letter queues. If this command prints less, request an increase (Service Quotas, Lambda, Concurrent executions):

     aws lambda get-account-settings --region ${region} --query AccountLimit.ConcurrentExecutions`,
    ...(outputs.EgressAddresses ? [`Deliveries are sent from ${outputs.EgressAddresses}: inform your receivers.`] : []),
    `Read the admin key and create the first space:

     API='${outputs.ApiUrl}'
     ADMIN_KEY=$(aws secretsmanager get-secret-value --region ${region} --secret-id '${outputs.AdminKeySecretArn}' --query SecretString --output text)
     curl -X POST "$API/v1/spaces" -H "Authorization: Bearer $ADMIN_KEY" -H 'Content-Type: application/json' \\
       -d '{"id":"acme","name":"Acme","ownerEmail":"owner@acme.example"}'`,
    `Check that alarms reach you. This command raises one for about a minute:

     aws cloudwatch set-alarm-state --region ${region} --alarm-name posthorn-${settings.stage}-api-server-errors --state-value ALARM --state-reason 'A test'`,
    `Test the whole stage, including alarms and mail:

     npm run deploy -- --check --stage ${settings.stage} --region ${region}`,
    `Let your producers put events on the bus ${outputs.BusName} (README, "Producers").`,
  ];
  return `${['The stage is deployed. Next steps:', ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join('\n\n')}\n`;
}
