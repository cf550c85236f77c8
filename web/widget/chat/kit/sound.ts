let context: AudioContext | null = null;

/** Two soft notes for a new message. Silent where the browser does not allow sound yet. */
export function chime(): void {
  try {
    context ??= new AudioContext();
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
    ring(context, 660, 0);
    ring(context, 880, 0.12);
  } catch {
    // No sound is no reason to fail.
  }
}

/** The same, but of several tabs only one rings. Where tabs cannot agree (storage is blocked), each does. */
export function chimeOnce(): void {
  if (!navigator.locks) return chime();
  const take = async (lock: Lock | null): Promise<void> => {
    if (!lock) return;
    chime();
    await new Promise((rest) => setTimeout(rest, 800));
  };
  navigator.locks.request('balcao-chime', { ifAvailable: true }, take).catch(chime);
}

function ring(audio: AudioContext, pitch: number, after: number): void {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  const start = audio.currentTime + after;
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.35);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + 0.4);
}
