// <rb-portrait-ask>: asks for a code, that of a poster or slip or the one that resumes, and says what is wrong with it.

import { html, nothing } from 'lit';
import { property, query } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import { base } from '@ribambelle/web/styles';

import { texts } from './texts.ts';

const words = {
  code: { title: 'portrait.code.title', help: 'portrait.code.help', label: 'portrait.code.label', go: 'portrait.code.go' },
  locked: { title: 'portrait.locked.title', help: 'portrait.locked.help', label: 'portrait.locked.label', go: 'portrait.locked.go' },
} as const;

@element('rb-portrait-ask')
export class RbPortraitAsk extends RbElement {
  static override texts = texts;
  static override styles = [base];

  @property() kind: 'code' | 'locked' = 'code';
  /** Why the code was refused. */
  @property() refused = '';
  /** What is wrong with what was typed. */
  @property() error = '';
  @property({ type: Boolean }) busy = false;
  @query('h1') private heading?: HTMLElement;
  @query('rb-field') private field?: HTMLElement & { value?: unknown };

  protected override firstUpdated(): void {
    this.heading?.focus();
  }

  override render() {
    const say = (what: 'title' | 'help' | 'label' | 'go') => this.t(words[this.kind][what]);
    return html`<form class="stack wide" novalidate @submit=${this.told}>
      <div class="stack tight"><h1 tabindex="-1">${say('title')}</h1><p class="lead">${say('help')}</p></div>
      ${this.refused ? html`<rb-notice kind="bad" role="alert">${this.refused}</rb-notice>` : nothing}
      <rb-field type="text" label=${say('label')} error=${this.error} autocomplete="off" required></rb-field>
      <div class="row"><rb-button kind="primary" type="submit" ?busy=${this.busy}>${say('go')}</rb-button>
        ${this.kind === 'locked' ? html`<rb-button kind="quiet" @click=${() => this.emit('rb-erase')}>${this.t('portrait.locked.other')}</rb-button>` : nothing}</div>
    </form>`;
  }

  private told(e: Event): void {
    e.preventDefault();
    this.emit('rb-typed', { value: String(this.field?.value ?? '') });
  }
}
