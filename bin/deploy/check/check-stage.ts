import { Progress } from '../../shared/progress.ts';
import { checkAlarms } from './check-alarms.ts';
import { checkDeliveries } from './check-deliveries.ts';
import { type DeployedStage, outputOf } from './deployed-stage.ts';
import { reachStage } from './reach-stage.ts';

/**
 * Tries a deployed stage from end to end, with what only the real AWS can show: that its policies let through what they
 * should, that SES mails, that alarms are published. Returns whether all of it held.
 */
export async function checkStage(stage: DeployedStage): Promise<boolean> {
  const progress = new Progress((line) => console.log(line));
  const reach = await reachStage(outputOf(stage, 'ApiUrl'));
  try {
    const deliveries = await attempt(() => checkDeliveries(stage, { reach, progress }));
    const alarms = await attempt(() => checkAlarms(stage, progress));
    console.log(closing(stage, deliveries && alarms));
    return deliveries && alarms;
  } finally {
    await reach.close();
  }
}

/** Each part is tried, whatever became of the others. */
async function attempt(check: () => Promise<void>): Promise<boolean> {
  try {
    await check();
    return true;
  } catch (error) {
    console.error(`\n  ${error instanceof Error ? error.message : error}\n`);
    return false;
  }
}

function closing({ settings: { stage, alarmEmail } }: DeployedStage, isWell: boolean): string {
  if (!isWell) return `\nThe stage ${stage} does not work correctly: see above.`;
  if (alarmEmail === undefined) {
    return `\nThe stage ${stage} works. Mail was not tested, and alarms are not mailed: set alarmEmail.`;
  }
  return `\nThe stage ${stage} works. Check the mailbox of ${alarmEmail}: two alarms, each with its end, and one mail
"[Action Required] Failed Webhook Request". An alarm that is missing there was not confirmed: AWS sent a mail for each topic.`;
}
