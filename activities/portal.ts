import { z } from 'zod';
import { OutsideError, sendJson, type Outside } from './http';

/** A published letter as a unit's portal gets it: redacted already, with the address of the built-in page. */
export interface PortalLetter {
  slug: string;
  url: string;
  title: string;
  unit: { id: string; name: string; portal?: string };
  documentNumber: string;
  publishedOn: string;
  text: string;
}

export interface Portal {
  /** Puts a letter on the portal, or changes it; answers its address there. Throws while the portal does not take it. */
  publish(letter: PortalLetter): Promise<{ url?: string }>;
  /** Takes a letter down; one that is not there is down already. */
  takeDown(slug: string): Promise<void>;
}

const answer = z.object({ url: z.url({ protocol: /^https?$/ }) });

/**
 * The units' portal behind an HTTP adapter: `PUT` and `DELETE <url>/letters/<slug>`. Both can be repeated as they are;
 * a key would have a portal that remembers keys overlook that a letter goes up, or comes down, a second time.
 * Undefined: the built-in page is all there is.
 */
export function createPortal(portal: Outside | undefined): Portal | undefined {
  if (portal === undefined) return undefined;
  const name = 'the portal';
  const path = (slug: string) => `/letters/${encodeURIComponent(slug)}`;
  return {
    async publish(letter) {
      const { ok, status, body } = await sendJson(portal, {
        name,
        method: 'PUT',
        path: path(letter.slug),
        body: letter,
      });
      // Nobody can see a letter that the portal refused: the unit still owes it, and operators see why.
      if (!ok) throw new OutsideError(`${name} refused a letter with ${status}`);
      return { url: answer.safeParse(body).data?.url };
    },
    async takeDown(slug) {
      const { ok, status } = await sendJson(portal, {
        name,
        method: 'DELETE',
        path: path(slug),
      });
      if (!ok && status !== 404 && status !== 410)
        throw new OutsideError(`${name} refused to take a letter down with ${status}`);
    },
  };
}
