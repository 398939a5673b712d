import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dateText } from '../../activities/texts/labels';
import { DEMO_IDENTITIES } from '../../demo/cast';
import { Witness } from '../../demo/evidence';
import { play, summaryOf, type Played } from '../../demo/play';
import type { Step } from '../../demo/stage';
import { chooseWalks } from '../../demo/walks';
import { SUGGESTION } from '../../demo/walks/suggestion';
import { UNATTENDED } from '../../demo/walks/unattended';
import type { House } from '../../scripts/house';
import { testHouse } from './test-house';

const SAMPLES = resolve(__dirname, '..', '..', 'samples');

/** The heading of the sample list and the rows of the three cases that are walked: the rest only takes time. */
function shortList(): Buffer {
  const [heading = '', ...rows] = readFileSync(join(SAMPLES, 'session-list.csv'), 'utf8').split('\r\n');
  return Buffer.from([heading, ...rows.filter((row) => /^(31|27|一号提案),/u.test(row)), ''].join('\r\n'));
}

/** Every one: what is shown to people is never left to rot. */
const walks = chooseWalks('all');

let house: House;
let close: () => Promise<void>;
let played: Played[];

const playAll = () => play({ house, list: shortList(), walks, say: () => undefined });
const unseen = (all: readonly Played[]): Step[] =>
  all.flatMap(({ steps }) => steps).filter(({ seen }) => !seen);

beforeAll(async () => {
  ({ house, close } = await testHouse(DEMO_IDENTITIES));
  played = await playAll();
}, 500_000);

afterAll(() => close(), 60_000);

