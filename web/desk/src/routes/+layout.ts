import { language } from '#lib/i18n/index.svelte.ts';
import '@balcao/ui/styles.css';

export const ssr = false;
export const prerender = false;

export const load = () => language.start();
