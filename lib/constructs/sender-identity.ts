import { RemovalPolicy } from 'aws-cdk-lib';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

/** Has SES verify the sender of escalation mails: an address by a mail to it, a domain by DNS records. */
export class SenderIdentity extends Construct {
  /** The DNS records that SES requires for a domain; an address needs none. */
  readonly dnsRecords: string | undefined;

  constructor(scope: Construct, id: string, { identity }: Readonly<{ identity: string }>) {
    super(scope, id);
    const isAddress = identity.includes('@');
    const emailIdentity = new EmailIdentity(this, 'Identity', {
      identity: isAddress ? Identity.email(identity) : Identity.domain(identity),
    });
    // In every stage: other senders may depend on it, and it costs nothing.
    emailIdentity.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    const records = emailIdentity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`);
    this.dnsRecords = isAddress ? undefined : records.join(' ; ');
  }
}
