import { createDigestActivities } from '../../activities/digests';
import { MailServerError, messageIdOf } from '../../activities/mail';
import { createSmsGateway } from '../../activities/sms';
import { addDays } from '../../domain/dates';
import { enterAbsence } from '../../ledger/absences';
import { claimDigests, claimRungs } from '../../ledger/dispatch';
import type { World } from '../../activities/world';
import { actors, instantOn, standardIntake } from '../ledger/fixture';
import { FROM, issuedReply, worldFixture, type WorldFixture } from './fixture';

let fixture: WorldFixture;
beforeEach(async () => {
  fixture = await worldFixture();
});
afterEach(() => fixture.close());

const WHERE_TO_LOOK = '请登录建议提案办理系统，按编号查阅。';
const sendDigest = (digestId: string, world: World = fixture.world) =>
  createDigestActivities(world).sendDigest(digestId);
const mailTo = (address: string) => fixture.sink.mails().filter(({ to }) => to.includes(address));

/** Carries out the dispatch of the day before, then claims a day's reminders, or the news so far; the digests by their recipient. */
async function claimed(kind: 'rung' | 'news', day: string): Promise<Map<string, string>> {
  fixture.today = day;
  if (kind === 'rung') {
    await claimRungs(fixture.ledger, addDays(day, -1));
    await claimDigests(fixture.ledger, { kind, day: addDays(day, -1) });
    await claimRungs(fixture.ledger, day);
  }
  await claimDigests(fixture.ledger, { kind, day });
  const rows = await fixture.ledger.query<{ digest_id: string; recipient_id: string }>(
    'SELECT digest_id, recipient_id FROM digests WHERE kind = $1 AND day = $2',
    [kind, day],
  );
  return new Map(rows.map(({ recipient_id, digest_id }) => [recipient_id, digest_id]));
}
const recorded = async (digestId: string) => {
  const [row] = await fixture.ledger.query(
    'SELECT mail_status, mail_why, sms_status, sms_why, message_id FROM digests WHERE digest_id = $1',
    [digestId],
  );
  return row;
};
const idOf = (digests: Map<string, string>, recipient: string) =>
  digests.get(recipient) ?? `no digest for ${recipient}`;

