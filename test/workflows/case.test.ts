import { Harness, OFFICE_OF_EDU, OFFICE_OF_FIN } from './harness';

describe('a case on the real server', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  }, 60_000);
  afterAll(() => harness.close());

  it('starts asleep with one event', async () => {
    const one = await harness.newCase({ asleep: true });
    expect(await one.history()).toEqual(['workflowExecutionStarted']);
  });

  it('measures', async () => {
    const one = await harness.newCase();
    console.log(await one.history());
    await one.send('signFor', { trackId: 't1' }, OFFICE_OF_EDU);
    console.log((await one.history()).slice(7));
    await one.send('signFor', { trackId: 't2' }, OFFICE_OF_FIN);
    console.log(await one.history());
    console.log(await one.refusal('signFor', { trackId: 't2' }, OFFICE_OF_FIN));
    const n = await one.history();
    console.log(n.length);
    await one.pass(10);
    console.log((await one.history()).slice(n.length), one.state.status);
    const desc = await one.handle.describe();
    console.log(await desc.staticSummary(), await desc.staticDetails(), desc.typedSearchAttributes.getAll());
    console.log(await one.handle.query('__temporal_workflow_metadata'));
  }, 60_000);
});
