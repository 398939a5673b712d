import {
  draftPublication,
  readPublication,
  removePublication,
  savePortalUrl,
  savePublication,
  slugOf,
  type Publication,
} from '../ledger/publications';
import type { Db } from '../ledger/pool';
import { lockCase } from '../ledger/record';
import { unitPortalOf } from '../ledger/outgoing';
import type { World } from './world';

/** Activities that put letters before the public [R5.8]. They throw while the ledger or the portal is out of reach. */
export interface PublicationActivities {
  publish(request: { caseId: string; letterId: string }): Promise<{ url?: string }>;
  takeDown(request: { caseId: string; letterId: string }): Promise<{ url?: string }>;
}

/** The public address of a letter on the built-in page. */
export const publicUrlOf = (base: string, slug: string): string => `${base}/public/letters/${slug}`;

/**
 * Publishes on the built-in page, always and first, and on the units' portal where one is configured: then it counts as
 * published when the portal has it, and its address is the portal's. What is published is redacted first, and only that
 * leaves the ledger. Both acts can be repeated; one that the case no longer asks for does nothing. A letter that is
 * recalled while it goes up ends down, whichever of the two acts ends last.
 */
export function createPublicationActivities(world: World): PublicationActivities {
  const { ledger, clock, portal, publicBaseUrl } = world;
  return {
    async publish({ caseId, letterId }) {
      const url = publicUrlOf(publicBaseUrl, slugOf(caseId, letterId));
      const today = await clock.today();
      const publication = await ledger.transaction(async (db) => {
        if ((await publicationStatus(db, caseId, letterId)) !== 'requested') return undefined;
        const { letter, publication: draft } = await draftPublication(db, caseId, letterId);
        const made: Publication = { ...draft, publishedOn: letter.publication.on ?? today };
        await savePublication(db, made);
        return made;
      });
      if (publication !== undefined && portal !== undefined) {
        const elsewhere = await portal.publish({ ...(await portalLetter(world, publication)), url });
        await savePortalUrl(ledger, publication.slug, elsewhere.url);
      }
      // A recall may have come while the letter went up, and its taking down may be over by now. A repeat comes by
      // here, too: an attempt can fail after the portal took the letter.
      await removeUnwanted({ caseId, letterId });
      const kept = await readPublication(ledger, slugOf(caseId, letterId));
      return { url: kept?.portalUrl ?? url };
    },

    async takeDown(request) {
      await removeUnwanted(request);
      return {};
    },
  };

  /** Whatever the case wants down goes down, however often it is asked. */
  async function removeUnwanted({ caseId, letterId }: { caseId: string; letterId: string }): Promise<void> {
    const today = await clock.today();
    const unwanted = await ledger.transaction(async (db) => {
      const status = await publicationStatus(db, caseId, letterId);
      if (status !== 'taking-down' && status !== 'taken-down') return false;
      // The page first: it is ours, and a portal that is down must not keep it up.
      await removePublication(db, caseId, letterId, today);
      return true;
    });
    if (unwanted) await portal?.takeDown(slugOf(caseId, letterId));
  }
}

/** Under the case's lock: a letter that is being taken down meanwhile must not come up after it. */
async function publicationStatus(db: Db, caseId: string, letterId: string) {
  return (await lockCase(db, caseId)).letters[letterId]?.publication.status;
}

async function portalLetter({ ledger }: World, publication: Publication) {
  const { slug, title, unit, unitName, documentNumber, publishedOn, letterText = '' } = publication;
  return {
    slug,
    title,
    unit: { id: unit, name: unitName, portal: await unitPortalOf(ledger, unit) },
    documentNumber,
    publishedOn,
    text: letterText,
  };
}
