import type { BodyId, Part } from '../../schemas/common';
import type { AssignmentLetter, IntakeCase } from '../../schemas/intake';
import { addMonths, type CivilDate } from '../dates';
import type { SecretStub } from '../../schemas/secret';
import { caseIdOf } from '../identity';
import { Refusal } from '../refusal';
import type { AssignCase } from './decide';
import { SECRET_TITLE } from './secret';

/** An intake whose number is known: given, or a substitute of ours. */
export type NumberedIntake = Intake & { identity: { number: string } };

/** A case as it is taken in: whole, or the stub of a secret [R3.12]. */
export type Intake = Omit<IntakeCase, 'secret'> & { secret?: boolean };

/** The stub of a secret as an intake: what it has no field for stays empty. */
export const stubIntake = (stub: SecretStub): Intake => ({
  ...stub,
  title: SECRET_TITLE,
  text: '',
  attachments: [],
  proposers: [],
  secret: true,
});

/** A term of five years and the year after it, in which its last cases are still handled: before that the year is mistyped. */
const OLDEST_MONTHS = 72;

/**
 * Everything that a rule has against an intake, beyond its shape and the register: an empty list when it can be
 * taken in. All of it at once, so that a row of a list is mended in one go.
 */
export function intakeProblems(input: Intake, today: CivilDate): Refusal[] {
  const problems: Refusal[] = [];
  const refuse = (rule: string, code: Refusal['code'], pointer: string, message: string) =>
    problems.push(new Refusal(rule, code, pointer, message));

  if (input.assignedOn > today)
    refuse('D8', 'invalid-date', '/assignedOn', `交办日期 ${input.assignedOn} 晚于今天（${today}）`);
  else if (input.assignedOn < addMonths(today, -OLDEST_MONTHS))
    refuse('D8', 'invalid-date', '/assignedOn', `交办日期 ${input.assignedOn} 距今已逾六年，请核对年份`);
  const chamber = { 'congress-committee': 'suggestion', 'cppcc-committee': 'proposal' } as const;
  const fits = (body: BodyId) => body === 'provincial-office' || chamber[body] === input.kind;
  if (!fits(input.assignedBy))
    refuse('R3.7', 'conflict', '/assignedBy', '人大机构交办代表建议，政协机构交办政协提案');
  else if (input.level === 'national' && input.assignedBy !== 'provincial-office')
    refuse('R3.1', 'conflict', '/assignedBy', '全国件由省政府办公厅交办');
  else if (!input.outOfSession && input.assignedBy !== 'provincial-office')
    refuse(
      'R3.7',
      'conflict',
      '/outOfSession',
      '大会期间的件由省政府办公厅交办；人大、政协机构只交办闭会期间的件',
    );
  if (input.limits && !fits(input.limits.setBy))
    refuse('R3.7', 'conflict', '/limits/setBy', '人大机构规定代表建议的时限，政协机构规定政协提案的时限');
  else if (isCommitteesOwn(input) && input.limits?.setBy === 'provincial-office')
    refuse(
      'R3.7',
      'conflict',
      '/limits/setBy',
      '闭会期间交办的省政协提案，按省政协提案委员会的交办要求办理，期限由其规定',
    );
  problems.push(
    ...partProblems(input),
    ...(input.secret ? [] : proposerProblems(input)),
    ...limitProblems(input),
    ...letterProblems(input),
    ...namedDateProblems(input),
  );
  return problems;
}

/** A provincial proposal assigned out of session follows what the CPPCC proposal committee requires [R3.7], whoever assigns it. */
const isCommitteesOwn = ({ kind, level, outOfSession }: Intake): boolean =>
  kind === 'proposal' && level === 'provincial' && outOfSession;