describe('reminders: one mail a person and day', () => {
  it('[R7.3] lists all cases of a person in one table: number, title, what, date, light, days left', async () => {
    await fixture.newCase('31', {
      title: '关于甲事的建议',
      parts: [{ unit: 'lead', part: 'lead' }],
    });
    await fixture.newCase('32', { title: '关于<b>乙事</b>的建议', parts: [{ unit: 'lead', part: 'lead' }] });
    // Signing is due on 2026-02-10: three working days after the 5th.
    const digests = await claimed('rung', '2026-02-10');
    const result = await sendDigest(idOf(digests, 'lead-3'));
    const mails = mailTo('lead-3@example.cn');
    expect(mails).toHaveLength(1);
    expect(result).toEqual({ outcome: 'sent', messageId: mails[0]?.messageId });
    expect(mails[0]?.subject).toBe('【办理提醒】2026年2月10日：2项待办');
    expect(mails[0]?.text).toMatch(/^lead office同志：\n/);
    for (const words of [
      '十四届四次会议第31号建议',
      '关于甲事的建议',
      '单位 lead',
      '签收',
      '2026-02-10',
      '黄灯',
      '今日到期',
    ])
      expect(mails[0]?.text).toContain(words);
    expect(mails[0]?.html).toContain('<table');
    expect(mails[0]?.html).toContain('关于&lt;b&gt;乙事&lt;/b&gt;的建议');
    expect(mails[0]?.html).not.toContain('<b>乙事');
  });

  it('links each case to the page on which an official opens it, where the platform knows one', async () => {
    const one = await fixture.newCase('39', { parts: [{ unit: 'lead', part: 'lead' }] });
    const casePageOf = (caseId: string) => `https://oa.example/${encodeURIComponent(caseId)}`;
    await sendDigest(idOf(await claimed('rung', '2026-02-10'), 'lead-3'), { ...fixture.world, casePageOf });
    const [mail] = mailTo('lead-3@example.cn');
    expect(mail?.text).toContain(`   ${casePageOf(one)}\n`);
    expect(mail?.html).toContain(`<a href="${casePageOf(one)}">`);
    expect(mail?.text).not.toContain(WHERE_TO_LOOK);
  });

  it('[R7.1] [R7.3] without such a page nobody is sent to an address that answers machines: reminders and news say where to look', async () => {
    await fixture.newCase('40', { parts: [{ unit: 'lead', part: 'lead' }] });
    await sendDigest(idOf(await claimed('news', '2026-02-06'), 'lead-3'));
    await sendDigest(idOf(await claimed('rung', '2026-02-10'), 'lead-3'));
    const mails = mailTo('lead-3@example.cn');
    expect(mails.map(({ subject }) => subject.slice(0, 6))).toEqual(['【办理通知】', '【办理提醒】']);
    for (const { text, html } of mails) {
      for (const body of [text, html]) expect(body).not.toMatch(/https?:|href/);
      expect(text).toContain(`    ${WHERE_TO_LOOK}\n\n人大代表建议政协提案办理平台`);
      expect(html).toContain(WHERE_TO_LOOK);
    }
  });

  it('[R7.1] a late one shows a red light and the days since', async () => {
    await fixture.newCase('33', { parts: [{ unit: 'lead', part: 'lead' }] });
    await sendDigest(idOf(await claimed('rung', '2026-02-11'), 'lead-1'));
    const [mail] = mailTo('lead-1@example.cn');
    expect(mail?.subject).toContain('其中1项逾期');
    expect(mail?.text).toContain('红灯');
    expect(mail?.text).toContain('逾期1天');
  });

  it('from the due day on an SMS says the same in short; ahead of it there is none', async () => {
    await fixture.newCase('34', { parts: [{ unit: 'lead', part: 'lead' }] });
    await sendDigest(idOf(await claimed('rung', '2026-02-09'), 'lead-3'));
    expect(mailTo('lead-3@example.cn')).toHaveLength(1);
    expect(fixture.gateway.heard).toEqual([]);
    const digestId = idOf(await claimed('rung', '2026-02-10'), 'lead-3');
    await sendDigest(digestId);
    expect(fixture.gateway.heard).toMatchObject([
      {
        headers: { 'idempotency-key': encodeURIComponent(`digest ${digestId}`) },
        body: {
          to: '031100000000',
          text: '【建议提案办理】您有1项待办：十四届四次会议第34号建议签收今日到期。请登录建议提案办理系统办理。',
        },
      },
    ]);
    await sendDigest(digestId);
    expect(fixture.gateway.heard).toHaveLength(1);
    expect(mailTo('lead-3@example.cn')).toHaveLength(2);
  });

  it('[D7] what was done between the dispatch and the mail is not reminded of', async () => {
    const done = await fixture.newCase('35', {
      title: '关于办完的事的建议',
      parts: [{ unit: 'lead', part: 'lead' }],
    });
    await fixture.newCase('36', { title: '关于未办的事的建议', parts: [{ unit: 'lead', part: 'lead' }] });
    const digests = await claimed('rung', '2026-02-10');
    await fixture.act(done, 'lead', 'signFor', { trackId: 't1' }, '2026-02-10');
    await sendDigest(idOf(digests, 'lead-3'));
    const [mail] = mailTo('lead-3@example.cn');
    expect(mail?.text).toContain('关于未办的事的建议');
    expect(mail?.text).not.toContain('关于办完的事的建议');
  });

  it('[D7] when everything in it was done nothing is sent, and the record says why', async () => {
    const caseId = await fixture.newCase('37', { parts: [{ unit: 'lead', part: 'lead' }] });
    const digestId = idOf(await claimed('rung', '2026-02-10'), 'lead-3');
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' }, '2026-02-10');
    expect(await sendDigest(digestId)).toEqual({ outcome: 'unreachable', why: '所列事项均已了结，无需提醒' });
    expect(fixture.sink.mails()).toEqual([]);
    expect(fixture.gateway.heard).toEqual([]);
  });
});

