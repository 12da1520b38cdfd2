import { Validations } from 'aws-cdk-lib';
import {
  CfnEIP,
  GatewayVpcEndpointAwsService,
  type IVpc,
  NatProvider,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct, type IDependable } from 'constructs';

/** Availability zones, and so addresses: with one zone down deliveries go on from the other. */
const zones = 2;

/**
 * A network whose way out has fixed addresses, which receivers can allow in their firewalls. Costs two NAT gateways
 * ($0.045 an hour each and $0.045 per GB, VPC pricing), so a stage has to ask for it.
 */
export class StaticEgress extends Construct {
  readonly vpc: IVpc;
  readonly securityGroup: SecurityGroup;
  /** The addresses, comma-separated. */
  readonly addresses: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const elasticIps = Array.from(
      { length: zones },
      (_, index) => new CfnEIP(this, `Address${index + 1}`, { domain: 'vpc' }),
    );
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: zones,
      natGateways: zones,
      natGatewayProvider: NatProvider.gateway({
        eipAllocationIds: elasticIps.map(({ attrAllocationId }) => attrAllocationId),
      }),
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false, cidrMask: 26 },
        { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
      ],
      // Emptying it takes a function of the CDK's with wide rights; nothing uses that group.
      restrictDefaultSecurityGroup: false,
      // The table is reached past the NAT gateways, which charge by the byte.
      gatewayEndpoints: { DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
    });
    Validations.of(vpc).acknowledge({
      id: 'AwsSolutions::AwsSolutions-VPC7',
      reason: 'Nothing listens in this network, and every request that leaves it has a log line of its own',
    });
    this.vpc = vpc;
    this.securityGroup = new SecurityGroup(this, 'FunctionsGroup', {
      vpc,
      description: 'Functions that send: everything may leave, nothing may come in',
    });
    this.addresses = elasticIps.map(({ attrPublicIp }) => attrPublicIp).join(',');
  }

  /**
   * Has the rights of a function's role be there before the network and go after it. Lambda creates and deletes network
   * interfaces by the role (Lambda developer guide, VPC); the security group cannot be deleted while one is left, so a role
   * that lost the rights first would leave the deletion hanging.
   */
  outlivedBy(rights: IDependable): void {
    this.securityGroup.node.addDependency(rights);
  }
}
