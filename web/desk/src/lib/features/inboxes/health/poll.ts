/** Repeats some work while the page can be seen, and at once when it is seen again; returns what stops it. */
export function whileVisible(work: () => void, everyMs: number): () => void {
  const look = () => {
    if (document.visibilityState === 'visible') work();
  };
  const timer = setInterval(look, everyMs);
  document.addEventListener('visibilitychange', look);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  };
}
