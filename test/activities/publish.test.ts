import { zipSync, strToU8 } from 'fflate';
import { createPortal, type Portal } from '../../activities/portal';
import { createPublicationActivities } from '../../activities/publish';
import type { World } from '../../activities/world';
import { readPublication, slugOf } from '../../ledger/publications';
import { loadCase } from '../../ledger/record';
import type { IntakeCase } from '../../schemas/intake';
import { BASE, issuedReply, worldFixture, type LetterOptions, type WorldFixture } from './fixture';

let fixture: WorldFixture;
beforeAll(async () => {
  fixture = await worldFixture();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.portal.answer = { status: 200 };
  fixture.portal.heard.length = 0;
});

const DAY = '2026-03-02';
const LETTER = `示例甲代表：
您提出的建议收悉。您反映的某市某区某路8号和电话138 0000 0001已核实。
联系单位及电话：示例厅办公室，0311-66005678`;
const ORIGINAL = '本人家庭住址：某市某区某路8号，电话：13800000001。建议加强道路建设。';

/** A reply that all were sent and whose publication is requested. */
async function requested(
  number: string,
  options: LetterOptions & { withOriginal?: boolean; intake?: Partial<IntakeCase> } = {},
) {
  const made = await issuedReply(
    fixture,
    number,
    { text: ORIGINAL, ...options.intake },
    { body: LETTER, ...options },
  );
  for (const deliveryId of made.deliveries)
    await fixture.act(
      made.caseId,
      'system',
      'reportDelivery',
      { deliveryId, outcome: 'sent', way: 'mail' },
      DAY,
    );
  if (options.withOriginal) {
    await fixture.act(made.caseId, 'lead', 'askOriginalView', { proposers: ['p1', 'p2'] }, DAY);
    for (const proposer of ['p1', 'p2'])
      await fixture.act(made.caseId, 'lead', 'answerOriginalView', { proposer, agrees: true }, DAY);
  }
  await fixture.act(
    made.caseId,
    'lead',
    'publishLetter',
    { letterId: made.letterId, coHandlers: [], withOriginal: options.withOriginal ?? false },
    DAY,
  );
  return made;
}
const withPortal = (): World => ({ ...fixture.world, portal: createPortal({ url: fixture.portal.url }) });
const publish = (made: { caseId: string; letterId: string }, world = fixture.world) =>
  createPublicationActivities(world).publish(made);
const takeDown = (made: { caseId: string; letterId: string }, world = fixture.world) =>
  createPublicationActivities(world).takeDown(made);
const published = ({ caseId, letterId }: { caseId: string; letterId: string }) =>
  readPublication(fixture.ledger, slugOf(caseId, letterId));

/** A .docx of these paragraphs, as a word processor would write it. */
const docx = (...paragraphs: string[]) =>
  Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8('<Types/>'),
      'word/document.xml': strToU8(
        `<?xml version="1.0"?><w:document><w:body>${paragraphs.map((text) => `<w:p><w:pPr><w:jc w:val="left"/></w:pPr><w:r><w:t xml:space="preserve">${text.slice(0, 3)}</w:t></w:r><w:r><w:delText>删去</w:delText><w:t>${text.slice(3)}</w:t></w:r></w:p>`).join('')}</w:body></w:document>`,
      ),
    }),
  );
