// <rb-notice-choices>: how I am told each kind of thing, by module; saved as it is chosen.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { base } from '@ribambelle/web/styles';
import type { Bilingual } from '@ribambelle/web/texts';

import { texts } from '../wording/all.ts';
import { Attempts } from './attempts.ts';
import { type Way, ways, type Week } from './notice.ts';

type Kind = { name: string; title: Bilingual; way: Way; required?: Bilingual };
type Choices = { modules: { module: string; title: Bilingual; kinds: Kind[] }[]; mail: boolean; week: Week; months: number };

@element('rb-notice-choices')
export class RbNoticeChoices extends Attempts {
  static override texts = texts;
  static override styles = [base, css`
    :host { display: grid; gap: var(--rb-space-4); }
    h3 { font-size: 1rem; }
    .kinds { display: grid; gap: var(--rb-space-3); }
  `];

  @property({ attribute: false }) api!: Api;
  private readonly all = loaded(this, (signal) => this.api.get<Choices>('/me/notice-choices', { signal }));

  override render() {
    return html`${this.all.render((all: Choices) => html`<p class="muted">${this.t('notices.choices-text')} ${this.t('notices.kept', { n: all.months })}</p>
      ${all.mail ? nothing : html`<rb-notice kind="info">${this.t('notices.no-mail')}</rb-notice>`}${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      ${all.modules.length === 0 ? html`<p>${this.t('notices.choices-none')}</p>` : html`<p class="muted">${this.t('notices.choices-week', { day: this.t(`notices.day.${all.week.day}`), hour: all.week.hour })}</p>`}
      ${all.modules.map(({ module, title, kinds }) => html`<div class="kinds"><h3>${this.pick(title)}</h3>${kinds.map((k) => this.kind(module, k))}</div>`)}`)}`;
  }

  private kind(module: string, { name, title, way, required }: Kind) {
    const options = ways.filter((w) => !required || w !== 'none').map((value) => ({ value, label: this.t(`notices.way.${value}`) }));
    return html`<rb-field type="select" .label=${this.pick(title)} .help=${required ? this.t('notices.required', { why: this.pick(required) }) : ''} .value=${way} .options=${options} required
      @rb-change=${(e: CustomEvent<{ value: Way }>) => void this.choose(module, name, e.detail.value)}></rb-field>`;
  }

  private async choose(module: string, kind: string, way: Way): Promise<void> {
    await this.attempt(async () => {
      this.all.set(await this.api.put<Choices>('/me/notice-choices', { choices: [{ module, kind, way }] }));
      this.emit('rb-notice', { kind: 'good', text: this.t('notices.saved') });
    });
  }
}
