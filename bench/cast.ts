import type { Actor } from '../schemas/common';
import type { Stage } from './stage';

/** Units of the sample register. */
export const LEAD = 'hebei-jyt';
export const CO_HANDLER = 'hebei-czt';

/** Somebody of a unit of the sample register. */
export const ofUnit = (
  unit: string,
  post: 'office' | 'leader' | 'principal' | 'division-1' | 'officer-1',
): Actor => {
  const person = `${unit}-${post}`;
  if (post === 'office') return { subject: person, role: 'unit-office', unit, person };
  if (post === 'leader' || post === 'principal')
    return { subject: person, role: 'unit-leader', unit, person };
  return { subject: person, role: 'unit-division', unit, division: `${unit}-d1`, person };
};

const actors = {
  intake: { subject: 'bench-intake', role: 'intake' },
  operations: { subject: 'bench-operations', role: 'operations' },
  office: ofUnit(LEAD, 'office'),
  division: ofUnit(LEAD, 'division-1'),
  officer: ofUnit(LEAD, 'officer-1'),
  leader: ofUnit(LEAD, 'leader'),
  principal: ofUnit(LEAD, 'principal'),
  coOffice: ofUnit(CO_HANDLER, 'office'),
  coLeader: ofUnit(CO_HANDLER, 'leader'),
  firstDeputy: { subject: 'bench-deputy-1', role: 'proposer' },
  secondDeputy: { subject: 'bench-deputy-2', role: 'proposer' },
} as const satisfies Record<string, Actor>;

/** The tokens of everybody who acts. */
export type Cast = Record<keyof typeof actors, string>;

export async function castOf({ issuer }: Stage): Promise<Cast> {
  const tokens = await Promise.all(
    Object.entries(actors).map(async ([name, actor]) => [name, await issuer.tokenFor(actor)] as const),
  );
  return Object.fromEntries(tokens) as Cast;
}
