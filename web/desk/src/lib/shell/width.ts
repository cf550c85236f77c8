import { MediaQuery } from 'svelte/reactivity';

const phone = new MediaQuery('(max-width: 719px)');
const narrow = new MediaQuery('(max-width: 1179px)');

/** How much room the window gives. */
export const width = {
  /** One column at a time. */
  get phone(): boolean {
    return phone.current;
  },
  /** No room for a side bar with words beside a list and a thread. */
  get narrow(): boolean {
    return narrow.current;
  },
};
