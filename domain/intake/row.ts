import type { BodyId, Kind, Level } from '../../schemas/common';
import type { IntakeCaseInput, ProposerType } from '../../schemas/intake';
import type { CivilDate } from '../dates';
import type { Columns, Field } from './columns';
import { readProposers } from './proposers';
import type { Lookups, Place, Remark, RowReading } from './reading';
import { readSession } from './sessions';
import { columnName, isDamaged, repairLine, repairText } from './text';
import { readWrittenDate } from './written-date';

type Input = IntakeCaseInput;
type Proposer = Input['proposers'][number];
type Assignment = Input['parts'][number];

/** What each column becomes in a case. */
const POINTERS: Readonly<Record<Field, string>> = {
  number: '/identity/number',
  series: '/identity/series',
  body: '/identity/body',
  term: '/identity/term',
  session: '/identity/session',
  kind: '/kind',
  level: '/level',
  outOfSession: '/outOfSession',
  title: '/title',
  text: '/text',
  subject: '/subject',
  leadProposer: '/proposers/0',
  jointProposers: '/proposers',
  proposerType: '/proposers/0/type',
  delegation: '/proposers/0/delegation',
  address: '/proposers/0/address',
  telephone: '/proposers/0/telephone',
  mail: '/proposers/0/mail',
  login: '/proposers/0/subject',
  lead: '/parts',
  coHandlers: '/parts',
  separate: '/parts',
  reference: '/parts',
  assignedOn: '/assignedOn',
  assignedBy: '/assignedBy',
  replyBy: '/limits/reply',
  opinionBy: '/limits/opinion',
  submissionBy: '/limits/submission',
};

/** What a column that cannot be read breaks: a rule of the notice or of dates, else what we ask of lists. */
const RULES: Readonly<Partial<Record<Field, string>>> = {
  leadProposer: 'R3.9',
  assignedOn: 'D1',
  replyBy: 'D1',
  opinionBy: 'D1',
  submissionBy: 'D1',
};

const BILL_SERIES = '议案转建议';

/** Reads one row of a table as a case. Every problem of the row is found at once, each with its cell. */
export function readRow(
  cells: readonly string[],
  row: number,
  columns: Columns,
  lookups: Lookups,
): RowReading {
  return new RowReader(cells, row, columns, lookups).read();
}

class RowReader {
  private readonly problems: Remark[] = [];
  private readonly repairs: Remark[] = [];
  private readonly places: Record<string, Place> = {};

  constructor(
    private readonly cells: readonly string[],
    private readonly row: number,
    private readonly columns: Columns,
    private readonly lookups: Lookups,
  ) {}

  read(): RowReading {
    const kind = this.kind();
    const level = this.level();
    const session = this.session({ kind, level });
    const assignedOn = this.date('assignedOn');
    const assignedBy = this.assignedBy();
    const title = this.needed('title');
    const text = this.words('text');
    const caseKind = kind ?? (session?.body.chamber === 'cppcc' ? 'proposal' : 'suggestion');
    const proposers = this.proposers(caseKind);
    const parts = this.parts();
    const identity = session && {
      body: session.body.id,
      term: session.term,
      session: session.session,
      series: this.series(),
      number: this.number(),
    };
    const rest = {
      outOfSession: this.outOfSession(),
      subject: this.line('subject') || undefined,
      limits: this.limits(assignedBy),
    };
    const { row, problems, repairs, places } = this;
    if (!identity || !assignedOn || problems.length > 0) return { row, problems, repairs, places };
    const draft: Input = {
      identity,
      kind: caseKind,
      level: level ?? session.body.level ?? 'provincial',
      title,
      text,
      proposers,
      parts,
      assignedOn,
      assignedBy,
      ...rest,
    };
    return { row, draft, problems, repairs, places };
  }

  /** The repaired text of a field's cell; '' when the list has no such column. */
  private line(field: Field): string {
    return this.repaired(field, repairLine);
  }

  private words(field: Field): string {
    const text = this.repaired(field, repairText);
    if (text === '') this.missing(field);
    return text;
  }

  private needed(field: Field): string {
    const text = this.line(field);
    if (text === '') this.missing(field);
    return text;
  }

