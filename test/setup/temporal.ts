import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { ensureNamespace } from '../../platform/namespace';
import { testPlatform } from './platform';

// What workers say of their own state is no part of a test's report; what goes wrong is.
Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });

/** Temporal for one test file: a namespace of its own, so that workflow ids of two files never meet. */
export interface TestTemporal {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly connection: Connection;
  readonly client: Client;
  /** For `Worker.create`; opened when first asked for. */
  nativeConnection(): Promise<NativeConnection>;
  /** The pre-built bundle for `Worker.create({ workflowBundle })`. */
  readonly workflowBundle: { readonly code: string };
  /** Closes both connections; workers must have ended before. */
  close(): Promise<void>;
}

/**
 * Connects a test file to the run's Temporal server, in a fresh namespace with search attributes (about one second).
 * Time skipping is enabled on this server.
 */
export async function testTemporal(): Promise<TestTemporal> {
  const { temporalAddress: address, workflowBundle } = testPlatform();
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const connection = await Connection.connect({ address });
  await ensureNamespace(connection, namespace);
  let native: Promise<NativeConnection> | undefined;
  return {
    address,
    namespace,
    taskQueue: `${namespace}-queue`,
    connection,
    client: new Client({ connection, namespace }),
    nativeConnection: () => (native ??= NativeConnection.connect({ address })),
    get workflowBundle() {
      if (workflowBundle === undefined) throw new Error('There is no workflows/index.ts to bundle.');
      return { code: readFileSync(workflowBundle, 'utf8') };
    },
    close: async () => {
      await (await native)?.close();
      await connection.close();
    },
  };
}
