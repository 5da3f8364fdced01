// <rb-portrait-who>: "Qui verra mes réponses", once, before the first question, and the question about the device.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import type { Contact } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import type { Started } from './api.ts';
import { texts } from './texts.ts';

@element('rb-portrait-who')
export class RbPortraitWho extends RbElement {
  static override texts = texts;
  static override styles = [base, css`
    dl { display: grid; gap: var(--rb-space-4); }
    dt { font-weight: 680; }
    dd { margin: var(--rb-space-1) 0 0; max-width: 62ch; }
    li + li { margin-block-start: var(--rb-space-2); }
  `];

  @property({ attribute: false }) started: Started | undefined;
  @property({ attribute: false }) count = 0;
  @property({ attribute: false }) officer: Contact | undefined;
  @property({ attribute: false }) device: 'own' | 'shared' | undefined;
  @state() private error = '';

  override render() {
    const s = this.started;
    if (!s) return nothing;
    return html`<div class="stack wide">
      <div class="stack tight">
        <h1 tabindex="-1">${this.t('portrait.who.title')}</h1>
        <p class="lead">${this.pick(s.questionnaire.title)}. ${this.t('portrait.who.you', { site: s.site.name || this.t('portrait.alone') })}</p>
      </div>
      <div class="card"><dl>
        ${s.wave.purpose && this.pick(s.wave.purpose) ? html`<div><dt>${this.t('portrait.who.purpose')}</dt><dd>${this.pick(s.wave.purpose)}</dd></div>` : nothing}
        <div><dt>${this.t('portrait.who.readers')}</dt><dd>${this.readers(s)}</dd></div>
        ${this.officer?.name || this.officer?.email ? html`<div><dt>${this.t('portrait.who.officer')}</dt><dd>${this.contact(this.officer)}</dd></div>` : nothing}
      </dl></div>
      <p class="muted">${this.t('portrait.who.free')} ${this.t('portrait.who.time', { n: this.count, date: this.fmt.date(s.wave.closes_on, 'long') })}</p>
      <rb-field type="radio" label=${this.t('portrait.device.label')} .value=${this.device ?? ''} error=${this.error} required
        .options=${[
          { value: 'own', label: this.t('portrait.device.own'), help: this.t('portrait.device.own.help') },
          { value: 'shared', label: this.t('portrait.device.shared'), help: this.t('portrait.device.shared.help') },
        ]} @rb-change=${(e: CustomEvent<{ value: 'own' | 'shared' }>) => (this.device = e.detail.value)}></rb-field>
      <div><rb-button kind="primary" @click=${this.begin}>${this.t('portrait.device.start')}</rb-button></div>
    </div>`;
  }

  private readers(s: Started) {
    return html`<ul>
      ${['nobody', 'figures', 'floor', 'kept', 'undo'].map((key) => html`<li>${this.t(`portrait.who.${key}`, { n: s.wave.floor })}</li>`)}
    </ul>`;
  }

  private contact(c: Contact) {
    return html`${c.name}${c.email ? html` <a href=${`mailto:${c.email}`}>${c.email}</a>` : nothing}${c.phone ? html` ${c.phone}` : nothing}`;
  }

  private begin(): void {
    if (!this.device) {
      this.error = this.t('portrait.device.missing');
      (this.renderRoot.querySelector('rb-field') as HTMLElement | null)?.focus();
      return;
    }
    this.emit('rb-begin', { device: this.device });
  }
}
