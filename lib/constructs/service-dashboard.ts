import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Metric,
  PeriodOverride,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, type IConstruct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import { type PosthornTable, tablePlaces, tableRequests } from './posthorn-table.ts';
import { QuarantineQueue } from './quarantine-queue.ts';
import { runbookFile, ServiceAlarm } from './service-alarm.ts';
import { ownMetric, ServiceFunction } from './service-function.ts';
import { WorkQueue } from './work-queue.ts';

export type ServiceDashboardProps = Readonly<{ settings: StageSettings; table: PosthornTable; api: HttpApi }>;

const period = Duration.minutes(1);
/** Half of a dashboard's 24 columns, a third of them (CloudWatch dashboard grid). */
const half = 12;
const third = 8;

/** One page that shows the state of the stage, from what comes in to what waits. To be made last: it shows all it finds. */
export class ServiceDashboard extends Construct {
  readonly #settings: StageSettings;

  constructor(scope: Construct, id: string, { settings, table, api }: ServiceDashboardProps) {
    super(scope, id);
    this.#settings = settings;
    const all = scope.node.findAll();
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `posthorn-${settings.stage}`,
      periodOverride: PeriodOverride.INHERIT,
    });
    for (const row of [
      [this.title(), alarms(all)],
      [this.events(), this.attempts(), this.durations()],
      [this.lanes(), this.mails()],
      [queueAges(all), quarantinedMessages(all)],
      [apiResponses(api), apiDurations(api)],
      [functionErrors(all), functionDurations(all), tableUse(table)],
    ]) {
      dashboard.addWidgets(...row);
    }
  }

  private title(): IWidget {
    const { stage, runbookUrl = runbookFile } = this.#settings;
    return new TextWidget({
      markdown: `# Posthorn ${stage}\nWhat to do about an alarm: ${runbookUrl}`,
      width: third,
      height: 4,
    });
  }

  private events(): IWidget {
    return graph('Events', {
      width: third,
      left: [
        this.own('fan-out-event', 'EventsFannedOut', { label: 'fanned out' }),
        this.own('fan-out-event', 'EventsDuplicate', { label: 'duplicates' }),
        this.own('fan-out-event', 'EventsRejected', { label: 'rejected' }),
      ],
      right: [this.own('fan-out-event', 'DeliveriesQueued', { label: 'deliveries queued' })],
    });
  }

  private attempts(): IWidget {
    const names = ['AttemptsSucceeded', 'AttemptsFailed', 'DeliveriesParked', 'DeliveriesDiscarded'];
    return graph('First attempts, and retries on the right', {
      width: third,
      left: names.map((name) => this.own('dispatch-delivery', name, { label: name })),
      right: names.map((name) => this.own('retry-delivery', name, { label: `retries: ${name}` })),
    });
  }

  private durations(): IWidget {
    return graph('Response time of endpoints (ms)', {
      width: third,
      left: ['p50', 'p90', 'p99'].map((statistic) =>
        this.own('dispatch-delivery', 'AttemptDuration', { statistic, label: statistic }),
      ),
    });
  }

  /** Step Functions counts open executions of the whole account. A resting lane has none, a busy one perhaps two. */
  private lanes(): IWidget {
    const open = new Metric({ namespace: 'AWS/States', metricName: 'OpenExecutionCount', statistic: 'max', period });
    return graph('Lanes: executions that wait until something is due', {
      width: half,
      left: [open.with({ label: 'open' })],
      right: [
        ...['dispatch-delivery', 'retry-delivery'].map((service) =>
          this.own(service, 'CircuitsOpened', { label: `circuits opened (${service})` }),
        ),
        this.own('retry-delivery', 'CircuitsClosed', { label: 'circuits closed' }),
        this.own('reconcile-lanes', 'LanesRestarted', { label: 'restarted' }),
        this.own('reconcile-lanes', 'LanesNotStarted', { label: 'could not be started' }),
      ],
    });
  }

  private mails(): IWidget {
    const bounces = new Metric({
      namespace: 'AWS/SES',
      metricName: 'Reputation.BounceRate',
      dimensionsMap: { 'ses:configuration-set': `posthorn-${this.#settings.stage}` },
      statistic: 'avg',
      period: Duration.hours(1),
    });
    return graph('Mails to owners', {
      width: half,
      left: [
        this.own('escalate-failure', 'OwnersMailed', { label: 'mailed' }),
        this.own('escalate-failure', 'MailsRefused', { label: 'refused' }),
        this.own('escalate-failure', 'EscalationsUnaddressed', { label: 'no address to mail' }),
      ],
      right: [bounces.with({ label: 'bounce rate' })],
    });
  }

  /** A metric of our own, as the named function emits it. */
  private own(service: string, metricName: string, more: Readonly<{ statistic?: string; label: string }>): Metric {
    return ownMetric(this.#settings, { service, metricName, period, ...more });
  }
}

