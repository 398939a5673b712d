import { CaseOnStage } from '../case';
import { mailOf } from '../mails';
import { returnedAndReassigned } from '../reassignment';
import type { Stage } from '../stage';
import { FIRST_DAY, type Scene, type Walk } from '../walk';

/** A real suggestion of the sample list: joint deputies, one lead, two co-handlers. */
export const SUGGESTION = 'hebei-congress:13-5:main:31';

/** A real proposal of the same list, whose unit gives it back: buildings are another one's affair. */
export const RETURNED = 'hebei-cppcc:12-5:main:27';

const LEAD = 'hebei-jtt';
const CO = [
  { unit: 'hebei-czt', trackId: 't2', name: '省财政厅' },
  { unit: 'hebei-fgw', trackId: 't3', name: '省发展和改革委员会' },
] as const;
const DEPUTIES = ['p1', 'p2', 'p3'];
const OFFICER = `${LEAD}-officer-1`;
const OFFICE = `${LEAD}-office`;
const REPLY = '冀交建字〔2026〕8号';

/**
 * A suggestion through all ten steps, dissatisfied once: from its list to a satisfied deputy. In passing, a proposal that
 * its unit gives back.
 */
export const suggestion: Walk = {
  name: 'suggestion',
  title: '代表建议全过程：交办、答复、公开、反馈，一次不满意再次办理',
  rules: ['R3.2', 'R3.4', 'R3.5', 'R5.1', 'R5.8', 'R7.4'],
  fromList: true,
  scenes,
};

