import type { ZodType } from 'zod';
import type { AssignedCase } from '../domain/case';
import { dutiesOf } from '../domain/case/responsibility';
import type { Track } from '../domain/case/state';
import { misfit, type NamedDuty } from '../domain/posts';
import { documentsAtHand } from '../ledger/documents';
import { notPartOf, readPeople, readUnit, unknownReferences } from '../ledger/register';
import type { Db } from '../ledger/pool';
import type { Actor } from '../schemas/common';
import type { Person } from '../schemas/register';
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
 * @param track the track that the command is about
 * @throws Problem `unknown-reference` with a pointer to each
 */
export async function checkReferences(
  db: Db,
  row: Partial<CommandRow>,
  schema: ZodType,
  body: unknown,
  state: AssignedCase,
  track: Track | undefined,
  actor: Actor,
): Promise<void> {
  const unit = track?.unit;
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
  if (track === undefined || unit === undefined) return;
  await checkUnitOfPeople(db, named, unit, dutiesNamed(track, body));
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

interface Duties {
  /** The duties that a field names somebody for. */
  of: (leaf: Named) => readonly NamedDuty[];
  /** The division that has the part when this is done. */
  division: string | undefined;
}

/**
 * What each field of a body names somebody for: a duty goes by the field's name, what is handed over by what the one
 * who hands over holds. A part that is handed to a division by the same act is that division's already.
 */
function dutiesNamed(track: Track, body: unknown): Duties {
  const { from } = body as { from?: string };
  return {
    of: ({ field, kind }) => {
      if (kind === 'leader') return ['caseLeader'];
      if (field === 'to') return from === undefined ? [] : dutiesOf(track, from);
      return kind === 'person' && DUTIES.has(field) ? [field as NamedDuty] : [];
    },
    division: handedTo(body) ?? track.division,
  };
}

const DUTIES: ReadonlySet<string> = new Set<NamedDuty>([
  'principal',
  'leaderInCharge',
  'office',
  'division',
  'officer',
]);

/** "3+1" names a division by its head, beside a principal: such a body hands the part to nobody. */
const handedTo = (body: unknown): string | undefined => {
  const { division, principal } = body as { division?: string; principal?: string };
  return principal === undefined ? division : undefined;
};

/**
 * The posts of "3+1" are the unit's own people [R1.1], the case leader one of its leaders [R1.2], each by their post
 * in the register, and those who handle the part of the division that has it. At least one of those
 * who visit is the unit's own; others come along from units that the record names [R6.3].
 */
async function checkUnitOfPeople(
  db: Db,
  named: readonly Named[],
  unit: string,
  duties: Duties,
): Promise<void> {
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
  checkPosts(people, new Map(staff.map((person) => [person.id, person])), duties);
  if (visitors.length > 0)
    await checkJointVisit(
      db,
      named.filter(({ field }) => field === 'withUnits'),
      visitors.filter(({ value }) => !own.has(value)),
    );
}

/** Nobody is named for what their post, or another division, does not let them do. */
function checkPosts(
  people: readonly Named[],
  staff: ReadonlyMap<string, Person>,
  { of, division }: Duties,
): void {
  for (const rule of ['R1.1', 'R1.2'])
    refuse(
      people.flatMap((leaf) => {
        const person = staff.get(leaf.value);
        const why = of(leaf)
          .filter((duty) => (duty === 'caseLeader' ? 'R1.2' : 'R1.1') === rule)
          .map((duty) => person && misfit(duty, person, division))
          .find((each) => each !== undefined);
        return why === undefined ? [] : [{ pointer: leaf.pointer, detail: `${leaf.value}：${why}` }];
      }),
      rule,
    );
}

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
