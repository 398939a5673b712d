import { inWords } from '../../api/in-words';
import { viewOf } from '../../api/scope';
import { proposerMark, unitMark } from '../../domain/marks';
import { loadCase } from '../../ledger/record';
import { actors, apiHarness, type ApiHarness } from './harness';
import { Journey } from './journey';

describe('who is named in a sentence for an official', () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await apiHarness();
  });
  afterAll(() => api.close());

  it('[R6.1] a refusal names the proposers to the unit that delivers to them', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    const document = await api.upload('jyt-officer', '示例代表：您提出的建议收悉。');
    const response = await api.post('jyt-officer', `${journey.url}/tracks/t1/letters`, {
      product: 'reply',
      document,
      mark: 'public',
      category: 'A',
    });
    const { rule, detail, errors } = response.body as Record<string, string>;
    expect({ rule, detail }).toEqual({
      rule: 'R6.1',
      detail: '先协商、后答复：尚未与示例甲、示例乙沟通联系',
    });
    expect(errors).toEqual([expect.objectContaining({ detail })]);
  });

  it('[R3.4] the warning of a reply without an opinion calls the unit by its name', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await journey.contacted();
    const letter = await journey.drafted();
    await journey.reviewed(letter);
    const { warnings } = await journey.act('jyt-office', `/letters/${letter}/issue`, {
      documentNumber: '冀教函〔2026〕2号',
    });
    expect(warnings).toContainEqual(expect.objectContaining({ message: '尚有会办意见未收到：示例厅 czt' }));
  });

  it('whoever may not read the proposers’ names reads what they are, and nobody reads marks', async () => {
    const caseId = decodeURIComponent((await api.takeIn()).slice('/cases/'.length));
    const { state } = await loadCase(api.ledger, caseId);
    const sentence = `${proposerMark('p1')}、${proposerMark('p2')}、${proposerMark('p9')}；${unitMark('czt')}、${unitMark('gone')}`;
    const read = (who: string) => {
      const actor = actors[who];
      if (!actor) throw new Error(`nobody is called ${who}`);
      return inWords(api.ledger, state, { actor, view: viewOf(state, actor) }, sentence);
    };
    const untold = '领衔代表（p1）、联名代表（p2）、p9；示例厅 czt、gone';
    expect(await read('office')).toBe('示例甲、示例乙、p9；示例厅 czt、gone');
    expect(await read('jyt-office')).toBe('示例甲、示例乙、p9；示例厅 czt、gone');
    for (const who of ['jyt-leader', 'congress', 'auditor', 'fgw-office'])
      expect(await read(who)).toBe(untold);
  });
});
