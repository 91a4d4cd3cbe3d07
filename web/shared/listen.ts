/** Where a wall tells that something came or went, and up to when the page knows it. */
export interface Source {
  address: string;
  cursor: string;
}

// seldom, in milliseconds, is how often somebody looks although the events come: a proxy may swallow them.
const seldom = 180_000;
// again is how long to do without events where the server has no room for a listener.
const again = 120_000;
// spread keeps all who listen from asking in the same moment.
const spread = 1_500;

/**
 * Calls look whenever the wall says that there is something to see; look answers whether it saw. Where the wall can't be
 * listened to or seen, it looks every so often instead (every, in milliseconds). While nobody sees the page, it does neither;
 * when they are back, it looks.
 */
export function listen(from: Source, every: () => number, look: () => Promise<boolean>): void {
  let events: EventSource | undefined;
  let cursor = from.cursor;
  let refused = 0;
  let saw = true;
  let timer = 0; // of the next look, should no event come before
  let called = 0; // of the look that an event asked for

  const seen = (): boolean => document.visibilityState === "visible";
  const hears = (): boolean => events?.readyState === EventSource.OPEN;

  const wait = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void turn(), hears() && saw ? seldom : every());
  };

  const turn = async (): Promise<void> => {
    if (seen()) {
      saw = false;
      wait(); // again, should this look come to nothing
      saw = await look();
      open();
    }
    wait();
  };

  const open = (): void => {
    if (events || typeof EventSource === "undefined" || Date.now() - refused < again) return;
    events = new EventSource(`${from.address}?since=${encodeURIComponent(cursor)}`);
    events.onopen = wait;
    events.addEventListener("wall", (event) => {
      cursor = event.lastEventId;
      clearTimeout(called);
      called = window.setTimeout(() => void turn(), Math.random() * spread);
    });
    events.onerror = () => {
      if (events?.readyState === EventSource.CLOSED) {
        close();
        refused = Date.now();
      }
      wait();
    };
  };

  const close = (): void => {
    events?.close();
    events = undefined;
  };

  document.addEventListener("visibilitychange", () => {
    if (seen()) void turn();
    else close();
  });
  if (seen()) open();
  wait();
}
