import { CaseOnStage } from '../case';
import { takeIn } from '../intake';
import { caseIdOf } from '../../domain/identity';
import type { Walk } from '../walk';

const UNIT = 'hebei-slt';
const LEAD = [{ unit: UNIT, part: 'lead' as const }];

interface Stubbed {
  title: string;
  status: string;
  text?: string;
  proposers: unknown[];
  contacts: unknown[];
}
interface Purged {
  purgedAt?: string;
  runs: unknown[];
  evidence: { removed: { words: number; proposers: number } };
}

const isStub = ({ title, text, proposers, contacts }: Stubbed): boolean =>
  title === '涉密件' && text === undefined && proposers.length === 0 && contacts.length === 0;

/** A secret from its intake on, and a case that turns out to be one: only number, unit and dates stay. */
export const secret: Walk = {
  name: 'secret',
  title: '涉密件：只登记编号、单位和日期，线下办理；办理中定密的立即清除',
  rules: ['R3.12'],
  scenes: (stage) => [
    {
      on: '2026-02-09',
      play: async () => {
        const identity = { body: 'hebei-congress', term: 14, session: 4, series: 'main', number: '791' };
        const stub = {
          identity,
          kind: 'suggestion',
          level: 'provincial',
          parts: LEAD,
          assignedOn: stage.on,
          assignedBy: 'provincial-office',
        };
        const caseId = caseIdOf(identity);
        const taken = { caseId, way: 'intake', event: 'caseAssigned' } as const;
        await stage.act('intake', '登记一件涉密件（791）', '/secret-cases', stub, taken);
        const one = new CaseOnStage(stage, caseId);
        await one.takeUp(UNIT, 't1');
        const done = 'tracks/t1/off-line-completion';
        await one.act(`${UNIT}-office`, '线下办结，只登记日期', done, {}, 'offLineRecorded');
        await one.read<Stubbed>(
          '没有题目、内容和代表委员，已办结',
          (read) => isStub(read) && read.status === 'closed',
        );

        // What became a stub is not handed in a second time: a walk that is played again goes on from there.
        const other = new CaseOnStage(stage, caseIdOf({ ...identity, number: '792' }));
        const there = await stage.get<Stubbed>('provincial-office', other.url).catch(() => undefined);
        if (!there || !isStub(there)) {
          await takeIn(stage, '交办一件，尚不知涉密', { number: '792', parts: LEAD });
          await other.takeUp(UNIT, 't1');
          await other.contact(UNIT, 't1');
          await stage.write('provincial-office', `${other.url}/classification`, { number: '792' });
        }
        await other.read<Stubbed>('按涉密件处理，台账只剩编号、单位和日期', isStub);
        await stage.read<Purged>(
          'auditor',
          '流程引擎中的运行和索引已删除，证据可查',
          `${other.url}/classification`,
          ({ purgedAt, runs, evidence }) =>
            purgedAt !== undefined &&
            runs.length > 0 &&
            evidence.removed.words > 0 &&
            evidence.removed.proposers > 0,
        );
        if (there?.status !== 'closed')
          await other.act(`${UNIT}-office`, '在新的运行中登记线下办结', done, {}, 'offLineRecorded');
      },
    },
  ],
};
