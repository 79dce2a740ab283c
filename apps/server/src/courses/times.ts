import { type Html, html } from '@gradbook/grading/report';
import { Temporal } from 'temporal-polyfill';

import { Refusal } from '../http/refusal.ts';

/** Whether there is such a time zone, by its IANA name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** All time zones, for a list to choose from. */
export function timeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
}

/**
 * The instant that a clock in a time zone shows as a text such as "2026-11-05T23:59". Where clocks are put forward and jump over
 * it, the instant after the jump; where they show it twice, the first.
 *
 * @throws Refusal 422 when the text is no such time.
 */
export function instantOf(text: string, timeZone: string): Date {
  try {
    const zoned = Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone, { disambiguation: 'compatible' });
    return new Date(zoned.epochMilliseconds);
  } catch {
    throw new Refusal(422, `the time "${text}"`, 'a time such as 2026-11-05T23:59', 'correct the field');
  }
}

/** What a clock in a time zone shows, as `<input type="datetime-local">` takes it. */
export function clockText(date: Date, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(date.getTime()).toZonedDateTimeISO(timeZone);
  return zoned.toPlainDateTime().toString({ smallestUnit: 'minute' });
}

/** A time as people of a course read it, with the zone: "Thu 5 Nov 2026, 23:59 CET". */
export function timeText(date: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(date);
}

/** {@link timeText} as an element that machines read too. */
export function showTime(date: Date, timeZone: string): Html {
  return html`<time datetime="${date.toISOString()}">${timeText(date, timeZone)}</time>`;
}
