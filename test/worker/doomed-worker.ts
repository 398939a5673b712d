/**
 * A worker that is killed where it hurts, in a process of its own: `record:<command type>` after the ledger wrote and
 * before history knows, `sendDigest` after a mail went out and before anybody knows. Says `ready` once it polls.
 */
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../../activities';
import { worldOf } from '../../activities/world';
import { platformClock } from '../../ledger/clock';
import { openLedger } from '../../ledger/pool';
import { reportAndFail } from '../../platform/errors';
import { adoptionActivities } from '../../worker/adoptions';
import { CaseRuns } from '../../worker/case-runs';
import { startWorker } from '../../worker/worker';
import { FROM } from '../activities/fixture';
import type { Doom } from './doom';

async function main(doom: Doom): Promise<void> {
  const ledger = openLedger(doom.databaseUrl);
  const mail = { smtpUrl: doom.smtpUrl, from: FROM };
  const world = worldOf(
    { mail, publicBaseUrl: 'http://127.0.0.1:3000' },
    ledger,
    platformClock(ledger),
    () => undefined,
  );
  const activities = createActivities(world);
  const die = () => process.kill(process.pid, 'SIGKILL');
  const { namespace, taskQueue } = doom;
  const client = new Client({ connection: await Connection.connect({ address: doom.address }), namespace });
  const clock = platformClock(ledger);
  const runs = new CaseRuns({ client, ledger, clock, taskQueue });
  const { ended } = await startWorker({
    connection: await NativeConnection.connect({ address: doom.address }),
    namespace,
    taskQueue,
    workflowBundle: { codePath: doom.bundlePath },
    activities: {
      ...activities,
      ...adoptionActivities({ ledger, clock }, runs),
      record: async (request) => {
        const result = await activities.record(request);
        if (doom.where === `record:${request.command.type}`) die();
        return result;
      },
      sendDigest: async (digestId) => {
        const sendMail = world.mailer.send.bind(world.mailer);
        world.mailer = {
          ...world.mailer,
          send: async (message) => {
            const outcome = await sendMail(message);
            if (doom.where === 'sendDigest') die();
            return outcome;
          },
        };
        return activities.sendDigest(digestId);
      },
    },
  });
  process.stdout.write('ready\n');
  await ended;
}

main(JSON.parse(process.argv[2] ?? '') as Doom).catch(reportAndFail);
