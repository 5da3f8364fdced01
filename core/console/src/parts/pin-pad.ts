// <rb-pin-pad>: six digits on big keys, or by a keyboard. Says rb-pin once there are six.

import { css, html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import { icon } from '@ribambelle/web/icon';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';

const length = 6;

@element('rb-pin-pad')
export class RbPinPad extends RbElement {
  static override texts = texts;
  static override shadowRootOptions = { mode: 'open' as const, delegatesFocus: true };
  static override styles = [base, css`
    :host { display: grid; gap: var(--rb-space-4); max-width: 22rem; }
    label { font-weight: 620; display: grid; gap: var(--rb-space-2); }
    input { font: inherit; font-size: 2rem; letter-spacing: .5em; text-align: center; min-height: 4rem; border: 1.5px solid var(--rb-control); border-radius: var(--rb-radius); background: var(--rb-surface); color: var(--rb-ink); width: 100%; padding-inline: .5em 0; }
    .keys { display: grid; grid-template-columns: repeat(3, 1fr); gap: var(--rb-space-3); }
    .keys button { min-height: 4.25rem; font: inherit; font-size: 1.6rem; font-weight: 620; border: 1.5px solid var(--rb-control); border-radius: var(--rb-radius); background: var(--rb-surface); color: var(--rb-ink); cursor: pointer; display: grid; place-items: center; }
    .keys button:active { background: var(--rb-primary-soft); } .keys [data-key='0'] { grid-column: 2; }
  `];

  @property() label = '';
  @property({ type: Boolean }) busy = false;
  @state() private digits = '';

  override render() {
    return html`<label>${this.label}<input type="password" inputmode="none" autocomplete="off" maxlength=${length} .value=${this.digits} ?disabled=${this.busy} @input=${this.typed} /></label>
      <div class="keys" role="group" aria-label=${this.t('tablet.keys')}>${['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'].map((n) => html`<button type="button" data-key=${n} ?disabled=${this.busy} @click=${() => this.become(this.digits + n)}>${n}</button>`)}
        <button type="button" aria-label=${this.t('tablet.back')} ?disabled=${this.busy} @click=${() => this.become(this.digits.slice(0, -1))}>${icon('x')}</button></div>`;
  }

  /** Empties the pad for another try. */
  clear(): void {
    this.digits = '';
  }

  private typed(event: Event): void {
    this.become((event.target as HTMLInputElement).value);
  }

  private become(text: string): void {
    this.digits = text.replace(/\D/g, '').slice(0, length);
    this.requestUpdate(); // the field shows no letter that was typed
    if (this.digits.length === length) this.emit('rb-pin', this.digits);
  }
}
