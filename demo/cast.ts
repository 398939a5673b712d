import type { Unit } from '../schemas/register';
import type { Api, Person } from './http';

/** Who is in no unit of the register. */
const OTHERS: Readonly<Record<string, string>> = {
  intake: '交办系统',
  'provincial-office': '省政府办公厅',
  'congress-committee': '省人大常委会代表工作委员会',
  'cppcc-committee': '省政协提案委员会',
  auditor: '审计',
  operations: '平台运维',
  'deputy-11': '领衔代表（甲，示例）',
};

/** The posts of the sample register: the end of a person's id, and what they are called on stage. */
const POSTS: readonly (readonly [post: string, name: string])[] = [
  ['office', '办公室'],
  ['leader', '分管负责同志'],
  ['principal', '主要负责同志'],
  ['division-1', '业务一处'],
  ['division-2', '业务二处'],
  ['officer-1', '承办人'],
  ['officer-2', '业务二处承办人'],
];

/** Proposers of the list who have a login of their own. */
export const DEMO_IDENTITIES = { 'deputy-11': { subject: 'deputy-11', role: 'proposer' } } as const;

/** Everybody who acts, each with their own token, asked for when they first act. */
export class Cast {
  private readonly people = new Map<string, Promise<Person>>();
  private units?: Promise<readonly Unit[]>;

  constructor(private readonly api: Api) {}

  /** By the name that the local issuer knows: `hebei-slt-office`, `provincial-office`. */
  person(id: string): Promise<Person> {
    const known = this.people.get(id) ?? this.enter(id);
    this.people.set(id, known);
    return known;
  }

  /** A unit as people call it: 省水利厅. */
  async unitName(id: string): Promise<string> {
    this.units ??= this.readUnits();
    const name = (await this.units).find((unit) => unit.id === id)?.name ?? id;
    return name.replace(/^河北省/u, '省');
  }

  /** What somebody is called on stage: 省水利厅办公室. */
  async nameOf(id: string): Promise<string> {
    return OTHERS[id] ?? this.postName(id);
  }

  private async enter(id: string): Promise<Person> {
    return { name: await this.nameOf(id), token: await this.api.tokenOf(id) };
  }

  private async postName(id: string): Promise<string> {
    const [post, name] = POSTS.find(([end]) => id.endsWith(`-${end}`)) ?? ['', ''];
    return `${await this.unitName(id.slice(0, -post.length - 1))}${name}`;
  }

  private async readUnits(): Promise<readonly Unit[]> {
    const reader = { name: '', token: await this.api.tokenOf('provincial-office') };
    return (await this.api.get<{ items: Unit[] }>(reader, '/register/units')).items;
  }
}
