import { setTimeout as delay } from 'node:timers/promises';
import { workflowIdOf } from '../domain/identity';
import { ofUnit, type Cast } from './cast';
import { suggestion } from './cases';
import { told, type Figure } from './figures';
import { settled } from './history';
import type { Stage } from './stage';

const CRITERIA = { objective: true, concrete: true, lawful: true, concise: true, inForm: true };
const CHAIN = [
  ['division-1', 'division'],
  ['office', 'office'],
  ['leader', 'leaderInCharge'],
  ['principal', 'principal'],
] as const;
/** Units of the sample register. */
const UNITS = ['hebei-jyt', 'hebei-czt', 'hebei-fgw'] as const;
const PROPOSERS = ['p1', 'p2'];
const PATIENCE_MS = 60_000;

type Post = Parameters<typeof ofUnit>[1];

/** What procedures beyond the standard case cost the engine: events of history, from assignment to satisfied proposers. */
export async function measureProcedures(stage: Stage, cast: Cast): Promise<Map<string, Figure[]>> {
  return new Map([
    [
      'Separately handled by three units (2 deputies, each answered three times)',
      await separate(stage, cast),
    ],
    ['Five cases merged, one reply (2 deputies each)', await merged(stage, cast)],
  ]);
}

async function separate(stage: Stage, cast: Cast): Promise<Figure[]> {
  const work = new Work(stage, cast);
  const url = await work.takeIn(
    'bench-separate',
    UNITS.map((unit) => ({ unit, part: 'separate' })),
  );
  for (const [index, unit] of UNITS.entries()) {
    const trackId = `t${index + 1}`;
    await work.takenUp(url, unit, trackId);
    const letterId = await work.reply(url, unit, trackId);
    await work.act(unit, 'office', `${url}/letters/${letterId}/publication`, { coHandlers: [] });
    await work.settled(url);
    await work.satisfied(url, trackId);
  }
  return [
    told('history events', await work.settled(url)),
    told('events for each unit', Math.round((await work.settled(url)) / UNITS.length)),
  ];
}

async function merged(stage: Stage, cast: Cast): Promise<Figure[]> {
  const work = new Work(stage, cast);
  const [unit] = UNITS;
  const urls: string[] = [];
  for (let number = 1; number <= 5; number += 1) {
    const url = await work.takeIn(`bench-merge-${number}`, [{ unit, part: 'lead' }]);
    await work.takenUp(url, unit, 't1');
    urls.push(url);
  }
  const [host, ...members] = urls as [string, ...string[]];
  const before = await work.settled(host);
  const cases = members.map((url) => decodeURIComponent(url.slice('/cases/'.length)));
  await work.act(unit, 'office', `${host}/merge`, { cases, reason: '（示例）内容相同' });
  await work.settled(host);
  const joined = await work.settled(host);
  const letterId = await work.reply(host, unit, 't1');
  await work.settled(host);
  await work.act(unit, 'office', `${host}/letters/${letterId}/publication`, { coHandlers: [] });
  for (const url of urls) {
    await work.published(url);
    await work.satisfied(url, 't1');
  }
  const lengths = [];
  for (const url of urls) lengths.push(await work.settled(url));
  const [hosts = 0, ...others] = lengths;
  const all = lengths.reduce((sum, length) => sum + length, 0);
  return [
    told('history events, all five', all),
    told('of the host', hosts),
    told(
      'of a merged case (average)',
      Math.round(others.reduce((sum, length) => sum + length, 0) / others.length),
    ),
    told('for asking four cases to join', joined - before),
  ];
}

/** Acts over the API, each of which must succeed. */
class Work {
  private readonly tokens = new Map<string, string>();

  constructor(
    private readonly stage: Stage,
    private readonly cast: Cast,
  ) {}

