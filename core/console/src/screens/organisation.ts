// The organisation: name, languages, zone, privacy officer, hosting, colours.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { judge } from '@ribambelle/web/brand';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { light } from '@ribambelle/web/tokens';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { hasMoved, moved } from '../parts/moved.ts';
import { readSettings, type Settings, writeSettings } from '../parts/organisation.ts';
import { screenStyles } from '../parts/styles.ts';

@element('rb-organisation')
export class RbOrganisation extends Screen {
  static override styles = [...screenStyles, css`.colours { display: grid; gap: var(--rb-space-5); } .colour { display: grid; grid-template-columns: 11rem 1fr; gap: var(--rb-space-2) var(--rb-space-4); align-items: end; } .colour p { min-height: var(--rb-target); display: grid; align-content: center; } .sample { display: inline-grid; place-items: center; border-radius: var(--rb-radius); padding: .25rem .75rem; width: max-content; font-weight: 620; color: #fff; } @media (max-width: 480px) { .colour { grid-template-columns: 1fr; } } .bad { color: var(--rb-bad); font-weight: 620; }`];

  @state() private value: Settings | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  @state() private saved = '';
  private readonly settings = loaded(this, (signal) => readSettings(this.api, signal));

  protected override titleKey = () => 'settings.organisation';

  override render() {
    return html`<div class="page">${head({ title: this.t('settings.organisation'), lead: this.t('org.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      ${this.saved ? html`<rb-notice kind="good" role="status">${this.t('org.saved', { time: this.saved })}</rb-notice>` : nothing}
      ${moved({ problem: this.problem, busy: this.busy, t: (key) => this.t(key), theirs: () => void this.take(), mine: () => void this.insist() })}
      ${this.settings.render((s: Settings) => html`<rb-form class="card narrow" .schema=${this.schema()} .value=${{ holidays: '', ...(this.value ?? s) }} .locked=${s.managed ?? []} .problem=${hasMoved(this.problem) ? undefined : this.problem} ?busy=${this.busy}
        @rb-input=${this.typed} @rb-submit=${() => void this.save()}></rb-form>${this.colours(this.value ?? s)}`)}</div>`;
  }

  private schema() {
    const t = (k: string) => this.t(`org.${k}`);
    const text = (title: string, max: number, more = {}) => ({ type: 'string', maxLength: max, title, ...more });
    return {
      type: 'object', required: ['name', 'languages', 'zone', 'wording'],
      properties: {
        name: text(t('name'), 160, { minLength: 1 }),
        languages: { type: 'array', minItems: 1, uniqueItems: true, title: t('languages'), items: { oneOf: ['fr', 'en'].map((l) => ({ const: l, title: this.t(`web.language.${l}`) })) } },
        wording: { title: t('wording'), oneOf: ['fr-FR', 'fr-CA', 'en-CA', 'fr-BE', 'fr-CH'].map((w) => ({ const: w, title: this.t(`setup.place.${w}`) })) },
        zone: { title: t('zone'), description: t('zone-help'), enum: zones },
        holidays: { title: t('holidays'), description: t('holidays-help'), default: '', oneOf: [{ const: '', title: t('holidays.none') }, ...['FR', 'FR-57', 'CA-QC'].map((p) => ({ const: p, title: t(`holidays.${p}`) }))] },
        ...this.openings(),
        officer: { type: 'object', title: t('officer'), description: t('officer-help'), properties: { name: text(t('officer-name'), 160), email: text(t('officer-email'), 160, { format: 'email' }), phone: text(t('officer-phone'), 40) } },
        no_sign_in_link: { type: 'boolean', title: t('no-link'), description: t('no-link-help') },
        second_factor: { type: 'boolean', title: t('second'), description: t('second-help') },
        hosting: text(t('hosting'), 160, { description: t('hosting-help') }),
      },
    };
  }