/** The same, with a header and a comment. */
const withMargins = (header: string, comment: string) =>
  Buffer.from(
    zipSync({
      'word/document.xml': strToU8(
        '<w:document><w:body><w:p><w:r><w:t>示例甲代表：已办理。</w:t></w:r></w:p></w:body></w:document>',
      ),
      'word/header1.xml': strToU8(`<w:hdr><w:p><w:r><w:t>${header}</w:t></w:r></w:p></w:hdr>`),
      'word/comments.xml': strToU8(
        `<w:comments><w:comment w:id="1"><w:p><w:r><w:t>${comment}</w:t></w:r></w:p></w:comment></w:comments>`,
      ),
    }),
  );
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('publishing a letter', () => {
  it('[R5.8] it is up on the built-in page with what page one says, and personal data are gone', async () => {
    const made = await requested('301');
    expect(await publish(made)).toEqual({
      url: `${BASE}/public/letters/${slugOf(made.caseId, made.letterId)}`,
    });
    expect(await published(made)).toMatchObject({
      kind: 'suggestion',
      number: '301',
      unitName: '单位 lead',
      documentNumber: '示例复字〔2026〕301号',
      category: 'A',
      publishedOn: DAY,
      letterText: expect.stringContaining('您反映的〔地址已隐去〕和电话〔手机号已隐去〕已核实'),
      redactions: [
        { in: 'letter', kind: 'address' },
        { in: 'letter', kind: 'mobile' },
      ],
    });
    expect((await published(made))?.letterText).toContain('0311-66005678');
  });

  it('[R5.7] the original text stays in unless every proposer agreed to it, and is redacted, too', async () => {
    const without = await requested('302');
    await publish(without);
    expect((await published(without))?.originalText).toBeUndefined();
    const agreed = await requested('303', { withOriginal: true });
    await publish(agreed);
    expect((await published(agreed))?.originalText).toBe(
      '本人家庭住址：〔地址已隐去〕，电话：〔手机号已隐去〕。建议加强道路建设。',
    );
  });

  it('the file is offered only when nothing had to be taken out of it', async () => {
    const [dirty, clean] = [
      await requested('304'),
      await requested('305', { body: '示例甲代表：\n已办理。' }),
    ];
    await publish(dirty);
    await publish(clean);
    expect((await published(dirty))?.attachment).toBeUndefined();
    expect((await published(clean))?.attachment).toMatch(/^[0-9a-f]{64}$/);
  });

  it('a .docx letter is read and redacted; deleted text is no part of it', async () => {
    const made = await requested('306', {
      body: docx('示例甲代表：', '电话13800138000 &lt;联系&gt;'),
      mediaType: DOCX,
      name: '答复.docx',
    });
    await publish(made);
    expect(await published(made)).toMatchObject({ letterText: '示例甲代表：\n电话〔手机号已隐去〕 <联系>' });
    expect((await published(made))?.attachment).toBeUndefined();
  });

  it.each([
    ['a header', '示例厅 联系手机13800138000', '无', ['mobile']],
    ['a comment', '示例厅', '已与代表联系，其住址：某市某区某路8号', ['address']],
  ])('what is personal in %s keeps the file back; the letter is up', async (_, header, comment, found) => {
    const made = await requested(`31${found[0]?.length}`, {
      body: withMargins(header, comment),
      mediaType: DOCX,
    });
    await publish(made);
    const publication = await published(made);
    expect(publication?.letterText).toBe('示例甲代表：已办理。');
    expect(publication?.attachment).toBeUndefined();
    expect(publication?.redactions).toMatchObject(found.map((kind) => ({ in: 'margins', kind })));
  });

  it('a header and a comment that say nothing personal let the file be offered', async () => {
    const made = await requested('318', { body: withMargins('示例厅', '无'), mediaType: DOCX });
    await publish(made);
    expect((await published(made))?.attachment).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['a scan', 'application/pdf', Buffer.from('%PDF-1.7 13800138000')],
    ['a broken .docx', DOCX, Buffer.from('PK nonsense')],
  ])('%s, of which no text can be read, is published as its file', async (_, mediaType, body) => {
    const made = await requested(`307-${mediaType.length}`, { body, mediaType });
    await publish(made);
    const publication = await published(made);
    expect(publication?.letterText).toBeUndefined();
    expect(publication?.attachment).toMatch(/^[0-9a-f]{64}$/);
  });

  it('a text file in GB18030, and one with NUL in it, are read', async () => {
    const gbk = await requested('310', { body: Buffer.from([0xd2, 0xd1, 0xb0, 0xec, 0xc0, 0xed, 0x00]) });
    await publish(gbk);
    expect((await published(gbk))?.letterText).toBe('已办理');
  });

  it('a repeat changes nothing', async () => {
    const made = await requested('308');
    await publish(made);
    const first = await published(made);
    fixture.today = '2026-03-05';
    await publish(made);
    fixture.today = DAY;
    expect(await published(made)).toEqual(first);
  });

  it('a letter whose publication is not asked for is not put up', async () => {
    const made = await issuedReply(fixture, '309');
    await publish(made);
    expect(await published(made)).toBeUndefined();
  });
});

describe("the units' portal", () => {
  it('gets the redacted text alone, and its address is the letter’s', async () => {
    fixture.portal.answer = { status: 200, body: { url: 'https://portal.example/1' } };
    const made = await requested('311');
    expect(await publish(made, withPortal())).toEqual({ url: 'https://portal.example/1' });
    expect(fixture.portal.heard).toHaveLength(1);
    expect(JSON.stringify(fixture.portal.heard[0]?.body)).not.toMatch(/138 ?0000|某路8号/);
    expect(await publish(made, withPortal())).toEqual({ url: 'https://portal.example/1' });
  });

  it('while it is down it throws, and the built-in page has the letter all the same', async () => {
    fixture.portal.answer = { status: 503 };
    const made = await requested('312');
    await expect(publish(made, withPortal())).rejects.toThrow('503');
    expect((await published(made))?.publishedOn).toBe(DAY);
    fixture.portal.answer = { status: 200 };
    expect(await publish(made, withPortal())).toEqual({ url: expect.stringContaining('/public/letters/') });
  });
});

