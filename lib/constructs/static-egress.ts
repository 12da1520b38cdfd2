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
import type { StageSettings } from '../stage-settings.ts';
import { removalPolicyOf } from './removal.ts';

/** Availability zones, and so addresses: if one zone fails, deliveries continue from the other. */
const zones = 2;

/**
 * A network whose outgoing traffic has fixed addresses, which receivers can allow in their firewalls. Costs two NAT
 * gateways ($0.045 an hour each and $0.045 per GB, VPC pricing), so a stage must request it.
 */
export class StaticEgress extends Construct {
  readonly vpc: IVpc;
  readonly securityGroup: SecurityGroup;
  /** The addresses, comma-separated; their allocation ids, if the stage was given them. */
  readonly addresses: string;

  constructor(scope: Construct, id: string, { settings }: Readonly<{ settings: StageSettings }>) {
    super(scope, id);
    const { egressAllocationIds = [] } = settings;
    const elasticIps = egressAllocationIds.length === zones ? [] : this.allocateAddresses(settings);
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: zones,
      natGateways: zones,
      natGatewayProvider: NatProvider.gateway({
        eipAllocationIds:
          elasticIps.length === 0
            ? [...egressAllocationIds]
            : elasticIps.map(({ attrAllocationId }) => attrAllocationId),
      }),
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false, cidrMask: 26 },
        { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
      ],
      // The CDK would empty it with a function with wide permissions; nothing uses that group.
      restrictDefaultSecurityGroup: false,
      // The table is reached without the NAT gateways, which charge by the byte.
      gatewayEndpoints: { DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
    });
    Validations.of(vpc).acknowledge({
      id: 'AwsSolutions::AwsSolutions-VPC7',
      reason: 'Nothing listens in this network, and every request that leaves it has a log line of its own',
    });
    this.vpc = vpc;
    this.securityGroup = new SecurityGroup(this, 'FunctionsGroup', {
      vpc,
      description: 'Functions that send deliveries: all outbound traffic, no inbound traffic',
    });
    const addresses =
      elasticIps.length === 0 ? egressAllocationIds : elasticIps.map(({ attrPublicIp }) => attrPublicIp);
    this.addresses = addresses.join(',');
  }

  /** In production they are retained when the stage is deleted: they are in customers' firewalls. */
  private allocateAddresses(settings: StageSettings): readonly CfnEIP[] {
    return Array.from({ length: zones }, (_, index) => {
      const elasticIp = new CfnEIP(this, `Address${index + 1}`, {
        domain: 'vpc',
        tags: [{ key: 'Name', value: `posthorn-${settings.stage}-egress-${index + 1}` }],
      });
      elasticIp.applyRemovalPolicy(removalPolicyOf(settings));
      return elasticIp;
    });
  }

  /**
   * Creates the permissions of a function's role before the network and deletes them after it. Lambda creates and
   * deletes network interfaces with the role (Lambda developer guide, VPC); the security group cannot be deleted while
   * one is left, so a role without the permissions would block the deletion.
   */
  dependOnRights(rights: IDependable): void {
    this.securityGroup.node.addDependency(rights);
  }
}