function partProblems({ level, parts, letter }: IntakeCase): Refusal[] {
  const problems: Refusal[] = [];
  if (letter?.coHandles)
    return parts.flatMap(({ part }, index) =>
      part === 'co-handler' || part === 'reference'
        ? []
        : new Refusal('R3.1', 'conflict', `/parts/${index}/part`, '我省会办的件，省内单位只能会办或参阅'),
    );
  if (parts.length === 0) problems.push(new Refusal('R3.1', 'missing', '/parts', '缺少承办单位'));
  if (level === 'national')
    parts.forEach(({ part }, index) => {
      if (part === 'separate')
        problems.push(
          new Refusal('R3.1', 'conflict', `/parts/${index}/part`, '全国件由主办单位汇总，不分办'),
        );
    });
  const count = (part: Part) => parts.filter((each) => each.part === part).length;
  if (count('lead') > 1) problems.push(new Refusal('R3.2', 'conflict', '/parts', '主办单位只能有一个'));
  if (count('lead') > 0 && count('separate') > 0)
    problems.push(new Refusal('R3.3', 'conflict', '/parts', '主办与分办不能并存'));
  if (count('co-handler') > 0 && count('lead') === 0)
    problems.push(new Refusal('R3.4', 'missing', '/parts', '有会办单位的应有主办单位'));
  if (count('separate') === 1 && parts.length === 1)
    problems.push(new Refusal('R3.3', 'conflict', '/parts', '分办应有两个以上单位'));
  parts.forEach(({ unit, part }, index) => {
    const first = parts.findIndex((other) => other.unit === unit);
    if (first === index) return;
    const lead = part === 'lead' || parts[first]?.part === 'lead';
    problems.push(
      new Refusal(
        'R3.4',
        'duplicate',
        `/parts/${index}/unit`,
        lead ? '会办单位不能与主办单位相同' : '承办单位重复',
      ),
    );
  });
  return problems;
}

/** Whether an intake names one person or organization twice: by their login, else by name and delegation. */
const areSame = (one: IntakeCase['proposers'][number], other: IntakeCase['proposers'][number]): boolean =>
  one.subject !== undefined && other.subject !== undefined
    ? one.subject === other.subject
    : one.name === other.name && one.delegation === other.delegation;

function proposerProblems({ proposers, kind }: IntakeCase): Refusal[] {
  const problems: Refusal[] = [];
  const leads = proposers.filter(({ role }) => role === 'lead').length;
  if (leads === 0) problems.push(new Refusal('R3.9', 'missing', '/proposers', '缺少领衔（第一）提出人'));
  if (leads > 1) problems.push(new Refusal('R3.9', 'conflict', '/proposers', '领衔（第一）提出人只能有一个'));
  const person = kind === 'suggestion' ? 'deputy' : 'member';
  proposers.forEach((proposer, index) => {
    const { type } = proposer;
    if (proposers.slice(0, index).some((other) => areSame(other, proposer)))
      problems.push(
        new Refusal(
          'R3.9',
          'duplicate',
          `/proposers/${index}/name`,
          `提出人“${proposer.name}”重复；同名的两位请写明各自的代表团或界别`,
        ),
      );
    // Delegations propose suggestions too: an organization fits both kinds.
    if (type !== person && type !== 'organization')
      problems.push(
        new Refusal(
          'R3.9',
          'conflict',
          `/proposers/${index}/type`,
          kind === 'suggestion' ? '代表建议由人大代表提出' : '政协提案由政协委员或单位提出',
        ),
      );
  });
  return problems;
}

/** What the notice itself sets for provincial cases in session: no letter sets another. */
const SET_BY_NOTICE = [
  ['R3.4', 'opinion', '大会期间交办的省级件，会办期限依办理规定，交办时不另定'],
  ['R3.5', 'reply', '大会期间交办的省级件，答复期限依办理规定，交办时不另定'],
  ['R3.1', 'submission', '只有全国件向省政府办公厅报送答复意见'],
  ['R3.8', 'reference', '大会期间交办的省级件，参阅期限依办理规定，交办时不另定'],
] as const;

/**
 * The assignment letter governs national and out-of-session cases: its limits are required [R3.1, R3.6, R3.7]. All
 * others run by the notice alone [R3.4, R3.5, R3.8].
 */
