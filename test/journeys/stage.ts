import { apiAt, Refused, type Api, type Person } from '../../demo/http';
import { daysBetween, startOfDay, type CivilDate } from '../../domain/dates';
import type { SinkMail } from '../../platform/mail-sink';
import type { House } from '../../scripts/house';
import type { IntakeCaseInput } from '../../schemas/intake';
import { dispatchWorkflowId, WORKFLOWS } from '../../workflows/contract';
import { CaseJourney } from './case-journey';
import { testHouse } from './test-house';

/** What somebody was told who was refused. */
export interface Refusal {
  status: number;
  code: string;
  rule?: string;
  detail?: string;
  errors?: { pointer: string }[];
}

/** The whole platform on a day, and people of the register who act on it over HTTP: what every journey begins with. */
export class Stage {
  private readonly people = new Map<string, Person>();
  private readonly handling = new Set<string>();
  private keys = 0;

  private constructor(
    readonly house: House,
    private readonly api: Api,
    readonly close: () => Promise<void>,
  ) {}

  /** Ten o'clock in the morning of `day`. */
  static async open(day: CivilDate): Promise<Stage> {
    const { house, close } = await testHouse();
    await house.clock.setOffset(startOfDay(day) + 10 * 3_600_000 - Date.now());
    return new Stage(house, apiAt(house.apiUrl), close);
  }

  async get<T>(who: string, path: string): Promise<T> {
    return this.api.get<T>(await this.person(who), path);
  }

  async post<T>(who: string, path: string, body: object = {}, key = this.nextKey()): Promise<T> {
    return this.api.post<T>(await this.person(who), path, body, key);
  }

  /** What `who` is told who may not do this, or not now; an error when they may. */
  async refused(who: string, path: string, body: object = {}): Promise<Refusal> {
    const answer = await this.post(who, path, body).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof Refused) return error.answer;
        throw error;
      },
    );
    if (answer === undefined) throw new Error(`${who} was not refused: ${path}`);
    const { code, rule, detail, errors } = JSON.parse(answer.text) as Refusal;
    return { status: answer.status, code, rule, detail, errors };
  }

  async upload(who: string, text: string): Promise<string> {
    const path = `/documents?name=${encodeURIComponent('函.txt')}`;
    const bytes = Buffer.from(text);
    const person = await this.person(who);
    return (await this.api.upload<{ hash: string }>(person, path, bytes, 'text/plain', this.nextKey())).hash;
  }

  /** A suggestion of one deputy, assigned in session; `more` over it. */
  async takeIn(
    number: string,
    more: Partial<IntakeCaseInput> & Pick<IntakeCaseInput, 'parts'>,
  ): Promise<CaseJourney> {
    const { id } = await this.post<{ id: string }>('intake', '/cases', {
      identity: {
        body: more.kind === 'proposal' ? 'hebei-cppcc' : 'hebei-congress',
        term: 14,
        session: 4,
        number,
      },
      kind: 'suggestion',
      level: 'provincial',
      title: `关于测试的建议（${number}）`,
      text: '示例正文',
      proposers: [deputy(number)],
      assignedOn: await this.house.clock.today(),
      assignedBy: 'provincial-office',
      ...more,
    } satisfies IntakeCaseInput);
    return new CaseJourney(this, id);
  }

  /** The platform's day, without anything that a day's passing would do. */
  async goTo(day: CivilDate): Promise<void> {
    const { clock } = this.house;
    const days = daysBetween(await clock.today(), day);
    await clock.setOffset((await clock.offsetMs()) + days * 86_400_000);
  }

  /** Goes to a day and reminds whom it is time to remind; how many reminders that were. */
  async dispatchOn(day: CivilDate): Promise<number> {
    await this.goTo(day);
    return (await this.run<{ claimed: number }>(WORKFLOWS.dispatch, dispatchWorkflowId(day), { day }))
      .claimed;
  }

  /** Runs one of the platform's own workflows to its end. */
  async run<T>(type: string, workflowId: string, ...args: object[]): Promise<T> {
    const taskQueue = `${this.house.namespace}-queue`;
    return (await this.house.client.workflow.execute(type, { workflowId, taskQueue, args })) as T;
  }

  /** The mails whose subject has these words. */
  mails(words: string): readonly SinkMail[] {
    return (this.house.mails?.mails() ?? []).filter(({ subject }) => subject.includes(words));
  }

  async inbox(who: string): Promise<string[]> {
    const { items } = await this.get<{ items: { template: string }[] }>(who, '/inbox');
    return items.map(({ template }) => template);
  }

  /** From now on the people of a unit of the provincial office act as those of a unit that handles. */
  handlesAsUnit(unit: string): void {
    this.handling.add(unit);
    for (const name of this.people.keys()) if (name.startsWith(`${unit}-`)) this.people.delete(name);
  }

  private nextKey(): string {
    return `key-${(this.keys += 1)}`;
  }

  private async person(name: string): Promise<Person> {
    const as = [...this.handling].some((unit) => name.startsWith(`${unit}-`)) ? 'unit' : undefined;
    const known = this.people.get(name) ?? { name, token: await this.api.tokenOf(name, as) };
    this.people.set(name, known);
    return known;
  }
}

/** One who made a suggestion alone, with an address that the mail server of the tests takes. */
export const deputy = (number: string) => ({
  role: 'lead' as const,
  type: 'deputy' as const,
  name: `示例代表${number}`,
  mail: `deputy-${number}@proposers.example`,
});
