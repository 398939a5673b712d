import type { PartRule, Policy, PolicyLimit, PolicyRules } from '../schemas/policy';
import { isCivilDate } from './dates';
import { Refusal, type RefusalCode } from './refusal';

type Ladder = PolicyRules['ladders']['unit'];

/** What a part owes, and the limit that goes with it. */
const LIMIT_OF = { reply: 'reply', opinion: 'opinion', submission: 'submission' } as const;
const PART_KEY = /^(?:national|provincial|ministry)\.(?:lead|co-handler|separate|reference|office)$/;

/**
 * What speaks against publishing a policy as the successor of another version of it (D5), all at once, with pointers
 * into `{ policy }`. That limits, chains and ladders are all there is said by its schema; here, that they fit together.
 * `known`: the ids of the rules that there are, of which it names its grounds.
 */
export function policyProblems(policy: Policy, former: Policy, known: ReadonlySet<string>): Refusal[] {
  const { rules } = policy;
  return [
    ...versionProblems(rules, former.rules),
    ...groundProblems(policy, known),
    ...limitProblems(rules),
    ...dateProblems(rules),
    ...partProblems(policy, former.rules),
    ...chainProblems(rules),
    ...(policy.keyCases.least > policy.keyCases.most
      ? [refusal('conflict', '/policy/keyCases/most', '不得少于最少件数')]
      : []),
    ...Object.entries(rules.ladders).flatMap(([name, ladder]) => ladderProblems(name, ladder)),
  ];
}

function versionProblems({ id, version }: PolicyRules, former: PolicyRules): Refusal[] {
  if (id !== former.id)
    return [
      refusal(
        'conflict',
        '/policy/rules/id',
        `须与版本 ${former.version} 同为 ${former.id}；另一文件的要求随新版软件发布`,
      ),
    ];
  if (version === former.version)
    return [refusal('conflict', '/policy/rules/version', '新规则须有新的版本号')];
  return version.startsWith(`${id}.`)
    ? []
    : [refusal('conflict', '/policy/rules/version', `版本号须以 ${id}. 开头`)];
}

/** Each setting names the rule that it rests on, one that there is; what is shown as the notice's, one of the notice. */
function groundProblems(
  { rules, keyCases, trackedBySubject }: Policy,
  known: ReadonlySet<string>,
): Refusal[] {
  type Ruled = [string, { rule: string; settled: boolean }];
  const { limits, form, specialReport, reference } = rules;
  const ruled: Ruled[] = [
    ...Object.entries(limits).map(([name, limit]): Ruled => [`rules/limits/${name}`, limit]),
    ...Object.entries({ form, specialReport, reference }).flatMap(([name, filing]): Ruled[] =>
      filing
        ? [
            [`rules/${name}`, filing],
            [`rules/${name}/later`, filing.later],
          ]
        : [],
    ),
    ['keyCases', keyCases],
    ['trackedBySubject', trackedBySubject],
  ];
  const isGround = ({ rule, settled }: Ruled[1]) =>
    known.has(rule) ? !settled || rule.startsWith('R') : !settled && rule === 'setting';
  return ruled
    .filter(([, one]) => !isGround(one))
    .map(([at, { rule, settled }]) =>
      refusal(
        'conflict',
        `/policy/${at}/rule`,
        settled
          ? `依据须为通知的条目（R…），没有 ${rule}；平台设置不得标为已定`
          : `依据须为已有的条目或 setting，没有 ${rule}`,
      ),
    );
}

/** No duty is due before it begins, and none lasts longer than a term. Without extensions or returns there are none. */
const CAN_BE_NONE: ReadonlySet<string> = new Set(['extensionCap', 'return']);
const LONGEST_MONTHS = 60;

function limitProblems({ limits, form, specialReport, reference }: PolicyRules): Refusal[] {
  const all: [string, PolicyLimit][] = [
    ...Object.entries(limits).map(([name, limit]): [string, PolicyLimit] => [`limits/${name}`, limit]),
    ...Object.entries({ form, specialReport, reference }).flatMap(
      ([name, filing]): [string, PolicyLimit][] => (filing ? [[`${name}/later`, filing.later]] : []),
    ),
  ];
  const problems = all.flatMap(([at, { amount, unit }]) => {
    const pointer = `/policy/rules/${at}/amount`;
    if (amount === 0 && !CAN_BE_NONE.has(at.replace('limits/', '')))
      return [refusal('invalid-date', pointer, '期限至少为 1')];
    return unit === 'month' && amount > LONGEST_MONTHS
      ? [refusal('invalid-date', pointer, `期限不得超过一届（${LONGEST_MONTHS} 个月）`)]
      : [];
  });
  if (limits.extensionCap.unit !== 'month')
    problems.push(
      refusal('conflict', '/policy/rules/limits/extensionCap/unit', '延期上限自交办之日起按月计算'),
    );
  return problems;
}

