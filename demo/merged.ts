import type { CaseOnStage } from './case';
import { takeIn } from './intake';
import type { Stage } from './stage';

/** Cases that one unit leads, taken up and merged [R3.10]: the first is the host. */
export async function mergedCases<Numbers extends readonly string[]>(
  stage: Stage,
  unit: string,
  numbers: Numbers,
  title?: string,
): Promise<{ [Index in keyof Numbers]: CaseOnStage }> {
  const cases: CaseOnStage[] = [];
  for (const number of numbers) {
    const one = await takeIn(stage, '交办内容相近的建议', { number, parts: [{ unit, part: 'lead' }] });
    await one.takeUp(unit, 't1');
    cases.push(one);
  }
  const [host, ...members] = cases;
  const merged = { cases: members.map(({ id }) => id), reason: '内容相近（示例）。', title };
  await host?.act(`${unit}-office`, `将其余各件并入第${numbers[0] ?? ''}号`, 'merge', merged, 'casesMerged');
  for (const [index, one] of members.entries())
    await one.see(`第${numbers[index + 1] ?? ''}号并入主件`, 'mergeJoined', { host: host?.id });
  return cases as { [Index in keyof Numbers]: CaseOnStage };
}
