import { CfnOutput } from 'aws-cdk-lib';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

/** Has SES verify the sender of escalation mails: an address by a mail to it, a domain by DNS records. */
export class SenderIdentity extends Construct {
  constructor(scope: Construct, id: string, { identity }: Readonly<{ identity: string }>) {
    super(scope, id);
    const isAddress = identity.includes('@');
    const emailIdentity = new EmailIdentity(this, 'Identity', {
      identity: isAddress ? Identity.email(identity) : Identity.domain(identity),
    });
    if (isAddress) return;
    const records = emailIdentity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`);
    new CfnOutput(this, 'DnsRecords', {
      value: records.join(' ; '),
      description: 'Make these so that SES trusts it',
    }).overrideLogicalId('SenderDnsRecords');
  }
}