describe('taking a letter down', () => {
  const taken = async (number: string) => {
    const made = await requested(number);
    const { url } = await publish(made);
    await fixture.act(
      made.caseId,
      'system',
      'reportPublication',
      { letterId: made.letterId, outcome: 'published', url },
      DAY,
    );
    await fixture.act(made.caseId, 'lead', 'takeDownLetter', { letterId: made.letterId, reason: 'x' }, DAY);
    return made;
  };

  it('its text and file leave the page, that it was there stays; a repeat changes nothing', async () => {
    const made = await taken('321');
    await takeDown(made);
    await takeDown(made);
    const publication = await published(made);
    expect(publication).toMatchObject({ takenDownOn: DAY, documentNumber: '示例复字〔2026〕321号' });
    expect(publication?.letterText).toBeUndefined();
  });

  it('a portal that is down does not keep it on our page', async () => {
    const made = await taken('322');
    fixture.portal.answer = { status: 500 };
    await expect(takeDown(made, withPortal())).rejects.toThrow('500');
    expect((await published(made))?.takenDownOn).toBe(DAY);
    fixture.portal.answer = { status: 404 };
    await takeDown(made, withPortal());
    expect(fixture.portal.heard.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
  });

  it('one that is up and stays up is not taken down by a late repeat', async () => {
    const made = await requested('323');
    await publish(made);
    await fixture.act(
      made.caseId,
      'system',
      'reportPublication',
      { letterId: made.letterId, outcome: 'published' },
      DAY,
    );
    await takeDown(made);
    expect((await published(made))?.takenDownOn).toBeUndefined();
  });

  it('a late repeat of publishing does not put it up again', async () => {
    const made = await taken('324');
    await takeDown(made);
    await publish(made);
    expect((await published(made))?.takenDownOn).toBe(DAY);
  });
});

describe('a letter that is recalled while it goes up', () => {
  /** A portal that keeps what it has, and tells when a letter is about to be put on it, or was. */
  function portalOf({ before, after }: { before?: () => Promise<void>; after?: () => Promise<void> }) {
    const letters = new Set<string>();
    const portal: Portal = {
      async publish({ slug }) {
        await before?.();
        letters.add(slug);
        await after?.();
        return { url: 'https://portal.example/1' };
      },
      async takeDown(slug) {
        letters.delete(slug);
        await Promise.resolve();
      },
    };
    return { letters, world: { ...fixture.world, portal } };
  }
  const recall = ({ caseId, letterId }: { caseId: string; letterId: string }) =>
    fixture.act(caseId, 'lead', 'recallLetter', { letterId, reason: 'x' }, DAY);
  const report = (made: { caseId: string; letterId: string }, outcome: 'published' | 'taken-down') =>
    fixture.act(made.caseId, 'system', 'reportPublication', { letterId: made.letterId, outcome }, DAY);
  const stands = async ({ caseId, letterId }: { caseId: string; letterId: string }) =>
    (await loadCase(fixture.ledger, caseId)).state.letters[letterId]?.publication.status;

  it.each([
    ['is down again before the portal takes it', 'before'],
    ['was on the portal already', 'after'],
  ] as const)('[R5.8] ends down, on page, portal and record, where it %s', async (_, when) => {
    const made = await requested(`331-${when}`);
    const { letters, world } = portalOf({
      [when]: async () => {
        await recall(made);
        await takeDown(made, world);
        await report(made, 'taken-down');
      },
    });
    await publish(made, world);
    await report(made, 'published');
    expect([...letters]).toEqual([]);
    expect((await published(made))?.takenDownOn).toBe(DAY);
    expect((await published(made))?.letterText).toBeUndefined();
    expect(await stands(made)).toBe('taken-down');
  });

  it('[R5.8] ends down when it went up just before, and is reported up afterwards', async () => {
    const made = await requested('332');
    const { letters, world } = portalOf({});
    await publish(made, world);
    expect(letters.size).toBe(1);
    await recall(made);
    await report(made, 'published');
    expect(await stands(made)).toBe('taking-down');
    await takeDown(made, world);
    await report(made, 'taken-down');
    expect([letters.size, (await published(made))?.takenDownOn]).toEqual([0, DAY]);
  });

  it('[R5.8] ends down when the attempt broke off after the portal had taken it: the next one takes it down', async () => {
    const made = await requested('333');
    let attempts = 0;
    const { letters, world } = portalOf({
      after: async () => {
        attempts += 1;
        await recall(made);
        await takeDown(made, world);
        letters.add(slugOf(made.caseId, made.letterId)); // It comes up late, after it was taken down.
        throw new Error('the worker is gone');
      },
    });
    await expect(publish(made, world)).rejects.toThrow('the worker is gone');
    expect(letters.size).toBe(1);
    await publish(made, world);
    expect([letters.size, attempts]).toEqual([0, 1]);
  });

  it('twin: without a recall it stays up', async () => {
    const made = await requested('334');
    const { letters, world } = portalOf({});
    await publish(made, world);
    await report(made, 'published');
    await publish(made, world);
    expect([letters.size, (await published(made))?.takenDownOn]).toEqual([1, undefined]);
  });

  it('tells the portal without a key, so that a letter can go up, or come down, a second time', async () => {
    const made = await requested('335');
    await publish(made, withPortal());
    await recall(made);
    await takeDown(made, withPortal());
    expect(fixture.portal.heard.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
    for (const { headers } of fixture.portal.heard) expect(headers).not.toHaveProperty('idempotency-key');
  });
});
