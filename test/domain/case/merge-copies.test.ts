import { type NumberedIntake } from '../../../domain/case';
import { Exchange } from './exchange';
import { idOf, numbered, replyOf } from './merge-stages';
import { answer, draft, national, sentOut, submit } from './national-stages';
import { type Scenario, standardIntake, steps } from './scenario';
import { consulted, owed } from './stages';

const parts = [{ unit: 'lead', part: 'lead' as const }];

function merged(own: NumberedIntake, others: NumberedIntake) {
  const host = consulted(numbered('0001', own));
  const member = consulted(numbered('0002', others));
  const world = new Exchange([host, member]);
  host.act('office', 'mergeCases', { cases: [idOf(member)], reason: 'x' });
  world.carry();
  return { host, member, world };
}

const copiesOf = (scenario: Scenario): string[] =>
  sentOut(scenario, replyOf(scenario)?.id ?? '').filter((each) => each.startsWith('copy'));

describe('the copies of a merged reply [R3.10]', () => {
  it('[R3.7] [R3.5] go to each body once, and from the member to whom its own letter of assignment alone names', () => {
    const { host, member, world } = merged(
      { ...standardIntake, parts },
      {
        ...standardIntake,
        parts,
        outOfSession: true,
        limits: { reply: { unit: 'month', amount: 2 }, setBy: 'provincial-office' },
        letter: { departments: ['fgw'] },
      },
    );
    steps.reply(host);
    expect(world.carry()).toEqual(['taken']);
    expect(copiesOf(host)).toEqual(['copy body congress-committee', 'copy body provincial-office']);
    expect(copiesOf(member)).toEqual(['copy unit fgw']);
    steps.world(member);
    expect(owed(member, 'copy', 't1')).toMatchObject({ rule: 'R3.7', status: 'met' });
  });

  it('[R3.1] [R3.6] of a national case too: what both letters name goes out once, what only the member’s names from it', () => {
    const letter = { departments: ['czt'] };
    const { host, member, world } = merged(
      national(letter, { parts }),
      national({ copies: ['national-congress'], departments: ['czt', 'fgw'] }, { parts }),
    );
    submit(host);
    world.carry();
    for (const each of [host, member]) {
      steps.world(each);
      each.goTo('2026-04-20');
    }
    answer(host, draft({ trackId: 't2' }));
    expect(world.carry()).toEqual(['taken']);
    expect(copiesOf(host)).toEqual(['copy unit czt']);
    expect(copiesOf(member)).toEqual(['copy body national-congress', 'copy unit fgw']);
  });
});
