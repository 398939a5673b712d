import type { EventType } from '../domain/case';
import type { Expected } from './evidence';
import { whereData, type Stage } from './stage';

/** What the API answers to a command. */
interface Answer {
  created: { type: string; id: string }[];
}

/** A case over the API: each act on it, and what must be seen of it in the case's record. */
export class ActsOnCase {
  readonly url: string;

  constructor(
    protected readonly stage: Stage,
    readonly id: string,
  ) {
    this.url = `/cases/${encodeURIComponent(id)}`;
  }

  /** An act on the case: a command, which the engine takes as an update. `path` is below the case's own. */
  act(
    who: string,
    what: string,
    path: string,
    body: object,
    event: EventType,
    fields: Record<string, unknown> = {},
    mail?: Expected['mail'],
  ): Promise<Answer> {
    const expected = { caseId: this.id, way: 'update', event, where: whereData(fields), mail } as const;
    return this.stage.act<Answer>(who, what, `${this.url}/${path}`, body, expected);
  }

  /** What is told to the case as a signal: feedback, and dissatisfaction that is assigned back. */
  tell(
    who: string,
    what: string,
    path: string,
    body: object,
    event: EventType,
    fields = {},
  ): Promise<unknown> {
    const expected = { caseId: this.id, way: 'signal', event, where: whereData(fields) } as const;
    return this.stage.act(who, what, `${this.url}/${path}`, body, expected);
  }

  /** What followed in the case by itself. */
  see(what: string, event: EventType, fields: Record<string, unknown> = {}, way: Expected['way'] = 'update') {
    return this.stage.see('平台', what, { caseId: this.id, way, event, where: whereData(fields) });
  }

  /** What the office reads of the case. */
  read<T>(what: string, holds: (detail: T) => boolean): Promise<void> {
    return this.stage.read('provincial-office', what, this.url, holds);
  }
}
