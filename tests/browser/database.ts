import type { Page } from "@playwright/test";

/** All records of the browser's databases whose name starts so, by `database/store`. Creates no database. */
export function records(page: Page, prefix = "avd"): Promise<Record<string, unknown[]>> {
  return page.evaluate(async (prefix) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const all: Record<string, unknown[]> = {};
    for (const { name = "" } of await indexedDB.databases()) {
      if (!name.startsWith(prefix)) continue;
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        all[`${name}/${store}`] = await done(database.transaction(store).objectStore(store).getAll());
      }
      database.close();
    }
    return all;
  }, prefix);
}
