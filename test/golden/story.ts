import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { evolve, initialState, type AssignedCase, type CaseEvent, type CaseState } from '../../domain/case';
import type { CaseInput, RecordResult } from '../../workflows/contract';
import { historyFromText } from './history';

type Payloads = temporal.api.common.v1.IPayloads | null | undefined;

/** The histories that were recorded with the first release, by name. */
export const GOLDEN = ['satisfied', 'troubled', 'untouched'] as const;
export type GoldenName = (typeof GOLDEN)[number];

export const goldenHistory = (name: GoldenName) =>
  historyFromText(readFileSync(join(__dirname, `${name}.json`), 'utf8'));

/** What a run of the first release was started with, and what its ledger told it afterwards. */
export interface GoldenStory {
  input: CaseInput;
  /** Where the run began: the state that it was handed, or no case where its events follow. */
  begins: CaseState;
  events: CaseEvent[];
}

/** The story of the case that a golden history holds, in the words of the release that recorded it. */
export function goldenStory(name: GoldenName): GoldenStory {
  const events = goldenHistory(name).events ?? [];
  const input = first<CaseInput>(events[0]?.workflowExecutionStartedEventAttributes?.input);
  if (input === undefined) throw new Error(`${name} does not begin with the start of a case`);
  const told = events
    .map(
      ({ markerRecordedEventAttributes: marker, activityTaskCompletedEventAttributes: activity }) =>
        first<Partial<RecordResult>>(marker?.details?.['result'] ?? activity?.result)?.events ?? [],
    )
    .flat();
  return {
    input,
    begins: input.snapshot ?? initialState,
    // A run that fell behind is told again what it knows.
    events: [...new Map([...(input.seed ?? []), ...told].map((event) => [event.seq, event])).values()],
  };
}

/**
 * The case wherever an upgrade may find it, as today's model reads its events: after each command, since the ledger has
 * all events of a command or none; a run that was handed a state begins with that.
 */
export function statesOf({ begins, events }: GoldenStory): AssignedCase[] {
  let state = begins;
  const states = events.map((event) => (state = evolve(state, event)));
  const whole = states.filter((_, index) => events[index]?.commandId !== events[index + 1]?.commandId);
  return [begins, ...whole].filter((each): each is AssignedCase => each.status !== 'unassigned');
}

function first<T>(payloads: Payloads): T | undefined {
  const payload = payloads?.payloads?.[0];
  return payload ? defaultPayloadConverter.fromPayload<T>(payload) : undefined;
}
