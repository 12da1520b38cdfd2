import { Duration, Fn, Validations } from 'aws-cdk-lib';
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
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { originHeader } from '../../functions/shared/api/domain/origin.ts';
import type { StageSettings } from '../stage-settings.ts';
import type { ServiceSecrets } from './service-secrets.ts';

/**
 * Errors that CloudFront caches for 10 seconds by default, regardless of the response's Cache-Control (CloudFront
 * developer guide, "How CloudFront processes HTTP 4xx and 5xx status codes"). Its cache key has no Authorization: one
 * caller's 404 would be sent to the next one too.
 */
const keptErrors = [404, 414, 500, 501, 502, 503, 504];

export type ApiAddressProps = Readonly<{
  settings: StageSettings;
  api: HttpApi;
  stage: HttpStage;
  secrets: Pick<ServiceSecrets, 'origin'>;
}>;

/** The address of the API: the gateway's own, or a domain of the platform's, with or without a firewall in front. */
export class ApiAddress extends Construct {
  /** Without a trailing slash. */
  readonly url: string;
  /** The DNS record that the platform must create, if the address is a domain of its own. */
  readonly dnsRecord: string | undefined;

  constructor(scope: Construct, id: string, { settings, api, stage, secrets }: ApiAddressProps) {
    super(scope, id);
    const { domainName, certificateArn, webAclArn } = settings;
    const domain =
      domainName === undefined || certificateArn === undefined
        ? undefined
        : { name: domainName, certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn) };
    const own = stage.url.replace(/\/$/, '');
    const pointTo =
      webAclArn === undefined || secrets.origin === undefined
        ? domain && this.createGatewayDomain(domain, { api, stage })
        : this.createFirewall({ webAclArn, origin: Fn.select(2, Fn.split('/', own)), secret: secrets.origin, domain });
    this.dnsRecord = pointTo !== undefined && domain ? `${domain.name} CNAME ${pointTo}` : undefined;
    this.url = domain ? `https://${domain.name}` : pointTo === undefined ? own : `https://${pointTo}`;
  }

  private createGatewayDomain(
    { name, certificate }: Domain,
    { api, stage }: Pick<ApiAddressProps, 'api' | 'stage'>,
  ): string {
    const domainName = new DomainName(this, 'Domain', {
      domainName: name,
      certificate,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new ApiMapping(this, 'Mapping', { api, stage, domainName });
    return domainName.regionalDomainName;
  }

  /** HTTP APIs do not support web ACLs, CloudFront does. Nothing is cached, and every header but Host is forwarded. */
  private createFirewall({ webAclArn, origin, secret, domain }: Firewall): string {
    const distribution = new Distribution(this, 'Firewall', {
      comment: 'Posthorn management API behind its web ACL',
      webAclId: webAclArn,
      defaultBehavior: {
        // CloudFormation inserts the secret's text, and CloudFront replaces a header of that name that a caller sends.
        origin: new HttpOrigin(origin, {
          customHeaders: { [originHeader]: secret.secretValueFromJson('current').unsafeUnwrap() },
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      },
      errorResponses: keptErrors.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
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
type Firewall = Readonly<{ webAclArn: string; origin: string; secret: Secret; domain: Domain | undefined }>;
