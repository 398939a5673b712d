import { misfit, refuseUnfitStandIn, type NamedDuty, type Placed } from '../../domain/posts';
import { Refusal } from '../../domain/refusal';
import { post as posts, type Post } from '../../schemas/register';

const of = (post: Post, division?: string): Placed => ({ post, ...(division ? { division } : {}) });

describe('posts of the register', () => {
  it.each<[NamedDuty, Post[]]>([
    ['principal', ['principal']],
    ['leaderInCharge', ['principal', 'leaderInCharge']],
    ['office', ['office']],
    ['division', ['division']],
    ['officer', ['division', 'officer']],
    ['caseLeader', ['principal', 'leaderInCharge']],
  ])('[R1.1] [R1.2] the duty %s is for %j alone', (duty, fitting) => {
    expect(posts.options.filter((post) => misfit(duty, of(post)) === undefined)).toEqual(fitting);
  });

  it('[R1.1] who handles a part is of the division that has it, once one has it', () => {
    expect(misfit('officer', of('officer', 'd2'), 'd1')).toContain('请先改交其所在处室');
    expect(misfit('division', of('division', 'd2'), 'd1')).toContain('请先改交其所在处室');
    expect(misfit('officer', of('officer', 'd1'), 'd1')).toBeUndefined();
    expect(misfit('officer', of('officer', 'd2'))).toBeUndefined();
    expect(misfit('principal', of('principal', 'd2'), 'd1')).toBeUndefined();
  });

  it('[R1.1] a leader stands in for a leader, and anybody for anybody else', () => {
    expect(() => refuseUnfitStandIn(of('principal'), of('leaderInCharge'))).not.toThrow();
    expect(() => refuseUnfitStandIn(of('officer'), of('office'))).not.toThrow();
    for (const leader of ['principal', 'leaderInCharge'] as const)
      for (const other of ['office', 'division', 'officer'] as const)
        expect(() => refuseUnfitStandIn(of(leader), of(other))).toThrow(Refusal);
  });
});
