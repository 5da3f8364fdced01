// Numbers, dates and lists by locale. A civil date ("2026-03-01") is never moved by a time zone.

export type DateStyle = 'short' | 'long' | 'day';

const styles: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  short: { day: 'numeric', month: 'short', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
};

/** Formats values for one locale and, where times are told, one zone (the browser's by default). */
export class Format {
  constructor(
    readonly locale: string,
    readonly zone?: string,
  ) {}

  number(n: number, digits?: number): string {
    return this.signed(n, digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  percent(share: number, digits = 0): string {
    return this.signed(share, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  /** Bytes in the unit that people know: "1,2 Mo". */
  size(bytes: number): string {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
    const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
    return this.signed(bytes / 1024 ** power, { style: 'unit', unit: units[power]!, unitDisplay: 'short', maximumFractionDigits: 1 });
  }

  // signed sets a minus sign where a keyboard has a hyphen, and none before what rounds to zero.
  private signed(n: number, options: Intl.NumberFormatOptions): string {
    return new Intl.NumberFormat(this.locale, { ...options, signDisplay: 'negative' }).format(n).replace('-', '\u2212');
  }

  date(value: string | Date, style: DateStyle = 'long'): string {
    const civil = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
    const zone = civil ? 'UTC' : this.zone;
    const moment = typeof value === 'string' ? new Date(civil ? `${value}T00:00:00Z` : value) : value;
    if (Number.isNaN(moment.getTime())) return String(value);
    const text = new Intl.DateTimeFormat(this.locale, { ...styles[style], ...(style === 'day' && !this.isThisYear(moment, zone) && { year: 'numeric' }), timeZone: zone }).format(moment);
    const told = this.locale.startsWith('fr') ? text.replace(/\b1 (?=\p{L})/u, '1er ') : text;
    return style === 'short' ? told.replaceAll(' ', '\u00a0') : told; // it stands in tables
  }

  // A day of another year is told with its year.
  private isThisYear(moment: Date, zone: string | undefined): boolean {
    const year = (of: Date, at: string | undefined) => new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: at }).format(of);
    return year(moment, zone) === year(new Date(), this.zone);
  }

  /** A time of the day that belongs to no zone: "09:30". */
  clock(value: string): string {
    return new Format(this.locale, 'UTC').time(`1970-01-01T${value}Z`);
  }

  time(value: string | Date): string {
    const moment = typeof value === 'string' ? new Date(value) : value;
    const parts = new Intl.DateTimeFormat(this.locale, { hour: 'numeric', minute: '2-digit', timeZone: this.zone }).formatToParts(moment);
    if (!this.locale.startsWith('fr')) return parts.map((p) => p.value).join('');
    const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
    return `${Number(part('hour'))}\u00a0h\u00a0${part('minute')}`;
  }

  dateTime(value: string | Date): string {
    return `${this.date(value, 'short')}, ${this.time(value)}`;
  }

  /** The last second of a civil day in the zone, as an instant: what "until the 30th" means there. */
  endOf(day: string): Date {
    return this.instant(`${day}T23:59:59`);
  }

  /** The instant at which a clock on the wall in the zone shows "2026-03-01T09:30". */
  instant(shown: string): Date {
    const wall = Date.parse(`${shown}Z`);
    const ahead = (at: number): number => Date.parse(`${this.wall(new Date(at), 'medium')}Z`) - at;
    return new Date(wall - ahead(wall - ahead(wall))); // twice: the clock may change between the two
  }

  /** What a clock on the wall in the zone shows at an instant: "2026-03-01T09:30", as the browser's own fields take it. */
  wall(value: string | Date, timeStyle: 'short' | 'medium' = 'short'): string {
    return new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle, timeZone: this.zone }).format(new Date(value)).replace(' ', 'T');
  }

  list(items: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { type: 'conjunction' }).format(items);
  }

  /** "direction ou coordination": one of them. */
  either(items: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { type: 'disjunction' }).format(items);
  }

  /** "il y a 3 jours", "in 2 hours", measured from now. */
  relative(value: string | Date, now = new Date()): string {
    const seconds = (new Date(value).getTime() - now.getTime()) / 1000;
    const units: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86400], ['hour', 3600], ['minute', 60]];
    for (const [unit, size] of units) {
      if (Math.abs(seconds) >= size) return new Intl.RelativeTimeFormat(this.locale, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
    }
    return new Intl.RelativeTimeFormat(this.locale, { numeric: 'auto' }).format(0, 'minute');
  }
}
