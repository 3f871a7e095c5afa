// Where this phone keeps its keys: IndexedDB, one record a person and enterprise.
import type { Shield } from "./shield";

const NAME = "yzd-certificates";
const STORE = "shields";

/** The browser keeps nothing for us (private window, storage switched off or full). */
export class NoStorage extends Error {}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    let request: IDBOpenDBRequest;
    try {
      request = indexedDB.open(NAME, 1);
    } catch {
      reject(new NoStorage());
      return;
    }
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(new NoStorage());
  });
}

async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(new NoStorage());
    });
  } finally {
    database.close();
  }
}

/** The record of a holder, or undefined. Raises NoStorage. */
export const read = (holder: string): Promise<Shield | undefined> =>
  run("readonly", (store) => store.get(holder) as IDBRequest<Shield | undefined>);

/** Every record of this browser. Raises NoStorage. */
export const readAll = (): Promise<Shield[]> => run("readonly", (store) => store.getAll() as IDBRequest<Shield[]>);

/** Keep a record; resolves once it is written. Raises NoStorage. */
export async function keep(holder: string, shield: Shield): Promise<void> {
  await run("readwrite", (store) => store.put(shield, holder));
  // Asks the browser not to clear it away when space runs short; a refusal changes nothing.
  await navigator.storage?.persist?.().catch(() => false);
}