function scenes(stage: Stage): Scene[] {
  const one = new CaseOnStage(stage, SUGGESTION);

  async function opinion(index: 0 | 1, number: string): Promise<void> {
    const { unit, trackId } = CO[index];
    const text = ['一、同意将该路段列入年度计划。', '二、资金按程序统筹安排。'];
    const letterId = await one.letter(unit, trackId, { product: 'opinion', number, text });
    const office = 'provincial-office';
    await one.delivered('会办意见送达主办单位省交通运输厅', letterId, LEAD, mailOf(LEAD), number);
    await one.delivered('抄送省政府办公厅', letterId, office, mailOf(office), number);
  }

  async function givenBack(): Promise<void> {
    const [from, to] = ['hebei-jyt', 'hebei-zjt'];
    const other = new CaseOnStage(stage, RETURNED);
    await returnedAndReassigned(stage, other, {
      trackId: 't1',
      from,
      to,
      why: '周转房建设不属本单位职责',
      upheld: '由住房城乡建设部门主办更为适当。',
      number: '27',
    });
    await other.sign(to, 't2');
  }

  /** What a proposer says for themselves, or what came in on paper. */
  const feedback = (who: string, what: string, given: { proposer: string } & Record<string, unknown>) =>
    one.tell(who, what, 'feedback', given, 'feedbackGiven', { proposer: given.proposer });

  return [
    {
      on: FIRST_DAY,
      play: () =>
        stage.see('省政府办公厅', '交办：主办省交通运输厅，会办省财政厅、省发展和改革委员会', {
          caseId: SUGGESTION,
          way: 'intake',
          event: 'caseAssigned',
        }),
    },
    {
      on: '2026-02-06',
      play: async () => {
        await one.takeUp(LEAD, 't1');
        for (const { unit, trackId } of CO) await one.takeUp(unit, trackId);
        const leader = { person: `${LEAD}-leader` };
        await one.act(OFFICE, '明确包案领导', 'tracks/t1/case-leader', leader, 'caseLeaderNamed');
      },
    },
    {
      on: '2026-02-09',
      play: async () => {
        const sent = { proposers: DEPUTIES, way: 'post' };
        await one.act(OFFICER, '寄送责任分解表', 'tracks/t1/form-deliveries', sent, 'formSent');
        const confirmed = { proposer: 'p1', way: 'telephone' };
        await one.act(
          OFFICER,
          '与领衔代表电话确认责任分解表',
          'tracks/t1/form-confirmations',
          confirmed,
          'formConfirmed',
        );
        for (const { unit, trackId } of CO) {
          const what = '由主办单位省交通运输厅的责任分解表一并涵盖';
          const path = `tracks/${trackId}/form-cover`;
          await one.act(`${unit}-office`, what, path, {}, 'formCovered', { trackId });
        }
        await givenBack();
      },
    },
    {
      on: '2026-02-25',
      play: async () => {
        const visit = {
          visitors: [`${LEAD}-division-1`, OFFICER],
          proposers: DEPUTIES,
          opinion: '希望尽快纳入改造计划，改善沿线群众出行。',
          plan: '三月实地勘察，四月提出改造方案并答复。',
          place: '代表所在地',
        };
        await one.contact(LEAD, 't1', visit, '办前走访三位代表，形成办理方案');
        const research = {
          place: '老邢峰线沿线',
          people: '业务一处、沿线乡镇',
          findings: '路面破损约三公里，雨季通行困难，具备改造条件。',
        };
        await one.act(OFFICER, '实地调研', 'tracks/t1/research', research, 'researchRecorded');
      },
    },
    { on: '2026-03-10', play: () => opinion(0, '冀财建函〔2026〕12号') },
    {
      on: '2026-03-31',
      play: async () => {
        const reminder = { way: 'telephone', note: '会办意见将于 4 月 7 日到期。' };
        const path = 'tracks/t3/reminders';
        await one.act(OFFICE, '电话催办会办单位省发展和改革委员会', path, reminder, 'unitReminded', {
          trackId: 't3',
        });
      },
    },
    { on: '2026-04-03', play: () => opinion(1, '冀发改函〔2026〕31号') },
    {
      on: '2026-04-15',
      play: async () => {
        for (const [letterId, { name }] of [
          ['l1', CO[0]],
          ['l2', CO[1]],
        ] as const)
          await one.act(
            OFFICE,
            `采纳${name}的会办意见`,
            `letters/${letterId}/acceptance`,
            {},
            'opinionAccepted',
            {
              letterId,
            },
          );
        const reply = await one.letter(LEAD, 't1', {
          product: 'reply',
          category: 'A',
          number: REPLY,
          text: [
            '您提出的建议收悉，经商省财政厅、省发展和改革委员会，现答复如下：',
            '一、路段改造已列入本年度农村公路改造工程，年内完工。',
            '二、联系电话：0311-00000000。感谢您对交通运输工作的关心支持。',
          ],
        });
        const committee = 'congress-committee';
        await one.delivered('答复函寄送领衔代表', reply, 'p1', 'deputy-11@proposers.example', REPLY);
        await one.delivered('抄送省人大常委会代表工作委员会', reply, committee, mailOf(committee), REPLY);
        await one.posted(OFFICE, '联名代表（乙）无电子邮箱，改寄纸质函并登记', reply, 'p2');
        await one.posted(OFFICE, '联名代表（丙）无电子邮箱，改寄纸质函并登记', reply, 'p3');
      },
    },
    {
      on: '2026-04-20',
      play: async () => {
        const office = 'provincial-office';
        const found = { category: 'A' };
        await one.act(
          office,
          '核查省交通运输厅答复函的办理结果类别：A 类无误',
          'letters/l3/category-check',
          found,
          'categoryChecked',
        );
        const publication = { coHandlers: CO.map(({ trackId }) => ({ trackId, opinion: 'public' })) };
        await one.act(
          OFFICE,
          '与会办单位逐一确认后公开答复函',
          'letters/l3/publication',
          publication,
          'publicationRequested',
        );
        await one.see('省交通运输厅的答复函在公开页面上线', 'letterPublished', {}, 'activity');
      },
    },
    {
      on: '2026-04-22',
      play: async () => {
        await feedback('deputy-11', '反馈：满意', {
          proposer: 'p1',
          attitude: 'satisfied',
          result: 'satisfied',
        });
        await feedback('provincial-office', '登记联名代表（乙）纸质反馈：不满意', {
          proposer: 'p2',
          attitude: 'largely-satisfied',
          result: 'dissatisfied',
          reason: '只改造了一段，村口路段没有列入。',
          via: 'paper',
        });
        await feedback('provincial-office', '登记联名代表（丙）纸质反馈：基本满意', {
          proposer: 'p3',
          attitude: 'satisfied',
          result: 'largely-satisfied',
          via: 'paper',
        });
      },
    },
    {
      on: '2026-04-27',
      play: async () => {
        const assigned = {
          receivedOn: '2026-04-27',
          objectors: ['p2'],
          reason: '请补充村口路段的办理意见，当面走访后书面反馈。',
        };
        const what = '将反馈意见交办省交通运输厅，再次办理（30 日）';
        await one.tell('provincial-office', what, 'reworks', assigned, 'reworkAssigned');
      },
    },
    {
      on: '2026-05-12',
      play: async () => {
        const cause = {
          cause: '村口路段权属在乡镇，勘察时遗漏。',
          measures: '与乡镇共同列入本年度农村公路养护计划。',
        };
        await one.act(OFFICER, '查找原因', 'reworks/r1/cause', cause, 'reworkCauseRecorded');
        const visit = {
          proposers: ['p2'],
          visitors: [`${LEAD}-leader`, OFFICER],
          opinion: '对补充安排表示认可。',
        };
        await one.act(OFFICER, '当面走访提出异议的代表', 'reworks/r1/visits', visit, 'reworkVisitRecorded');
        const result = await one.letter(LEAD, 't1', {
          product: 'result',
          reworkId: 'r1',
          number: '冀交建字〔2026〕15号',
          text: ['村口路段已与乡镇商定列入本年度养护计划，六月底前完工。'],
        });
        await one.posted(OFFICE, '再次办理结果寄送提出异议的代表', result, 'p2');
      },
    },
    {
      on: '2026-05-15',
      play: async () => {
        await feedback('provincial-office', '登记联名代表（乙）再次反馈：满意', {
          proposer: 'p2',
          attitude: 'satisfied',
          result: 'satisfied',
          via: 'paper',
        });
        const result = { result: '代表对再次办理结果满意，予以销号。' };
        await one.act(
          'provincial-office',
          '挂账督办销号',
          'supervisions/s1/closure',
          result,
          'supervisionClosed',
        );
        await one.see('全部办结，归档', 'caseClosed');
      },
    },
  ];
}
