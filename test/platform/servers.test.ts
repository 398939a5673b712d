import { Client as PostgresClient } from 'pg';
import { testDatabase } from '../setup/database';
import { testPlatform } from '../setup/platform';
import { testTemporal } from '../setup/temporal';

describe('the servers of a test run', () => {
  it('each file has a database of its own, in UTF-8, with data checksums', async () => {
    const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
    const client = new PostgresClient({ connectionString: one.url });
    await client.connect();
    await client.query('CREATE TABLE only_here (id integer)');
    const encoding = await client.query('SHOW server_encoding');
    const checksums = await client.query('SHOW data_checksums');
    await client.end();
    const second = new PostgresClient({ connectionString: other.url });
    await second.connect();
    const found = await second.query(`SELECT to_regclass('only_here') AS found`);
    await second.end();
    await Promise.all([one.close(), other.close()]);

    expect(encoding.rows).toEqual([{ server_encoding: 'UTF8' }]);
    expect(checksums.rows).toEqual([{ data_checksums: 'on' }]);
    expect(found.rows).toEqual([{ found: null }]);
  });

  it('a connection that a test leaves open fails its close', async () => {
    const database = await testDatabase();
    const leaked = new PostgresClient({ connectionString: database.url });
    leaked.on('error', () => undefined);
    await leaked.connect();
    await expect(database.close()).rejects.toThrow('Connections left open by this test: 1');
    await leaked.end().catch(() => undefined);
  });

  it('each file has a namespace of its own that keeps closed runs for 90 days and lists by every search attribute', async () => {
    const temporal = await testTemporal();
    const { namespace, connection } = temporal;
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    const { executions } = await connection.workflowService.listWorkflowExecutions({
      namespace,
      query: `CaseKind = 'suggestion' AND Units IN ('a', 'b')`,
    });
    await temporal.close();

    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 24 * 60 * 60);
    expect(executions).toEqual([]);
  });

  it('the connection reaches the server that the run started', async () => {
    const temporal = await testTemporal();
    await temporal.close();
    expect(temporal.address).toBe(testPlatform().temporalAddress);
  });
});
