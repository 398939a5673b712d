import type { AssignmentLetter } from '../../../schemas/intake';
import type { CommandData } from '../../../schemas/commands';
import { sharesPage } from '../../../domain/case/tells';
import { Exchange } from './exchange';
import { idOf, numbered, replyOf } from './merge-stages';
import { answer, draft, ministry, national, submit } from './national-stages';
import { Scenario, steps } from './scenario';
import { consulted, owed } from './stages';

const OWN = 't2';

/** Two national cases of one lead, merged by the office, each with what its own letter of assignment says. */
function together(own: AssignmentLetter | undefined, others: AssignmentLetter | undefined) {
  const parts = [{ unit: 'lead', part: 'lead' as const }];
  const host = consulted(numbered('0001', national(own, { parts })));
  const member = consulted(numbered('0002', national(others, { parts })));
  const world = new Exchange([host, member]);
  host.act('office', 'mergeCases', { cases: [idOf(member)], reason: 'x' });
  return { host, member, world, joined: world.carry() };
}

/** The submission followed, and the merged reply issued: what the member made of it. */
function answered(
  own: AssignmentLetter | undefined,
  others: AssignmentLetter | undefined,
  more: Partial<CommandData['draftLetter']> = {},
) {
  const stage = together(own, others);
  const { host, member, world } = stage;
  const both = [host, member];
  submit(host);
  world.carry();
  both.forEach((each) => steps.world(each));
  for (const each of both) each.goTo('2026-04-20');
  const letterId = answer(host, draft({ trackId: OWN, ...more }));
  const told = world.carry();
  both.forEach((each) => steps.world(each));
  return { ...stage, letterId, told };
}

function publish(host: Scenario, letterId: string): void {
  host.act('office', 'publishLetter', { letterId, coHandlers: [], withOriginal: false });
  steps.world(host);
}

describe('national cases that are merged: each follows its own letter of assignment [R3.1, R3.10]', () => {
  it('[R5.3] [R5.8] a member whose letter names no category and wants no page has neither, whatever the host has', () => {
    const { host, member, letterId, told, world } = answered(
      { categories: ['A'], publish: true },
      undefined,
      {
        category: 'A',
      },
    );
    expect(told).toEqual(['taken']);
    expect(replyOf(member)?.content).not.toHaveProperty('category');
    publish(host, letterId);
    expect(host.case.letters[letterId]?.publication.status).toBe('published');
    expect(world.carry()).toEqual(['taken']);
    expect(replyOf(member)?.publication.status).toBe('not-owed');
    expect(owed(member, 'publication', OWN)).toBeUndefined();
    expect(sharesPage(member.case, idOf(host), letterId)).toBe(false);
  });

  it('[R5.8] a member whose letter wants a page has the host’s, and is named on it until it says otherwise', () => {
    const wants = { publish: true };
    const { host, member, letterId, world } = answered(wants, wants);
    publish(host, letterId);
    expect(sharesPage(member.case, idOf(host), letterId)).toBe(true);
    expect(world.carry()).toEqual(['taken']);
    expect(replyOf(member)?.publication.status).toBe('published');
    expect(owed(member, 'publication', OWN)).toMatchObject({ status: 'met' });
  });

  it('[R5.3] a member whose letter calls for a category refuses the reply that bears none of its own', () => {
    const categories = { categories: ['A', 'D'] };
    const { member, told } = answered({ categories: ['A', 'B'] }, categories, { category: 'B' });
    expect(told).toEqual([expect.stringContaining('类别应为 A、D 之一')]);
    expect(replyOf(member)).toBeUndefined();
    expect(
      replyOf(answered({ categories: ['A', 'B'] }, categories, { category: 'A' }).member)?.content,
    ).toMatchObject({
      category: 'A',
    });
  });

  it('[R5.3] a case whose categories the host’s letter can never bear is not taken in', () => {
    for (const own of [undefined, { categories: ['B'] }])
      expect(together(own, { categories: ['A', 'D'] }).joined).toEqual([
        expect.stringContaining('该件的交办函规定类别为 A、D'),
      ]);
    expect(together({ categories: ['D'] }, { categories: ['A', 'D'] }).joined).toEqual(['taken']);
    expect(together({ categories: ['D'] }, undefined).joined).toEqual(['taken']);
  });

  it('[R3.10] a case in which the province helps a ministry is merged with its like alone, whoever is the host', () => {
    const lead = () => new Scenario(numbered('0001', national()));
    const helps = () => new Scenario(numbered('0002', ministry()));
    for (const [host, other] of [
      [lead(), helps()],
      [helps(), lead()],
    ] as const) {
      host.act('office', 'mergeCases', { cases: [idOf(other)], reason: 'x' });
      expect(new Exchange([host, other]).carry()).toEqual(['为国家部委会办的件与由我省答复的件不能并案']);
    }
  });

  it('[R3.1] is answered by the office’s opinion where the province helps a ministry: nobody leaves after it, nor joins', () => {
    const [host, member, late] = ['0001', '0002', '0003'].map(
      (number) => new Scenario(numbered(number, ministry([]))),
    ) as [Scenario, Scenario, Scenario];
    const world = new Exchange([host, member, late]);
    host.act('office', 'mergeCases', { cases: [idOf(member)], reason: 'x' });
    world.carry();
    answer(host, draft({ trackId: 't1', product: 'opinion' }));
    expect(world.carry()).toEqual(['taken']);
    expect(host.refusal('office', 'unmergeCase', { member: idOf(member), reason: 'x' })).toMatchObject({
      message: '已并案答复的，不能撤出',
    });
    expect(host.refusal('office', 'mergeCases', { cases: [idOf(late)], reason: 'x' })).toMatchObject({
      message: '已经答复的，不能并案',
    });
    late.act('office', 'mergeCases', { cases: [idOf(host)], reason: 'x' });
    expect(world.carry()).toEqual(['该件已与其他件并案']);
    const alone = new Scenario(numbered('0004', ministry([])));
    answer(alone, draft({ trackId: 't1', product: 'opinion' }));
    late.act('office', 'mergeCases', { cases: [idOf(alone)], reason: 'x' });
    expect(new Exchange([late, alone]).carry()).toEqual(['该件已经答复，不能并案']);
  });

  it('[R5.8] a member whose letter alone wants a page publishes it by itself', () => {
    const { member, told } = answered(undefined, { publish: true });
    expect(told).toEqual(['taken']);
    const letterId = replyOf(member)?.id ?? '';
    expect(owed(member, 'publication', OWN)).toMatchObject({ status: 'open' });
    publish(member, letterId);
    expect(owed(member, 'publication', OWN)).toMatchObject({ status: 'met' });
  });
});