function dateProblems({ form, specialReport, reference }: PolicyRules): Refusal[] {
  return [
    ...(reference ? filingProblems('reference', reference) : []),
    ...filingProblems('form', form),
    ...(specialReport ? filingProblems('specialReport', specialReport) : []),
  ];
}

function filingProblems(name: string, filing: PolicyRules['form']): Refusal[] {
  // A day that only leap years have is no date of every year.
  const problems = (['fixed', 'assignedBy'] as const)
    .filter((day) => !isCivilDate(`2023-${filing[day]}`))
    .map((day) => refusal('invalid-date', `/policy/rules/${name}/${day}`, '不是每年都有的日子'));
  if (problems.length === 0 && filing.assignedBy > filing.fixed)
    problems.push(refusal('invalid-date', `/policy/rules/${name}/assignedBy`, '不得晚于规定日期'));
  return problems;
}

function partProblems({ rules, bodies }: Policy, former: PolicyRules): Refusal[] {
  const missing = Object.keys(former.parts)
    .filter((name) => !Object.hasOwn(rules.parts, name))
    .map((name) => refusal('missing', `/policy/rules/parts/${name}`, `缺少 ${name} 的要求`));
  const wrong = Object.entries(rules.parts).flatMap(([name, part]) => {
    const at = `/policy/rules/parts/${name}`;
    if (!PART_KEY.test(name)) return [refusal('unknown-reference', at, '没有这种承办方式')];
    // The name of another row stands for that row; it names no third.
    if (typeof part === 'string')
      return typeof rules.parts[part] === 'object'
        ? []
        : [refusal('unknown-reference', at, `没有名为 ${part} 的要求`)];
    // A reference part owes no product; its limit is a date of the year [R3.8].
    if (part.limit === 'reference' && part.product === undefined && rules.reference) return [];
    const before = rowOf(former, name);
    // Letters that are on their way, and what waits for them, would be nobody's product any more.
    if (
      before &&
      !(['product', 'limit', 'to'] as const).every((what) => (before[what] ?? part[what]) === part[what])
    )
      return [refusal('conflict', at, '文稿、期限与送达对象是该承办方式的办理程序，各版本不得更改')];
    if (part.publish && part.product !== 'reply')
      return [refusal('conflict', `${at}/publish`, '只有答复函公开')];
    // What is waited for must come in some day: that, too, is the procedure's.
    if (before && part.awaits && part.awaits !== before.awaits)
      return [refusal('conflict', `${at}/awaits`, '等待其他文稿属办理程序，各版本不得增加')];
    const owed = part.product === undefined || part.product === 'result' ? undefined : LIMIT_OF[part.product];
    return [
      ...(part.limit === owed && (part.product === undefined) === (part.to === undefined)
        ? []
        : [refusal('conflict', at, '文稿、期限与送达对象不相配')]),
      ...Object.entries(part.copies ?? {}).flatMap(([kind, to]) =>
        to
          .filter((body) => !Object.hasOwn(bodies, body))
          .map((body) =>
            refusal('unknown-reference', `${at}/copies/${kind}`, `bodies 中没有 ${body} 的名称`),
          ),
      ),
    ];
  });
  return [...missing, ...wrong];
}

/** A part's row, through the name of another. */
function rowOf({ parts }: PolicyRules, name: string): PartRule | undefined {
  const row = Object.hasOwn(parts, name) ? parts[name] : undefined;
  const named = typeof row === 'string' && Object.hasOwn(parts, row) ? parts[row] : row;
  return typeof named === 'object' ? named : undefined;
}

function chainProblems({ chains }: PolicyRules): Refusal[] {
  return Object.entries(chains)
    .filter(([, levels]) => new Set(levels).size < levels.length)
    .map(([product]) => refusal('duplicate', `/policy/rules/chains/${product}`, '同一级审核只能有一次'));
}

/** A rung is known by its day: no two of one day, and the series begins after the last of them. */
function ladderProblems(name: string, { ahead, after, weekly }: Ladder): Refusal[] {
  const at = `/policy/rules/ladders/${name}`;
  const days = (rungs: Ladder['ahead']) => rungs.map((rung) => rung.days);
  const twice = (rungs: Ladder['ahead']) =>
    new Set(days(rungs)).size < rungs.length || days(rungs).some((count) => count < 1);
  const problems = (['ahead', 'after'] as const)
    .filter((side) => twice(side === 'ahead' ? ahead : after))
    .map((side) => refusal('duplicate', `${at}/${side}`, '天数须大于 0 且不重复'));
  if (weekly && after.some((rung) => rung.days >= weekly.from))
    problems.push(refusal('conflict', `${at}/weekly/from`, '周期提醒须晚于逾期后的各次提醒'));
  return problems;
}

const refusal = (code: RefusalCode, pointer: string, message: string): Refusal =>
  new Refusal('D5', code, pointer, message);