describe('mails to a stand-in', () => {
  const away = (person: string, standIn: string) =>
    enterAbsence(
      fixture.ledger,
      `${person} away`,
      { person, standIn, from: '2026-02-05', to: '2026-02-10', reason: '出差' },
      { actor: actors.lead, today: '2026-02-05', at: instantOn('2026-02-05') },
    );

  it('[R1.1] [R7.3] one mail a day has their own cases and those of the absent person, and says which are whose', async () => {
    await away('lead-3', 'lead-2');
    await fixture.newCase('61', { title: '关于签收的建议', parts: [{ unit: 'lead', part: 'lead' }] });
    const own = await fixture.newCase('62', {
      title: '关于本人的建议',
      parts: [{ unit: 'co', part: 'lead' }],
    });
    await fixture.ledger.query(`INSERT INTO responsibilities VALUES ($1, 't1', 'office', 'lead-2')`, [own]);
    const digests = await claimed('rung', '2026-02-10');
    expect(digests.has('lead-3')).toBe(false);
    await sendDigest(idOf(digests, 'lead-2'));
    const mails = mailTo('lead-2@example.cn');
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toBe('【办理提醒】2026年2月10日：2项待办');
    // The office and the leader in charge are both reminded of the first one: it is theirs, and the absent person's.
    expect(mails[0]?.text).toContain('关于签收的建议（并代lead office）');
    expect(mails[0]?.text).toMatch(/关于本人的建议；/);
    expect(mails[0]?.text).toContain('其中1项系lead office不在岗期间由您代办');
  });

  it('[R1.1] news says in whose stead it comes; a day after the absence it comes to the person again', async () => {
    await away('lead-3', 'lead-4');
    await fixture.newCase('63', { parts: [{ unit: 'lead', part: 'lead' }] });
    await sendDigest(idOf(await claimed('news', '2026-02-05'), 'lead-4'));
    expect(mailTo('lead-4@example.cn')[0]?.text).toContain('请在期限内签收（代lead office）');
    expect(mailTo('lead-3@example.cn')).toEqual([]);
    await fixture.newCase('64', { parts: [{ unit: 'lead', part: 'lead' }] }, '2026-02-11');
    await sendDigest(idOf(await claimed('news', '2026-02-11'), 'lead-3'));
    expect(mailTo('lead-3@example.cn')[0]?.text).not.toContain('代lead office');
  });
});

describe('news that cannot wait', () => {
  it('an assignment says what to do, in subject and table', async () => {
    await fixture.newCase('41', { parts: [{ unit: 'lead', part: 'lead' }] });
    await sendDigest(idOf(await claimed('news', '2026-02-05'), 'lead-3'));
    const [mail] = mailTo('lead-3@example.cn');
    expect(mail?.subject).toBe('【办理通知】十四届四次会议第41号建议：已交办你单位，请在期限内签收');
    expect(mail?.text).toContain('已交办你单位');
  });

  it('[R3.1] a national case is told from the provincial one of the same session and number', async () => {
    await fixture.ledger.query(
      `INSERT INTO bodies (body_id, name, chamber, level) VALUES ('npc', '全国人民代表大会', 'congress', 'national')`,
    );
    const amount = { unit: 'day', amount: 60 } as const;
    const parts = [{ unit: 'lead', part: 'lead' as const }];
    await fixture.newCase('43', { parts });
    await fixture.newCase('43', {
      parts,
      level: 'national',
      identity: { ...standardIntake.identity, body: 'npc' },
      limits: { submission: amount, reply: amount, setBy: 'provincial-office' },
    });
    await fixture.newCase('43', { parts, identity: { ...standardIntake.identity, series: '议案转建议' } });
    await sendDigest(idOf(await claimed('news', '2026-02-05'), 'lead-3'));
    const [mail] = mailTo('lead-3@example.cn');
    expect(mail?.text).toContain('编号：十四届四次会议第43号建议');
    expect(mail?.text).toContain('编号：全国十四届四次会议第43号建议');
    expect(mail?.text).toContain('编号：十四届四次会议议案转建议第43号');
  });

  it('a post that nobody holds is told to the provincial office, and marked', async () => {
    await fixture.ledger.query(`UPDATE people SET active = false WHERE unit_id = 'third'`);
    await fixture.newCase('42', { parts: [{ unit: 'third', part: 'lead' }] });
    await sendDigest(idOf(await claimed('news', '2026-02-05'), 'provincial-office'));
    expect(mailTo('office@example.cn')[0]?.text).toContain('尚未登记人员');
  });

  it('a document that could not be delivered is told to the unit at once', async () => {
    const { caseId } = await issuedReply(fixture, '43');
    await fixture.act(
      caseId,
      'system',
      'reportDelivery',
      { deliveryId: 'd2', outcome: 'unreachable', way: 'mail', why: '没有邮箱' },
      '2026-03-02',
    );
    await sendDigest(idOf(await claimed('news', '2026-03-02'), 'lead-5'));
    expect(mailTo('lead-5@example.cn').at(-1)?.text).toContain('未能送达');
  });
});

