import { giveOrders } from '../../ledger/giving-orders';
import { orderOf, writeOrders } from '../../ledger/orders';
import { loadCase, recordCommand } from '../../ledger/record';
import { readTrackedSubjects } from '../../ledger/reads/subjects';
import { orderSubjects, subjectIdOf } from '../../ledger/subjects';
import { Refusal } from '../../domain/refusal';
import type { Command } from '../../schemas/commands';
import type { IntakeCase } from '../../schemas/intake';
import { actors, instantOn, ledgerFixture, standardIntake, type LedgerFixture } from './fixture';
import { criteria, staff } from '../domain/case/scenario';

const HASH = 'a'.repeat(64);
const DAY = '2026-04-20';
const recordedAt = instantOn(DAY);

describe('dissatisfaction that gathers on a subject', () => {
  let fixture: LedgerFixture;
  beforeAll(async () => {
    fixture = await ledgerFixture();
  });
  afterAll(() => fixture.close());

  const one: IntakeCase['proposers'] = [{ role: 'lead', type: 'deputy', name: '示例甲' }];

  /** A case of a subject, replied to on 04-20. */
  async function replied(number: string, subject: string | undefined, more: Partial<IntakeCase> = {}) {
    const caseId = await fixture.newCase(number, {
      proposers: one,
      parts: [{ unit: 'lead', part: 'lead' }],
      ...(subject === undefined ? {} : { subject }),
      ...more,
    });
    const proposers = Object.values((await loadCase(fixture.ledger, caseId)).state.proposers).map(
      ({ id }) => id,
    );
    const act: LedgerFixture['act'] = (id, who, type, data) => fixture.act(id, who, type, data, DAY);
    await act(caseId, 'lead', 'signFor', { trackId: 't1' });
    await act(caseId, 'lead', 'nameResponsibility', { trackId: 't1', ...staff('lead') });
    await act(caseId, 'leadOfficer', 'recordContact', {
      trackId: 't1',
      stage: 'before',
      way: 'visit',
      visitors: ['lead-4'],
      proposers,
      attendees: [],
      opinion: 'x',
      plan: 'x',
      documents: [],
    });
    await act(caseId, 'leadOfficer', 'draftLetter', {
      trackId: 't1',
      product: 'reply',
      document: HASH,
      category: 'A',
      mark: 'public',
    });
    for (const [who, level] of [
      ['leadDivision', 'division'],
      ['lead', 'office'],
      ['leadLeader', 'leaderInCharge'],
      ['leadPrincipal', 'principal'],
    ] as const)
      await act(caseId, who, 'reviewLetter', { letterId: 'l1', level, decision: 'approve', criteria });
    await act(caseId, 'lead', 'issueLetter', {
      letterId: 'l1',
      documentNumber: 'x',
      sent: proposers.map((recipient) => ({ recipient, way: 'hand', sentOn: DAY })),
    });
    return caseId;
  }

  const answers = (caseId: string, result: 'satisfied' | 'dissatisfied', proposer = 'p1') =>
    fixture.act(
      caseId,
      'office',
      'giveFeedback',
      {
        proposer,
        attitude: 'satisfied',
        result,
        via: 'paper',
        ...(result === 'dissatisfied' && { reason: 'x' }),
      },
      DAY,
    );
  const look = (dissatisfied = 3) => orderSubjects(fixture.ledger, { dissatisfied, recordedAt });
  const send = async (caseId: string, command: Command) => {
    const { refusal } = await recordCommand(fixture.ledger, { caseId, command, afterSeq: 0 });
    if (refusal) throw new Refusal(refusal.rule, refusal.code, refusal.pointer, refusal.message);
  };
  const supervisions = async (caseId: string) =>
    Object.values((await loadCase(fixture.ledger, caseId)).state.supervisions);

  it('[R7.2] three dissatisfied on one subject in a session put it under tracked supervision, in each case once', async () => {
    const cases = [await replied('s1', '道路'), await replied('s2', '道路'), await replied('s3', '道路')];
    const content = await replied('s4', '道路');
    await answers(cases[0]!, 'dissatisfied');
    await answers(cases[1]!, 'dissatisfied');
    await answers(content, 'satisfied');
    expect(await look()).toBe(0);
    await answers(cases[2]!, 'dissatisfied');
    expect(await look()).toBe(3);
    // A process that dies here has lost nothing: the orders lie there, and another look makes no more of them.
    expect(await look()).toBe(0);
    expect(await giveOrders(fixture.ledger, send)).toEqual({ given: 3, refused: 0, left: 0 });
    const subject = subjectIdOf('hebei-congress', 14, 4, '道路');
    for (const caseId of cases)
      expect(await supervisions(caseId)).toMatchObject([{ form: 'tracked-supervision', subject }]);
    expect(await supervisions(content)).toEqual([]);
    const [tracked] = await readTrackedSubjects(fixture.ledger);
    expect(tracked).toMatchObject({ id: subject, subject: '道路', session: 4, status: 'open' });
    expect(tracked?.parts.map(({ unit, told }) => [unit, told])).toEqual(cases.map(() => ['lead', 'given']));
    for (const caseId of cases)
      await fixture.act(caseId, 'office', 'closeSupervision', { supervisionId: 's1', result: 'x' }, DAY);
    expect((await readTrackedSubjects(fixture.ledger))[0]?.status).toBe('closed');
    expect(await look()).toBe(0);
  });

  it('[R7.2] a later one on the same subject is told, too', async () => {
    const later = await replied('s5', '道路');
    await answers(later, 'dissatisfied');
    expect(await look()).toBe(1);
    await giveOrders(fixture.ledger, send);
    expect(await supervisions(later)).toMatchObject([{ subject: expect.any(String) as string }]);
  });

  it('[R7.2] counts each proposer of a case once, and neither other subjects, other sessions, nor cases without one', async () => {
    const twice = await replied('s6', '学校', {
      proposers: [...one, { role: 'joint', type: 'deputy', name: '示例乙' }],
    });
    await answers(twice, 'dissatisfied');
    await answers(twice, 'dissatisfied');
    await answers(twice, 'dissatisfied', 'p2');
    await answers(await replied('s7', '医院'), 'dissatisfied');
    await answers(
      await replied('s8', '学校', { identity: { ...standardIntake.identity, session: 3, number: 's8' } }),
      'dissatisfied',
    );
    for (const number of ['s9', 's10', 's11'])
      await answers(await replied(number, undefined), 'dissatisfied');
    expect(await look()).toBe(0);
    // The twin: at two, the two proposers of that one case are enough.
    expect(await look(2)).toBe(1);
  });

  it('[R7.2] a case that has ended meanwhile is not told, and the order says why', async () => {
    const caseId = await fixture.newCase('ended');
    const order = orderOf(
      'subject:x',
      caseId,
      'trackSubject',
      { trackId: 't1', subjectId: 'subject:x' },
      { actor: actors.system, recordedAt },
    );
    await fixture.act(caseId, 'office', 'withdrawCase', { reason: 'x', proposer: 'p1' }, DAY);
    await writeOrders(fixture.ledger, [order]);
    const sent: string[] = [];
    const watched = async (id: string, command: Command) => {
      sent.push(id);
      await send(id, command);
    };
    expect(await giveOrders(fixture.ledger, watched, { about: 'subject:x' })).toMatchObject({ refused: 1 });
    expect(sent).toEqual([]);
    const [row] = await fixture.ledger.query(
      `SELECT status, refusal->>'code' AS code FROM orders WHERE about = 'subject:x'`,
    );
    expect(row).toEqual({ status: 'refused', code: 'wrong-state' });
  });

  it('an order waits for the earlier one of its matter and case, so that a lifting never overtakes its setting', async () => {
    const caseId = await fixture.newCase('order');
    const by = { actor: actors.office, recordedAt };
    await writeOrders(fixture.ledger, [
      orderOf('m1', caseId, 'markKey', { trackId: 't1', keyId: 'm1', key: 'matter' }, by),
    ]);
    await writeOrders(fixture.ledger, [orderOf('m1', caseId, 'unmarkKey', { keyId: 'm1' }, by)]);
    let down = true;
    const flaky = async (id: string, command: Command) => {
      if (down && command.type === 'markKey') throw new Error('down');
      await send(id, command);
    };
    expect(await giveOrders(fixture.ledger, flaky, { about: 'm1' })).toEqual({
      given: 0,
      refused: 0,
      left: 2,
    });
    down = false;
    expect(await giveOrders(fixture.ledger, flaky, { about: 'm1' })).toEqual({
      given: 2,
      refused: 0,
      left: 0,
    });
    const { state } = await loadCase(fixture.ledger, caseId);
    expect(state.tracks['t1']?.key?.['m1']?.liftedOn).toBe(DAY);
  });
});
