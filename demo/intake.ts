import { caseIdOf } from '../domain/identity';
import type { IntakeCaseInput } from '../schemas/intake';
import { CaseOnStage } from './case';
import type { Expected } from './evidence';
import { proposerMail } from './mails';
import type { Stage } from './stage';

const PARTS: Readonly<Record<string, string>> = {
  lead: '主办',
  'co-handler': '会办',
  separate: '分办',
  reference: '参阅',
};

/** What a walk says of a case that it hands in; the rest is a sample suggestion of one deputy. */
export type SampleCase = Partial<IntakeCaseInput> & {
  number: string;
  parts: IntakeCaseInput['parts'];
};

/** Hands a case in on the day of the scene, and waits until its run has begun. */
export async function takeIn(
  stage: Stage,
  what: string,
  { number, ...given }: SampleCase,
): Promise<CaseOnStage> {
  const { kind = 'suggestion', level = 'provincial' } = given;
  const chamber = kind === 'suggestion' ? 'congress' : 'cppcc';
  const identity = {
    body: `${level === 'national' ? 'national' : 'hebei'}-${chamber}`,
    term: 14,
    session: 4,
    series: 'main',
    number,
  };
  const input: IntakeCaseInput = {
    identity,
    kind,
    level,
    title: `关于示例事项的${kind === 'suggestion' ? '建议' : '提案'}（${number}）`,
    text: '（示例内容）',
    proposers: [
      {
        role: 'lead',
        type: kind === 'suggestion' ? 'deputy' : 'member',
        name: `示例${kind === 'suggestion' ? '代表' : '委员'}${number}`,
        mail: proposerMail(number),
      },
    ],
    assignedOn: stage.on,
    assignedBy: 'provincial-office',
    ...given,
  };
  const id = caseIdOf(identity);
  const event = { caseId: id, way: 'intake', event: 'caseAssigned' } as const satisfies Expected;
  const said = `${what}（${number}）：${await partsText(stage, given.parts)}`;
  await stage.act('intake', said, '/cases', input, event);
  return new CaseOnStage(stage, id);
}

/** Who is to do what: 主办省水利厅，会办省财政厅. */
async function partsText(stage: Stage, parts: SampleCase['parts']): Promise<string> {
  const names = await Promise.all(
    parts.map(async ({ unit, part }) => ({ part, name: await stage.unitName(unit) })),
  );
  return Object.entries(PARTS)
    .map(([part, word]) => [word, names.filter((one) => one.part === part).map(({ name }) => name)] as const)
    .flatMap(([word, units]) => (units.length > 0 ? [`${word}${units.join('、')}`] : []))
    .join('，');
}
