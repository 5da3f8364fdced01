// <rb-work-preview>: a dialog to look at a version that is proposed, and to take it over or set it aside.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import type { Files } from '@ribambelle/web/file-field';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';
import type { Document, Shape } from './collection-columns.ts';
import { reading } from './collection-reading.ts';
import { readingStyles } from './reading-styles.ts';
import type { Subscription } from './work.ts';

/** Files do not travel with what is published. */
const noFiles: Files = { keep: () => Promise.reject(new Error('read only')), at: () => '' };

type Looked = { document?: Document; schema: Shape };

@element('rb-work-preview')
export class RbWorkPreview extends RbElement {
  static override texts = texts;
  static override styles = [base, readingStyles];

  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) subscription!: Subscription;
  /** Whether this person decides. */
  @property({ type: Boolean }) decides = false;
  @state() private problem: Problem | undefined;
  @state() private busy = '';
  private readonly looked = loaded(this, async (signal): Promise<Looked> => {
    const { id, module, collection } = this.subscription;
    const [{ document }, { schema }] = await Promise.all([
      this.api.get<{ document?: Document }>(`/subscriptions/${id}/proposal`, { signal }),
      collection ? this.api.get<{ schema: Shape }>(`/${module}/${collection}:schema`, { signal }).catch(() => ({ schema: {} })) : { schema: {} },
    ]);
    return { schema, ...(document ? { document } : {}) };
  });

  override render() {
    const { proposal, title, name, collection } = this.subscription;
    if (!proposal) return nothing;
    const does = !collection ? 'works.takes-module' : proposal.replaces ? 'works.takes-replacing' : 'works.takes-beside';
    const button = (act: 'take' | 'set-aside', kind: string, icon: string) =>
      html`<rb-button slot="actions" kind=${kind} icon=${icon} ?busy=${this.busy === act} ?disabled=${this.busy !== '' && this.busy !== act} @click=${() => void this.decide(act)}>${this.t(`works.${act}`)}</rb-button>`;
    return html`<rb-dialog open .heading=${`${this.pick(title)}, ${proposal.label}`} @rb-close=${() => this.emit('rb-close')}>
      <dl class="reading"><div><dt>${this.t('works.publisher')}</dt><dd>${name}</dd></div><div><dt>${this.t('works.licence')}</dt><dd>${proposal.licence}</dd></div>
        ${proposal.note ? html`<div><dt>${this.t('works.note')}</dt><dd>${proposal.note}</dd></div>` : nothing}</dl>
      <p class="prose">${this.t(does)}</p>
      ${this.looked.render(({ document, schema }: Looked) => (document ? html`<details><summary>${this.t('works.look')}</summary>${this.read(schema, document)}</details>` : nothing))}
      ${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      ${this.decides ? html`${button('take', 'primary', 'check')}${button('set-aside', 'quiet', 'x')}` : nothing}</rb-dialog>`;
  }

  private read(schema: Shape, document: Document) {
    return reading(schema, document, { units: [], fmt: this.fmt, pick: (t) => this.pick(t), files: noFiles });
  }

  private async decide(act: 'take' | 'set-aside'): Promise<void> {
    this.busy = act;
    this.problem = undefined;
    try {
      await this.api.post(`/subscriptions/${this.subscription.id}:${act}`, { version: this.subscription.proposal!.id });
      this.emit('rb-saved', { act });
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = '';
    }
  }
}
