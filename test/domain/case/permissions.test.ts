import { decide, permission, rolesFor } from '../../../domain/case';
import type { Command, CommandType } from '../../../schemas/commands';
import type { Actor, ReviewLevel } from '../../../schemas/common';
import { role as roles } from '../../../schemas/common';
import { commandSchemas } from '../../../schemas/commands';
import { Refusal } from '../../../domain/refusal';
import { actors, Scenario, steps, criteria } from './scenario';
import { consulted, repliedProposal, replied } from './stages';

const types: CommandType[] = [
  ...(Object.keys(commandSchemas) as CommandType[]),
  'tick',
  'wake',
  'reportDelivery',
  'reportPublication',
  'adoptRules',
  'discardMessage',
  'markKey',
  'unmarkKey',
  'trackSubject',
  'giveFeedback',
  'assignRework',
];
const command = (type: CommandType, actor: Command['actor'], data: object): Command =>
  ({ id: 'k', type, actor, recordedAt: '2026-02-06T02:00:00.000Z', data }) as unknown as Command;

describe('who may do what', () => {
  const scenario = consulted();
  it.each(types)(
    '%s is refused to every role that its row does not name, and the auditor has none',
    (type) => {
      const allowed = rolesFor(type);
      expect(allowed).not.toContain('auditor');
      expect(allowed.length).toBeGreaterThan(0);
      for (const role of roles.options.filter((each) => !allowed.includes(each)))
        expect(
          permission(
            command(
              type,
              { subject: 'x', role, unit: 'lead', person: 'p1' },
              { trackId: 't1', level: 'office' },
            ),
            scenario.case,
          ),
        ).toMatchObject({ code: 'not-permitted' });
    },
  );

  it('a unit acts on its own part only, whatever it names', () => {
    const letterId = steps.opinion(scenario);
    const foreign = [
      ['signFor', { trackId: 't1' }],
      ['reviseLetter', { letterId }],
      ['recordDispatch', { deliveryId: 'd1' }],
      ['requestExtension', { obligationId: Object.keys(scenario.case.obligations)[0] }],
    ] as const;
    for (const [type, data] of foreign)
      expect(permission(command(type, actors.stranger, data), scenario.case)).toMatchObject({
        code: 'not-permitted',
        pointer: '',
      });
    expect(permission(command('draftLetter', actors.co, { trackId: 't1' }), scenario.case)).toMatchObject({
      code: 'not-permitted',
    });
    expect(permission(command('acceptOpinion', actors.co, { letterId }), scenario.case)).toMatchObject({
      code: 'not-permitted',
    });
    expect(permission(command('acceptOpinion', actors.lead, { letterId }), scenario.case)).toBeUndefined();
  });

  it('[R5.1] a level is reviewed in its own role', () => {
    const review = { letterId: 'l1', decision: 'approve', criteria };
    for (const [level, right, wrong] of [
      ['division', actors.leadDivision, actors.lead],
      ['office', actors.lead, actors.leadLeader],
      ['principal', actors.leadPrincipal, actors.leadDivision],
    ] as const) {
      const letter = consulted();
      steps.draftReply(letter);
      expect(permission(command('reviewLetter', right, { ...review, level }), letter.case)).toBeUndefined();
      expect(permission(command('reviewLetter', wrong, { ...review, level }), letter.case)).toMatchObject({
        rule: 'R5.1',
        pointer: '/level',
      });
    }
  });

  it('[R5.1] the last level is the principal’s own: no other leader of the unit reviews in their place', () => {
    const letter = consulted();
    steps.draftReply(letter);
    const review = { letterId: 'l1', decision: 'approve', criteria, level: 'principal' };
    const as = (person: string) =>
      permission(command('reviewLetter', { ...actors.leadLeader, person }, review), letter.case);
    expect(as('lead-1')).toBeUndefined();
    for (const person of ['lead-2', 'lead-9'])
      expect(as(person)).toMatchObject({ rule: 'R5.1', code: 'not-permitted', pointer: '/level' });
  });

  it('[R5.1] a leader whose token names no person is not taken for the principal', () => {
    const letter = consulted();
    steps.draftReply(letter);
    const leader = { subject: 'x', role: 'unit-leader', unit: 'lead' } as const;
    const by = (actor: Actor, level: string) =>
      permission(
        command('reviewLetter', actor, { letterId: 'l1', decision: 'approve', criteria, level }),
        letter.case,
      );
    expect(by(leader, 'principal')).toMatchObject({
      rule: 'R5.1',
      code: 'not-permitted',
      pointer: '/level',
      message: expect.stringContaining('登录身份须写明是哪一位') as string,
    });
    expect(by({ ...leader, person: 'lead-1' }, 'principal')).toBeUndefined();
    // Where the role is enough, nobody asks who it is.
    expect(by(leader, 'leaderInCharge')).toBeUndefined();
  });

  it('[R5.1] the principal, who reviews last, does not approve in the place of the leader in charge', () => {
    const letter = consulted();
    steps.draftReply(letter);
    const by = (person: string, review: object) =>
      permission(
        command('reviewLetter', { ...actors.leadLeader, person }, { level: 'leaderInCharge', ...review }),
        letter.case,
      );
    const approve = { letterId: 'l1', decision: 'approve', criteria };
    expect(by('lead-1', approve)).toMatchObject({ rule: 'R5.1', code: 'not-permitted', pointer: '/level' });
    expect(by('lead-9', approve)).toBeUndefined();
    // Back to its drafter they may send it at any level; an opinion knows no level of theirs.
    expect(by('lead-1', { letterId: 'l1', decision: 'return', reason: 'x' })).toBeUndefined();
    letter.act('coOfficer', 'draftLetter', {
      trackId: 't2',
      product: 'opinion',
      document: 'a'.repeat(64),
      mark: 'public',
    });
    letter.act({ ...actors.coLeader, person: 'co-1' }, 'reviewLetter', {
      letterId: 'l2',
      level: 'leaderInCharge',
      decision: 'approve',
      criteria,
    });
    expect(letter.case.letters.l2?.status).toBe('approved');
  });

  it('[R5.1] who approved one level and has come to the next may still return the text there', () => {
    const letter = consulted();
    const letterId = steps.draftReply(letter);
    const approve = (who: Parameters<typeof letter.act>[0], level: ReviewLevel) =>
      letter.act(who, 'reviewLetter', { letterId, level, decision: 'approve', criteria });
    approve('leadDivision', 'division');
    approve('lead', 'office');
    approve('leadLeader', 'leaderInCharge');
    letter.act('lead', 'handOver', { trackId: 't1', from: 'lead-1', to: 'lead-8', reason: 'x' });
    const now = { ...actors.leadLeader, person: 'lead-8' };
    expect(
      letter.refusal(now, 'reviewLetter', { letterId, level: 'principal', decision: 'approve', criteria }),
    ).toMatchObject({ rule: 'R5.1', code: 'conflict' });
    letter.act(now, 'reviewLetter', { letterId, level: 'principal', decision: 'return', reason: 'x' });
    expect(letter.case.letters[letterId]?.status).toBe('returned');
  });

  it('[R1.1] [R5.1] who stands in for the principal reviews in their stead, and the event keeps both', () => {
    const letter = consulted();
    const letterId = steps.draftReply(letter);
    const review = { letterId, decision: 'approve', criteria, level: 'principal' };
    const inStead = (absent: string, role: Command['actor']['role'] = 'unit-leader') =>
      command(
        'reviewLetter',
        { ...actors.leadLeader, subject: 'x', person: 'lead-2', role, for: absent },
        review,
      );
    expect(permission(inStead('lead-1'), letter.case)).toBeUndefined();
    // For somebody else than the principal, or in a role that reviews no such level, it opens nothing.
    expect(permission(inStead('lead-9'), letter.case)).toMatchObject({ rule: 'R5.1', pointer: '/level' });
    expect(permission(inStead('lead-1', 'unit-division'), letter.case)).toMatchObject({
      code: 'not-permitted',
    });
  });

  it('[R5.1] who stands in and has reviewed a level already does not review the next one, too', () => {
    const letter = consulted();
    const letterId = steps.draftReply(letter);
    for (const [who, level] of [
      ['leadDivision', 'division'],
      ['lead', 'office'],
      ['leadLeader', 'leaderInCharge'],
    ] as const)
      letter.act(who, 'reviewLetter', { letterId, level, decision: 'approve', criteria });
    const last = (subject: string) =>
      decide(
        letter.case,
        command(
          'reviewLetter',
          { ...actors.leadLeader, subject, for: 'lead-1' },
          { letterId, level: 'principal', decision: 'approve', criteria },
        ),
        { ...letter.context, today: letter.today },
      );
    expect(() => last(actors.leadLeader.subject)).toThrow('每一级应由不同的人审核');
    expect(last('another').map(({ type }) => type)).toContain('letterReviewed');
  });

  it('a proposer speaks for themselves', () => {
    const { case: state } = replied().scenario;
    expect(permission(command('giveFeedback', actors.p1, { proposer: 'p2' }), state)).toMatchObject({
      pointer: '/proposer',
    });
    expect(
      permission(command('giveFeedback', { subject: 'x', role: 'proposer' }, { proposer: 'p2' }), state),
    ).toMatchObject({ code: 'not-permitted' });
  });

  it('[R3.5] a committee signs for its own copy, and for nobody else’s; the provincial office for any', () => {
    const { case: state } = replied().scenario;
    const by = (actor: Actor) =>
      Object.values(state.deliveries)
        .filter(({ id: deliveryId }) => !permission(command('recordReceipt', actor, { deliveryId }), state))
        .map(({ recipient }) => recipient.id);
    expect(by(actors.congress)).toEqual(['congress-committee']);
    expect(by(actors.office)).toEqual(Object.values(state.deliveries).map(({ recipient }) => recipient.id));
  });

  it("the congress's committee acts on suggestions, the CPPCC's on proposals", () => {
    const proposal = repliedProposal().scenario.case;
    const suggestion = replied().scenario.case;
    const receipt = { deliveryId: 'd1' };
    expect(permission(command('recordReceipt', actors.congress, receipt), proposal)).toMatchObject({
      code: 'not-permitted',
    });
    expect(permission(command('recordReceipt', actors.cppcc, receipt), suggestion)).toMatchObject({
      code: 'not-permitted',
    });
    const own = Object.values(proposal.deliveries).find(
      ({ recipient }) => recipient.id === 'cppcc-committee',
    );
    const copy = { deliveryId: own?.id ?? '' };
    expect(permission(command('recordReceipt', actors.cppcc, copy), proposal)).toBeUndefined();
    expect(
      permission(command('withdrawCase', actors.congress, { proposer: 'p1' }), suggestion),
    ).toBeUndefined();
    expect(permission(command('assignRework', actors.cppcc, {}), suggestion)).toBeUndefined();
  });

  it('a command to a case that does not exist is not found', () => {
    const context = { ...new Scenario().context };
    expect(() =>
      decide({ status: 'unassigned', seq: 0 }, command('tick', actors.system, {}), context),
    ).toThrow(Refusal);
  });
});
