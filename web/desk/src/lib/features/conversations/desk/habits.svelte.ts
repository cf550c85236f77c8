import { statuses, tabs } from '../state/filter.ts';
import { sorts } from '../state/order.ts';
import { firstHabits, type Habits } from './view.ts';

const KEY = 'balcao.desk.habits';

/** How this agent likes the list on this machine. */
class ListHabits {
  chosen = $state.raw<Habits>(readHabits());
  /** Whether a sound announces a customer's message. */
  sound = $state(localStorage.getItem(`${KEY}.sound`) !== 'off');
  /** Whether the details stand beside the thread, where there is room for them. */
  details = $state(localStorage.getItem(`${KEY}.details`) !== 'off');

  choose(change: Partial<Habits>): void {
    this.chosen = { ...this.chosen, ...change };
    localStorage.setItem(KEY, JSON.stringify(this.chosen));
  }

  turnSound(on: boolean): void {
    this.sound = on;
    localStorage.setItem(`${KEY}.sound`, on ? 'on' : 'off');
  }

  turnDetails(on: boolean): void {
    this.details = on;
    localStorage.setItem(`${KEY}.details`, on ? 'on' : 'off');
  }
}

function readHabits(): Habits {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Habits>;
    return {
      tab: tabs.find((tab) => tab === kept.tab) ?? firstHabits.tab,
      status: statuses.find((status) => status === kept.status) ?? firstHabits.status,
      sort: sorts.find((sort) => sort === kept.sort) ?? firstHabits.sort,
    };
  } catch {
    return firstHabits;
  }
}

export const habits = new ListHabits();
