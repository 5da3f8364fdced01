// <rb-portrait-draft>: what may be done with a portrait in preparation: go on with it, give it another name, or throw it away.

import { html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/dialog';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import type { RbDialog } from '@ribambelle/web/dialog';
import { may } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/wave.ts';
import { type Rec, type Wave, waves } from './wave.ts';

@element('rb-portrait-draft')
export class RbPortraitDraft extends ModuleElement {
  static override texts = texts;
  static override styles = [base];

  @property({ attribute: false }) saved!: Rec<Wave>;
  @state() private naming = false;
  @state() private name = '';
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  @query('rb-dialog') private dialog?: RbDialog;

  override render() {
    const [rename, discard] = [may(this.me, 'portrait:waves.update'), may(this.me, 'portrait:waves.delete')];
    return html`<div class="stack">${this.problem && !this.naming ? this.refusal() : nothing}
      <div class="row"><rb-button kind="primary" href=${this.href(`/prepare/${this.saved.id}`)}>${this.t('portrait.continue')}</rb-button>
        ${rename ? html`<rb-button icon="pencil" @click=${this.ask}>${this.t('portrait.draft.rename')}</rb-button>` : nothing}
        ${discard ? html`<rb-button kind="danger" ?busy=${this.busy} @click=${this.discard}>${this.t('portrait.draft.discard')}</rb-button>` : nothing}</div>
      ${this.naming ? this.question() : nothing}</div>`;
  }

  private refusal() {
    return html`<rb-notice kind="bad" role="alert">${this.say(this.problem!)}</rb-notice>`;
  }

  private question() {
    const typed = (e: CustomEvent<{ value: unknown }>) => { this.name = String(e.detail.value); };
    return html`<rb-dialog open heading=${this.t('portrait.draft.rename')} @rb-close=${() => { this.naming = false; this.problem = undefined; }}>
      <div class="stack">${this.problem ? this.refusal() : nothing}
        <rb-field type="text" label=${this.t('portrait.draft.name')} .value=${this.name} maxlength="120" required @rb-input=${typed}></rb-field></div>
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} ?disabled=${!this.name.trim()} @click=${this.rename}>${this.t('portrait.draft.rename')}</rb-button></rb-dialog>`;
  }

  private ask(): void {
    [this.name, this.problem, this.naming] = [this.saved.doc.title, undefined, true];
  }

  private rename(): Promise<void> {
    return this.attempt(async () => {
      await waves.update(this.client, { ...this.saved, doc: { ...this.saved.doc, title: this.name.trim() } });
      this.dialog?.close();
      this.notify('good', this.t('portrait.draft.renamed'));
      this.emit('rb-done');
    });
  }

  private async discard(): Promise<void> {
    const heading = this.t('portrait.draft.discard.of', { title: this.saved.doc.title });
    if (!(await confirmBox(this, { heading, loses: [this.t('portrait.draft.discard.loses')], confirm: this.t('portrait.draft.discard'), danger: true }))) return;
    await this.attempt(async () => {
      await waves.discard(this.client, this.saved);
      this.notify('good', this.t('portrait.draft.discarded'));
      this.go('/', { replace: true });
    });
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.busy = false;
  }
}
