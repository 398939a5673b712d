import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { authenticator } from '../../api/auth';
import type { ApiDeps } from '../../api/deps';
import type { CasePort } from '../../api/engine';
import { openLocalIssuer, type LocalIssuer } from '../../api/local-issuer';
import { createApp } from '../../api/server';
import { Refusal } from '../../domain/refusal';
import { platformClock, type PlatformClock } from '../../ledger/clock';
import { openLedger, type Ledger } from '../../ledger/pool';
import { recordCommand } from '../../ledger/record';
import { loadRegister } from '../../ledger/register';
import type { Command } from '../../schemas/commands';
import type { Actor, Role } from '../../schemas/common';
import type { IntakeCaseInput } from '../../schemas/intake';
import type { Register } from '../../schemas/register';
import { testDatabase } from '../setup/database';

const UNITS = ['jyt', 'czt', 'fgw'] as const;
type UnitId = (typeof UNITS)[number];

/** Three departments with two divisions and five people each, a city with a bureau, and the provincial office. */
export const register: Register = {
  units: [
    { id: 'sjz', name: '示例市政府', kind: 'city', divisions: [], formerNames: [] },
    { id: 'sjz-jyj', name: '示例市教育局', kind: 'bureau', partOf: 'sjz', divisions: [], formerNames: [] },
    { id: 'szfbgt', name: '省政府办公厅（示例）', kind: 'provincial-office', divisions: [], formerNames: [] },
    ...UNITS.map((id) => ({
      id,
      name: `示例厅 ${id}`,
      kind: 'department' as const,
      formerNames: [],
      divisions: [1, 2].map((n) => ({ id: `${id}-d${n}`, name: `业务${n}处` })),
    })),
  ],
  people: [
    ...['sjz', 'sjz-jyj'].map((unit) => ({
      id: `${unit}-office`,
      name: '办公室',
      unit,
      post: 'office' as const,
      mail: `${unit}@units.example`,
    })),
    { id: 'szfbgt-office', name: '督查人员', unit: 'szfbgt', post: 'office' },
    ...UNITS.flatMap((unit) => [
      { id: `${unit}-principal`, name: '主要负责人', unit, post: 'principal' as const },
      { id: `${unit}-leader`, name: '分管负责人', unit, post: 'leaderInCharge' as const },
      { id: `${unit}-office`, name: '办公室', unit, post: 'office' as const },
      { id: `${unit}-head`, name: '处长', unit, division: `${unit}-d1`, post: 'division' as const },
      { id: `${unit}-officer`, name: '承办人', unit, division: `${unit}-d1`, post: 'officer' as const },
    ]),
  ],
  bodies: [
    { id: 'hebei-congress', name: '省人大（示例）', chamber: 'congress', level: 'provincial' },
    { id: 'hebei-cppcc', name: '省政协（示例）', chamber: 'cppcc', level: 'provincial' },
    { id: 'national-congress', name: '全国人大（示例）', chamber: 'congress', level: 'national' },
  ],
};

const unitActors = (unit: UnitId) =>
  ({
    [`${unit}-office`]: { subject: `${unit}-office`, role: 'unit-office', unit, person: `${unit}-office` },
    [`${unit}-head`]: {
      subject: `${unit}-head`,
      role: 'unit-division',
      unit,
      division: `${unit}-d1`,
      person: `${unit}-head`,
    },
    [`${unit}-officer`]: {
      subject: `${unit}-officer`,
      role: 'unit-division',
      unit,
      division: `${unit}-d1`,
      person: `${unit}-officer`,
    },
    [`${unit}-stranger`]: {
      subject: `${unit}-stranger`,
      role: 'unit-division',
      unit,
      division: `${unit}-d2`,
      person: `${unit}-stranger`,
    },
    [`${unit}-leader`]: { subject: `${unit}-leader`, role: 'unit-leader', unit, person: `${unit}-leader` },
    [`${unit}-principal`]: {
      subject: `${unit}-principal`,
      role: 'unit-leader',
      unit,
      person: `${unit}-principal`,
    },
  }) satisfies Record<string, Actor>;

