import fc from 'fast-check';
import { evolve, type AssignedCase, type CaseState } from '../../../domain/case';
import { currentPolicy } from '../../../policies';
import { GOLDEN, goldenStory, statesOf, type GoldenName, type GoldenStory } from '../../golden/story';
import { standardIntake } from './scenario';
import { story as anyStory, Walk } from './walks';

/** The case of a release before, in the hands of this one: brought to its end by what its state calls for. */
function finished(state: AssignedCase, { input }: GoldenStory, rules = input.rules.policy): AssignedCase {
  const walk = new Walk({ intake: standardIntake, enteredLater: 0 });
  return walk.takeUp(state, { rules, calendar: input.rules.calendar }).finishes().case;
}
const stories = GOLDEN.map((name): [GoldenName, GoldenStory] => [name, goldenStory(name)]);

describe('a running case of the first release', () => {
  it('tells its story from first to last without a gap', () => {
    const known: Record<GoldenName, [string, string]> = {
      satisfied: ['caseAssigned', 'caseClosed'],
      untouched: ['caseAssigned', 'deadlineMissed'],
      troubled: ['caseLeaderNamed', 'obligationMet'],
    };
    for (const [name, { begins, events }] of stories) {
      expect([events[0]?.type, events.at(-1)?.type]).toEqual(known[name]);
      const from = begins.status === 'unassigned' ? 1 : begins.seq + 1;
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => from + index));
      expect(events.length).toBeGreaterThan(5);
    }
  });

  it('means the same to this release: every event of it changes what it is about, and none is lost on the way', () => {
    for (const [, story] of stories) {
      let state: CaseState = story.begins;
      for (const event of story.events) {
        const before = state;
        state = evolve(state, event);
        if (state.status === 'unassigned') throw new Error('there is no case');
        expect(state.seq).toBe(event.seq);
        // Of a message that was nonsense the record alone knows.
        if (event.type !== 'messageDiscarded' && before.status !== 'unassigned')
          expect({ ...state, seq: 0 }).not.toEqual({ ...before, seq: 0 });
      }
      expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
    }
  });

  it.each(stories)(
    '%s: comes to its end from wherever this release finds it, under its own rules',
    (_, story) => {
      const states = statesOf(story);
      for (const state of states)
        expect([state.seq, finished(state, story).status]).toEqual([state.seq, 'closed']);
      expect(states.length).toBeGreaterThan(3);
    },
  );

  it.each(stories)('%s: comes to its end from wherever it adopts the rules of this release', (_, story) => {
    for (const state of statesOf(story))
      expect([state.seq, finished(state, story, currentPolicy.rules).status]).toEqual([state.seq, 'closed']);
  });

  it('takes whatever people do in this release, under its own rules, and still comes to its end', () => {
    const found = stories.flatMap(([, story]) => statesOf(story).map((state) => ({ story, state })));
    let changed = 0;
    fc.assert(
      fc.property(fc.constantFrom(...found), anyStory(), ({ story: { input }, state }, { steps }) => {
        const walk = new Walk({ intake: standardIntake, enteredLater: 0 });
        walk.takeUp(state, { rules: input.rules.policy, calendar: input.rules.calendar });
        walk.follows({ helped: 0, steps });
        changed += walk.history.length;
        if (walk.case.status === 'open') walk.finishes();
        expect(['closed', 'withdrawn']).toContain(walk.case.status);
      }),
      { numRuns: 150 },
    );
    expect(changed).toBeGreaterThan(1_000);
  });

  it('twin: a release that no longer knew an event of the first one would be found out', () => {
    const story = goldenStory('untouched');
    const forgotten = story.events.filter(({ type }) => type !== 'obligationOpened');
    const [state] = statesOf({ ...story, events: forgotten });
    expect(() => finished(state as AssignedCase, story)).toThrow(/nothing leads on/);
  });
});
