import { type Build, of } from './draw';

/** What no person does: time, and what effects report. */
export const engineMoves = {
  tick: () => ({}),
  wake: () => ({}),
  reportDelivery: (draw, { state }) => ({
    deliveryId: draw([...of(state.deliveries), 'd99']) ?? '',
    outcome: draw(['sent', 'unreachable'] as const) ?? 'sent',
    way: 'mail',
    messageId: '<1@test>',
  }),
  reportPublication: (draw, { letter }) => ({
    letterId: letter,
    outcome: draw(['published', 'taken-down'] as const) ?? 'published',
  }),
  adoptRules: () => ({ calendarVersion: 'x', policyVersion: 'x', reason: 'x' }),
  discardMessage: () => ({ channel: 'feedback', messageId: 'x', why: 'x' }),
} satisfies Partial<Build>;
