let context: AudioContext | null = null;

/** Two soft notes for a new message; of several tabs only one rings. A page that nobody has touched stays silent. */
export function chime(): void {
  if (navigator.userActivation?.hasBeenActive === false) return;
  if (!navigator.locks) return ringTwice();
  const take = async (lock: Lock | null): Promise<void> => {
    if (!lock) return;
    ringTwice();
    await new Promise((rest) => setTimeout(rest, 800));
  };
  // Where tabs cannot agree (storage is blocked), each rings.
  navigator.locks.request('balcao-chime', { ifAvailable: true }, take).catch(ringTwice);
}

function ringTwice(): void {
  try {
    context ??= new AudioContext();
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
    ring(context, 660, 0);
    ring(context, 880, 0.12);
  } catch {
    // No sound is no reason to fail.
  }
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