  private repaired(field: Field, repair: typeof repairLine): string {
    const column = this.columns[field];
    if (!column) return '';
    this.places[POINTERS[field]] ??= this.placeOf(field);
    const { text, repairs } = repair(this.cells[column.index] ?? '');
    repairs.forEach((message) => this.say(field, message));
    if (isDamaged(text)) this.refuse(field, '文字已损坏（编码有误），请用原文件重新导出');
    return text;
  }

  private kind(): Kind | undefined {
    const text = this.line('kind');
    if (text === '') return undefined;
    if (/提案|^proposal$/u.test(text)) return 'proposal';
    if (/建议|^suggestion$/u.test(text)) return 'suggestion';
    this.refuse('kind', `类别“${text}”既不是建议也不是提案`);
    return undefined;
  }

  private level(): Level | undefined {
    const text = this.line('level');
    if (text === '') return undefined;
    if (/全国|国家|^national$/u.test(text)) return 'national';
    if (/省|^provincial$/u.test(text)) return 'provincial';
    this.refuse('level', `级别“${text}”既不是全国也不是省`);
    return undefined;
  }

  private session(hint: { kind?: Kind; level?: Level }) {
    const [body, term, session] = [this.line('body'), this.line('term'), this.needed('session')];
    if (session === '') return undefined;
    const text =
      body + (term === '' ? session : `${term.replace(/届$/u, '')}届${session.replace(/次(会议)?$/u, '')}次`);
    const found = readSession(text, hint, this.lookups.bodies);
    if ('problem' in found) {
      // Without a kind or level that can be read, a short form has no body: that is said once, where it is wrong.
      if (!this.problems.some(({ pointer }) => pointer === '/kind' || pointer === '/level'))
        this.refuse('session', found.problem);
      return undefined;
    }
    const { chamber, level, name } = found.body;
    if (hint.kind !== undefined && (hint.kind === 'suggestion') !== (chamber === 'congress'))
      this.refuse('kind', `${name}不受理这类件，类别与届次不符`);
    if (hint.level !== undefined && hint.level !== level) this.refuse('level', `级别与${name}不符`);
    return found;
  }

  private series(): string {
    const stated = this.line('series');
    if (stated !== '') return stated;
    if (!this.line('kind').includes(BILL_SERIES)) return 'main';
    this.say('kind', `${BILL_SERIES}单独编号，编入“${BILL_SERIES}”系列`);
    return BILL_SERIES;
  }

