/** A worker for the runs that only wait, as a process of its own like the product's. */
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { readConfig } from '../../platform/config';
import { SetupError, reportAndFail } from '../../platform/errors';

async function main(): Promise<void> {
  const { temporal } = readConfig();
  if (temporal.address === undefined) throw new SetupError('TEMPORAL_ADDRESS must be set.');
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const connection = await NativeConnection.connect({ address: temporal.address });
  const worker = await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    workflowsPath: require.resolve('./workflow'),
  });
  await worker.run();
  await connection.close();
}

main().catch(reportAndFail);
