import { createDeliveryActivities } from '../../activities/deliver';
import { MailServerError, messageIdOf } from '../../activities/mail';
import { enterAbsence } from '../../ledger/absences';
import { readDelivery } from '../../ledger/outgoing';
import { actors, instantOn, standardIntake } from '../ledger/fixture';
import { FROM, issuedReply, PROPOSERS, worldFixture, type WorldFixture } from './fixture';

let fixture: WorldFixture;
beforeAll(async () => {
  fixture = await worldFixture();
});
afterAll(() => fixture.close());
afterEach(async () => {
  await fixture.sink.comeUp();
  fixture.sink.faults.refused.clear();
});

const deliver = (caseId: string, deliveryId: string, world = fixture.world) =>
  createDeliveryActivities(world).deliver({ caseId, deliveryId });
const idOf = (caseId: string, deliveryId: string) => messageIdOf(`delivery ${caseId} ${deliveryId}`, FROM);
const mailsOf = (caseId: string, deliveryId: string) =>
  fixture.sink.mails().filter(({ messageId }) => messageId === idOf(caseId, deliveryId));

describe('delivering a letter', () => {
  it('[R5.2] a deputy is addressed as 代表, with the letter attached under its own name and number', async () => {
    const { caseId } = await issuedReply(fixture, '101');
    const result = await deliver(caseId, 'd1');
    expect(result).toEqual({ outcome: 'sent', way: 'mail', messageId: idOf(caseId, 'd1') });
    const [mail] = mailsOf(caseId, 'd1');
    expect(mail?.to).toEqual(['p1@example.com']);
    expect(mail?.subject).toBe('关于十四届四次会议第101号建议的答复函（示例复字〔2026〕101号）');
    expect(mail?.text).toMatch(/^示例甲代表：\n/);
    expect(mail?.text).toContain('《关于测试的建议》');
    expect(mail?.text).toContain('A类');
    expect(mail?.text).toContain('2026年3月2日');
    expect(mail?.text).not.toContain('示例乙');
    expect(mail?.attachments).toMatchObject([
      { name: '答复函.txt', type: 'text/plain', size: Buffer.byteLength('答复全文') },
    ]);
  });

  it.each([
    ['member', '示例丙', '示例丙委员：'],
    ['organization', '某市某联合会', '某市某联合会：'],
    ['deputy', '示例丁代表', '示例丁代表：'],
  ] as const)('[R5.2] a %s is spoken to as %s → %s', async (type, name, salutation) => {
    const { caseId } = await issuedReply(fixture, `2${name.length}${type.length}`, {
      ...(type === 'member' && {
        kind: 'proposal',
        identity: { ...standardIntake.identity, body: 'hebei-cppcc' },
      }),
      proposers: [{ role: 'lead', type, name, mail: 'x@example.com' }],
    });
    await deliver(caseId, 'd1');
    expect(mailsOf(caseId, 'd1')[0]?.text.split('\n')[0]).toBe(salutation);
  });

  it('[R3.9] a joint deputy without an address is unreachable, and told to be written to by post', async () => {
    const { caseId } = await issuedReply(fixture, '102');
    const result = await deliver(caseId, 'd2');
    expect(result).toEqual({
      outcome: 'unreachable',
      way: 'mail',
      why: '没有登记邮箱：请邮寄或当面送达并登记',
    });
    expect(await deliver(caseId, 'd2')).toEqual(result);
  });

  it('[R3.5] a copy says 抄送 and goes to the body’s own mail; a body without one finds it on the platform', async () => {
    const { caseId } = await issuedReply(fixture, '103');
    const [congress, office] = ['d3', 'd4'];
    expect(await deliver(caseId, congress)).toEqual({ outcome: 'sent', way: 'exchange' });
    expect(await deliver(caseId, office)).toMatchObject({ outcome: 'sent', way: 'mail' });
    const [mail] = mailsOf(caseId, office);
    expect(mail).toMatchObject({ to: ['office@example.cn'], subject: expect.stringMatching(/^【抄送】/) });
    expect(mail?.text).toMatch(/^省政府办公厅：\n/);
    expect(mail?.text).toContain('抄送你单位');
    expect(mailsOf(caseId, congress)).toEqual([]);
  });

  it('[R1.1] what goes to a unit goes to its office, and while the office is away to who stands in there', async () => {
    const { caseId } = await issuedReply(fixture, '120');
    await fixture.ledger.query(
      `UPDATE cases SET state = jsonb_set(state::jsonb, '{deliveries,d4,recipient}', '{"type": "unit", "id": "lead"}')::json
       WHERE case_id = $1`,
      [caseId],
    );
    await fixture.ledger.query('DELETE FROM responsibilities WHERE case_id = $1', [caseId]);
    const today = '2026-03-02';
    const absence = {
      person: 'lead-3',
      standIn: 'lead-4',
      from: '2026-03-03',
      to: '2026-03-03',
      reason: '出差',
    };
    await enterAbsence(fixture.ledger, 'office away', absence, {
      actor: actors.lead,
      today,
      at: instantOn(today),
    });
    const mailOn = async (day: string) =>
      (await readDelivery(fixture.ledger, caseId, 'd4', day)).addressee.mail;
    expect([await mailOn('2026-03-02'), await mailOn('2026-03-03'), await mailOn('2026-03-04')]).toEqual([
      'lead-3@example.cn',
      'lead-4@example.cn',
      'lead-3@example.cn',
    ]);
  });

  it('[R3.1] a national submission goes to the provincial office with its electronic version', async () => {
    await fixture.ledger.query(
      `INSERT INTO bodies (body_id, name, chamber, level) VALUES ('npc', '全国人民代表大会', 'congress', 'national')`,
    );
    const identity = { ...standardIntake.identity, body: 'npc' };
    const amount = { unit: 'day', amount: 60 } as const;
    const limits = { submission: amount, reply: amount, setBy: 'provincial-office' } as const;
    const { caseId } = await issuedReply(
      fixture,
      '113',
      { level: 'national', identity, limits },
      { product: 'submission' },
    );
    expect(await deliver(caseId, 'd1')).toMatchObject({ outcome: 'sent', way: 'mail' });
    const [mail] = mailsOf(caseId, 'd1');
    expect(mail?.subject).toBe(
      '【报送】关于全国十四届四次会议第113号建议的答复意见（示例复字〔2026〕113号）',
    );
    expect(mail?.attachments.map(({ name }) => name)).toEqual(['答复函.txt', '电子版.ofd']);
  });

  it('[R3.7] a department concerned is written to at its office in the register; without an address, by post', async () => {
    await fixture.ledger.query(
      `INSERT INTO units (unit_id, name, kind, former_names)
       VALUES ('near', '某厅', 'department', '{}'), ('far', '某局', 'department', '{}')`,
    );
    await fixture.ledger.query(
      `INSERT INTO people (person_id, name, unit_id, post, mail) VALUES ('near-office', '示例', 'near', 'office', 'near@example.cn')`,
    );
    const { caseId } = await issuedReply(fixture, '114', {
      outOfSession: true,
      limits: { reply: { unit: 'day', amount: 60 }, setBy: 'provincial-office' },
      letter: { departments: ['near', 'far'] },
    });
    expect(await deliver(caseId, 'd5')).toMatchObject({ outcome: 'sent', way: 'mail' });
    expect(mailsOf(caseId, 'd5')).toMatchObject([{ to: ['near@example.cn'] }]);
    // It has no access to the case: it finds nothing on the platform.
    expect(await deliver(caseId, 'd6')).toMatchObject({
      outcome: 'unreachable',
      why: expect.stringContaining('邮寄'),
    });
  });

  it('a repeat of what was sent sends nothing and answers the same', async () => {
    const { caseId } = await issuedReply(fixture, '104');
    const first = await deliver(caseId, 'd1');
    expect(await deliver(caseId, 'd1')).toEqual(first);
    expect(mailsOf(caseId, 'd1')).toHaveLength(1);
  });

  it('a crash between sending and marking repeats the mail under the same Message-ID, once', async () => {
    const { caseId } = await issuedReply(fixture, '105');
    const { mailer } = fixture.world;
    const crash = new Error('killed');
    const dying = fixture.worldWith({ send: (mail) => mailer.send(mail).then(() => Promise.reject(crash)) });
    await expect(deliver(caseId, 'd1', dying)).rejects.toThrow(crash);
    // Another release may send from another address: the Message-ID on record stays.
    await deliver(caseId, 'd1', { ...fixture.world, mailFrom: 'x@elsewhere.example' });
    await deliver(caseId, 'd1');
    expect(mailsOf(caseId, 'd1')).toHaveLength(2);
    const [row] = await fixture.ledger.query(
      'SELECT attempts, outcome FROM delivery_mails WHERE case_id = $1',
      [caseId],
    );
    expect(row).toEqual({ attempts: 2, outcome: 'sent' });
  });

  it('a connection that breaks before the answer repeats under the same Message-ID', async () => {
    const { caseId } = await issuedReply(fixture, '106');
    fixture.sink.faults.loseAnswers = 1;
    await expect(deliver(caseId, 'd1')).rejects.toThrow(MailServerError);
    expect(await deliver(caseId, 'd1')).toMatchObject({ outcome: 'sent' });
    expect(mailsOf(caseId, 'd1')).toHaveLength(2);
  });

  it('while the mail server is down it throws and settles nothing; afterwards it is sent', async () => {
    const { caseId } = await issuedReply(fixture, '107');
    await fixture.sink.goDown();
    await expect(deliver(caseId, 'd1')).rejects.toThrow(MailServerError);
    await expect(deliver(caseId, 'd1')).rejects.not.toThrow(/p1@example/);
    await fixture.sink.comeUp();
    expect(await deliver(caseId, 'd1')).toMatchObject({ outcome: 'sent' });
    expect(mailsOf(caseId, 'd1')).toHaveLength(1);
  });

  it('a refused recipient is unreachable, without the address in what the case is told', async () => {
    const { caseId } = await issuedReply(fixture, '108');
    fixture.sink.faults.refused.add('p1@example.com');
    const result = await deliver(caseId, 'd1');
    expect(result).toMatchObject({ outcome: 'unreachable', way: 'mail' });
    expect(JSON.stringify(result)).not.toContain('example.com');
    fixture.sink.faults.refused.clear();
    expect(await deliver(caseId, 'd1')).toEqual(result);
  });

  it('a letter recalled while the server was down is not sent when it is back', async () => {
    const { caseId, letterId } = await issuedReply(fixture, '109');
    await fixture.sink.goDown();
    await expect(deliver(caseId, 'd1')).rejects.toThrow(MailServerError);
    await fixture.act(caseId, 'lead', 'recallLetter', { letterId, reason: 'x' }, '2026-03-02');
    await fixture.sink.comeUp();
    expect(await deliver(caseId, 'd1')).toMatchObject({ outcome: 'unreachable' });
    expect(mailsOf(caseId, 'd1')).toEqual([]);
  });

  it('without a mail server a proposer is unreachable and a body reads on the platform', async () => {
    const { caseId } = await issuedReply(fixture, '110', { proposers: PROPOSERS });
    const off = fixture.worldWith({
      configured: false,
      send: () => Promise.resolve({ outcome: 'unreachable', why: '没有' }),
    });
    expect(await deliver(caseId, 'd1', off)).toMatchObject({ outcome: 'unreachable', why: '没有' });
    expect(await deliver(caseId, 'd4', off)).toEqual({ outcome: 'sent', way: 'exchange' });
  });

  it('a title full of markup stays text in the mail', async () => {
    const { caseId } = await issuedReply(fixture, '111', {
      title: '<img src=x onerror=alert(1)>“道路”&\u2028建议',
    });
    await deliver(caseId, 'd1');
    expect(mailsOf(caseId, 'd1')[0]?.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(mailsOf(caseId, 'd1')[0]?.html).not.toContain('<img');
  });

  it('an unknown delivery is a fault, and nothing is put on record', async () => {
    const { caseId } = await issuedReply(fixture, '112');
    await expect(deliver(caseId, 'd99')).rejects.toThrow('no delivery d99');
    expect(
      await fixture.ledger.query('SELECT 1 FROM delivery_mails WHERE delivery_id = $1', ['d99']),
    ).toEqual([]);
  });
});
