import type { CaseEvent } from '../domain/case';
import type { CivilDate } from '../domain/dates';
import { whereData, type Stage } from './stage';

/** A real suggestion of the sample list: joint deputies, one lead, two co-handlers. */
export const SUGGESTION = 'hebei-congress:13-5:main:31';

/** What people do on a day; before it, time passes up to that day. */
export type Scene = { on: CivilDate; play: () => Promise<void> };

const CASE = `/cases/${encodeURIComponent(SUGGESTION)}`;
const LEAD = 'hebei-jtt';
const CO = ['hebei-czt', 'hebei-fgw'] as const;
const DEPUTIES = ['p1', 'p2', 'p3'];
const CRITERIA = { objective: true, concrete: true, lawful: true, concise: true, inForm: true };
const CHAIN = [
  ['division-1', 'division', '承办处室'],
  ['office', 'office', '办公室'],
  ['leader', 'leaderInCharge', '分管负责同志'],
  ['principal', 'principal', '主要负责同志'],
] as const;

interface Documents {
  opinion: string;
  reply: string;
  result: string;
}

/** A suggestion through all ten steps, dissatisfied once: from its list to a satisfied deputy. */
export function suggestionScenes(stage: Stage, documents: Documents): Scene[] {
  const track = (id: string) => `${CASE}/tracks/${id}`;
  const letter = (id: string) => `${CASE}/letters/${id}`;
  const update = (event: CaseEvent['type'], fields: Record<string, unknown> = {}) =>
    ({ caseId: SUGGESTION, way: 'update', event, where: whereData(fields) }) as const;
  const activity = (event: CaseEvent['type'], where: (event: CaseEvent) => boolean) =>
    ({ caseId: SUGGESTION, way: 'activity', event, where }) as const;

  async function takeUp(unit: string, trackId: string, name: string) {
    const office = `${unit}-office`;
    await stage.act(
      office,
      `${name}签收`,
      `${track(trackId)}/signature`,
      {},
      update('trackSigned', { trackId }),
    );
    await stage.act(
      office,
      '交业务一处承办',
      `${track(trackId)}/division`,
      { division: `${unit}-d1`, officer: `${unit}-officer-1` },
      update('divisionAssigned', { trackId }),
    );
    await stage.act(
      office,
      '明确“3+1”责任人',
      `${track(trackId)}/responsibility`,
      {
        principal: `${unit}-principal`,
        leaderInCharge: `${unit}-leader`,
        office,
        division: `${unit}-division-1`,
        officer: `${unit}-officer-1`,
      },
      update('responsibilityNamed', { trackId }),
    );
  }

  async function review(unit: string, letterId: string, levels: readonly (typeof CHAIN)[number][] = CHAIN) {
    for (const [person, level, name] of levels)
      await stage.act(
        `${unit}-${person}`,
        `${name}审核通过`,
        `${letter(letterId)}/reviews`,
        { level, decision: 'approve', criteria: CRITERIA },
        update('letterReviewed', { letterId, level, decision: 'approve' }),
        `${letterId}-${level}`,
      );
  }

  async function opinion(unit: string, trackId: string, letterId: string, number: string) {
    await stage.act(
      `${unit}-officer-1`,
      '起草会办意见',
      `${track(trackId)}/letters`,
      { product: 'opinion', document: documents.opinion, mark: 'public' },
      update('letterDrafted', { letterId }),
    );
    await review(unit, letterId, [CHAIN[2]]);
    await stage.act(
      `${unit}-office`,
      '印发会办意见，送主办单位并抄送省政府办公厅',
      `${letter(letterId)}/issue`,
      { documentNumber: number },
      update('letterIssued', { letterId }),
    );
    await stage.see('平台', '会办意见送达主办单位', {
      ...activity('deliverySent', mailed),
      mail: (mail) => mail.to.includes(`office@${LEAD}.example`) && mail.text.includes(number),
    });
  }

  async function answer(product: 'reply' | 'result', letterId: string, number: string, more: object) {
    await stage.act(
      `${LEAD}-officer-1`,
      product === 'reply' ? '起草答复函（A 类，公开）' : '起草再次办理结果',
      `${track('t1')}/letters`,
      { product, document: documents[product], mark: 'public', ...more },
      update('letterDrafted', { letterId, product }),
      letterId,
    );
    await review(LEAD, letterId);
    await stage.act(
      `${LEAD}-office`,
      `印发（${number}）`,
      `${letter(letterId)}/issue`,
      { documentNumber: number },
      update('letterIssued', { letterId }),
    );
  }

  const mailedTo =
    (address: string, number: string) => (mail: { to: string[]; text: string; subject: string }) =>
      mail.to.includes(address) && (mail.text.includes(number) || mail.subject.includes(number));

  return [
    {
      on: '2026-02-06',
      play: async () => {
        await stage.see('省政府办公厅', '交办：主办省交通运输厅，会办省财政厅、省发展改革委', {
          caseId: SUGGESTION,
          way: 'intake',
          event: 'caseAssigned',
        });
        await takeUp(LEAD, 't1', '省交通运输厅');
        await takeUp(CO[0], 't2', '省财政厅');
        await takeUp(CO[1], 't3', '省发展改革委');
        await stage.act(
          `${LEAD}-office`,
          '明确包案领导',
          `${track('t1')}/case-leader`,
          { person: `${LEAD}-leader` },
          update('caseLeaderNamed'),
        );
      },
    },
    {
      on: '2026-02-09',
      play: async () => {
        await stage.act(
          `${LEAD}-officer-1`,
          '寄送责任分解表',
          `${track('t1')}/form-deliveries`,
          { proposers: DEPUTIES, way: 'post' },
          update('formSent'),
        );
        await stage.act(
          `${LEAD}-officer-1`,
          '与领衔代表电话确认责任分解表',
          `${track('t1')}/form-confirmations`,
          { proposer: 'p1', way: 'telephone' },
          update('formConfirmed'),
        );
        for (const [index, unit] of CO.entries())
          await stage.act(
            `${unit}-office`,
            '由主办单位的责任分解表一并涵盖',
            `${track(`t${index + 2}`)}/form-cover`,
            {},
            update('formCovered', { trackId: `t${index + 2}` }),
          );
      },
    },
    {
      on: '2026-02-25',
      play: async () => {
        await stage.act(
          `${LEAD}-officer-1`,
          '办前走访三位代表，形成办理方案',
          `${track('t1')}/contacts`,
          {
            stage: 'before',
            way: 'visit',
            visitors: [`${LEAD}-division-1`, `${LEAD}-officer-1`],
            proposers: DEPUTIES,
            opinion: '希望尽快纳入改造计划，改善沿线群众出行。',
            plan: '三月实地勘察，四月提出改造方案并答复。',
            place: '代表所在地',
          },
          update('contactRecorded'),
        );
        await stage.act(
          `${LEAD}-officer-1`,
          '实地调研',
          `${track('t1')}/research`,
          {
            place: '老邢峰线沿线',
            people: '业务一处、沿线乡镇',
            findings: '路面破损约三公里，雨季通行困难，具备改造条件。',
          },
          update('researchRecorded'),
        );
      },
    },
    { on: '2026-03-10', play: () => opinion(CO[0], 't2', 'l1', '冀财建函〔2026〕12号') },
    {
      on: '2026-03-31',
      play: async () => {
        await stage.act(
          `${LEAD}-office`,
          '电话催办省发展改革委',
          `${track('t3')}/reminders`,
          { way: 'telephone', note: '会办意见将于 4 月 7 日到期。' },
          update('unitReminded', { trackId: 't3' }),
        );
      },
    },
    { on: '2026-04-03', play: () => opinion(CO[1], 't3', 'l2', '冀发改函〔2026〕31号') },
    {
      on: '2026-04-15',
      play: async () => {
        for (const letterId of ['l1', 'l2'])
          await stage.act(
            `${LEAD}-office`,
            '采纳会办意见',
            `${letter(letterId)}/acceptance`,
            {},
            update('opinionAccepted', { letterId }),
            letterId,
          );
        await answer('reply', 'l3', '冀交建字〔2026〕8号', { category: 'A' });
        await stage.see('平台', '答复函寄送领衔代表', {
          ...activity('deliverySent', mailed),
          mail: mailedTo('deputy-11@proposers.example', '冀交建字〔2026〕8号'),
        });
        await stage.see('平台', '抄送省人大常委会代表工作委员会', {
          ...activity('deliverySent', mailed),
          mail: mailedTo('office@congress-committee.example', '冀交建字〔2026〕8号'),
        });
        for (const [index, proposer] of ['p2', 'p3'].entries()) {
          const delivery = await deliveryTo(stage, proposer, 'l3');
          await stage.act(
            `${LEAD}-office`,
            `联名代表（${'乙丙'[index] ?? ''}）无电子邮箱，改寄纸质函并登记`,
            `${CASE}/deliveries/${delivery}/dispatch`,
            { way: 'post', evidence: '挂号信收据（示例）' },
            update('deliverySent', { deliveryId: delivery }),
            proposer,
          );
        }
      },
    },
    {
      on: '2026-04-20',
      play: async () => {
        await stage.act(
          'provincial-office',
          '核查办理结果类别：A 类无误',
          `${letter('l3')}/category-check`,
          { category: 'A' },
          update('categoryChecked'),
        );
        await stage.act(
          `${LEAD}-office`,
          '与会办单位逐一确认后公开答复函',
          `${letter('l3')}/publication`,
          {
            coHandlers: [
              { trackId: 't2', opinion: 'public' },
              { trackId: 't3', opinion: 'public' },
            ],
          },
          update('publicationRequested'),
        );
        await stage.see(
          '平台',
          '答复函在公开页面上线',
          activity('letterPublished', () => true),
        );
      },
    },
    {
      on: '2026-04-22',
      play: async () => {
        await feedback('deputy-11', '领衔代表反馈：满意', {
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
        await stage.act(
          'provincial-office',
          '交办反馈意见，再次办理（30 日）',
          `${CASE}/reworks`,
          {
            receivedOn: '2026-04-27',
            objectors: ['p2'],
            reason: '请补充村口路段的办理意见，当面走访后书面反馈。',
          },
          { caseId: SUGGESTION, way: 'signal', event: 'reworkAssigned' },
        );
      },
    },
    {
      on: '2026-05-12',
      play: async () => {
        const rework = `${CASE}/reworks/r1`;
        await stage.act(
          `${LEAD}-officer-1`,
          '查找原因',
          `${rework}/cause`,
          { cause: '村口路段权属在乡镇，勘察时遗漏。', measures: '与乡镇共同列入本年度农村公路养护计划。' },
          update('reworkCauseRecorded'),
        );
        await stage.act(
          `${LEAD}-officer-1`,
          '当面走访提出异议的代表',
          `${rework}/visits`,
          {
            proposers: ['p2'],
            visitors: [`${LEAD}-leader`, `${LEAD}-officer-1`],
            opinion: '对补充安排表示认可。',
          },
          update('reworkVisitRecorded'),
        );
        await answer('result', 'l4', '冀交建字〔2026〕15号', { reworkId: 'r1' });
        const delivery = await deliveryTo(stage, 'p2', 'l4');
        await stage.act(
          `${LEAD}-office`,
          '再次办理结果寄送提出异议的代表',
          `${CASE}/deliveries/${delivery}/dispatch`,
          { way: 'hand' },
          update('reworkAnswered'),
        );
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
        await stage.act(
          'provincial-office',
          '挂账督办销号',
          `${CASE}/supervisions/s1/closure`,
          { result: '代表对再次办理结果满意，予以销号。' },
          update('supervisionClosed'),
        );
        await stage.see('平台', '全部办结，归档', update('caseClosed'));
      },
    },
  ];

  async function feedback(who: string, what: string, body: { proposer: string } & Record<string, unknown>) {
    await stage.act(
      who,
      what,
      `${CASE}/feedback`,
      body,
      {
        caseId: SUGGESTION,
        way: 'signal',
        event: 'feedbackGiven',
        where: whereData({ proposer: body.proposer }),
      },
      `feedback-${body.proposer}`,
    );
  }
}

/** Sent by mail: one that was posted has no Message-ID. */
const mailed = (event: CaseEvent): boolean =>
  event.type === 'deliverySent' && event.data.messageId !== undefined;

/** The id of the delivery of a letter to a proposer. */
async function deliveryTo(stage: Stage, proposer: string, letterId: string): Promise<string> {
  const { deliveries } = await stage.get<{
    deliveries: { id: string; letterId: string; recipient: { id: string } }[];
  }>('provincial-office', CASE);
  const delivery = deliveries.find((one) => one.letterId === letterId && one.recipient.id === proposer);
  if (!delivery) throw new Error(`no delivery of ${letterId} to ${proposer}`);
  return delivery.id;
}
