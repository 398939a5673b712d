import type { BodyId, Kind, Level } from '../../schemas/common';
import type { IntakeCaseInput, ProposerType } from '../../schemas/intake';
import { RowCells } from './cells';
import type { Columns } from './columns';
import { readBodyId, readLetter, readLimits } from './letter';
import { readProposers } from './proposers';
import type { Lookups, RowReading } from './reading';
import { readSession } from './sessions';

type Input = IntakeCaseInput;
type Proposer = Input['proposers'][number];
type Assignment = Input['parts'][number];

const BILL_SERIES = '议案转建议';

/** Reads one row of a table as a case. Every problem of the row is found at once, each with its cell. */
export function readRow(
  cells: readonly string[],
  row: number,
  columns: Columns,
  lookups: Lookups,
): RowReading {
  return new RowReader(new RowCells(cells, row, columns), lookups).read();
}

class RowReader {
  constructor(
    private readonly cells: RowCells,
    private readonly lookups: Lookups,
  ) {}

  read(): RowReading {
    this.refuseSecret();
    const kind = this.kind();
    const level = this.level();
    const session = this.session({ kind, level });
    const assignedOn = this.cells.date('assignedOn');
    const assignedBy = this.assignedBy();
    const title = this.cells.needed('title');
    const text = this.cells.words('text');
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
      subject: this.cells.line('subject') || undefined,
      limits: readLimits(this.cells, assignedBy),
      letter: readLetter(this.cells, this.lookups),
    };
    const { row, problems, repairs, places } = this.cells;
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

  /** A list brings whole cases: of a secret only a stub is taken in, one by one [R3.12]. */
  private refuseSecret(): void {
    const [yes, no] = [/^(是|涉密|秘密|机密|绝密|true|1)$/iu, /^(否|不涉密|非密|非涉密|公开|无|false|0)$/iu];
    if (this.cells.yesOrNo('secret', yes, no) === true)
      this.cells.refuse('secret', '涉密件不得随清单报送；请逐件登记，只有编号、单位和日期');
  }

  private kind(): Kind | undefined {
    const text = this.cells.line('kind');
    if (text === '') return undefined;
    if (/提案|^proposal$/u.test(text)) return 'proposal';
    if (/建议|^suggestion$/u.test(text)) return 'suggestion';
    this.cells.refuse('kind', `类别“${text}”既不是建议也不是提案`);
    return undefined;
  }

  private level(): Level | undefined {
    const text = this.cells.line('level');
    if (text === '') return undefined;
    if (/全国|国家|^national$/u.test(text)) return 'national';
    if (/省|^provincial$/u.test(text)) return 'provincial';
    this.cells.refuse('level', `级别“${text}”既不是全国也不是省`);
    return undefined;
  }

  private session(hint: { kind?: Kind; level?: Level }) {
    const [body, term, session] = [
      this.cells.line('body'),
      this.cells.line('term'),
      this.cells.needed('session'),
    ];
    if (session === '') return undefined;
    const text =
      body + (term === '' ? session : `${term.replace(/届$/u, '')}届${session.replace(/次(会议)?$/u, '')}次`);
    const found = readSession(text, hint, this.lookups.bodies);
    if ('problem' in found) {
      // Without a kind or level that can be read, a short form has no body: that is said once, where it is wrong.
      if (!this.cells.problems.some(({ pointer }) => pointer === '/kind' || pointer === '/level'))
        this.cells.refuse('session', found.problem);
      return undefined;
    }
    const { chamber, level, name } = found.body;
    if (hint.kind !== undefined && (hint.kind === 'suggestion') !== (chamber === 'congress'))
      this.cells.refuse('kind', `${name}不受理这类件，类别与届次不符`);
    if (hint.level !== undefined && hint.level !== level) this.cells.refuse('level', `级别与${name}不符`);
    return found;
  }

  private series(): string {
    const stated = this.cells.line('series');
    if (stated !== '') return stated;
    if (!this.cells.line('kind').includes(BILL_SERIES)) return 'main';
    this.cells.say('kind', `${BILL_SERIES}单独编号，编入“${BILL_SERIES}”系列`);
    return BILL_SERIES;
  }

