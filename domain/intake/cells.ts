import type { CivilDate } from '../dates';
import { HEADINGS, type Columns, type Field } from './columns';
import type { Place, Remark } from './reading';
import { columnName, isDamaged, repairLine, repairText } from './text';
import { readWrittenDate } from './written-date';

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
  referenceBy: '/limits/reference',
  limitsSetBy: '/limits/setBy',
  copies: '/letter/copies',
  departments: '/letter/departments',
  categories: '/letter/categories',
  publish: '/letter/publish',
  ministry: '/letter/coHandles/ministry',
  ministryOpinionBy: '/letter/coHandles/opinion',
  secret: '/secret',
};

/** What a column that cannot be read breaks: a rule of the notice or of dates, else what we ask of lists. */
const RULES: Readonly<Partial<Record<Field, string>>> = {
  leadProposer: 'R3.9',
  assignedOn: 'D1',
  replyBy: 'D1',
  opinionBy: 'D1',
  submissionBy: 'D1',
  referenceBy: 'D1',
  ministryOpinionBy: 'D1',
  limitsSetBy: 'R3.7',
  departments: 'R3.7',
  categories: 'R5.3',
  publish: 'R5.8',
  ministry: 'R3.1',
  secret: 'R3.12',
};

/** The cells of one row by what they hold. What is wrong with one, or was repaired, is kept with its place. */
export class RowCells {
  readonly problems: Remark[] = [];
  readonly repairs: Remark[] = [];
  /** Where each part of the case comes from, by its JSON pointer. */
  readonly places: Record<string, Place> = {};

  constructor(
    private readonly cells: readonly string[],
    readonly row: number,
    private readonly columns: Columns,
  ) {}

  has(field: Field): boolean {
    return this.columns[field] !== undefined;
  }

  /** The repaired text of a field's cell; '' when the list has no such column. */
  line(field: Field): string {
    return this.repaired(field, repairLine);
  }

  /** Running text, that must be there. */
  words(field: Field): string {
    const text = this.repaired(field, repairText);
    if (text === '') this.missing(field);
    return text;
  }

  /** A line that must be there. */
  needed(field: Field): string {
    const text = this.line(field);
    if (text === '') this.missing(field);
    return text;
  }

  date(field: Field): CivilDate | undefined {
    const text = this.needed(field);
    if (text === '') return undefined;
    const read = readWrittenDate(text);
    if ('problem' in read) {
      this.refuse(field, read.problem);
      return undefined;
    }
    if (read.repair !== undefined) this.say(field, read.repair);
    return read.date;
  }

  /** Whether a cell says yes, in the words for yes and no that its column knows; undefined when it is empty. */
  yesOrNo(field: Field, yes: RegExp, no: RegExp): boolean | undefined {
    const text = this.line(field);
    if (text === '') return undefined;
    if (yes.test(text)) return true;
    if (!no.test(text)) this.refuse(field, `“${text}”既不是“是”也不是“否”`);
    return false;
  }

  missing(field: Field): void {
    this.refuse(field, `没有填写${this.columns[field]?.heading ?? HEADINGS[field][0] ?? ''}`);
  }

  refuse(field: Field, message: string): void {
    keep(this.problems, { ...this.placeOf(field), rule: RULES[field] ?? 'setting', message });
  }

  say(field: Field, message: string): void {
    keep(this.repairs, { ...this.placeOf(field), message });
  }

  placeOf(field: Field): Place {
    const column = this.columns[field];
    return {
      pointer: POINTERS[field],
      ...(column && { cell: columnName(column.index) + String(this.row), heading: column.heading }),
    };
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
}

/** A cell that is read twice is remarked on once. */
function keep(remarks: Remark[], remark: Remark): void {
  const { pointer, cell, message } = remark;
  if (!remarks.some((said) => said.cell === cell && said.pointer === pointer && said.message === message))
    remarks.push(remark);
}
