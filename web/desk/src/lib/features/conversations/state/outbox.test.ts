import { ApiError, type Message } from '@balcao/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Outbox, type Letter, type LetterStore } from './outbox.svelte.ts';
import { conversationRecord, messageOf } from './testing/shapes.ts';

class Post {
  readonly sent: string[] = [];
  answer: (letter: Letter) => Promise<void> = async () => undefined;
  #id = 0;

  send = async (letter: Letter, onProgress: (share: number) => void): Promise<Message> => {
    onProgress(0.5);
    await this.answer(letter);
    this.sent.push(letter.content);
    return messageOf((this.#id += 1), conversationRecord(letter.conversationId, 1, letter.at), 'outgoing');
  };
}

class Shelf implements LetterStore {
  readonly letters = new Map<string, Letter>();
  keep = (letter: Letter) => void this.letters.set(letter.echo, letter);
  drop = (echo: string) => void this.letters.delete(echo);
  all = async () => [...this.letters.values()];
}

const letter = (content: string, conversationId = 1): Letter => {
  return { echo: `e-${content}`, conversationId, content, private: false, files: [], at: 1000 };
};

const refuse =
  (status: number, message = '') =>
  () =>
    Promise.reject(new ApiError(status, message));
const flush = () => vi.advanceTimersByTimeAsync(0);

let post: Post;
let shelf: Shelf;
let outbox: Outbox;
let arrived: Message[];

beforeEach(() => {
  vi.useFakeTimers();
  post = new Post();
  shelf = new Shelf();
  arrived = [];
  outbox = new Outbox(post.send, shelf, (message) => arrived.push(message));
});

afterEach(() => {
  outbox.close();
  vi.useRealTimers();
});

const states = () => outbox.unsent.map(({ content, state }) => [content, state]);

describe('the outbox', () => {
  it('shows a message at once and hands it over when the server has it', async () => {
    outbox.post(letter('oi'));
    expect(states()).toEqual([['oi', 'sending']]);
    expect(shelf.letters.size).toBe(1);
    await flush();
    expect(states()).toEqual([]);
    expect(arrived).toMatchObject([{ id: 1, echo_id: 'e-oi' }]);
    expect(shelf.letters.size).toBe(0);
  });

  it('keeps the order within a conversation and does not hold up others', async () => {
    let release = () => {};
    post.answer = ({ content }) =>
      content === 'a' ? new Promise((done) => (release = done)) : Promise.resolve();
    outbox.post(letter('a'));
    outbox.post(letter('b'));
    outbox.post(letter('c', 2));
    await flush();
    expect(post.sent).toEqual(['c']);
    release();
    await flush();
    expect(post.sent).toEqual(['c', 'a', 'b']);
  });

  it('waits while the server is away, and sends everything in order when it is back', async () => {
    post.answer = refuse(0);
    outbox.post(letter('a'));
    outbox.post(letter('b'));
    await flush();
    expect(states()).toEqual([
      ['a', 'waiting'],
      ['b', 'waiting'],
    ]);
    post.answer = async () => undefined;
    outbox.resume();
    await flush();
    expect(post.sent).toEqual(['a', 'b']);
  });

  it('tries again by itself, with growing patience', async () => {
    post.answer = refuse(503);
    outbox.post(letter('a'));
    await vi.advanceTimersByTimeAsync(2_100);
    post.answer = async () => undefined;
    expect(states()).toEqual([['a', 'waiting']]);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(post.sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(post.sent).toEqual(['a']);
  });

  it('keeps what the server refuses, says why, and lets the next one pass', async () => {
    post.answer = ({ content }) => (content === 'a' ? refuse(422, 'Too long')() : Promise.resolve());
    outbox.post(letter('a'));
    outbox.post(letter('b'));
    await flush();
    expect(outbox.unsent).toMatchObject([{ content: 'a', state: 'failed', error: { message: 'Too long' } }]);
    expect(post.sent).toEqual(['b']);
    post.answer = async () => undefined;
    outbox.retry('e-a');
    await flush();
    expect(outbox.unsent).toEqual([]);
    expect(post.sent).toEqual(['b', 'a']);
  });

  it('forgets a letter whose message came by the socket before the answer', async () => {
    post.answer = () => new Promise(() => {});
    outbox.post(letter('a'));
    outbox.forget('e-a');
    expect(outbox.unsent).toEqual([]);
    expect(shelf.letters.size).toBe(0);
  });

  it('brings back what an earlier visit left: young letters go out, old ones are shown', async () => {
    shelf.keep(letter('velha'));
    shelf.keep({ ...letter('nova'), at: 5000 });
    await outbox.restore(5060);
    await flush();
    expect(post.sent).toEqual(['nova']);
    expect(states()).toEqual([['velha', 'failed']]);
    expect([...shelf.letters.keys()]).toEqual(['e-velha']);
  });
});
