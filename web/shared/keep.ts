/**
 * What survives a reload, a locked phone and a closed browser: the upload that is under way, with the video itself. The
 * video is kept because a phone makes a new, different copy each time one picks it again.
 *
 * Some browsers keep nothing in a private window, or run out of room. Then an upload goes on all the same, only not after
 * a reload; that is why nothing here fails.
 */
export interface Kept {
  id: string; // of the submission
  campaign: string;
  name: string; // of the person, to greet them with
  token: string;
  statusUrl: string;
  endpoint: string;
  uploadUrl?: string;
  filename: string;
  bytes: number;
  sent: number;
  guardian: boolean;
  at: number;
}

const month = 31 * 24 * 60 * 60 * 1000;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("belong", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("uploads", { keyPath: "id" });
      request.result.createObjectStore("videos");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function use<T>(mode: IDBTransactionMode, work: (t: IDBTransaction) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const db = await open();
    return await new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(["uploads", "videos"], mode);
      const request = work(transaction);
      transaction.oncomplete = () => {
        db.close();
        resolve(request.result);
      };
      transaction.onabort = transaction.onerror = () => {
        db.close();
        reject(transaction.error);
      };
    });
  } catch {
    return undefined;
  }
}

export async function keepVideo(id: string, video: Blob): Promise<void> {
  await use("readwrite", (t) => t.objectStore("videos").put(video, id));
}

export async function keep(upload: Kept): Promise<void> {
  await use("readwrite", (t) => t.objectStore("uploads").put(upload));
}

export async function forget(id: string): Promise<void> {
  await use("readwrite", (t) => {
    t.objectStore("videos").delete(id);
    return t.objectStore("uploads").delete(id);
  });
}

/** The newest upload that is not finished, among those that match. Old ones are forgotten. */
export async function unfinished(matches: (k: Kept) => boolean): Promise<{ upload: Kept; video?: Blob } | undefined> {
  const kept = (await use("readonly", (t) => t.objectStore("uploads").getAll() as IDBRequest<Kept[]>)) ?? [];
  for (const old of kept.filter((k) => Date.now() - k.at > month)) await forget(old.id);
  const upload = kept.filter((k) => matches(k) && Date.now() - k.at <= month).sort((a, b) => b.at - a.at)[0];
  if (!upload) return undefined;
  const video = await use("readonly", (t) => t.objectStore("videos").get(upload.id) as IDBRequest<Blob | undefined>);
  return video ? { upload, video } : { upload };
}
