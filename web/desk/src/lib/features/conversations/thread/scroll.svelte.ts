const BOTTOM_PX = 48;
const MARGIN_PX = 8;

/**
 * Where the reader of a thread is. At the bottom new lines pull along; further up nothing moves under the eyes,
 * whether lines come below (then they are counted) or above. A mail that does not fit is read from its beginning.
 */
export class Scroll {
  /** Whether the newest line is in sight. */
  pinned = $state(true);
  /** Messages that came below since the reader went up. */
  unseen = $state(0);
  #box: HTMLElement | null = null;
  #fromBottom = 0;
  #top = 0;
  /** Whether what is newest has not been read to its end yet. */
  #fresh = true;
  #observer: ResizeObserver | null = null;

  /** Attach to the scrolling box and its one child, which grows. */
  attach(box: HTMLElement): () => void {
    this.#box = box;
    const content = box.firstElementChild;
    this.#observer = new ResizeObserver(() => this.pinned && this.#jump());
    this.#observer.observe(box);
    if (content) this.#observer.observe(content);
    this.#jump();
    return () => this.#observer?.disconnect();
  }

  /** The box scrolled: by the reader, or since something in it grew. Only who goes up leaves the bottom. */
  follow(): void {
    const box = this.#box;
    if (!box) return;
    const up = box.scrollTop < this.#top;
    const reading = box.scrollTop > this.#top && this.#beginning() !== null;
    this.#top = box.scrollTop;
    if (box.scrollHeight - box.scrollTop - box.clientHeight <= BOTTOM_PX) this.#arrive();
    else if (up || reading) this.pinned = false;
    if (this.pinned) this.unseen = 0;
  }

  /** Before lines are added above: remember how far the bottom is. */
  hold(): void {
    if (this.#box) this.#fromBottom = this.#box.scrollHeight - this.#box.scrollTop;
  }

  /** After they were added: the same line stands at the same place. */
  restore(): void {
    if (this.#box && !this.pinned) this.#box.scrollTop = this.#box.scrollHeight - this.#fromBottom;
  }

  count(messages: number): void {
    if (!this.pinned) this.unseen += messages;
    else if (messages) this.#fresh = true;
  }

  toBottom(): void {
    this.unseen = 0;
    this.#arrive();
    this.#jump();
  }

  #arrive(): void {
    this.pinned = true;
    this.#fresh = false;
  }

  #jump(): void {
    if (!this.#box) return;
    this.#box.scrollTop = this.#beginning() ?? this.#box.scrollHeight;
    this.#top = this.#box.scrollTop;
  }

  /** Where a newest mail begins that is taller than the box. */
  #beginning(): number | null {
    const last = this.#fresh ? this.#box?.firstElementChild?.lastElementChild : null;
    if (!(last instanceof HTMLElement) || !('sheet' in last.dataset)) return null;
    return last.offsetHeight > (this.#box?.clientHeight ?? 0) ? last.offsetTop - MARGIN_PX : null;
  }
}
