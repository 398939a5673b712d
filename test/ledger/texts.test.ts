import { answerRequest, takeRequest } from '../../ledger/idempotency';
import { recordCommand, recordRefusal, type RefusalRecord } from '../../ledger/record';
import { dropForgottenTexts, readTexts, storeTexts, textIdOf } from '../../ledger/texts';
import { command, ledgerFixture, type LedgerFixture } from './fixture';

let fixture: LedgerFixture;
beforeAll(async () => {
  fixture = await ledgerFixture();
});
afterAll(() => fixture.close());

const REFUSAL: RefusalRecord = {
  rule: 'setting',
  code: 'wrong-state',
  pointer: '/trackId',
  message: '该承办部分当前不能签收',
};
let count = 0;

/** A command that brings words, which are stored; not given yet. */
async function brought(trackId = 't1') {
  const id = `k-words-${++count}`;
  const caseId = await fixture.newCase(`7${String(count).padStart(3, '0')}`);
  const textId = textIdOf(id, '/evidence');
  const words = [{ textId, body: '签收单' }];
  await storeTexts(fixture.ledger, caseId, id, words);
  const asked = command(id, 'lead', 'signFor', { trackId, evidence: textId });
  return {
    caseId,
    asked,
    words,
    record: () => recordCommand(fixture.ledger, { caseId, command: asked, afterSeq: 0 }),
    refuse: () => recordRefusal(fixture.ledger, caseId, asked, REFUSAL),
    kept: async () => Object.values(await readTexts(fixture.ledger, caseId)),
  };
}
const age = (caseId: string, days: number) =>
  fixture.ledger.query(`UPDATE texts SET stored_at = now() - make_interval(days => $2) WHERE case_id = $1`, [
    caseId,
    days,
  ]);

describe('the words of a command', () => {
  it('stay with what it made', async () => {
    const { record, kept } = await brought();
    expect((await record()).refusal).toBeUndefined();
    expect(await kept()).toEqual(['签收单']);
  });

  it('go with the refusal when it is recorded as refused, and again when it is repeated', async () => {
    const { caseId, asked, words, record, kept } = await brought('t9');
    expect((await record()).refusal).toMatchObject({ code: 'not-found' });
    expect(await kept()).toEqual([]);
    await storeTexts(fixture.ledger, caseId, asked.id, words);
    expect((await record()).refusal).toMatchObject({ code: 'not-found' });
    expect(await kept()).toEqual([]);
  });

  it('under one key twice at once: what one was refused, the other is not recorded without its words', async () => {
    const { record, refuse, kept } = await brought();
    await refuse();
    expect(await kept()).toEqual([]);
    const second = await record();
    expect([second.refusal, second.events.map(({ type }) => type).includes('trackSigned')]).toEqual([
      REFUSAL,
      false,
    ]);
  });

  it('the twin: what was recorded first keeps its words whatever the other was told', async () => {
    const { record, refuse, kept } = await brought();
    await record();
    await refuse();
    expect(await kept()).toEqual(['签收单']);
    expect((await record()).refusal).toBeUndefined();
  });

  it('are there exactly when the command is recorded, however the two meet', async () => {
    for (let round = 0; round < 12; round += 1) {
      const { record, refuse, kept } = await brought();
      const both = round % 2 ? [record(), refuse()] : [refuse(), record()];
      await Promise.all(both);
      const { refusal } = await record();
      expect(await kept()).toEqual(refusal ? [] : ['签收单']);
    }
  });

  it('a refusal of a command that brought none leaves no trace: the same request can be taken later', async () => {
    const { caseId, record, refuse } = await brought();
    await fixture.ledger.query('DELETE FROM texts WHERE case_id = $1', [caseId]);
    await refuse();
    expect((await record()).refusal).toBeUndefined();
  });

  it('of a message that its run discards go with the note of it; those of one that it took stay', async () => {
    const discard = (caseId: string, messageId: string) =>
      recordCommand(fixture.ledger, {
        caseId,
        command: command(`discard:${messageId}`, 'system', 'discardMessage', {
          channel: 'feedback',
          messageId,
          why: '示例',
        }),
        afterSeq: 0,
      });
    const discarded = await brought();
    await discard(discarded.caseId, discarded.asked.id);
    expect(await discarded.kept()).toEqual([]);
    const taken = await brought();
    await taken.record();
    await discard(taken.caseId, taken.asked.id);
    expect(await taken.kept()).toEqual(['签收单']);
  });
});

describe('words of which nobody knows what became of them', () => {
  it('go after a day; younger ones, those in use and those of a message that was accepted stay', async () => {
    const [old, young, used, waiting] = [await brought(), await brought(), await brought(), await brought()];
    await used.record();
    const request = { actor: 'deputy-1', key: 'k-1', bodyHash: 'h' };
    await takeRequest(fixture.ledger, request, '2026-02-05T02:00:00.000Z');
    await answerRequest(fixture.ledger, request, 202, { body: { id: waiting.asked.id } });
    for (const { caseId } of [old, used, waiting]) await age(caseId, 2);
    expect(await dropForgottenTexts(fixture.ledger)).toBe(1);
    expect(await Promise.all([old, young, used, waiting].map(({ kept }) => kept()))).toEqual([
      [],
      ['签收单'],
      ['签收单'],
      ['签收单'],
    ]);
  });

  it('are young again when the request is repeated', async () => {
    const { caseId, asked, words, kept } = await brought();
    await age(caseId, 2);
    await storeTexts(fixture.ledger, caseId, asked.id, words);
    expect(await dropForgottenTexts(fixture.ledger)).toBe(0);
    expect(await kept()).toEqual(['签收单']);
  });
});
