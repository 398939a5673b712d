/** Works on items side by side, at most `limit` at once, in their order. The first failure stops the rest and is thrown. */
export async function inFlight<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failed = false;
  const takeTurns = async (): Promise<void> => {
    for (;;) {
      const next = await iterator.next();
      if (next.done === true || failed) return;
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, takeTurns));
}