  async takeIn(number: string, parts: { unit: string; part: 'lead' | 'separate' }[]): Promise<string> {
    const answer = await this.stage.api.ask<{ url: string }>(this.cast.intake, '/cases', {
      ...suggestion(number),
      parts,
    });
    if (answer.status !== 201) throw new Error(`intake: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.url;
  }

  /** Signed for, 3+1 named, handed to a division, both deputies consulted. */
  async takenUp(url: string, unit: string, trackId: string): Promise<void> {
    const track = `${url}/tracks/${trackId}`;
    await this.act(unit, 'office', `${track}/signature`, {});
    await this.act(unit, 'office', `${track}/responsibility`, {
      principal: `${unit}-principal`,
      leaderInCharge: `${unit}-leader`,
      office: `${unit}-office`,
      division: `${unit}-division-1`,
      officer: `${unit}-officer-1`,
    });
    await this.act(unit, 'office', `${track}/division`, {
      division: `${unit}-d1`,
      officer: `${unit}-officer-1`,
    });
    await this.act(unit, 'officer-1', `${track}/contacts`, {
      stage: 'before',
      way: 'meeting',
      proposers: PROPOSERS,
      opinion: '（示例）希望尽快见效。',
      plan: '（示例）三月调研，四月答复。',
    });
  }

  /** Drafted, reviewed by four, issued, and sent by mail; answers the letter's id. */
  async reply(url: string, unit: string, trackId: string): Promise<string> {
    const { api } = this.stage;
    const bytes = Buffer.from(`（示例）${unit} 的文稿`);
    const token = await this.tokenOf(unit, 'officer-1');
    const { body } = await api.upload<{ hash: string }>(
      token,
      '/documents?name=letter.txt',
      bytes,
      'text/plain',
    );
    const drafted = await this.act<{ created: { type: string; id: string }[] }>(
      unit,
      'officer-1',
      `${url}/tracks/${trackId}/letters`,
      { product: 'reply', document: body.hash, category: 'A', mark: 'public' },
    );
    const letterId = drafted.created.find(({ type }) => type === 'letters')?.id ?? '';
    for (const [post, level] of CHAIN)
      await this.act(unit, post, `${url}/letters/${letterId}/reviews`, {
        level,
        decision: 'approve',
        criteria: CRITERIA,
      });
    await this.act(unit, 'office', `${url}/letters/${letterId}/issue`, {
      documentNumber: '示例〔2026〕1号',
    });
    await this.settled(url);
    return letterId;
  }

  async satisfied(url: string, trackId: string): Promise<void> {
    for (const [token, proposer] of [
      [this.cast.firstDeputy, 'p1'],
      [this.cast.secondDeputy, 'p2'],
    ] as const) {
      const body = { proposer, trackId, attitude: 'satisfied', result: 'satisfied' };
      const answer = await this.stage.api.ask(token, `${url}/feedback`, body);
      if (answer.status !== 202) throw new Error(`feedback: ${answer.status} ${JSON.stringify(answer.body)}`);
      await this.settled(url);
    }
  }

  async published(url: string): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await delay(100)) {
      const { body } = await this.stage.api.ask<{ letters: { publication: { status: string } }[] }>(
        await this.tokenOf('hebei-jyt', 'office'),
        url,
      );
      if (body.letters.some(({ publication }) => publication.status === 'published')) return;
    }
    throw new Error(`${url} is not published`);
  }

  settled(url: string): Promise<number> {
    return settled(this.stage.client, workflowIdOf(decodeURIComponent(url.slice('/cases/'.length))));
  }

  async act<T>(unit: string, post: Post, path: string, body: unknown): Promise<T> {
    const answer = await this.stage.api.ask<T>(await this.tokenOf(unit, post), path, body);
    if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  private async tokenOf(unit: string, post: Post): Promise<string> {
    const name = `${unit}-${post}`;
    const token = this.tokens.get(name) ?? (await this.stage.issuer.tokenFor(ofUnit(unit, post)));
    this.tokens.set(name, token);
    return token;
  }
}
