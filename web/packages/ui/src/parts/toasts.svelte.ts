export type ToastTone = 'plain' | 'success' | 'danger';

export interface Toast {
  id: number;
  text: string;
  tone: ToastTone;
  action?: { label: string; run: () => void };
}

interface ToastOptions {
  tone?: ToastTone;
  action?: Toast['action'];
  /** Milliseconds on the screen; a failure stays until it is closed. */
  stay?: number;
}

/** The short notes at the edge of the screen: what was done, or what failed. At most three at a time. */
export class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;

  show(text: string, { tone = 'plain', action, stay }: ToastOptions = {}): number {
    const id = this.#next++;
    this.list = [...this.list.slice(-2), { id, text, tone, action }];
    const time = stay ?? (tone === 'danger' ? 0 : 4000);
    if (time > 0) setTimeout(() => this.close(id), time);
    return id;
  }

  success(text: string): number {
    return this.show(text, { tone: 'success' });
  }

  failure(text: string): number {
    return this.show(text, { tone: 'danger' });
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
