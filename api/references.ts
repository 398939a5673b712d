import type { ZodType } from 'zod';
import type { AssignedCase } from '../domain/case';
import { documentsAtHand } from '../ledger/documents';
import { notPartOf, readPeople, readUnit, unknownReferences } from '../ledger/register';
import type { Db } from '../ledger/pool';
import type { Actor } from '../schemas/common';
import type { Post } from '../schemas/register';
import { usualReferences, type CommandRow, type ReferenceKind } from './catalogue';
import { Problem, type FieldError } from './problems';
import { textLeaves, type Leaf } from './walk';

interface Named extends Leaf {
  kind: ReferenceKind;
}

const KIND_NAMES: Record<ReferenceKind, string> = {
  person: '人员',
  leader: '人员',
  unit: '单位',
  division: '处室',
  proposer: '提出人',
  document: '文件',
};

/**
 * Refuses a command whose body names people, units, divisions, proposers or documents that nobody knows, or people
 * of another unit than the one whose part it is about [R1.1, R6.3]: what the rules cannot see, for they know no register.
 * A document must be at hand: brought by the actor or their unit, or in the case already.
 * @param unit the unit of the track that the command is about
 * @throws Problem `unknown-reference` with a pointer to each
 */
export async function checkReferences(
  db: Db,
  row: Partial<CommandRow>,
  schema: ZodType,
  body: unknown,
  state: AssignedCase,
  unit: string | undefined,
  actor: Actor,
): Promise<void> {
  await checkKindOfUnit(db, row, unit);
  const named = textLeaves(schema, body).flatMap((leaf): Named[] => {
    const kind = row.references?.[leaf.field] ?? usualReferences[leaf.field];
    return kind === undefined || leaf.freeText ? [] : [{ ...leaf, kind }];
  });
  if (named.length === 0) return;
  const values = (kind: ReferenceKind) =>
    named.filter((each) => each.kind === kind).map(({ value }) => value);
  const unknown = await unknownReferences(db, {
    people: [...values('person'), ...values('leader')],
    units: values('unit'),
    divisions: unit === undefined ? [] : values('division').map((division) => ({ unit, division })),
  });
  const atHand = await documentsAtHand(db, values('document'), actor, state.caseId);
  const proposers = new Set(state.proposers.map(({ id }) => id));
  const isUnknown: Record<ReferenceKind, (value: string) => boolean> = {
    person: (value) => unknown.people.includes(value),
    leader: (value) => unknown.people.includes(value),
    unit: (value) => unknown.units.includes(value),
    document: (value) => !atHand.has(value),
    division: (value) => unit === undefined || unknown.divisions.includes(`${unit}/${value}`),
    proposer: (value) => !proposers.has(value),
  };
  refuse(
    named
      .filter(({ kind, value }) => isUnknown[kind](value))
      .map(({ pointer, kind, value }) => ({ pointer, detail: `没有编号为“${value}”的${KIND_NAMES[kind]}` })),
  );
  if (unit === undefined) return;
  await checkUnitOfPeople(db, named, unit);
  await checkBureaus(db, named, unit);
}

/** Some commands are for units of some kinds only. */
async function checkKindOfUnit(
  db: Db,
  { ofUnits, rules = [] }: Partial<CommandRow>,
  unit: string | undefined,
): Promise<void> {
  if (ofUnits === undefined || unit === undefined) return;
  const kind = (await readUnit(db, unit))?.kind;
  if (kind === undefined || !ofUnits.includes(kind))
    throw new Problem('not-permitted', '本单位不能办理此事项', { rule: rules[0] ?? 'setting' });
}

/** A part is passed on to the unit's own bureaus: the case stays inside it [R2.2]. */
async function checkBureaus(db: Db, named: readonly Named[], unit: string): Promise<void> {
  const bureaus = named.filter(({ field }) => field === 'bureaus');
  if (bureaus.length === 0) return;
  const foreign = new Set(
    await notPartOf(
      db,
      unit,
      bureaus.map(({ value }) => value),
    ),
  );
  refuse(
    bureaus
      .filter(({ value }) => foreign.has(value))
      .map(({ pointer, value }) => ({ pointer, detail: `${value} 不是本级政府的所属部门` })),
    'R2.2',
  );
}

/**
 * The posts of "3+1" are the unit's own people [R1.1], the case leader one of its leaders [R1.2]. At least one of those
 * who visit is the unit's own; others come along from units that the record names [R6.3].
 */
async function checkUnitOfPeople(db: Db, named: readonly Named[], unit: string): Promise<void> {
  const people = named.filter(({ kind }) => kind === 'person' || kind === 'leader');
  if (people.length === 0) return;
  const staff = await readPeople(db, unit);
  const own = new Set(staff.map(({ id }) => id));
  const strangers = people.filter(({ value }) => !own.has(value));
  const [posts, visitors] = [
    strangers.filter(({ field }) => field !== 'visitors'),
    people.filter(({ field }) => field === 'visitors'),
  ];
  refuse(
    posts.map(({ pointer, value }) => ({ pointer, detail: `${value} 不是承办单位的人员` })),
    'R1.1',
  );
  if (visitors.length > 0 && visitors.every(({ value }) => !own.has(value)))
    refuse(
      [{ pointer: '/visitors', detail: '走访由承办单位组织，本单位至少一人参加，不得交由下级单位' }],
      'R6.3',
    );
  const leaders = new Set(staff.filter(({ post }) => LEADERS.has(post)).map(({ id }) => id));
  refuse(
    people
      .filter(({ kind, value }) => kind === 'leader' && !leaders.has(value))
      .map(({ pointer, value }) => ({ pointer, detail: `${value} 不是承办单位的负责同志` })),
    'R1.2',
  );
  if (visitors.length > 0)
    await checkJointVisit(
      db,
      named.filter(({ field }) => field === 'withUnits'),
      visitors.filter(({ value }) => !own.has(value)),
    );
}

const LEADERS: ReadonlySet<Post> = new Set<Post>(['principal', 'leaderInCharge']);

/** On a joint visit of several units those of others are of the units that are named, and each has somebody there [R6.3]. */
async function checkJointVisit(db: Db, units: readonly Named[], guests: readonly Named[]): Promise<void> {
  if (units.length === 0 && guests.length === 0) return;
  const staffs = await Promise.all(
    units.map(async ({ value }) => new Set((await readPeople(db, value)).map(({ id }) => id))),
  );
  refuse(
    guests
      .filter(({ value }) => !staffs.some((staff) => staff.has(value)))
      .map(({ pointer, value }) => ({
        pointer,
        detail: `${value} 不是本单位人员；联合走访须写明其所在单位`,
      })),
    'R6.3',
  );
  refuse(
    units
      .filter((_, index) => !guests.some(({ value }) => staffs[index]?.has(value)))
      .map(({ pointer, value }) => ({
        pointer,
        detail: `联合走访的单位 ${value} 无人参加，每个单位至少一人`,
      })),
    'R6.3',
  );
}

function refuse(errors: FieldError[], rule = 'setting'): void {
  const [first] = errors;
  if (first) throw new Problem('unknown-reference', first.detail, { errors, rule });
}
