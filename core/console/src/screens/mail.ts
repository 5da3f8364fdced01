// Mail: how messages leave, how they present themselves, and a trial message whose fate is told at once.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { readSettings, writeSettings } from '../parts/organisation.ts';
import type { Week } from '../parts/notice.ts';
import { screenStyles } from '../parts/styles.ts';

type Presents = { sender?: string; reply_to?: string };
type Mail = { local: boolean; server?: string; from: string; mail: Presents; managed: string[]; week: Week };

@element('rb-mail')
export class RbMail extends Screen {
  static override styles = screenStyles;

  @state() private presents: Presents | undefined;
  @state() private refused: Problem | undefined;
  @state() private trialTo: { to?: string } | undefined;
  @state() private failure: Problem | undefined;
  @state() private sent = '';
  @state() private week: Week | undefined;
  @state() private unweekly: Problem | undefined;
  @state() private busy = '';
  private readonly mail = loaded(this, (signal) => this.api.get<Mail>('/mail', { signal }));

  protected override titleKey = () => 'mail.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('mail.title'), lead: this.t('mail.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      ${this.mail.render((m: Mail) => html`${this.way(m)}${this.trial(m)}${this.may('core:settings.update') ? html`${this.signature(m)}${this.weekly(m)}` : nothing}`)}</div>`;
  }

  private way(m: Mail) {
    return html`<section class="stack narrow" aria-labelledby="way"><h2 id="way">${this.t('mail.way')}</h2>
      ${m.local ? html`<rb-notice kind="info" heading=${this.t('mail.local')}>${this.t('mail.local-text')} <a href=${this.to('settings', 'mailbox')}>${this.t('mail.open-box')}</a></rb-notice>
        <details><summary>${this.t('mail.server-how')}</summary><p class="prose">${this.t('mail.server-how-text')}</p><p><code>${this.t('mail.server-example')}</code></p></details>`
        : html`<dl class="facts"><dt>${this.t('mail.server')}</dt><dd>${m.server}</dd><dt>${this.t('mail.from')}</dt><dd>${m.from}</dd></dl>`}</section>`;
  }

  private trial(m: Mail) {
    if (!this.may('core:mail.try')) return nothing;
    const own = this.me?.person?.email ?? (this.me?.person?.login.includes('@') ? this.me.person.login : undefined);
    const schema = { type: 'object', required: ['to'], properties: { to: { type: 'string', format: 'email', maxLength: 160, title: this.t('mail.try-to'), 'x-autocomplete': 'email' } } };
    return html`<section class="card narrow stack" aria-labelledby="try"><div class="stack tight"><h2 id="try">${this.t('mail.try')}</h2><p class="muted">${this.t('mail.try-text')}</p></div>
      <div role="status">${this.sent ? html`<rb-notice kind="good">${this.t(m.local ? 'mail.kept' : 'mail.sent', { to: this.sent })}${m.local ? html` <a href=${this.to('settings', 'mailbox')}>${this.t('mail.open-box')}</a>` : nothing}</rb-notice>` : nothing}</div>
      <rb-form .schema=${schema} .value=${this.trialTo ?? (own ? { to: own } : {})} .problem=${this.failure} ?busy=${this.busy === 'try'} submit=${this.t('mail.try-do')}
        @rb-input=${(e: CustomEvent<{ value: { to?: string } }>) => { this.trialTo = e.detail.value; this.sent = ''; }} @rb-submit=${(e: CustomEvent<{ value: { to: string } }>) => void this.send(e.detail.value.to)}></rb-form></section>`;
  }

  private signature(m: Mail) {
    const schema = {
      type: 'object',
      properties: {
        sender: { type: 'string', maxLength: 120, title: this.t('mail.sender'), description: this.t('mail.sender-help', { name: this.me?.tenant.name ?? '' }) },
        reply_to: { type: 'string', format: 'email', maxLength: 160, title: this.t('mail.reply'), description: this.t('mail.reply-help') },
      },
    };
    return html`<section class="card narrow stack" aria-labelledby="presents"><div class="stack tight"><h2 id="presents">${this.t('mail.presents')}</h2><p class="muted">${this.t('mail.presents-text', { from: m.from })}</p></div>
      <rb-form .schema=${schema} .value=${this.presents ?? m.mail} .locked=${m.managed} .problem=${this.refused} ?busy=${this.busy === 'save'}
        @rb-input=${this.typed} @rb-submit=${(e: CustomEvent<{ value: Presents }>) => void this.save(e.detail.value)}></rb-form></section>`;
  }

  // weekly is when the week's message goes out to those who have chosen it.
  private weekly(m: Mail) {
    const days = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ const: day, title: this.t(`notices.day.${day}`) }));
    const schema = {
      type: 'object', required: ['day', 'hour'],
      properties: { day: { type: 'integer', title: this.t('mail.week-day'), oneOf: days }, hour: { type: 'integer', minimum: 0, maximum: 23, title: this.t('mail.week-hour') } },
    };
    return html`<section class="card narrow stack" aria-labelledby="week"><div class="stack tight"><h2 id="week">${this.t('mail.week')}</h2><p class="muted">${this.t('mail.week-text')}</p></div>
      <rb-form .schema=${schema} .value=${this.week ?? m.week} .problem=${this.unweekly} ?busy=${this.busy === 'week'}
        @rb-input=${(e: CustomEvent<{ value: Week }>) => (this.week = e.detail.value)} @rb-submit=${(e: CustomEvent<{ value: Week }>) => void this.keepWeek(e.detail.value)}></rb-form></section>`;
  }

  private async keepWeek(week: Week): Promise<void> {
    this.busy = 'week';
    this.unweekly = undefined;
    try {
      await this.api.put('/notices/week', week);
      this.tell('good', this.t('mail.week-saved', { day: this.t(`notices.day.${week.day}`), hour: week.hour }));
    } catch (thrown) {
      this.unweekly = problemOf(thrown);
    } finally {
      this.busy = '';
    }
  }

  private typed(event: CustomEvent<{ value: Presents }>): void {
    this.presents = event.detail.value;
    this.emit('rb-dirty', { dirty: true });
  }

  private async send(to: string): Promise<void> {
    this.busy = 'try';
    this.failure = undefined;
    this.sent = '';
    try {
      await this.api.post('/mail:try', { to });
      this.sent = to;
    } catch (thrown) {
      this.failure = problemOf(thrown);
    } finally {
      this.busy = '';
    }
  }

  private async save(mail: Presents): Promise<void> {
    this.busy = 'save';
    this.refused = undefined;
    try {
      const settings = await readSettings(this.api);
      await writeSettings(this.api, { ...settings, mail }, settings);
      this.emit('rb-dirty', { dirty: false });
      this.tell('good', this.t('org.saved', { time: this.fmt.time(new Date()) }));
    } catch (thrown) {
      this.refused = below(problemOf(thrown));
    } finally {
      this.busy = '';
    }
  }
}

// below takes the settings' own prefix off the pointers of a refusal.
function below(problem: Problem): Problem {
  const errors = problem.errors.map((e) => ({ ...e, pointer: e.pointer.replace(/^\/mail/, '') }));
  return Object.assign(Object.create(problem) as Problem, { data: { ...problem.data, errors } });
}
