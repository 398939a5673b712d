import { ApplicationFailure } from '@temporalio/common';
import {
  decide,
  decideIntake,
  evolve,
  initialState,
  type AssignedCase,
  type CaseEvent,
  type CaseState,
} from '../../domain/case';
import { civilDateOf, maxDate } from '../../domain/dates';
import { Refusal } from '../../domain/refusal';
import type { Command } from '../../schemas/commands';
import {
  UNRECORDABLE,
  type CaseActivities,
  type CaseRules,
  type DeliveryResult,
  type RecordRequest,
  type RecordResult,
  type RefusalDetail,
} from '../../workflows/contract';

type Intake = Parameters<typeof decideIntake>[0];

interface Row {
  state: CaseState;
  events: CaseEvent[];
  commands: Map<string, { refusal?: RefusalDetail }>;
}

/**
 * A ledger in memory, with the real domain and the same answers as the one in Postgres: what the runs do with them is
 * what is tested here. It can be down, break on a command, or hang at a line.
 */
export class MemoryLedger implements CaseActivities {
  /** Cases whose writes fail: for them the ledger is out of reach. */
  readonly outOfReach = new Set<string>();
  /** Called after a write, before its answer, which it may keep from coming. */
  afterWrite: (request: RecordRequest) => Promise<void> = () => Promise.resolve();
  /** Commands that a defect keeps out, by type. */
  readonly defects = new Set<string>();
  /** What the world answers. */
  deliverer: (request: { caseId: string; deliveryId: string }) => Promise<DeliveryResult> = () =>
    Promise.resolve({ outcome: 'sent', way: 'mail', messageId: '<1@test>' });
  /** Attempts to write, answered or not. */
  attempts = 0;
  private readonly rows = new Map<string, Row>();

  constructor(readonly rules: CaseRules) {}

  takeIn(intake: Intake, recordedAt: string): CaseEvent[] {
    const command = {
      id: `intake:${intake.caseId}`,
      actor: { subject: 'intake', role: 'intake' as const },
      recordedAt,
    };
    const context = {
      today: intake.facts.enteredOn,
      rules: this.rules.policy,
      calendar: this.rules.calendar,
    };
    const events = decideIntake(intake, command, context).map((event, index): CaseEvent => ({
      ...event,
      seq: index + 1,
      actor: command.actor,
      commandId: command.id,
      recordedAt,
    }));
    const state = events.reduce<CaseState>((before, event) => evolve(before, event), initialState);
    this.rows.set(intake.caseId, { state, events: [...events], commands: new Map() });
    return events;
  }

  /** Has a case as another release left it. */
  restore(state: AssignedCase): void {
    this.rows.set(state.caseId, { state, events: [], commands: new Map() });
  }

  eventsOf(caseId: string): CaseEvent[] {
    return this.row(caseId).events;
  }

  stateOf(caseId: string): AssignedCase {
    const { state } = this.row(caseId);
    if (state.status === 'unassigned') throw new Error(`${caseId} is unassigned`);
    return state;
  }

  record = async (request: RecordRequest): Promise<RecordResult> => {
    this.attempts += 1;
    this.reach(request.caseId);
    const row = this.row(request.caseId);
    if (this.defects.has(request.command.type))
      throw ApplicationFailure.create({
        type: UNRECORDABLE,
        message: 'null value in column violates not-null constraint',
      });
    const known = row.commands.get(request.command.id);
    const refusal = known === undefined ? this.write(row, request.command) : known.refusal;
    await this.afterWrite(request);
    return { events: row.events.filter(({ seq }) => seq > request.afterSeq), refusal };
  };

  load = async (caseId: string) => {
    this.reach(caseId);
    return Promise.resolve({ state: this.stateOf(caseId), rules: this.rules });
  };

  deliver = (request: { caseId: string; deliveryId: string }): Promise<DeliveryResult> =>
    this.deliverer(request);

  publish = async ({ letterId }: { letterId: string }) =>
    Promise.resolve({ url: `http://portal.test/${letterId}` });

  takeDown = async () => Promise.resolve({});

  private reach(caseId: string): void {
    if (this.outOfReach.has(caseId)) throw new Error('connect ECONNREFUSED');
  }

  private write(row: Row, command: Command): RefusalDetail | undefined {
    const { state } = row;
    try {
      const day = civilDateOf(Date.parse(command.recordedAt));
      const today = state.status === 'unassigned' ? day : maxDate(state.lastDay, day);
      const decided = decide(state, command, {
        today,
        rules: this.rules.policy,
        calendar: this.rules.calendar,
      });
      for (const event of decided) {
        const { id: commandId, actor, recordedAt } = command;
        const recorded: CaseEvent = { ...event, seq: row.state.seq + 1, actor, commandId, recordedAt };
        row.events.push(recorded);
        row.state = evolve(row.state, recorded);
      }
      row.commands.set(command.id, {});
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { rule, code, pointer, message } = error;
      row.commands.set(command.id, { refusal: { rule, code, pointer, message } });
      return { rule, code, pointer, message };
    }
  }

  private row(caseId: string): Row {
    const row = this.rows.get(caseId);
    if (row === undefined)
      throw ApplicationFailure.create({ type: UNRECORDABLE, message: `there is no case ${caseId}` });
    return row;
  }
}