describe('the walks of the demo on the real engine, over the API, with time that is skipped', () => {
  it('[R3.2] [R3.4] [R3.5] [R5.1] [R5.7] [R5.8] [R7.4] a suggestion goes from assignment to a satisfied deputy, dissatisfied once, and every step is in ledger, engine and mail', async () => {
    expect(unseen(played.filter(({ walk }) => walk.fromList))).toEqual([]);
    const [row] = await house.ledger.query('SELECT status FROM cases WHERE case_id = $1', [SUGGESTION]);
    expect(row).toEqual({ status: 'closed' });
  });

  it('[R7.2] [R7.3] [D4] [D7] a proposal that nobody touches is reminded on every rung once, and inspected once', async () => {
    const rungs = await house.ledger.query<{ key: string; times: number }>(
      `SELECT rung_key AS key, count(*)::int AS times FROM rungs JOIN obligations USING (case_id, obligation_id)
       WHERE case_id = $1 AND obligations.kind = 'reply' AND rungs.state = 'fired' GROUP BY rung_key ORDER BY min(rungs.fired_on)`,
      [UNATTENDED],
    );
    expect(rungs.map(({ key }) => key)).toEqual([
      'T-30',
      'T-15',
      'T-7',
      'T-3',
      'T-1',
      'T-0',
      'T+1',
      'T+7',
      'T+14',
    ]);
    expect(rungs.every(({ times }) => times === 1)).toBe(true);
    const inspections = await house.ledger.query(
      `SELECT 1 FROM case_events WHERE case_id = $1 AND type = 'supervisionOpened'`,
      [UNATTENDED],
    );
    expect(inspections).toHaveLength(1);
  });

  it('[R3.1] [R3.3] [R3.6] [R3.7] [R3.8] [R3.9] [R3.10] [R3.12] [R4.1] [R4.2] [R4.3] [R5.4] [R5.5] [R5.6] [R6.3] [R7.1] [D5] [D6] every procedure is walked beside them on the same calendar, and every step is seen', () => {
    expect(played.map(({ walk }) => walk)).toEqual(walks);
    for (const { walk, steps } of played) expect([walk.name, steps.length > 0]).toEqual([walk.name, true]);
    expect(unseen(played)).toEqual([]);
  });

  it('tells each step on the day that the ledger has of it, in the order of the days', () => {
    const dated = played.flatMap(({ steps }) => steps).filter(({ evidence }) => evidence.on !== undefined);
    expect(dated.length).toBeGreaterThan(200);
    expect(dated.filter(({ on, evidence }) => on !== evidence.on)).toEqual([]);
    for (const { walk, steps } of played) {
      const days = steps.map(({ on }) => on);
      expect([walk.name, days]).toEqual([walk.name, [...days].sort()]);
    }
  });

  it('[R7.3] tells whom each rung of the untouched proposal really reached: its office, as nobody was named for it', () => {
    const steps = played.find(({ walk }) => walk.name === 'unattended')?.steps ?? [];
    const said = (key: string) =>
      steps.find(({ evidence }) => evidence.event?.startsWith(`提醒 ${key}（`))?.what;
    expect(said('T-30')).toBe('到期前 30 日提醒省文化和旅游厅办公室');
    expect(said('T+1')).toContain('省文化和旅游厅主要负责同志');
    expect(said('T+7')).toContain('省政府办公厅');
  });

  it('sends the news of a day on that day: no mail says a later one', async () => {
    const rows = await house.ledger.query<{ day: string; told: string; messageId: string }>(
      `SELECT created_on::text AS day, digests.day::text AS told, message_id AS "messageId"
       FROM notices JOIN digests USING (digest_id) WHERE notices.kind = 'news' AND message_id IS NOT NULL`,
    );
    expect(rows.length).toBeGreaterThan(20);
    const mails = new Map((house.mails?.mails() ?? []).map((mail) => [mail.messageId, mail.text]));
    const late = rows.filter(
      ({ day, told, messageId }) => day !== told || !mails.get(messageId)?.includes(dateText(day)),
    );
    expect(late).toEqual([]);
  });

  it('sums up a line a walk, and says which walk has a step that was not seen', () => {
    expect(summaryOf(played)).toMatchObject({ unseen: 0 });
    expect(summaryOf(played).lines).toHaveLength(walks.length + 1);
    const [first, ...others] = played as [Played, ...Played[]];
    const [step, ...steps] = first.steps as [Step, ...Step[]];
    const { lines, unseen: missing } = summaryOf([
      { ...first, steps: [{ ...step, seen: false }, ...steps] },
      ...others,
    ]);
    expect(missing).toBe(1);
    expect(lines.filter((line) => line.startsWith('✗'))).toEqual([expect.stringContaining('1 步未见')]);
  });

  it('sends each person one mail a day at most for what is due', () => {
    const daily = (house.mails?.mails() ?? []).filter(({ subject }) => subject.includes('办理提醒'));
    const letters = daily.map(
      ({ to, subject }) => `${to.join()} ${/\d+年\d+月\d+日/u.exec(subject)?.[0] ?? ''}`,
    );
    expect(letters.length).toBeGreaterThan(10);
    expect(new Set(letters).size).toBe(letters.length);
  });

  it('plays again without doing anything twice, as after a crash', async () => {
    const events = () =>
      house.ledger.query(
        'SELECT (SELECT count(*)::int FROM case_events) AS events, (SELECT count(*)::int FROM notices) AS notices, (SELECT count(*)::int FROM delivery_mails) AS letters',
      );
    const before = await events();
    expect(unseen(await playAll())).toEqual([]);
    expect(await events()).toEqual(before);
    const messageIds = (house.mails?.mails() ?? []).map(({ messageId }) => messageId);
    expect(new Set(messageIds).size).toBe(messageIds.length);
  }, 240_000);

  it('twin: what did not happen is not seen', async () => {
    const witness = new Witness(house.ledger, house.client, () => [], 500);
    expect(await witness.find({ caseId: SUGGESTION, way: 'update', event: 'caseWithdrawn' })).toEqual({});
    expect(await witness.find({ caseId: SUGGESTION, way: 'signal', event: 'trackSigned' })).toEqual({});
    expect(
      await witness.find({ caseId: SUGGESTION, way: 'update', event: 'trackSigned', mail: () => true }),
    ).toEqual({});
  });
});
