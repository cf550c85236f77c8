import type { ServerEvent } from '../state/events.ts';
import type { Desk } from './desk.svelte.ts';
import { habits } from './habits.svelte.ts';

const QUIET_MS = 1_500;
let lastAt = 0;
let audio: AudioContext | null = null;

/** Whether the agent is looking at the conversation right now. */
export function watches(desk: Desk, conversationId: number): boolean {
  return desk.openId === conversationId && document.visibilityState === 'visible' && document.hasFocus();
}

/** A short sound for a customer's message that concerns this agent and that they are not reading already. */
export function announce(desk: Desk, { event, data }: ServerEvent): void {
  if (event !== 'message.created' || data.message_type !== 0 || !habits.sound) return;
  const { assignee_id } = data.conversation;
  if (assignee_id !== null && assignee_id !== desk.me) return;
  if (watches(desk, data.conversation_id) || Date.now() - lastAt < QUIET_MS) return;
  lastAt = Date.now();
  chime();
}

/** Two soft notes, made here: nothing to fetch, nothing to wait for. */
function chime(): void {
  audio ??= new AudioContext();
  // Before the first click of a visit browsers keep silent; that is theirs to decide.
  if (audio.state === 'suspended') void audio.resume().catch(() => undefined);
  note(audio, 660, 0);
  note(audio, 880, 0.12);
}

function note(context: AudioContext, pitch: number, after: number): void {
  const start = context.currentTime + after;
  const tone = new OscillatorNode(context, { type: 'sine', frequency: pitch });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.linearRampToValueAtTime(0.08, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.35);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + 0.4);
}
