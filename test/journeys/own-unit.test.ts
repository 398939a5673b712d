import { Stage } from './stage';

const OWN = 'hebei-szfbgt';
const CO = 'hebei-slt';
const OFFICE = 'provincial-office';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
}, 120_000);
afterAll(() => stage.close(), 60_000);

describe('a suggestion that the provincial office’s own unit leads, on the real server', () => {
  it('[R3.2] [R3.4] [R3.5] its people sign, gather and reply as those of a unit, and are told so without that role', async () => {
    const one = await stage.takeIn('own1', {
      parts: [
        { unit: OWN, part: 'lead' },
        { unit: CO, part: 'co-handler' },
      ],
    });
    // Without the hat: refused at the door, or by the case, with the role that it takes.
    expect(await one.refused(`${OWN}-office`, '/tracks/t1/signature')).toMatchObject({
      status: 403,
      detail: expect.stringContaining('unit-office') as string,
    });
    const research = { place: '示例县', people: '示例', findings: '示例' };
    expect(await one.refused(`${OWN}-officer-1`, '/tracks/t1/research', research)).toMatchObject({
      status: 403,
      detail: expect.stringMatching(/承办单位的身份.*unit-office、unit-division/) as string,
    });
    expect((await one.seen()).tracks[0]?.status).toBe('assigned');

    stage.handlesAsUnit(OWN);
    // What reached its office on the day of assignment, as any unit's.
    expect(await stage.inbox(`${OWN}-office`)).toContain('assigned');
    await one.takenUp(OWN, 't1');
    expect(
      (await stage.get<{ items: { caseId: string }[] }>(`${OWN}-officer-1`, '/cases')).items.map(
        (each) => each.caseId,
      ),
    ).toEqual([one.id]);
    // In this hat nobody decides what is the office's.
    expect((await one.refused(`${OWN}-office`, '/guidance', { note: '示例' })).status).toBe(403);
    await one.takenUp(CO, 't2');
    await one.act(`${CO}-office`, '/tracks/t2/form-cover');
    await one.consulted(OWN, 't1');
    const opinion = await one.letter(CO, 't2', { product: 'opinion' });
    await one.sent();
    expect(await stage.inbox(`${OWN}-officer-1`)).toContain('opinion-arrived');
    await one.act(`${OWN}-office`, `/letters/${opinion}/acceptance`);
    // Its own people are reminded of the reply through "3+1", in either hat.
    const reply = (await one.owed('reply', 't1'))[0];
    await stage.dispatchOn(reply?.due ?? '');
    expect(await stage.inbox(`${OWN}-office`)).toContain('reminder');

    const letter = await one.reply(OWN, 't1');
    const replied = await one.sent();
    expect(
      replied.deliveries
        .filter(({ letterId }) => letterId === letter)
        .map(({ purpose, recipient }) => `${purpose} ${recipient.id}`),
    ).toEqual(['reply p1', 'copy congress-committee', 'copy provincial-office']);
    await one.act(OFFICE, `/letters/${letter}/category-check`, { category: 'A' });
    await one.published(OWN, letter, ['t2']);
    await one.feedback('satisfied');
    await one.until('the case is closed', ({ status }) => status === 'closed');
  }, 90_000);

  it('[R3.2] returns it like any unit, and the office decides on its own return', async () => {
    stage.handlesAsUnit(OWN);
    const two = await stage.takeIn('own2', { parts: [{ unit: OWN, part: 'lead' }] });
    await two.act(`${OWN}-office`, '/tracks/t1/return', { reason: '不属于本单位职责' });
    const decision = { outcome: 'refused', reason: '仍由办公厅承办' };
    expect((await two.refused(`${OWN}-leader`, '/tracks/t1/return-decision', decision)).status).toBe(403);
    await two.act(OFFICE, '/tracks/t1/return-decision', decision);
    await two.takenUp(OWN, 't1');
    expect((await two.seen()).tracks).toMatchObject([{ unit: OWN, status: 'signed' }]);
  });
});
