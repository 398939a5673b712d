import type { CaseEvent } from '../domain/case';
import type { CivilDate } from '../domain/dates';
import type { Expected, Evidence, Witness } from './evidence';
import { type Api, type Person } from './http';

/** A step of a walk that has been taken: what it was, on which day, and what was seen of it. */
export interface Step {
  number: number;
  on: CivilDate;
  who: string;
  what: string;
  evidence: Evidence;
  seen: boolean;
}

export interface StageDeps {
  api: Api;
  witness: Witness;
  say(line: string): void;
  people: Record<string, Person>;
}

/**
 * Where a walk is played. Each act goes over the API with the actor's own token and an `Idempotency-Key` of its
 * place in the walk: a walk that is played again after a crash gets the same answers, and goes on where it was.
 */
export class Stage {
  readonly steps: Step[] = [];
  constructor(
    private readonly deps: StageDeps,
    private readonly walk: string,
  ) {}

  /** The day of the scene that is on: a walk that is played again tells its own days. */
  on: CivilDate = '';

  person(name: string): Person {
    const person = this.deps.people[name];
    if (!person) throw new Error(`no such person on stage: ${name}`);
    return person;
  }

  get<T>(who: string, path: string): Promise<T> {
    return this.deps.api.get<T>(this.person(who), path);
  }

  /** An act over the API, and what must be seen of it. */
  async act<T>(
    who: string,
    what: string,
    path: string,
    body: unknown,
    expected: Expected,
    name: string = path,
  ): Promise<T> {
    const answer = await this.deps.api.post<T>(this.person(who), path, body, this.keyOf(name));
    await this.see(this.person(who).name, what, expected);
    return answer;
  }

  /** Something that the platform did by itself. */
  async see(who: string, what: string, expected: Expected): Promise<void> {
    const evidence = await this.deps.witness.find(expected);
    const seen =
      evidence.event !== undefined &&
      evidence.engine !== undefined &&
      (expected.mail === undefined || evidence.mail !== undefined);
    const step = { number: this.steps.length + 1, on: this.on, who, what, evidence, seen };
    this.steps.push(step);
    this.deps.say(`${step.on}  ${seen ? '✓' : '✗'} ${who}：${what}`);
  }

  private keyOf(name: string): string {
    return `${this.walk}-${this.steps.length + 1}-${Buffer.from(name).toString('base64url').slice(-80)}`;
  }
}

export const whereData =
  (fields: Record<string, unknown>) =>
  (event: CaseEvent): boolean =>
    Object.entries(fields).every(([key, value]) => (event.data as Record<string, unknown>)[key] === value);
