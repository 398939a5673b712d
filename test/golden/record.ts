/**
 * Records the golden histories anew: `npx tsx test/golden/record.ts`. They are what running cases look like; a change of
 * workflow code that cannot replay them breaks every case that is under way, so they are recorded anew only for a
 * release whose runs have all been drained or patched.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { reportAndFail } from '../../platform/errors';
import { TEST_DIR, TEST_PLATFORM_VARIABLE } from '../setup/platform';
import { serve } from '../setup/run-serve';
import { Harness, type TestCase } from '../workflows/harness';
import { until } from '../workflows/until';
import { walk } from '../workflows/walk';
import { historyToText } from './history';

type Story = (harness: Harness) => Promise<TestCase>;

const stories: Record<string, Story> = {
  /** From assignment to satisfied proposers, with a message that was nonsense and one that was repeated. */
  async satisfied(harness) {
    const one = await harness.newCase({ asleep: true });
    await walk.signAndStaff(one);
    await walk.forms(one);
    await walk.consult(one);
    await walk.opinion(one);
    await one.handle.signal('feedback', 'nonsense');
    const letterId = await walk.approvedReply(one);
    await walk.issue(one, letterId);
    await walk.delivered(one);
    await walk.publish(one, letterId);
    await walk.feedback(one);
    await one.handle.result();
    return one;
  },

  /** Nobody touches it: missed dates, inspections, timers that fired and one that is pending. */
  async untouched(harness) {
    const one = await harness.newCase({ asleep: true });
    await one.pass(70);
    return one;
  },

  /** The ledger and the mail server were away for some seconds; the run continued from another. */
  async troubled(harness) {
    const one = await harness.newCase({ continueAfterEvents: 30 });
    await walk.signAndStaff(one);
    await until('the run has continued', async () => (await one.history()).length < 20);
    harness.ledger.outOfReach.add(one.caseId);
    const waiting = one.send('lead', 'nameCaseLeader', { trackId: 't1', person: 'lead-1' });
    await delay(4_000);
    harness.ledger.outOfReach.delete(one.caseId);
    await waiting;
    let tries = 0;
    harness.ledger.deliverer = ({ deliveryId }) =>
      (tries += 1) < 2
        ? Promise.reject(new Error('421 try again later'))
        : Promise.resolve({ outcome: 'sent', way: 'mail', messageId: `<${deliveryId}@test>` });
    await walk.opinion(one);
    await walk.delivered(one);
    return one;
  },
};

async function main(): Promise<void> {
  await serve('start');
  process.env[TEST_PLATFORM_VARIABLE] = join(TEST_DIR, 'platform.json');
  const harness = await Harness.start();
  try {
    for (const [name, tell] of Object.entries(stories)) {
      const one = await tell(harness);
      writeFileSync(join(__dirname, `${name}.json`), historyToText(await one.handle.fetchHistory()));
    }
  } finally {
    await harness.close();
    await serve('stop');
  }
}

main().catch(reportAndFail);
