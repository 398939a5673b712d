import { type CivilDate } from '../../domain/dates';
import { claimDigests, claimRungs } from '../../ledger/dispatch';
import { markDigestSent, pendingDigests, readDigest } from '../../ledger/digests';
import { ledgerFixture, standardIntake, type LedgerFixture } from './fixture';

let fixture: LedgerFixture;
beforeEach(async () => {
  fixture = await ledgerFixture();
});
afterEach(() => fixture.close());

describe('digests', () => {
  const day: CivilDate = '2026-02-10';
  const pending = () => pendingDigests(fixture.ledger, { channels: ['mail', 'sms'], limit: 100 });

  it('gather the reminders of a day into one mail a person, and once', async () => {
    for (const number of ['3001', '3002', '3003']) await fixture.newCase(number);
    await claimRungs(fixture.ledger, day);
    const { digests, notices } = await claimDigests(fixture.ledger, { kind: 'rung', day });
    expect(notices).toBeGreaterThan(digests);
    expect(await claimDigests(fixture.ledger, { kind: 'rung', day })).toEqual({ digests: 0, notices: 0 });
    const recipients = (await pending()).map(({ recipient }) => recipient);
    expect(new Set(recipients).size).toBe(recipients.length);
  });

  it('say to whom, and of which cases, what is due', async () => {
    await fixture.newCase('3004');
    await claimRungs(fixture.ledger, day);
    await claimDigests(fixture.ledger, { kind: 'rung', day });
    const [first] = (await pending()).filter(({ recipient }) => recipient === 'lead-3');
    const digest = await readDigest(fixture.ledger, first?.digestId ?? '');
    expect(digest?.recipient).toEqual({
      type: 'person',
      id: 'lead-3',
      name: 'lead office',
      mail: 'lead-3@example.cn',
      telephone: '0311-00000000',
    });
    expect(digest?.items[0]).toMatchObject({
      template: 'reminder',
      number: '3004',
      title: standardIntake.title,
      unit: 'lead',
      unitName: '单位 lead',
      obligation: { kind: 'sign', due: '2026-02-10', rung: 'T-0' },
    });
    expect(await readDigest(fixture.ledger, 'nowhere')).toBeUndefined();
  });

  it('are worth an SMS from the due day on, and not before', async () => {
    await fixture.newCase('3005');
    await claimRungs(fixture.ledger, '2026-02-07');
    await claimDigests(fixture.ledger, { kind: 'rung', day: '2026-02-07' });
    const early = await pending();
    expect(early.length).toBeGreaterThan(0);
    for (const { channels } of early) expect(channels).toEqual(['mail']);
    await claimRungs(fixture.ledger, day);
    await claimDigests(fixture.ledger, { kind: 'rung', day });
    const later = (await pending()).filter((digest) => digest.day === day);
    for (const { channels } of later) expect(channels).toEqual(['mail', 'sms']);
  });

  it('keep the first outcome of a channel', async () => {
    await fixture.newCase('3006');
    expect((await claimDigests(fixture.ledger, { kind: 'news', day })).digests).toBe(2);
    const [digest] = await pending();
    const id = digest?.digestId ?? '';
    const at = '2026-02-10T01:00:00.000Z';
    await markDigestSent(fixture.ledger, id, 'mail', { status: 'sent', messageId: '<a@b>' }, at);
    await markDigestSent(fixture.ledger, id, 'mail', { status: 'failed', why: 'late' }, at);
    expect((await readDigest(fixture.ledger, id))?.mail).toEqual({ status: 'sent', messageId: '<a@b>' });
    expect((await pending()).map(({ digestId }) => digestId)).not.toContain(id);
  });

  it('of news: one a person and claim', async () => {
    const caseId = await fixture.newCase('3007');
    await claimDigests(fixture.ledger, { kind: 'news', day });
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' });
    await fixture.act(caseId, 'office', 'remindUnit', { trackId: 't1', way: 'telephone' });
    await claimDigests(fixture.ledger, { kind: 'news', day });
    const parts = await fixture.ledger.query(
      `SELECT part FROM digests WHERE recipient_id = 'lead-3' AND kind = 'news' ORDER BY part`,
    );
    expect(parts).toEqual([{ part: 1 }, { part: 2 }]);
  });
});