function limitProblems({ level, outOfSession, parts, limits, letter }: IntakeCase): Refusal[] {
  if (level === 'provincial' && !outOfSession)
    return SET_BY_NOTICE.filter(([, name]) => limits?.[name] !== undefined).map(
      ([rule, name, message]) => new Refusal(rule, 'conflict', `/limits/${name}`, message),
    );
  const rule = level === 'national' ? (outOfSession ? 'R3.6' : 'R3.1') : 'R3.7';
  // Where a ministry leads, no part of ours submits or replies: one that says so is refused as such.
  const ours = letter?.coHandles ? parts.filter(({ part }) => part === 'co-handler') : parts;
  const has = (part: Part) => ours.some((each) => each.part === part);
  const missing: string[] = [];
  if (has('co-handler') && !limits?.opinion) missing.push('opinion');
  if (level === 'national' && has('lead') && !limits?.submission) missing.push('submission');
  // Of a national case the reply is the office's own.
  if ((has('lead') || has('separate')) && !limits?.reply) missing.push('reply');
  return missing.map(
    (name) => new Refusal(rule, 'missing', `/limits/${name}`, '全国件和闭会期间交办件须载明交办函规定的时限'),
  );
}

/** What a letter can say beside its limits: the notice itself governs the rest [R3.1, R3.7, R5.3, R5.8]. */
function letterProblems({ level, outOfSession, letter = {} }: IntakeCase): Refusal[] {
  if (level === 'national') return [];
  const only = '只有全国件以交办函为准';
  const problems = (
    [
      ['R3.1', 'coHandles', '只有全国件可以由我省为国家部委会办'],
      ['R5.3', 'categories', `省级件标注 A、B、C 类，${only}`],
      ['R5.8', 'publish', `省级件的公开依规定办理，${only}`],
      ...(outOfSession
        ? []
        : ([
            ['R3.5', 'copies', '大会期间交办的省级件，抄送依办理要求'],
            ['R3.7', 'departments', '只有闭会期间交办的件须反馈相关部门'],
          ] as const)),
    ] as const
  ).filter(([, field]) => letter[field] !== undefined);
  return problems.map(([rule, field, message]) => new Refusal(rule, 'conflict', `/letter/${field}`, message));
}

/** A date that the letter names lies on or after the day of assignment. */
function namedDateProblems({ assignedOn, limits, letter }: IntakeCase): Refusal[] {
  const named = [
    ...(['opinion', 'reply', 'submission', 'reference'] as const).map(
      (name) => [`/limits/${name}`, limits?.[name]] as const,
    ),
    ['/letter/coHandles/opinion', letter?.coHandles?.opinion] as const,
  ];
  return named.flatMap(([pointer, limit]) => {
    if (limit?.unit !== 'fixed' || limit.date >= assignedOn) return [];
    const message = `交办函规定的日期 ${limit.date} 早于交办日（${assignedOn}）`;
    return [new Refusal('D8', 'invalid-date', `${pointer}/date`, message)];
  });
}

/** What the case knows of its intake: no names, no contacts, no text. `officeUnit` is the provincial office in the register. */
export function assignmentOf(
  input: NumberedIntake,
  entered: { on: CivilDate; policyVersion: string; calendarVersion: string; officeUnit?: string },
): AssignCase {
  const { identity, kind, level, outOfSession, title, subject, assignedOn, assignedBy, limits } = input;
  const letter = saying(input.letter);
  const { officeUnit } = entered;
  return {
    caseId: caseIdOf(identity),
    facts: {
      identity,
      kind,
      level,
      outOfSession,
      title,
      ...(subject ? { subject } : {}),
      assignedOn,
      assignedBy,
      ...(officeUnit ? { officeUnit } : {}),
      enteredOn: entered.on,
      ...(limits ? { limits } : {}),
      ...(letter ? { letter } : {}),
      ...(input.secret ? { secret: true as const } : {}),
      policyVersion: entered.policyVersion,
      calendarVersion: entered.calendarVersion,
    },
    proposers: input.proposers.map(({ role, type }, index) => ({ id: `p${index + 1}`, role, type })),
    parts: input.parts,
  };
}

/** A letter without the fields that it leaves out; undefined where it says nothing. */
function saying(letter: AssignmentLetter | undefined): AssignmentLetter | undefined {
  const said = Object.entries(letter ?? {}).filter(([, value]) => value !== undefined);
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}
