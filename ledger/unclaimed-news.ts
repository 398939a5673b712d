import type { Db } from './pool';

/** Whether there is news that is in no mail yet. */
export async function hasUnclaimedNews(db: Db): Promise<boolean> {
  const [row] = await db.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM notices WHERE digest_id IS NULL AND kind = 'news') AS found`,
    [],
    'has-unclaimed-news',
  );
  return row?.found === true;
}
