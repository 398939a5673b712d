import type { CaseOnStage } from '../case';
import { takeIn } from '../intake';
import { OFFICE } from '../letters';
import { mailOf, proposerMail } from '../mails';
import type { Walk } from '../walk';

const LEAD = 'hebei-slt';
const CO = 'hebei-czt';
const CONCERNED = 'hebei-nynct';
const NUMBER = '701';
/** The office as a body: where copies and submissions go. */
const OFFICE_BODY = 'provincial-office';
const REPLY = '冀政办函〔2026〕21号';

/** A national case: co-handler → lead → provincial office → deputy, each with the electronic version. */
export const national: Walk = {
  name: 'national',
  title: '全国件：会办、主办报送，省政府办公厅答复',
  rules: ['R3.1'],
  scenes(stage) {
    let one: CaseOnStage;
    return [
      {
        on: '2026-03-16',
        play: async () => {
          one = await takeIn(stage, '交办全国人大代表建议，时限、类别、抄送以交办函为准', {
            number: NUMBER,
            level: 'national',
            parts: [
              { unit: LEAD, part: 'lead' },
              { unit: CO, part: 'co-handler' },
            ],
            limits: {
              opinion: { unit: 'day', amount: 20 },
              submission: { unit: 'day', amount: 40 },
              reply: { unit: 'fixed', date: '2026-06-12' },
              setBy: 'provincial-office',
            },
            letter: { categories: ['A', 'B', 'D'], departments: [CONCERNED] },
          });
          await one.read<{ tracks: { unit: string; part: string }[] }>(
            '省政府办公厅自身承办的部分随件开启',
            ({ tracks }) => tracks.some(({ unit, part }) => unit === OFFICE && part === 'office'),
          );
          await one.takeUp(LEAD, 't1');
          await one.takeUp(CO, 't2');
          const number = '冀财函〔2026〕7号';
          const opinion = await one.letter(CO, 't2', { product: 'opinion', number, electronic: true });
          await one.delivered('会办意见送达主办单位省水利厅', opinion, LEAD, mailOf(LEAD), number);
          await one.delivered('抄送省政府办公厅', opinion, OFFICE_BODY, mailOf(OFFICE_BODY), number);
          await one.act(
            `${LEAD}-office`,
            '采纳省财政厅的会办意见',
            `letters/${opinion}/acceptance`,
            {},
            'opinionAccepted',
            {
              letterId: opinion,
            },
          );
        },
      },
      {
        on: '2026-03-23',
        play: async () => {
          await one.contact(LEAD, 't1');
          const number = '冀水函〔2026〕11号';
          const submission = await one.letter(LEAD, 't1', {
            product: 'submission',
            number,
            electronic: true,
          });
          await one.delivered(
            '答复意见连同电子版报送省政府办公厅',
            submission,
            OFFICE_BODY,
            mailOf(OFFICE_BODY),
            number,
          );
          const reply = await one.letter(OFFICE, 't3', { product: 'reply', number: REPLY, category: 'D' });
          await one.delivered('答复全国人大代表', reply, 'p1', proposerMail(NUMBER), REPLY);
          await one.delivered('反馈交办函所列部门省农业农村厅', reply, CONCERNED, mailOf(CONCERNED), REPLY);
        },
      },
    ];
  },
};
