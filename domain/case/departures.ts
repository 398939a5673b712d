import { type Deciders, entryOf, type Evolvers } from './context';
import { hostOf, isIn } from './tells';

/**
 * Cases that are gone from a merge by themselves [R3.10]: withdrawn, or a secret from now on [R3.12]. Their host learns
 * of it by an order of the ledger, and neither waits for them nor names them any more.
 */
export const departureDeciders = {
  memberGone(chronicle, { data: { member, since, why } }) {
    const present = entryOf(hostOf(chronicle.case)?.members ?? {}, member);
    if (present?.since !== since || !isIn(present)) return;
    chronicle.add('memberGone', { member, why });
  },
} satisfies Partial<Deciders>;

export const departureEvolvers = {
  memberGone: (state, { member }) => {
    const host = hostOf(state);
    const present = host && entryOf(host.members, member);
    return host && present
      ? {
          ...state,
          merge: { ...host, members: { ...host.members, [member]: { ...present, status: 'left' } } },
        }
      : state;
  },
} satisfies Partial<Evolvers>;
