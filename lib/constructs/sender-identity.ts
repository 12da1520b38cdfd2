import { RemovalPolicy } from 'aws-cdk-lib';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

/** Has SES verify the sender of escalation mails: an address by a mail to it, a domain by DNS records. */
export class SenderIdentity extends Construct {
  /** What DNS has to say so that SES trusts a domain, one record after the other; an address needs none. */
  readonly dnsRecords: string | undefined;

  constructor(scope: Construct, id: string, { identity }: Readonly<{ identity: string }>) {
    super(scope, id);
    const isAddress = identity.includes('@');
    const emailIdentity = new EmailIdentity(this, 'Identity', {
      identity: isAddress ? Identity.email(identity) : Identity.domain(identity),
    });
    // In every stage: others may have come to send by it, and it costs nothing.
    emailIdentity.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    const records = emailIdentity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`);
    this.dnsRecords = isAddress ? undefined : records.join(' ; ');
  }
}
