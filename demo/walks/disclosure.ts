import { takeIn } from '../intake';
import { mailOf, proposerMail } from '../mails';
import type { Stage } from '../stage';
import type { Walk } from '../walk';

const [LEAD, CO] = ['hebei-sthjt', 'hebei-slt'] as const;
const [OPEN, WITHHELD] = ['721', '722'] as const;

interface Detail {
  letters: { id: string; publication: { status: string } }[];
}

/** One reply that goes up and comes down again, and one that is withheld. */
export const disclosure: Walk = {
  name: 'disclosure',
  title: '公开：征询确认、公开、撤下；不予公开',
  rules: ['R5.5', 'R5.6', 'R5.7', 'R5.8'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        await published(stage);
        await withheld(stage);
      },
    },
  ],
};

async function published(stage: Stage): Promise<void> {
  const one = await takeIn(stage, '交办一件建议', {
    number: OPEN,
    parts: [
      { unit: LEAD, part: 'lead' },
      { unit: CO, part: 'co-handler' },
    ],
  });
  await one.takeUp(LEAD, 't1');
  await one.takeUp(CO, 't2');
  const given = '冀水函〔2026〕16号';
  const opinion = await one.letter(CO, 't2', { product: 'opinion', number: given, mark: 'unmarked' });
  await one.delivered(
    '公开意见未作标注的会办意见送达主办单位省生态环境厅',
    opinion,
    LEAD,
    mailOf(LEAD),
    given,
  );
  await one.contact(LEAD, 't1');
  const number = '冀环函〔2026〕16号';
  const reply = await one.letter(LEAD, 't1', { product: 'reply', category: 'A', number });
  await one.delivered('答复代表', reply, 'p1', proposerMail(OPEN), number);
  const office = `${LEAD}-office`;
  const asked = { proposers: ['p1'] };
  await one.act(office, '征求代表对公开原文的意见', 'original-text-views', asked, 'originalViewAsked');
  const agreed = { proposer: 'p1', agrees: true };
  await one.act(
    office,
    '代表同意公开原文',
    'original-text-views/answers',
    agreed,
    'originalViewAnswered',
    agreed,
  );
  const confirmed = { coHandlers: [{ trackId: 't2', opinion: 'unmarked' }] };
  await one.act(
    office,
    '与会办单位省水利厅确认公开意见',
    `letters/${reply}/disclosure-confirmations`,
    confirmed,
    'disclosureConfirmed',
  );
  const publication = { withOriginal: true };
  await one.act(
    office,
    '公开答复函和原文',
    `letters/${reply}/publication`,
    publication,
    'publicationRequested',
    {
      letterId: reply,
      ...publication,
    },
  );
  const up = await one.see(
    '省生态环境厅的答复函在公开页面上线',
    'letterPublished',
    { letterId: reply },
    'activity',
  );
  const down = { reason: '内容有误，更正后再公开（示例）。' };
  await one.act(office, '撤下', `letters/${reply}/take-down`, down, 'takeDownRequested', { letterId: reply });
  await one.see('省生态环境厅的答复函已撤下', 'letterTakenDown', { letterId: reply }, 'activity');
  const url = up?.type === 'letterPublished' ? (up.data.url ?? '') : '';
  await stage.visit('原网址回答“已撤下”', url, (status) => status === 410);
}

async function withheld(stage: Stage): Promise<void> {
  const one = await takeIn(stage, '交办另一件建议', {
    number: WITHHELD,
    parts: [{ unit: LEAD, part: 'lead' }],
  });
  await one.takeUp(LEAD, 't1');
  await one.contact(LEAD, 't1');
  const number = '冀环函〔2026〕17号';
  const reply = await one.letter(LEAD, 't1', {
    product: 'reply',
    category: 'A',
    number,
    mark: 'withheld',
    withholdingGround: '涉及企业商业秘密（示例）。',
  });
  await one.delivered('标注“不公开”的答复函送达代表', reply, 'p1', proposerMail(WITHHELD), number);
  await one.read<Detail>('写明依据，不负公开义务', ({ letters }) =>
    letters.some(({ id, publication }) => id === reply && publication.status === 'withheld'),
  );
  await stage.visit(
    '公开页面上没有这一件',
    '/public',
    (status, page) => status === 200 && !page.includes(`第${WITHHELD}号`),
  );
}
