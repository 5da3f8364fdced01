// confirmBox asks before an act that cannot be taken back: it names what will be lost and, for the gravest,
// asks to type a name.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import './button.ts';
import { element } from './define.ts';
import { type RbDialog } from './dialog.ts';
import './dialog.ts';
import { RbElement } from './element.ts';
import './field.ts';
import { base } from './styles.ts';

export type Question = {
  heading: string;
  body?: string;
  /** What will be lost, one line each. */
  loses?: readonly string[];
  /** What stands above them instead of "what will be lost". */
  listed?: string;
  /** The words on the button that leaves all as it is; "Cancel" where none are given. */
  keep?: string;
  /** The words on the button that does it: a verb. */
  confirm: string;
  danger?: boolean;
  /** To be typed before the button works. */
  name?: string;
};

@element('rb-confirm')
export class RbConfirm extends RbElement {
  static override styles = [base, css`.loses { border-inline-start: 4px solid var(--rb-bad); padding-inline-start: var(--rb-space-4); } li { margin-block: .25rem; }`];

  @property({ attribute: false }) question!: Question;
  @state() private typed = '';
  private agreed = false;

  override render() {
    const q = this.question;
    const held = q.name !== undefined && this.typed.trim() !== q.name;
    return html`<rb-dialog open .heading=${q.heading} @rb-close=${this.done}>
      ${q.body ? html`<p>${q.body}</p>` : nothing}
      ${q.loses?.length ? html`<div class="loses"><strong>${q.listed ?? this.t('web.will-be-lost')}</strong><ul>${q.loses.map((l) => html`<li>${l}</li>`)}</ul></div>` : nothing}
      ${q.name ? html`<rb-field .label=${this.t('web.type-name', { name: q.name })} autocomplete="off" @rb-input=${this.named} @rb-change=${(e: Event) => e.stopPropagation()}></rb-field>` : nothing}
      <rb-button slot="actions" kind="quiet" @click=${this.leave}>${q.keep ?? this.t('web.cancel')}</rb-button>
      <rb-button slot="actions" kind=${q.danger ? 'danger' : 'primary'} ?disabled=${held} @click=${() => held || this.agree()}>${q.confirm}</rb-button>
    </rb-dialog>`;
  }

  // named reads the name; it is nothing that anybody would miss, so the dialog does not hear of it.
  private named(event: CustomEvent<{ value: string }>): void {
    event.stopPropagation();
    this.typed = event.detail.value;
  }

  private agree(): void {
    this.agreed = true;
    this.leave();
  }

  private leave(): void {
    this.renderRoot.querySelector<RbDialog>('rb-dialog')?.close();
  }

  private done(event: Event): void {
    event.stopPropagation();
    this.emit('rb-answer', this.agreed);
    this.remove();
  }
}

/** Asks, near the element that wants to know; true when the person agreed. */
export function confirmBox(near: Element, question: Question): Promise<boolean> {
  const box = document.createElement('rb-confirm') as RbConfirm;
  box.question = question;
  (near.shadowRoot ?? near).append(box);
  return new Promise((resolve) => box.addEventListener('rb-answer', (e) => {
    e.stopPropagation();
    resolve((e as CustomEvent<boolean>).detail);
  }));
}