  private number(): string | undefined {
    const text = this.line('number');
    const plain = text
      .replace(/^'(?=\d)/u, '')
      .replace(/^(\d+)\.0+$/u, '$1')
      .replace(/^第(\d+)号$/u, '$1');
    if (plain !== text) this.say('number', `编号“${text}”读作 ${plain}`);
    return plain === '' ? undefined : plain;
  }

  private date(field: Field, need: 'needed' | 'optional' = 'needed'): CivilDate | undefined {
    const text = need === 'needed' ? this.needed(field) : this.line(field);
    if (text === '') return undefined;
    const read = readWrittenDate(text);
    if ('problem' in read) {
      this.refuse(field, read.problem);
      return undefined;
    }
    if (read.repair !== undefined) this.say(field, read.repair);
    return read.date;
  }

  private assignedBy(): BodyId {
    const text = this.line('assignedBy');
    if (/人大|人民代表大会|代表工作|congress/u.test(text)) return 'congress-committee';
    if (/政协|提案委|cppcc/u.test(text)) return 'cppcc-committee';
    if (text === '') this.say('assignedBy', '没有写明交办机关，按省政府办公厅交办登记');
    else if (!/政府|办公厅|^provincial-office$/u.test(text))
      this.refuse('assignedBy', `交办机关“${text}”不是省政府办公厅、省人大或省政协的交办机构`);
    return 'provincial-office';
  }

  private outOfSession(): boolean {
    const text = this.line('outOfSession');
    if (/^(是|闭会期间|闭会|true|1)$/iu.test(text)) return true;
    if (!/^(否|会议期间|大会期间|false|0|)$/iu.test(text))
      this.refuse('outOfSession', `“${text}”既不是“是”也不是“否”`);
    return false;
  }

  private limits(setBy: BodyId): Input['limits'] {
    const dates = (['reply', 'opinion', 'submission'] as const).map(
      (limit) => [limit, this.date(`${limit}By`, 'optional')] as const,
    );
    const stated = dates
      .filter(([, date]) => date !== undefined)
      .map(([limit, date]) => [limit, { unit: 'fixed' as const, date }]);
    return stated.length === 0
      ? undefined
      : { ...(Object.fromEntries(stated) as Omit<NonNullable<Input['limits']>, 'setBy'>), setBy };
  }

  private proposers(kind: Kind): Proposer[] {
    const stated = this.proposerType();
    const lead = readProposers(this.needed('leadProposer'), kind, stated);
    const joint = readProposers(this.line('jointProposers'), kind);
    lead.repairs.forEach((message) => this.say('leadProposer', message));
    joint.repairs.forEach((message) => this.say('jointProposers', message));
    if (lead.proposers.length > 1) this.say('leadProposer', '列有多人：第一人记为领衔，其余记为联名');
    const proposers: Proposer[] = [];
    for (const [field, named] of [
      ['leadProposer', lead],
      ['jointProposers', joint],
    ] as const) {
      for (const proposer of named.proposers) {
        if (proposers.some(({ name }) => name === proposer.name))
          this.say(field, `“${proposer.name}”重复，只记一次`);
        else {
          if (proposers.length > 0) this.places[`/proposers/${proposers.length}`] = this.placeOf(field);
          proposers.push({ role: proposers.length === 0 ? 'lead' : 'joint', ...proposer });
        }
      }
    }
    const contacts: Omit<Proposer, 'role' | 'type' | 'name'> = {
      delegation: this.line('delegation') || undefined,
      address: this.line('address') || undefined,
      telephone: this.line('telephone') || undefined,
      mail: this.line('mail') || undefined,
      subject: this.line('login') || undefined,
    };
    return proposers.map((proposer, index) => (index === 0 ? { ...proposer, ...contacts } : proposer));
  }

  private proposerType(): ProposerType | undefined {
    const text = this.line('proposerType');
    if (text === '') return undefined;
    if (/^(代表|人大代表|deputy)$/u.test(text)) return 'deputy';
    if (/^(委员|政协委员|member)$/u.test(text)) return 'member';
    if (/单位|组织|团体|党派|界别|代表团|委员会|集体|^organization$/u.test(text)) return 'organization';
    this.refuse('proposerType', `看不懂提出者类型“${text}”，请写代表、委员或单位`);
    return undefined;
  }

  private parts(): Assignment[] {
    const parts: Assignment[] = [];
    for (const [field, part] of [
      ['lead', 'lead'],
      ['coHandlers', 'co-handler'],
      ['separate', 'separate'],
      ['reference', 'reference'],
    ] as const) {
      for (const found of this.lookups.units.findAll(this.line(field))) {
        if ('problem' in found) this.refuse(field, found.problem);
        else {
          if (found.repair !== undefined) this.say(field, found.repair);
          this.places[`/parts/${parts.length}`] = this.placeOf(field);
          parts.push({ unit: found.id, part });
        }
      }
    }
    const known = this.problems.some(({ pointer }) => pointer === '/parts');
    if (parts.length === 0 && !known)
      this.refuse(this.columns.lead ? 'lead' : 'separate', '没有写明主办、分办或参阅单位');
    return parts;
  }

  private missing(field: Field): void {
    this.refuse(field, `没有填写${this.columns[field]?.heading ?? ''}`);
  }

  private refuse(field: Field, message: string): void {
    this.problems.push({ ...this.placeOf(field), rule: RULES[field] ?? 'setting', message });
  }

  private say(field: Field, message: string): void {
    const place = this.placeOf(field);
    if (!this.repairs.some((said) => said.cell === place.cell && said.message === message))
      this.repairs.push({ ...place, message });
  }

  private placeOf(field: Field): Place {
    const column = this.columns[field];
    return {
      pointer: POINTERS[field],
      ...(column && { cell: columnName(column.index) + String(this.row), heading: column.heading }),
    };
  }
}