describe('digests that do not get through', () => {
  const oneDigest = async (number: string) => {
    await fixture.newCase(number, { parts: [{ unit: 'lead', part: 'lead' }] });
    return idOf(await claimed('rung', '2026-02-10'), 'lead-3');
  };

  it('while the mail server is down it throws, the SMS goes out once, and the mail follows', async () => {
    const digestId = await oneDigest('51');
    await fixture.sink.goDown();
    await expect(sendDigest(digestId)).rejects.toThrow(MailServerError);
    await expect(sendDigest(digestId)).rejects.toThrow(MailServerError);
    expect(await recorded(digestId)).toMatchObject({ mail_status: 'pending', sms_status: 'sent' });
    await fixture.sink.comeUp();
    expect(await sendDigest(digestId)).toMatchObject({ outcome: 'sent' });
    expect(fixture.gateway.heard).toHaveLength(1);
    expect(fixture.sink.mails()).toHaveLength(1);
  });

  it('while the gateway is down it throws, the mail goes out once, and the SMS follows', async () => {
    const digestId = await oneDigest('52');
    fixture.gateway.answer = { status: 503 };
    await expect(sendDigest(digestId)).rejects.toThrow('503');
    fixture.gateway.answer = { status: 200 };
    await sendDigest(digestId);
    expect(fixture.sink.mails()).toHaveLength(1);
    expect(await recorded(digestId)).toMatchObject({ mail_status: 'sent', sms_status: 'sent' });
  });

  it('a crash between sending and marking repeats the mail under the same Message-ID', async () => {
    const digestId = await oneDigest('53');
    const { mailer } = fixture.world;
    const dying = fixture.worldWith({
      send: (mail) => mailer.send(mail).then(() => Promise.reject(new Error('killed'))),
    });
    await expect(sendDigest(digestId, dying)).rejects.toThrow('killed');
    await sendDigest(digestId);
    const ids = fixture.sink.mails().map(({ messageId }) => messageId);
    expect(ids).toEqual([messageIdOf(`digest ${digestId}`, FROM), messageIdOf(`digest ${digestId}`, FROM)]);
    expect(await recorded(digestId)).toMatchObject({ message_id: ids[0] });
  });

  it('whoever has no address is on record as such, and blocks nobody', async () => {
    await fixture.ledger.query(`UPDATE people SET mail = NULL, telephone = NULL WHERE person_id = 'lead-3'`);
    const digestId = await oneDigest('54');
    expect(await sendDigest(digestId)).toEqual({ outcome: 'unreachable', why: '没有登记邮箱' });
    expect(await recorded(digestId)).toMatchObject({ mail_status: 'no-address', sms_status: 'no-address' });
    const [inbox] = await fixture.ledger.query(
      `SELECT count(*) AS notices FROM notices WHERE digest_id = $1 AND read_at IS NULL`,
      [digestId],
    );
    expect(inbox).toEqual({ notices: 1 });
  });

  it('a refused address is on record with the reason and without the address', async () => {
    fixture.sink.faults.refused.add('lead-3@example.cn');
    const digestId = await oneDigest('55');
    const result = await sendDigest(digestId);
    expect(result).toMatchObject({ outcome: 'unreachable', why: expect.stringContaining('550') });
    expect(JSON.stringify(result)).not.toContain('example.cn');
    expect(await recorded(digestId)).toMatchObject({ mail_status: 'failed', sms_status: 'sent' });
  });

  it('without an SMS gateway the mail goes out and the record says that SMS is off', async () => {
    const digestId = await oneDigest('56');
    const world = { ...fixture.world, sms: createSmsGateway(undefined, () => undefined) };
    expect(await sendDigest(digestId, world)).toMatchObject({ outcome: 'sent' });
    expect(await recorded(digestId)).toMatchObject({
      mail_status: 'sent',
      sms_status: 'failed',
      sms_why: '平台未配置短信网关',
    });
  });

  it('an unknown digest is a fault', async () => {
    await expect(sendDigest('none')).rejects.toThrow('There is no digest none');
  });
});