  private number(): string | undefined {
    const text = this.cells.line('number');
    const plain = text
      .replaceAll(' ', '')
      .replace(/^'(?=\d)/u, '')
      .replace(/^(\d+)\.0+$/u, '$1')
      .replace(/^第(\d+)号$/u, '$1');
    if (plain !== text) this.cells.say('number', `编号“${text}”读作 ${plain}`);
    return plain === '' ? undefined : plain;
  }

  private assignedBy(): BodyId {
    if (this.cells.line('assignedBy') === '')
      this.cells.say('assignedBy', '没有写明交办机关，按省政府办公厅交办登记');
    return readBodyId(this.cells, 'assignedBy') ?? 'provincial-office';
  }

  private outOfSession(): boolean {
    const [yes, no] = [/^(是|闭会期间|闭会|true|1)$/iu, /^(否|会议期间|大会期间|false|0)$/iu];
    return this.cells.yesOrNo('outOfSession', yes, no) ?? false;
  }

  private proposers(kind: Kind): Proposer[] {
    const stated = this.proposerType();
    const lead = readProposers(this.cells.needed('leadProposer'), kind, stated);
    const joint = readProposers(this.cells.line('jointProposers'), kind);
    lead.repairs.forEach((message) => this.cells.say('leadProposer', message));
    joint.repairs.forEach((message) => this.cells.say('jointProposers', message));
    if (lead.proposers.length > 1) this.cells.say('leadProposer', '列有多人：第一人记为领衔，其余记为联名');
    const proposers: Proposer[] = [];
    for (const [field, named] of [
      ['leadProposer', lead],
      ['jointProposers', joint],
    ] as const) {
      for (const proposer of named.proposers) {
        if (proposers.some(({ name }) => name === proposer.name))
          this.cells.say(field, `“${proposer.name}”重复，只记一次`);
        else {
          if (proposers.length > 0)
            this.cells.places[`/proposers/${proposers.length}`] = this.cells.placeOf(field);
          proposers.push({ role: proposers.length === 0 ? 'lead' : 'joint', ...proposer });
        }
      }
    }
    const contacts: Omit<Proposer, 'role' | 'type' | 'name'> = {
      delegation: this.cells.line('delegation') || undefined,
      address: this.cells.line('address') || undefined,
      telephone: this.cells.line('telephone') || undefined,
      mail: this.cells.line('mail') || undefined,
      subject: this.cells.line('login') || undefined,
    };
    return proposers.map((proposer, index) => (index === 0 ? { ...proposer, ...contacts } : proposer));
  }

  private proposerType(): ProposerType | undefined {
    const text = this.cells.line('proposerType');
    if (text === '') return undefined;
    if (/^(代表|人大代表|deputy)$/u.test(text)) return 'deputy';
    if (/^(委员|政协委员|member)$/u.test(text)) return 'member';
    if (/单位|组织|团体|党派|界别|代表团|委员会|集体|^organization$/u.test(text)) return 'organization';
    this.cells.refuse('proposerType', `看不懂提出者类型“${text}”，请写代表、委员或单位`);
    return undefined;
  }

  /** Where the province co-handles for a ministry, it may handle the case without any unit [R3.1]. */
  private parts(): Assignment[] {
    const parts: Assignment[] = [];
    for (const [field, part] of [
      ['lead', 'lead'],
      ['coHandlers', 'co-handler'],
      ['separate', 'separate'],
      ['reference', 'reference'],
    ] as const) {
      for (const found of this.lookups.units.findAll(this.cells.line(field))) {
        if ('problem' in found) this.cells.refuse(field, found.problem);
        else {
          if (found.repair !== undefined) this.cells.say(field, found.repair);
          this.cells.places[`/parts/${parts.length}`] = this.cells.placeOf(field);
          parts.push({ unit: found.id, part });
        }
      }
    }
    const known = this.cells.problems.some(({ pointer }) => pointer === '/parts');
    if (parts.length === 0 && !known && this.cells.line('ministry') === '')
      this.cells.refuse(this.cells.has('lead') ? 'lead' : 'separate', '没有写明主办、分办或参阅单位');
    return parts;
  }
}
