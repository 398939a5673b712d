import { takeIn } from '../intake';
import { proposerMail } from '../mails';
import type { Walk } from '../walk';

const UNIT = 'hebei-mzt';
const [DEPUTIES, PARTY] = ['708', '709'] as const;

interface Detail {
  deliveries: { purpose: string; recipient: { id: string } }[];
}
const answered = ({ deliveries }: Detail): string =>
  deliveries
    .filter(({ purpose }) => purpose === 'reply')
    .map(({ recipient }) => recipient.id)
    .join();

/** A joint suggestion is answered to every deputy, a joint proposal that an organization leads to that organization alone. */
export const joint: Walk = {
  name: 'joint',
  title: '联名件：逐一答复代表，党派团体牵头的只答复牵头单位',
  rules: ['R3.9'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const parts = [{ unit: UNIT, part: 'lead' as const }];
        const one = await takeIn(stage, '交办两位代表联名的建议', {
          number: DEPUTIES,
          parts,
          proposers: [
            { role: 'lead', type: 'deputy', name: '示例代表甲', mail: proposerMail(DEPUTIES) },
            { role: 'joint', type: 'deputy', name: '示例代表乙', mail: 'joint-deputy@proposers.example' },
          ],
        });
        await one.takeUp(UNIT, 't1');
        await one.contact(UNIT, 't1', { proposers: ['p1', 'p2'] });
        const number = '冀民函〔2026〕8号';
        const reply = await one.letter(UNIT, 't1', { product: 'reply', category: 'A', number });
        await one.delivered('同一文号答复领衔代表', reply, 'p1', proposerMail(DEPUTIES), number);
        await one.delivered('同一文号答复联名代表', reply, 'p2', 'joint-deputy@proposers.example', number);

        const other = await takeIn(stage, '交办党派团体牵头、委员联名的提案', {
          number: PARTY,
          kind: 'proposal',
          parts,
          proposers: [
            { role: 'lead', type: 'organization', name: '示例党派省委', mail: proposerMail(PARTY) },
            { role: 'joint', type: 'member', name: '示例委员', mail: 'joint-member@proposers.example' },
          ],
        });
        await other.takeUp(UNIT, 't1');
        await other.contact(UNIT, 't1');
        const second = '冀民提函〔2026〕9号';
        const answer = await other.letter(UNIT, 't1', { product: 'reply', category: 'A', number: second });
        await other.delivered('答复牵头的党派团体', answer, 'p1', proposerMail(PARTY), second);
        await other.read<Detail>('只答复牵头单位一家', (detail) => answered(detail) === 'p1');
      },
    },
  ],
};
