import { MediaQuery } from 'svelte/reactivity';

/** Whether list, thread and details have room beside each other. */
export const roomForThree = new MediaQuery('(min-width: 1280px)');
