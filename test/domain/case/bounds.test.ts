import type { CommandType } from '../../../schemas/commands';
import type { ActorName } from './scenario';
import { Scenario, standardIntake, steps } from './scenario';
import { consulted, HASH, published, replied, result, signed } from './stages';

const feedback = (more: object = {}) =>
  ({ proposer: 'p1', attitude: 'satisfied', result: 'satisfied', ...more }) as const;

/** One act again and again, with what makes room for it, until it is refused; how often it was taken. */
function repeated(
  scenario: Scenario,
  who: ActorName,
  type: CommandType,
  data: (round: number) => object,
  between: (round: number) => void = () => undefined,
) {
  for (let round = 1; round < 10_000; round += 1) {
    try {
      scenario.act(who, type, data(round));
    } catch {
      return { times: round - 1, refusal: scenario.refusal(who, type, data(round)) };
    }
    between(round);
  }
  throw new Error(`${type} was taken 10000 times`);
}

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe('how often one act is repeated in a case', () => {
  it('a proposer speaks twenty times about one letter, and each time may say something else', () => {
    const { scenario, letterId } = replied();
    const { times, refusal } = repeated(scenario, 'p1', 'giveFeedback', (round) =>
      round % 2 ? feedback() : feedback({ result: 'dissatisfied', reason: 'x' }),
    );
    expect(times).toBe(20);
    expect(refusal).toMatchObject({ rule: 'setting', code: 'wrong-state', pointer: '/proposer' });
    expect(scenario.case.feedback.every((given) => given.letterId === letterId)).toBe(true);
    expect(scenario.case.feedback.at(-1)).toMatchObject({ result: 'dissatisfied' });
  });

  it('another proposer, and another letter, have their own twenty', () => {
    const { scenario, letterId } = replied();
    repeated(scenario, 'p1', 'giveFeedback', () => feedback());
    expect(scenario.act('p2', 'giveFeedback', feedback({ proposer: 'p2' }))).toContain('feedbackGiven');
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    steps.reply(scenario);
    expect(scenario.act('p1', 'giveFeedback', feedback())).toContain('feedbackGiven');
  });

  const rows: [
    CommandType,
    string,
    number,
    string,
    () => {
      scenario: Scenario;
      who: ActorName;
      data: (round: number) => object;
      between?: (round: number) => void;
    },
  ][] = [
    [
      'askInstructions',
      'R3.11',
      50,
      '/question',
      () => ({ scenario: signed(), who: 'lead', data: () => ({ trackId: 't1', to: 'x', question: 'x' }) }),
    ],
    [
      'openSupervision',
      'R7.2',
      50,
      '/form',
      () => ({
        scenario: signed(),
        who: 'office',
        data: () => ({ trackId: 't1', form: 'special-inspection', ground: 'x' }),
      }),
    ],
    [
      'assignDivision',
      'R1.1',
      100,
      '/division',
      () => ({ scenario: signed(), who: 'lead', data: (n) => ({ trackId: 't1', division: `lead/${n}` }) }),
    ],
    [
      'passOn',
      'R2.2',
      300,
      '/bureaus',
      () => {
        const scenario = signed();
        return {
          scenario,
          who: 'lead',
          data: () => ({ trackId: 't1', bureaus: ['b1'] }),
          between: () => void scenario.act('lead', 'takeBack', { trackId: 't1', bureau: 'b1', reason: 'x' }),
        };
      },
    ],
    [
      'recordContact',
      'R6.2',
      // Each of them names one proposer, and nobody who went there; the first one was with both and a visitor.
      (6000 - 4) / 2,
      '/proposers',
      () => ({
        scenario: consulted(),
        who: 'leadOfficer',
        data: () => ({
          trackId: 't1',
          stage: 'during',
          way: 'meeting',
          proposers: ['p1'],
          attendees: [],
          opinion: 'x',
          documents: [],
        }),
      }),
    ],
    [
      'requestContactException',
      'R6.1',
      10,
      '/proposer',
      () => {
        const scenario = signed();
        return {
          scenario,
          who: 'leadOfficer',
          data: () => ({ trackId: 't1', proposer: 'p2', ground: 'unreachable', reason: 'x' }),
          between: (n) =>
            void scenario.act('office', 'decideContactException', {
              exceptionId: `x${n}`,
              outcome: 'refused',
              reason: 'x',
            }),
        };
      },
    ],
    [
      'requestExtension',
      'setting',
      30,
      '/until',
      () => {
        const scenario = signed();
        const { id } = Object.values(scenario.case.obligations).find(
          ({ kind, trackId }) => kind === 'reply' && trackId === 't1',
        ) as { id: string };
        return {
          scenario,
          who: 'lead',
          data: () => ({ obligationId: id, until: '2026-06-01', reason: 'x' }),
          between: (n) =>
            void scenario.act('office', 'decideExtension', {
              requestId: `e${n}`,
              outcome: 'refused',
              reason: 'x',
            }),
        };
      },
    ],
    [
      'reviseLetter',
      'R5.1',
      100,
      '/document',
      () => {
        const scenario = consulted();
        const letterId = steps.draftReply(scenario);
        return {
          scenario,
          who: 'leadOfficer',
          data: () => ({ letterId, document: HASH, category: 'A', mark: 'public' }),
        };
      },
    ],
    [
      'assignRework',
      'R7.4',
      50,
      '/objectors',
      () => {
        const { scenario } = published();
        return {
          scenario,
          who: 'office',
          data: () => ({ objectors: ['p1'], receivedOn: scenario.today, reason: 'x' }),
          between: (n) => void result(scenario, `r${n}`, ['p1']),
        };
      },
    ],
    [
      'draftLetter',
      'setting',
      100,
      '/product',
      () => {
        const scenario = consulted();
        return {
          scenario,
          who: 'leadOfficer',
          data: () => ({ trackId: 't1', product: 'reply', document: HASH, category: 'A', mark: 'public' }),
          between: (n) => {
            const letterId = `l${n}`;
            steps.review(scenario, letterId);
            scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
            scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
          },
        };
      },
    ],
    [
      'reassign',
      'setting',
      198,
      '/unit',
      () => ({
        scenario: new Scenario(standardIntake),
        who: 'office',
        data: (n) => ({ trackId: n === 1 ? 't2' : `t${n + 1}`, unit: `u${n}`, reason: 'x' }),
      }),
    ],
    [
      'swapLead',
      'R3.4',
      // Each swap opens a limit for both parts, and counts for the one that is to lead.
      99,
      '/trackId',
      () => ({
        scenario: signed(),
        who: 'office',
        data: (n) => ({ trackId: n % 2 ? 't2' : 't1', reason: 'x' }),
      }),
    ],
  ];
  it.each(rows)(
    '%s ends under %s after %d times, and says which field',
    (type, rule, most, pointer, stage) => {
      const { scenario, who, data, between } = stage();
      const { times, refusal } = repeated(scenario, who, type, data, between);
      expect(refusal).toMatchObject({ rule, code: 'wrong-state', pointer });
      expect(refusal.message).toContain('上限');
      expect(times).toBe(most);
      // A state is carried into the next run: payloads end at 2 MB.
      expect(bytes(scenario.case)).toBeLessThan(512 * 1024);
    },
  );
});
