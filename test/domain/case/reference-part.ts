import type { NumberedIntake } from '../../../domain/case';
import type { CommandData } from '../../../schemas/commands';
import { type Scenario, standardIntake } from './scenario';

/** The office of the unit whose part is for reference. */
export const ref = { subject: 'ref-office', role: 'unit-office' as const, unit: 'ref' };

/** A case for reference alone, and one with such a part beside a lead. */
export const onlyReference: NumberedIntake = {
  ...standardIntake,
  parts: [{ unit: 'ref', part: 'reference' }],
};
export const beside: NumberedIntake = {
  ...standardIntake,
  parts: [
    { unit: 'lead', part: 'lead' },
    { unit: 'ref', part: 'reference' },
  ],
};

/** A visit on which the unit tells proposers what became of it. */
export const telling = (
  proposers: string[],
  more: Partial<CommandData['recordContact']> = {},
): CommandData['recordContact'] => ({
  trackId: 't1',
  stage: 'during',
  way: 'visit',
  visitors: ['ref-1'],
  proposers,
  attendees: [],
  opinion: 'x1',
  told: 'told-1',
  documents: [],
  ...more,
});

/** The unit draws on the case in its work, and tells both proposers [R3.8]: the events of the telling. */
export function drawnOnAndTold(scenario: Scenario, trackId = 't1') {
  scenario.act(ref, 'recordDrawnOn', { trackId, use: 'x' });
  return scenario.act(ref, 'recordContact', telling(['p1', 'p2'], { trackId }));
}