function graph(
  title: string,
  { width, left, right = [] }: Readonly<{ width: number; left: readonly IMetric[]; right?: readonly IMetric[] }>,
): IWidget {
  return new GraphWidget({ title, width, height: 6, left: [...left], right: [...right] });
}

function alarms(all: readonly IConstruct[]): IWidget {
  const found = all.filter((construct) => construct instanceof ServiceAlarm).map(({ alarm }) => alarm);
  return new AlarmStatusWidget({ title: 'Alarms', alarms: found, width: 24 - third, height: 4 });
}

function queueAges(all: readonly IConstruct[]): IWidget {
  const queues = all.filter((construct) => construct instanceof WorkQueue);
  return graph('Oldest message of each queue (s)', {
    width: half,
    left: queues.map(({ queue, node }) => queue.metricApproximateAgeOfOldestMessage({ period, label: node.id })),
    right: queues.map(({ queue, node }) =>
      queue.metricApproximateNumberOfMessagesVisible({ period, label: `${node.id}: waiting` }),
    ),
  });
}

function quarantinedMessages(all: readonly IConstruct[]): IWidget {
  const queues = all.filter((construct) => construct instanceof QuarantineQueue);
  return graph('Messages that wait for a human', {
    width: half,
    left: queues.map(({ queue, node }) =>
      queue.metricApproximateNumberOfMessagesVisible({ period, label: node.scope?.node.id ?? node.id }),
    ),
  });
}

function apiResponses(api: HttpApi): IWidget {
  return graph('API', {
    width: half,
    left: [
      api.metricCount({ period, label: 'requests' }),
      api.metricClientError({ period, statistic: 'sum', label: '4xx' }),
      api.metricServerError({ period, statistic: 'sum', label: '5xx' }),
    ],
  });
}

function apiDurations(api: HttpApi): IWidget {
  return graph('API: response time (ms)', {
    width: half,
    left: ['p50', 'p99'].map((statistic) => api.metricLatency({ period, statistic, label: statistic })),
  });
}

function functionErrors(all: readonly IConstruct[]): IWidget {
  return graph('Functions: errors and throttles', {
    width: third,
    left: functionsIn(all).map(({ lambda, node }) => lambda.metricErrors({ period, label: node.id })),
    right: functionsIn(all).map(({ lambda, node }) =>
      lambda.metricThrottles({ period, label: `${node.id}: throttled` }),
    ),
  });
}

function functionDurations(all: readonly IConstruct[]): IWidget {
  return graph('Functions: p99 of duration (ms)', {
    width: third,
    left: functionsIn(all).map(({ lambda, node }) =>
      lambda.metricDuration({ period, statistic: 'p99', label: node.id }),
    ),
  });
}

function functionsIn(all: readonly IConstruct[]): readonly ServiceFunction[] {
  return all.filter((construct) => construct instanceof ServiceFunction);
}

function tableUse(table: PosthornTable): IWidget {
  return graph('Table: units used and throttles', {
    width: third,
    left: [
      table.table.metricConsumedReadCapacityUnits({ period, label: 'read units' }),
      table.table.metricConsumedWriteCapacityUnits({ period, label: 'write units' }),
    ],
    right: tablePlaces.flatMap((place) =>
      tableRequests.map((kind) =>
        table.throttleMetric(kind, place).with({ label: `${kind.toLowerCase()}s of the ${place} throttled` }),
      ),
    ),
  });
}
