/** Everything the desk keeps of one user on this machine begins with this. */
export const PREFIX = 'balcao.desk';

/** What the keys of an owner's drafts begin with. */
export const draftPrefix = (owner: string) => `${PREFIX}.draft.${owner}`;

/** A full disk must not stop anybody from writing: then the words live as long as the page. */
export function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** One piece of work on the database of files; it is done when the browser says that it is kept. */
export function fileShelf<T = unknown>(work: (shelf: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(PREFIX, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('files');
    opening.onerror = () => reject(opening.error ?? new Error('no database'));
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('files', 'readwrite');
      const refuse = () => {
        opening.result.close();
        reject(transaction.error ?? new Error('not kept'));
      };
      transaction.onabort = transaction.onerror = refuse;
      try {
        const request = work(transaction.objectStore('files'));
        transaction.oncomplete = () => {
          opening.result.close();
          resolve(request.result);
        };
      } catch {
        // Some browsers keep no files in a private window, and say so at once.
        transaction.abort();
      }
    };
  });
}