  // openings asks of each module whether places open it, or close it.
  private openings() {
    const on = (this.me?.modules ?? []).filter((m) => m.on);
    const choice = (m: (typeof on)[number]) => ({ title: this.pick(m.title), default: '', oneOf: ['', 'closed', 'forced'].map((o) => ({ const: o, title: this.t(`org.opening.${o}`) })) });
    return on.length === 0 ? {} : { openings: { type: 'object', title: this.t('org.openings'), description: this.t('org.openings-help'), properties: Object.fromEntries(on.map((m) => [m.name, choice(m)])) } };
  }

  private colours(s: Settings) {
    return html`<section class="card narrow colours" aria-labelledby="colours"><div class="stack tight"><h2 id="colours">${this.t('org.brand')}</h2><p class="small muted">${this.t('org.brand-help')}</p></div>
      ${['primary', 'action'].map((name) => {
        const colour = s.brand?.[name] ?? light[name]!;
        const { ok, ratio } = judge(colour);
        return html`<div class="colour"><rb-field type="color" .label=${this.t(`org.${name}`)} .value=${colour} ?managed=${s.managed?.includes(`/brand/${name}`) ?? false} @rb-change=${(e: CustomEvent<{ value: string }>) => this.paint(s, name, e.detail.value)}></rb-field>
          <p class="small ${ok ? 'muted' : 'bad'}" role="status">${this.t(ok ? 'org.ratio-ok' : 'org.ratio-bad', { ratio: this.fmt.number(ratio, 1) })}</p></div>`;
      })}
      <div class="row"><rb-button kind="primary" ?busy=${this.busy} @click=${() => void this.save()}>${this.t('web.save')}</rb-button><rb-button kind="quiet" @click=${() => this.edit({ ...s, brand: omit(s) })}>${this.t('org.reset')}</rb-button></div></section>`;
  }

  private paint(s: Settings, name: string, colour: string): void {
    this.edit({ ...s, brand: { ...s.brand, [name]: colour.toUpperCase() } });
  }

  private typed(event: CustomEvent<{ value: Settings }>): void {
    if (event.target === event.currentTarget) this.edit(event.detail.value);
  }

  private edit(value: Settings): void {
    this.value = value;
    this.saved = '';
    this.emit('rb-dirty', { dirty: true });
  }

  private async save(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    const value = this.value ?? this.settings.value!;
    try {
      // A colour that cannot be read is not kept.
      const brand = Object.fromEntries(Object.entries(value.brand ?? {}).filter(([k, v]) => !['primary', 'action'].includes(k) || judge(v).ok));
      const openings = Object.fromEntries(Object.entries(value.openings ?? {}).filter(([, opening]) => opening));
      await writeSettings(this.api, { ...value, brand, openings }, this.settings.value!);
      this.saved = this.fmt.time(new Date());
      this.emit('rb-dirty', { dirty: false });
      this.emit('rb-me');
      await this.settings.reload();
      this.value = undefined;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
      window.scrollTo(0, 0);
    }
  }

  // take shows what somebody else saved, in the place of what was typed here.
  private async take(): Promise<void> {
    await this.settings.reload();
    this.value = undefined;
    this.problem = undefined;
    this.emit('rb-dirty', { dirty: false });
  }

  // insist saves what was typed here over what somebody else saved.
  private async insist(): Promise<void> {
    const typed = this.value ?? this.settings.value!;
    await this.settings.reload();
    this.value = typed;
    await this.save();
  }
}

// omit leaves out the two colours, but for one that a file owns.
const omit = ({ brand = {}, managed = [] }: Settings): Record<string, string> => Object.fromEntries(Object.entries(brand).filter(([k]) => (k !== 'primary' && k !== 'action') || managed.includes(`/brand/${k}`)));

const zones = [
  'Europe/Paris', 'Europe/Brussels', 'Europe/Zurich', 'Europe/Luxembourg', 'America/Toronto', 'America/Montreal', 'America/Halifax', 'America/Moncton', 'America/St_Johns', 'America/Winnipeg', 'America/Edmonton', 'America/Vancouver',
  'America/Guadeloupe', 'America/Martinique', 'America/Cayenne', 'America/Miquelon', 'Indian/Reunion', 'Indian/Mayotte', 'Pacific/Noumea', 'Pacific/Tahiti',
];
