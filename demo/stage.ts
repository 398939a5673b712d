import type { CaseEvent } from '../domain/case';
import type { CivilDate } from '../domain/dates';
import type { Cast } from './cast';
import type { Expected, Evidence, Witness } from './evidence';
import { Refused, type Api } from './http';

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
  cast: Cast;
  witness: Witness;
  say(line: string): void;
}

/**
 * Where a walk is played. Each act goes over the API with the actor's own token and an `Idempotency-Key` of its
 * place in the walk: a walk that is played again after a crash gets the same answers, and goes on where it was.
 */
export class Stage {
  readonly steps: Step[] = [];
  /** The cases that its steps were about, in their order. */
  readonly cases = new Set<string>();
  private documents = 0;
  private stopped = false;

  constructor(
    private readonly deps: StageDeps,
    /** Begins the keys of its acts: no two walks share one. */
    private readonly walk: string,
    /** Begins the lines of its steps, where several walks take turns. */
    private readonly label = '',
  ) {}

  /** The day of the scene that is on: a walk that is played again tells its own days. */
  on: CivilDate = '';

  /** Plays a scene, unless the walk could not go on before: what the API refuses ends this walk, and no other. */
  async play(on: CivilDate, scene: () => Promise<unknown>): Promise<void> {
    if (this.stopped) return;
    this.on = on;
    try {
      await scene();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.stopped = true;
      this.took('平台', `未能继续：${error.message}`, {}, false);
    }
  }

  unitName(unit: string): Promise<string> {
    return this.deps.cast.unitName(unit);
  }

  async get<T>(who: string, path: string): Promise<T> {
    return this.deps.api.get<T>(await this.deps.cast.person(who), path);
  }

  /** Stores a sample text, and answers with its hash. Each brings its own: who only knows a hash may not use it. */
  async document(who: string, title: string, lines: readonly string[]): Promise<string> {
    this.documents += 1;
    const { hash } = await this.deps.api.upload<{ hash: string }>(
      await this.deps.cast.person(who),
      `/documents?name=${encodeURIComponent(`${title}.txt`)}`,
      Buffer.from([title, '', ...lines, '', '（示例文稿）'].join('\n'), 'utf8'),
      'text/plain; charset=utf-8',
      `${this.walk}-document-${this.documents}`,
    );
    return hash;
  }

  /** An act over the API, and what must be seen of it; where that depends on the answer, read from it. */
  async act<T>(
    who: string,
    what: string,
    path: string,
    body: unknown,
    expected: Expected | ((answer: T) => Expected),
  ): Promise<T> {
    const person = await this.deps.cast.person(who);
    const answer = await this.deps.api.post<T>(person, path, body, this.keyOf(path));
    await this.see(person.name, what, typeof expected === 'function' ? expected(answer) : expected);
    return answer;
  }

  /** What no case records itself: whoever writes it reads it back in the next step. */
  async write<T>(who: string, path: string, body: unknown): Promise<T> {
    return this.deps.api.post<T>(await this.deps.cast.person(who), path, body, this.keyOf(path));
  }

  /** Something that the platform did by itself; answers with the event. */
  async see(who: string, what: string, expected: Expected): Promise<CaseEvent | undefined> {
    this.cases.add(expected.caseId);
    const evidence = await this.deps.witness.find(expected);
    const seen =
      evidence.event !== undefined &&
      evidence.engine !== undefined &&
      (expected.mail === undefined || evidence.mail !== undefined);
    this.took(who, what, evidence, seen);
    return evidence.of;
  }

  /** A reminder of the ladder, told with whom its mails went to. */
  async remind(what: string, caseId: string, rung: NonNullable<Expected['rung']>): Promise<void> {
    this.cases.add(caseId);
    const evidence = await this.deps.witness.find({ caseId, way: 'dispatch', rung });
    const names = await Promise.all((evidence.to ?? []).map((id) => this.deps.cast.nameOf(id)));
    this.took('平台', `${what}${names.join('、')}`, evidence, names.length > 0);
  }

  /** What somebody reads over the API, as soon as it says what it should. */
  async read<T>(who: string, what: string, path: string, holds: (answer: T) => boolean): Promise<void> {
    const person = await this.deps.cast.person(who);
    const seen = await this.deps.witness.waitFor(
      async () => holds(await this.deps.api.get<T>(person, path)) || undefined,
    );
    this.took(person.name, what, seen ? evidenceOf(path) : {}, seen === true);
  }

  /** What the public finds at an address of the platform, without a token. */
  async visit(what: string, path: string, holds: (status: number, page: string) => boolean): Promise<void> {
    const seen = await this.deps.witness.waitFor(async () => {
      const response = await fetch(new URL(path, this.deps.api.url));
      return holds(response.status, await response.text()) || undefined;
    });
    this.took('公众', what, seen ? evidenceOf(path) : {}, seen === true);
  }

  /** A step counts as seen only where what proves it happened on the day that is told. */
  private took(who: string, said: string, evidence: Evidence, found: boolean): void {
    const { on } = this;
    const another = evidence.on !== undefined && evidence.on !== on;
    const what = another ? `${said}（台账所记日期为 ${evidence.on}）` : said;
    const step = { number: this.steps.length + 1, on, who, what, evidence, seen: found && !another };
    this.steps.push(step);
    this.deps.say(`${step.on}  ${step.seen ? '✓' : '✗'} ${this.label}${who}：${what}`);
  }

  private keyOf(path: string): string {
    return `${this.walk}-${this.steps.length + 1}-${Buffer.from(path).toString('base64url').slice(-80)}`;
  }
}

/** What was read where: as the table of evidence says it. */
const evidenceOf = (path: string): Evidence => ({
  event: `GET ${decodeURIComponent(path.split('?')[0] ?? path)}`,
});

export const whereData =
  (fields: Record<string, unknown>) =>
  (event: CaseEvent): boolean =>
    Object.entries(fields).every(([key, value]) => (event.data as Record<string, unknown>)[key] === value);