/** Everyone who plays in these tests, by name. */
export const actors: Record<string, Actor> = {
  office: { subject: 'szfbgt-office', role: 'provincial-office', unit: 'szfbgt', person: 'szfbgt-office' },
  congress: { subject: 'rd', role: 'congress-committee' },
  cppcc: { subject: 'zx', role: 'cppcc-committee' },
  intake: { subject: 'intake-system', role: 'intake' },
  auditor: { subject: 'sjt', role: 'auditor' },
  operations: { subject: 'ops', role: 'operations' },
  deputy: { subject: 'deputy-1', role: 'proposer' },
  'secret-deputy': { subject: 'deputy-secret', role: 'proposer' },
  'other-deputy': { subject: 'deputy-9', role: 'proposer' },
  'sjz-office': { subject: 'sjz-office', role: 'unit-office', unit: 'sjz', person: 'sjz-office' },
  'sjz-jyj-office': {
    subject: 'sjz-jyj-office',
    role: 'unit-office',
    unit: 'sjz-jyj',
    person: 'sjz-jyj-office',
  },
  ...unitActors('jyt'),
  ...unitActors('czt'),
  ...unitActors('fgw'),
};

/** Somebody in each role who has nothing to do with the case of these tests. */
export const strangers: Partial<Record<Role, string>> = {
  'unit-office': 'fgw-office',
  'unit-division': 'fgw-head',
  'unit-leader': 'fgw-leader',
  'cppcc-committee': 'cppcc',
  proposer: 'other-deputy',
};

let numbers = 0;
/** A suggestion of two deputies, led by jyt with czt as co-handler; `changes` over it. */
export function suggestion(changes: Partial<IntakeCaseInput> = {}): IntakeCaseInput {
  numbers += 1;
  return {
    identity: { body: 'hebei-congress', term: 13, session: 5, number: `T${numbers}` },
    kind: 'suggestion',
    level: 'provincial',
    title: '关于测试的建议',
    text: '示例正文。',
    proposers: [
      {
        role: 'lead',
        type: 'deputy',
        name: '示例甲',
        telephone: '0311-00000001',
        subject: 'deputy-1',
        mail: 'deputy-1@deputies.example',
      },
      { role: 'joint', type: 'deputy', name: '示例乙', address: '示例路 1 号' },
    ],
    parts: [
      { unit: 'jyt', part: 'lead' },
      { unit: 'czt', part: 'co-handler' },
    ],
    assignedOn: '2026-02-05',
    assignedBy: 'provincial-office',
    ...changes,
  };
}

/** Runs that are not there: commands are recorded at once, by the same code that an activity of a run calls. */
export class RecordingCases implements CasePort {
  readonly started: string[] = [];
  readonly sent: Command[] = [];
  /** Batches that were set going. */
  readonly batches: string[] = [];
  /** Adoptions that were set going. */
  readonly adoptions: string[] = [];
  readonly purges: string[] = [];
  /** What the next call throws, before or after it did its work. */
  failure: { when: 'before' | 'after'; error: Error } | undefined;
  constructor(private readonly ledger: Ledger) {}

  start(caseId: string): Promise<void> {
    return this.failing(() => Promise.resolve(void this.started.push(caseId)));
  }

  send(caseId: string, command: Command): Promise<{ seq: number }> {
    return this.failing(async () => {
      this.sent.push(command);
      const { refusal, events } = await recordCommand(this.ledger, { caseId, command, afterSeq: 0 });
      if (refusal) throw new Refusal(refusal.rule, refusal.code, refusal.pointer, refusal.message);
      return { seq: events.at(-1)?.seq ?? 0 };
    });
  }

  async signal(
    caseId: string,
    channel: 'feedback' | 'assignRework',
    message: { messageId: string; actor: Actor; recordedAt: string; data: unknown },
  ): Promise<void> {
    const { messageId: id, ...rest } = message;
    const type = channel === 'feedback' ? 'giveFeedback' : 'assignRework';
    await this.send(caseId, { id, type, ...rest } as Command);
  }

