import type { Surroundings } from './cable.ts';

/** The surroundings of a page in a browser. */
export const browser: Surroundings = {
  socket(url, protocols, events) {
    const socket = new WebSocket(url, protocols);
    socket.onmessage = ({ data }) => events.message(data);
    socket.onclose = socket.onerror = () => events.lost();
    return socket;
  },
  online: () => navigator.onLine,
  random: Math.random,
  watch(change) {
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener('online', () => change('online'), { signal });
    window.addEventListener('offline', () => change('offline'), { signal });
    const look = () => document.visibilityState === 'visible' && change('visible');
    document.addEventListener('visibilitychange', look, { signal });
    return () => stop.abort();
  },
};

/** Where the socket of the server at `origin` (`https://host`) is. */
export function cableUrl(origin: string): string {
  return `${origin.replace(/^http/, 'ws')}/cable`;
}
