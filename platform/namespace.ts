import { isGrpcServiceError, type Connection } from '@temporalio/client';
import { SetupError, messageOf } from './errors';
import { until } from './processes';
import { ensureSearchAttributes } from './search-attributes';

/** gRPC status codes. */
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

const RETENTION_DAYS = 90;
const RETENTION_SECONDS = RETENTION_DAYS * 24 * 60 * 60;
const VISIBLE_LIMIT_MS = 60_000;

/**
 * Sees to it that the namespace exists, keeps closed runs for at least 90 days (their ids are refused, and their
 * histories can be read, only that long) and has the search attributes. Repeating it changes nothing.
 */
export async function ensureNamespace(connection: Connection, namespace: string): Promise<void> {
  try {
    await ensureRetention(connection, namespace);
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`The Temporal namespace "${namespace}" could not be prepared: ${messageOf(error)}`);
  }
  await ensureSearchAttributes(connection, namespace);
}

async function ensureRetention(connection: Connection, namespace: string): Promise<void> {
  const retention = { seconds: RETENTION_SECONDS };
  const kept = await retentionOf(connection, namespace);
  if (kept === undefined) {
    await connection.workflowService
      .registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention as never })
      .catch((error: unknown) => {
        if (!(isGrpcServiceError(error) && Number(error.code) === ALREADY_EXISTS)) throw error;
      });
    // Frontends learn of a new namespace by and by.
    const visible = () =>
      connection.operatorService.listSearchAttributes({ namespace }).then(
        () => true,
        () => false,
      );
    if (!(await until(visible, VISIBLE_LIMIT_MS)))
      throw new SetupError(`The Temporal namespace "${namespace}" does not appear.`);
  } else if (kept < RETENTION_SECONDS) {
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: retention as never },
    });
  }
}

/** Seconds that closed runs are kept; undefined when there is no such namespace. */
async function retentionOf(connection: Connection, namespace: string): Promise<number | undefined> {
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  } catch (error) {
    if (isGrpcServiceError(error) && Number(error.code) === NOT_FOUND) return undefined;
    throw error;
  }
}
