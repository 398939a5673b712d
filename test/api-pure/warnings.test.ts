import { opinionWarning } from '../../api/warnings';
import type { CommandOf } from '../../schemas/commands';
import { steps, type Scenario } from '../domain/case/scenario';
import { consulted } from '../domain/case/stages';

const warned = ({ case: state }: Scenario, letterId: string) =>
  opinionWarning(state, { data: { letterId } } as CommandOf<'issueLetter'>);

describe('a reply that is issued', () => {
  it('[R3.4] is warned of while opinions of co-handlers are missing, and not once they have come in', () => {
    const scenario = consulted();
    const reply = steps.draftReply(scenario);
    expect(warned(scenario, reply)).toMatchObject([
      { code: 'missing-opinions', rule: 'R3.4', message: expect.stringContaining('co') as string },
    ]);
    const opinion = steps.opinion(scenario);
    // The opinion itself is no reply: nobody is told that it is missing from itself.
    expect(warned(scenario, opinion)).toEqual([]);
    steps.world(scenario);
    expect(warned(scenario, reply)).toEqual([]);
  });
});
