import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';

/** `page`: somebody gets up, as deliveries are late or lost to sight. `notice`: somebody checks on the next working day. */
export type Severity = 'page' | 'notice';

export type ServiceAlarmProps = Readonly<{
  settings: StageSettings;
  /** Last part of the alarm's name. */
  name: string;
  severity: Severity;
  /** One sentence that describes the condition. */
  meaning: string;
  /** The section of docs/runbook.md that says how to examine and repair, as a link spells it. */
  runbook: string;
  metric: IMetric;
  /** Raised above this value … */
  threshold: number;
  /** … in this many of the last `outOf` periods; both 1 by default. */
  periods?: number;
  outOf?: number;
}>;

/** The URL of the runbook, unless the settings name another. */
export const runbookFile = 'docs/runbook.md';

/** An alarm that states its severity and names its section of the runbook. */
export class ServiceAlarm extends Construct {
  readonly alarm: Alarm;
  readonly severity: Severity;

  constructor(scope: Construct, id: string, props: ServiceAlarmProps) {
    super(scope, id);
    const { settings, periods = 1, outOf = periods } = props;
    const { runbookUrl = runbookFile } = settings;
    this.severity = props.severity;
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName: `posthorn-${settings.stage}-${props.name}`,
      alarmDescription: `[${props.severity}] ${props.meaning} Runbook: ${runbookUrl}#${props.runbook}`,
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      datapointsToAlarm: periods,
      evaluationPeriods: outOf,
      // No traffic means no data, which is no fault.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
