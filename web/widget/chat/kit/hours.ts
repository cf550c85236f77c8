import type { Channel, WorkingDay } from '../api/shapes.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Whether the team works at `now` by the inbox's hours; always true when the inbox has none. */
export function isWorkingTime(channel: Channel, now: Date): boolean {
  if (!channel.workingHoursEnabled) return true;
  const { day, minute } = localMoment(now, channel.timezone);
  const today = channel.workingHours.find((entry) => entry.day_of_week === day);
  return today === undefined || isOpenAt(today, minute);
}

function isOpenAt(day: WorkingDay, minute: number): boolean {
  if (day.closed_all_day) return false;
  if (day.open_all_day) return true;
  const opens = (day.open_hour ?? 0) * 60 + (day.open_minutes ?? 0);
  const closes = (day.close_hour ?? 0) * 60 + (day.close_minutes ?? 0);
  return minute >= opens && minute < closes;
}

function localMoment(now: Date, timezone: string | null): { day: number; minute: number } {
  const parts = formatter(timezone).formatToParts(now);
  const part = (type: string): string => parts.find((entry) => entry.type === type)?.value ?? '';
  return { day: DAYS.indexOf(part('weekday')), minute: Number(part('hour')) * 60 + Number(part('minute')) };
}

function formatter(timezone: string | null): Intl.DateTimeFormat {
  const options = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: timezone || 'UTC' });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
  }
}
