import { evolve, type AssignedCase, type CaseState } from '../../domain/case';
import { workflowIdOf } from '../../domain/identity';
import { eventRows, type Step } from '../../ledger/events';
import { rebuildCase } from '../../ledger/rebuild';
import { loadRegister } from '../../ledger/register';
import { write } from '../../ledger/write';
import { readRegister } from '../../scripts/load-register';
import { WORKFLOWS } from '../../workflows/contract';
import { goldenStory, type GoldenName } from '../golden/story';
import { CaseJourney } from './case-journey';
import { Stage } from './stage';

const POSTS = ['principal', 'leader', 'office', 'division-1', 'officer-1'] as const;
const DUTIES = ['principal', 'leaderInCharge', 'office', 'division', 'officer'] as const;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-05-12');
  await loadRegister(stage.house.ledger, await withUnitsOfThen());
}, 120_000);
afterAll(() => stage.close(), 60_000);

/** The register with the units of the recorded cases, and people who have come since. */
async function withUnitsOfThen() {
  const register = await readRegister();
  const units = ['lead', 'co'];
  return {
    ...register,
    units: [
      ...register.units,
      ...units.map((id) => ({
        id,
        name: `示例单位 ${id}`,
        kind: 'department' as const,
        divisions: [{ id: `${id}-d1`, name: '一处' }],
        formerNames: [],
      })),
    ],
    people: [
      ...register.people,
      ...units.flatMap((unit) =>
        POSTS.map((name, index) => ({
          id: `${unit}-${name}`,
          name,
          unit,
          post: DUTIES[index]!,
          mail: `${name}@${unit}.example`,
          subject: `${unit}-${name}`,
          ...(index >= 3 ? { division: `${unit}-d1` } : {}),
        })),
      ),
    ],
  };
}

/** Puts into the ledger what the first release had recorded of a case, up to a state; what is read from it is folded anew. */
async function restored(name: GoldenName, upTo: (state: AssignedCase) => boolean): Promise<CaseJourney> {
  const steps: Step[] = [];
  let before: CaseState = goldenStory(name).begins;
  for (const event of goldenStory(name).events) {
    const state = evolve(before, event);
    if (state.status === 'unassigned' || !upTo(state)) break;
    steps.push({ event, before, state });
    before = state;
  }
  if (before.status === 'unassigned') throw new Error(`${name} is no case`);
  const { caseId, facts, proposers } = before;
  const { ledger } = stage.house;
  await ledger.transaction(async (db) => {
    await db.query(
      `INSERT INTO cases (case_id, body, term, session, series, number, sort_key, substitute_number, kind, level, title,
         out_of_session, assigned_on, assigned_by, entered_on, content_hash, status, seq, state, started_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6, false, $7, $8, $9, false, $10, $11, $12, 'x', 'assigned', 1, $13, now())`,
      [
        caseId,
        ...[facts.identity.body, facts.identity.term, facts.identity.session, facts.identity.series],
        ...[facts.identity.number, facts.kind, facts.level, facts.title, facts.assignedOn, facts.assignedBy],
        ...[facts.enteredOn, JSON.stringify(before)],
      ],
    );
    await write(db, {
      case_texts: [{ case_id: caseId, body: '示例正文', attachments: [] }],
      proposers: proposers.map(({ id, role, type }) => ({
        case_id: caseId,
        proposer_id: id,
        role,
        type,
        name: `示例代表${id}`,
        mail: `${name}-${id}@proposers.example`,
      })),
      case_events: eventRows(caseId, steps),
    });
  });
  expect(await rebuildCase(ledger, caseId)).toEqual(before);
  return new CaseJourney(stage, caseId);
}

/** From where both units are at work to the close, as any case of today. */
async function answered(one: CaseJourney): Promise<void> {
  await one.letter('co', 't2', { product: 'opinion' });
  const letterId = await one.reply('lead', 't1');
  await one.sent();
  await one.published('lead', letterId, ['t2']);
  for (const proposer of ['p1', 'p2']) await one.feedback('satisfied', { proposer });
  for (const { id, status } of (await one.seen()).supervisions)
    if (status === 'open')
      await one.act('provincial-office', `/supervisions/${id}/closure`, { result: '已办结' });
  await one.until('it is closed', ({ status }) => status === 'closed');
  await stage.house.client.workflow.getHandle(workflowIdOf(one.id)).result();
}

describe('what the first release left in the ledger', () => {
  it('of a case in mid-course is read, resumed by the reconcile run, and goes on with commands of today to its close', async () => {
    const one = await restored('satisfied', ({ letters }) => Object.keys(letters).length === 0);
    await stage.run(WORKFLOWS.reconcile, 'reconcile-satisfied');
    const found = await one.seen();
    expect(found.tracks.map(({ unit, status }) => `${unit} ${status}`)).toEqual(['lead signed', 'co signed']);
    expect(found.contacts).not.toEqual([]);
    expect(await one.owed('reply', 't1')).toMatchObject([{ status: 'open', due: '2026-06-02' }]);
    // The people of then have left: handing over for good is a command that the first release did not know.
    for (const [unit, trackId] of [
      ['lead', 't1'],
      ['co', 't2'],
    ] as const) {
      for (const [index, post] of POSTS.entries())
        await one.act(`${unit}-office`, `/tracks/${trackId}/handover`, {
          from: `${unit}-${index + 1}`,
          to: `${unit}-${post}`,
          reason: '人员调整',
        });
      const division = { division: `${unit}-d1`, officer: `${unit}-officer-1` };
      await one.act(`${unit}-office`, `/tracks/${trackId}/division`, division);
    }
    await answered(one);
  }, 60_000);

  it('of a case that nobody touched is late as it was, inspected, and still comes to its close', async () => {
    const one = await restored('untouched', () => true);
    await stage.run(WORKFLOWS.reconcile, 'reconcile-untouched');
    const found = await one.seen();
    expect(found.supervisions.map(({ ground, status }) => `${ground} ${status}`)).toEqual([
      'late open',
      'late open',
    ]);
    expect(found.obligations.filter(({ kind, overdue }) => kind === 'sign' && overdue)).toHaveLength(2);
    await one.takenUp('lead', 't1');
    await one.takenUp('co', 't2');
    await one.consulted('lead', 't1', ['p1', 'p2']);
    await one.act('co-office', '/tracks/t2/form-cover');
    await answered(one);
  }, 60_000);
});