  private async failing<T>(work: () => Promise<T>): Promise<T> {
    const failure = this.failure;
    this.failure = undefined;
    if (failure?.when === 'before') throw failure.error;
    const result = await work();
    if (failure) throw failure.error;
    return result;
  }
}

/** The API on a database of its own, at noon of 2026-02-06 in Shanghai unless told otherwise. */
export interface ApiHarness {
  app: Express;
  deps: ApiDeps;
  ledger: Ledger;
  /** For workers in processes of their own. */
  databaseUrl: string;
  cases: RecordingCases;
  clock: PlatformClock;
  issuer: LocalIssuer;
  setDay(day: string): Promise<void>;
  get(who: string, path: string): Promise<request.Response>;
  post(who: string, path: string, body?: object, key?: string): Promise<request.Response>;
  upload(who: string, content: string | Uint8Array, type?: string): Promise<string>;
  /** Takes a case in; answers its address. */
  takeIn(changes?: Partial<IntakeCaseInput>): Promise<string>;
  close(): Promise<void>;
}

export async function apiHarness(
  more: Partial<ApiDeps> | ((base: { ledger: Ledger; clock: PlatformClock }) => Partial<ApiDeps>) = {},
): Promise<ApiHarness> {
  const database = await testDatabase();
  const ledger = openLedger(database.url);
  await loadRegister(ledger, register);
  const dataDir = mkdtempSync(join(tmpdir(), 'casework-api-'));
  const issuer = await openLocalIssuer({
    mode: 'test',
    dataDir,
    issuer: 'http://issuer.test',
    audience: 'casework',
    identities: actors,
  });
  const clock = platformClock(ledger);
  const setDay = (day: string) => clock.setOffset(Date.parse(`${day}T12:00:00+08:00`) - Date.now());
  await setDay('2026-02-06');
  const cases = new RecordingCases(ledger);
  const deps: ApiDeps = {
    ledger,
    cases,
    batches: { start: (batchId) => Promise.resolve(void cases.batches.push(batchId)) },
    adoptions: { start: (adoptionId) => Promise.resolve(void cases.adoptions.push(adoptionId)) },
    purges: { start: (caseId) => Promise.resolve(void cases.purges.push(caseId)) },
    clock,
    authenticate: authenticator(issuer),
    localIssuer: issuer,
    config: { mode: 'test', publicBaseUrl: 'http://casework.test' },
    logger: pino({ level: 'silent' }),
    engineReady: () => Promise.resolve(true),
    ...(typeof more === 'function' ? more({ ledger, clock }) : more),
  };
  const app = createApp(deps);
  const tokens = new Map<string, string>();
  const bearer = async (who: string) => {
    const actor = actors[who];
    if (!actor) throw new Error(`nobody is called ${who}`);
    const token = tokens.get(who) ?? (await issuer.tokenFor(actor));
    tokens.set(who, token);
    return `Bearer ${token}`;
  };
  let keys = 0;
  const harness: ApiHarness = {
    app,
    deps,
    ledger,
    databaseUrl: database.url,
    cases,
    clock,
    issuer,
    setDay,
    get: async (who, path) =>
      request(app)
        .get(path)
        .set('Authorization', await bearer(who)),
    post: async (who, path, body = {}, key = `key-${(keys += 1)}`) =>
      request(app)
        .post(path)
        .set('Authorization', await bearer(who))
        .set('Idempotency-Key', key)
        .send(body),
    upload: async (who, content, type = 'text/plain') => {
      const response = await request(app)
        .post(`/documents?name=${encodeURIComponent('函.txt')}`)
        .set('Authorization', await bearer(who))
        .set('Content-Type', type)
        .send(typeof content === 'string' ? content : Buffer.from(content));
      return (response.body as { hash: string }).hash;
    },
    takeIn: async (changes) => {
      const response = await harness.post('intake', '/cases', suggestion(changes));
      if (response.status !== 201) throw new Error(`intake: ${response.status} ${response.text}`);
      return (response.body as { url: string }).url;
    },
    close: async () => {
      await ledger.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return harness;
}
