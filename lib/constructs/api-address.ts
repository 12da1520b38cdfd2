import { CfnOutput, Fn, Validations } from 'aws-cdk-lib';
import { ApiMapping, DomainName, type HttpApi, type HttpStage, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';

export type ApiAddressProps = Readonly<{ settings: StageSettings; api: HttpApi; stage: HttpStage }>;

/** Under which address the API is reached: the gateway's own, a domain of the platform's, and through a firewall or not. */
export class ApiAddress extends Construct {
  /** Without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { settings, api, stage }: ApiAddressProps) {
    super(scope, id);
    const { domainName, certificateArn, webAclArn } = settings;
    const domain =
      domainName === undefined || certificateArn === undefined
        ? undefined
        : { name: domainName, certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn) };
    const own = stage.url.replace(/\/$/, '');
    const pointTo =
      webAclArn === undefined
        ? domain && this.gatewayDomain(domain, { api, stage })
        : this.firewall({ webAclArn, origin: Fn.select(2, Fn.split('/', own)), domain });
    if (pointTo !== undefined && domain) {
      const record = `${domain.name} CNAME ${pointTo}`;
      new CfnOutput(this, 'DnsRecord', { value: record, description: 'Make this record' }).overrideLogicalId(
        'ApiDnsRecord',
      );
    }
    this.url = domain ? `https://${domain.name}` : pointTo === undefined ? own : `https://${pointTo}`;
  }

  private gatewayDomain({ name, certificate }: Domain, { api, stage }: Pick<ApiAddressProps, 'api' | 'stage'>): string {
    const domainName = new DomainName(this, 'Domain', {
      domainName: name,
      certificate,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new ApiMapping(this, 'Mapping', { api, stage, domainName });
    return domainName.regionalDomainName;
  }

  /** HTTP APIs take no web ACL, CloudFront does. Nothing is cached, and every header but Host goes through. */
  private firewall({ webAclArn, origin, domain }: Firewall): string {
    const distribution = new Distribution(this, 'Firewall', {
      comment: 'Posthorn management API behind its web ACL',
      webAclId: webAclArn,
      defaultBehavior: {
        origin: new HttpOrigin(origin),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      },
      ...(domain && { domainNames: [domain.name], certificate: domain.certificate }),
    });
    Validations.of(distribution).acknowledge(
      { id: 'AwsSolutions::AwsSolutions-CFR1', reason: 'Where callers may come from is for the web ACL to say' },
      {
        id: 'AwsSolutions::AwsSolutions-CFR3',
        reason: 'The gateway logs every request that reaches it, WAF the others',
      },
      {
        id: 'AwsSolutions::AwsSolutions-CFR4',
        reason: "Only a domain of one's own can ask for TLS 1.2 of CloudFront; give domainName",
      },
    );
    return distribution.distributionDomainName;
  }
}

type Domain = Readonly<{ name: string; certificate: ICertificate }>;
type Firewall = Readonly<{ webAclArn: string; origin: string; domain: Domain | undefined }>;
